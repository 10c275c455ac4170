"""Which node a row of an office's form is: by its full number, its number within its domain, or its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import attrs

from parindex.base import Hints, fold, say, without_marks
from parindex.definition import Component, Definition, Indicator
from parindex.evidence.layouts.heads import KnownHeads

_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LEADING = re.compile(r"((?:[IVXLC]+|[0-9]{1,3}|[a-zđ])(?:[.\-][0-9a-zđ]{1,3})*)\s*[.):\-–]*\s+(.+)")
_MARKS = " .):-–_"
_ORDINAL = re.compile(r"[0-9]{1,3}")


@attrs.frozen
class CriterionMatch:
    """The node of a row, or why there is none; `doubt` says what is odd about one that was taken."""

    node: Component | Indicator | None = None
    message: str = ""
    hint: str = ""
    doubt: str = ""


def label_key(label: str) -> str:
    """Return a label in one form: a Roman number as an Arabic one, without marks behind it."""
    bare = label.strip(_MARKS)
    if bare and _ROMAN.fullmatch(bare):
        values = [_VALUES[sign] for sign in bare]
        return str(sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)))
    return (bare.lstrip("0") or "0") if _ORDINAL.fullmatch(bare) else fold(bare)


class CriterionFinder:
    """Finds the node of each row of a form, from the top down: numbers mean something within their domain."""

    def __init__(self, known: KnownHeads) -> None:
        self.known: KnownHeads = known
        self.definition: Definition = known.definition
        self._current: Component = self.definition.root
        self._hints = Hints()
        self._alike: dict[tuple[str, str], bool] = {}
        self._said: dict[tuple[str, str], str] = {}

    def find(self, number: str, title: str, maximum: Fraction | None) -> CriterionMatch:
        """Return the node of a row, and go on from there."""
        leading = None if number or self._titled(title) else _LEADING.fullmatch(title)
        if leading is not None:  # both stand in one cell
            number, title = leading[1], leading[2]
        match = self._match(number, title, maximum)
        if isinstance(match.node, Component):
            self._current = match.node
        elif match.node is not None:
            above = self.definition.ancestors(match.node)
            self._current = above[0] if above else self.definition.root
        return match

    def _match(self, number: str, title: str, maximum: Fraction | None) -> CriterionMatch:
        numbered = list(dict.fromkeys(self._numbered(number)))
        titled = self._titled(title)
        both = [id_ for id_ in titled if id_ in numbered]
        if len(both) == 1 or (len(titled) == 1 and not numbered):
            return CriterionMatch(self.definition[(both or titled)[0]])
        if titled and numbered:
            values = {"number": number, "one": numbered[0], "title": title[:80], "other": titled[0]}
            message = say("the number {number!r} is that of {one!r}, the title {title!r} that of {other!r}", **values)
            return CriterionMatch(None, message, say("correct one of the two"))
        if numbered:
            return self._by_number(numbered, number, title, maximum)
        values = {"number": number[:20], "title": title[:80], "id": self.definition.id}
        message = say("{id!r} has no criterion {number} {title!r}", **values)
        if not number:
            message = say("{id!r} has no criterion {title!r}", **values)
        named = (
            {fold(text): text for node in self.definition.nodes[1:] for text in _titles(node)}
            if self._hints.left
            else {}
        )
        return CriterionMatch(None, message, self._hints.near(title, named.values()))

    def _is_titled(self, id_: str, title: str) -> bool:
        """Return whether a title may be that of a node; forms name the same ones again and again."""
        key = id_, title
        if key not in self._alike:
            self._alike[key] = self.known.is_titled(id_, title)
        return self._alike[key]

    def _doubt(self, id_: str, title: str) -> str:
        key = id_, title
        if key not in self._said:
            self._said[key] = self.known.title_doubt(id_, title) if title else ""
        return self._said[key]

    def _by_number(self, numbered: list[str], number: str, title: str, maximum: Fraction | None) -> CriterionMatch:
        """Choose among nodes of one number: by a title that is alike, else by the maximum."""
        alike = [id_ for id_ in numbered if not title or self._is_titled(id_, title)]
        if len(alike) == 1:
            return CriterionMatch(self.definition[alike[0]], doubt=self._doubt(alike[0], title))
        others = [id_ for id_ in numbered if not _titles(self.definition[id_])]
        said = maximum is not None or bool(alike or others)  # a title that is unlike wants a maximum that is the same
        equal = [id_ for id_ in alike or numbered if maximum in (None, self.definition.maximum(self.definition[id_]))]
        if said and (len(equal) == 1 or (len(numbered) == 1 and (alike or others))):
            id_ = (equal or numbered)[0]
            return CriterionMatch(self.definition[id_], doubt=self._doubt(id_, title))
        if not (alike or others):
            own = _titles(self.definition[numbered[0]])[0]
            values = {"number": number, "one": numbered[0], "own": own[:80], "title": title[:80]}
            message = say("the number {number!r} is that of {one!r}, {own!r}, and the title is {title!r}", **values)
            return CriterionMatch(None, message, say("correct one of the two"))
        values = {"number": number, "ids": ", ".join(numbered[:5])}
        return CriterionMatch(
            None, say("the number {number!r} may be that of {ids}", **values), say("write the full number")
        )

    def part_of_total(self, label: str) -> Component | None:
        """Return the component that a row "Cộng I" adds up: of that id, or the part of the root of that number."""
        id_ = label if label in self.definition else self._child(self.definition.id, label)
        node = self.definition[id_] if id_ else None
        return node if isinstance(node, Component) and node.id != self.definition.id else None

    def _titled(self, title: str) -> list[str]:
        """Return the nodes of a title, of several those below the current component."""
        named = self.known.titles.get(fold(title)) or self.known.titles.get(without_marks(title)) or ()
        below = {self._current.id, *(node.id for node in self._below(self._current.id))}
        return [id_ for id_ in named if id_ in below and len(named) > 1] or list(named)

    def _below(self, owner: str) -> Iterator[Component | Indicator]:
        for part in self.definition.children(owner):
            yield part
            if isinstance(part, Component):
                yield from self._below(part.id)

    def _numbered(self, number: str) -> Iterator[str]:
        """Yield the nodes of a number: of that id, or so numbered within the current component or one above it."""
        bare = number.strip(_MARKS)
        if not bare:
            return
        if bare in self.definition and bare != self.definition.id:
            yield bare
        above = self.definition.ancestors(self._current) if self._current.id != self.definition.id else ()
        for owner in dict.fromkeys((self._current.id, *(node.id for node in above), self.definition.id)):
            whole = self._child(owner, bare)
            parts = re.split(r"[.\-]", bare)
            id_: str | None = owner
            for part in parts:
                id_ = self._child(id_, part) if id_ is not None else None
            yield from filter(None, (whole, id_))

    def _child(self, owner: str, label: str) -> str | None:
        """Return the part of a component that bears a number, by its id or by its place."""
        if isinstance(self.definition[owner], Indicator):
            return None
        wanted, parts = label_key(label), self.definition.children(owner)
        labels = {part.id: label_key(_local(part.id, owner)) for part in parts}
        named = [id_ for id_, own in labels.items() if own == wanted]
        if named or any(own[:1].isdigit() for own in labels.values()):
            return named[0] if len(named) == 1 else None
        return parts[int(wanted) - 1].id if _ORDINAL.fullmatch(wanted) and 0 < int(wanted) <= len(parts) else None


def _local(id_: str, owner: str) -> str:
    """Return the part of an id that is a node's own, behind that of the component above."""
    return id_.removeprefix(owner).lstrip(_MARKS) if id_.startswith(owner) and id_ != owner else id_


def _titles(node: Component | Indicator) -> list[str]:
    return [text for text in (node.title.vi, node.title.en) if text] if node.title else []
