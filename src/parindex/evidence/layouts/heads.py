"""What the head of a column may mean for a definition: an id, a title in either language, or both as printed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import attrs

from parindex.base import Text, clean, fold, say, without_marks
from parindex.definition import PAPERS, Definition, Indicator, registries_of
from parindex.evidence.cells.cell_numbers import NOT_APPLICABLE
from parindex.evidence.cells.headings import HEADING_WORDS, is_heading, names_units, words_for
from parindex.evidence.cells.points_headings import POINTS_WORDS, layer_of_points, points_of_layer
from parindex.evidence.cells.table import BETWEEN, written
from parindex.evidence.layouts.layout import Layout
from parindex.evidence.layouts.measures import is_footnote, is_measure, kind_of_measure, without_measure

#: How like a printed title has to be, beside an id, to the title of the definition.
_ALIKE = 0.6
_WHOLE = 100
#: Words without which a title means the contrary.
_NEGATING = frozenset(("khong", "chua", "chang", "not", "no", "non", "without"))
_LONGEST, _MOST_TITLES = 300, 500
_NUMBERED = re.compile(r"([^\s:]{1,64}?)[.):\-–]{0,20}[\s:]+[\-–]?\s*(.+)")  # no id is longer
#: What behind a title makes it that of another column.
_BESIDE = re.compile(
    r"[\s,:(\[–-]+(?:(?:xep|thu) hang|rank(?:ing)?|(?:diem )?toi da|max(?:imum)?|trong so|weight)[)\]]?"
)
_DATED = re.compile(r"(.+?)[\s_(,\-–]*\(?((?:19|20)[0-9]{2})\)?")
#: Without such a word the title of a rate may mean one of its counts.
_RATE = re.compile(r"\b(?:ty|ti) (?:le|trong|suat)\b|\bphan tram\b|%|\bper ?cent(?:age)?\b|\brate\b|\bshare\b")
#: What sets off a word beside a title, and how many words such a one has at most.
_SETTING_OFF, _MOST_WORDS = " .,:;()[]-–/", 6
YEAR = re.compile(r"(?:năm |year )?((?:19|20)[0-9]{2})")
#: Columns beside the value of an indicator, as offices head them.
_FIELDS = words_for(
    document=("tài liệu", "tài liệu kiểm chứng"),
    page=("trang",),
    note=("ghi chú",),
    points=("điểm", "điểm số"),
    value=("giá trị", "số liệu", "value"),
    numerator=("tử số",),
    denominator=("mẫu số",),
)
_TOTAL = words_for(total=("total", "tổng điểm", "tổng số điểm", "điểm tổng", "total score", "total points"))


@attrs.frozen(eq=False, repr=False)
class KnownHeads:
    """The heads that a definition and a layout know."""

    definition: Definition
    layout: Layout = attrs.field(factory=Layout)
    year: int | None = None

    @cached_property
    def titles(self) -> dict[str, tuple[str, ...]]:
        """The nodes of each title, folded, and of each title without its diacritics."""
        nodes: dict[str, dict[str, None]] = {}
        for node in (*self.definition.nodes[1:], *self.definition.outside.values()):
            for word in (*_words_of(node.title), *_words_of(_bare(node.title))):
                nodes.setdefault(word, {})[node.id] = None
        return {word: tuple(ids) for word, ids in nodes.items()}

    @cached_property
    def _input_titles(self) -> dict[str, tuple[str, ...]]:
        """The columns of each title of an input, folded and without its diacritics; and of it behind the owner's id."""
        columns: dict[str, dict[str, None]] = {}
        for leaf in self.definition.leaves:
            for given in leaf.inputs:
                for word in _words_of(given.title):
                    for text in (word, f"{leaf.id} {word}"):
                        columns.setdefault(text, {})[f"{leaf.id}.{given.id}"] = None
        return {word: tuple(names) for word, names in columns.items()}

    def _input(self, head: str, owner: str = "") -> str | None:
        """Return the column of the one input that a head names by its title, of an indicator or of all."""
        if numbered := self._numbered(head):
            owner, head = numbered
            if (field := _FIELDS.get(fold(head), "")) in getattr(self.definition[owner], "reads", ()):
                return f"{owner}.{field}"
        for word in (fold(head), without_marks(head)):
            named = self._input_titles.get(f"{owner} {word}" if owner else word, ())
            if len(named) == 1 and word not in self.titles:
                return named[0]
        return None

    @cached_property
    def _fields(self) -> dict[str, frozenset[str]]:
        """What may stand behind the id of each indicator: inputs, items, papers, points."""
        leaves = self.definition.leaves
        return {leaf.id: frozenset((*map(fold, leaf.reads), *PAPERS, "points")) for leaf in leaves}

    @property
    def single_heads(self) -> frozenset[str]:
        """All heads, folded, that are known by themselves: titles, inputs of long tables, words of tables."""
        inputs = (fold(name) for leaf in self.definition.leaves if leaf.inputs for name in leaf.reads)
        return frozenset((*self.titles, *self._input_titles, *inputs, *_TOTAL, *HEADING_WORDS, *POINTS_WORDS))

    def is_input(self, head: str) -> bool:
        """Return whether a head is the name of an input of any indicator, as a long table heads it."""
        inputs = (name for leaf in self.definition.leaves if leaf.inputs for name in leaf.reads)
        return fold(head) in set(map(fold, inputs))

    def names_nodes(self, texts: Iterable[str]) -> bool:
        """Return whether of several texts most name a node, as the cells that name the indicators of a long table."""
        different = set(texts) - {""}
        return len(different) > 1 and 2 * sum(self.node(text) is not None for text in different) > len(different)

    @cached_property
    def _numbers(self) -> dict[Fraction, tuple[str, ...]]:
        """The ids that read as each number: 1.1 and 1.10 are both 1.1."""
        ids: dict[Fraction, tuple[str, ...]] = {}
        for node in self.definition.nodes[1:]:
            if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", node.id):
                ids[Fraction(node.id)] = (*ids.get(Fraction(node.id), ()), node.id)
        return ids

    @cached_property
    def _options(self) -> dict[str, frozenset[str]]:
        """The options of each indicator that has any, folded; a long table may hold those of all."""
        options = {leaf.id: frozenset(map(fold, leaf.rule.options() or ())) for leaf in self.definition.leaves}
        return {"value": frozenset().union(*options.values()), **options}

    def marks_of(self, column: str) -> frozenset[str]:
        """Return what says in a column that nothing is there, folded: none of its options."""
        return self.layout.marks - self._options.get(column, frozenset())

    def says_option(self, column: str, text: str) -> bool:
        """Return whether a text is an option of the indicator of a column, or says that it is not applicable."""
        return fold(text) in NOT_APPLICABLE or fold(text) in self._options.get(column, frozenset())

    def is_unit(self, text: str) -> bool:
        """Return whether a text names one of the units that the definition knows."""
        return any(registry.matches(text) for registry in registries_of(self.definition, self.year))

    def is_anchor(self, head: str) -> bool:
        """Return whether a head is that of the units: where one stands, there is the header."""
        return self.layout.column(head) == "unit" or names_units([[head]])

    def alike(self, number: float) -> tuple[str, ...]:
        """Return the ids that a number may stand for."""
        return self._numbers.get(Fraction(repr(float(number))), ()) if math.isfinite(number) else ()

    def node(self, head: str) -> str | None:
        """Return the node that a head names: by its id, its title, or both as printed; None where it is in doubt."""
        head = head[:_LONGEST]
        bare = head.rstrip(" .:)")
        for text in (head, bare):
            if (text in self.definition and text != self.definition.id) or text in self.definition.outside:
                return text
        for word in (fold(head), fold(bare), without_marks(head)):
            if (named := self._only_one(self.titles.get(word, ()))) is not None:
                return named
        numbered = self._numbered(head)
        return numbered[0] if numbered and self.is_titled(*numbered) else None

    def _only_one(self, ids: Sequence[str]) -> str | None:
        """Return the one node of a title, or of several the only one that has a column; None where it is in doubt."""
        if len(ids) > 1:
            ids = [id_ for id_ in ids if id_ not in self._without_column]
        return ids[0] if len(ids) == 1 else None

    @cached_property
    def _without_column(self) -> frozenset[str]:
        """The indicators that follow from others only."""
        return frozenset(leaf.id for leaf in self.definition.leaves if leaf.formula is not None and not leaf.reads)

    def _numbered(self, head: str) -> tuple[str, str] | None:
        """Return the node whose id a head begins with, and the title behind it."""
        match = _NUMBERED.fullmatch(head[:_LONGEST])
        return (
            (match[1], match[2]) if match and match[1] in self.definition and match[1] != self.definition.id else None
        )

    def doubt(self, head: str) -> tuple[str, str]:
        """Return the node that a head names by its id, and what is odd about the title behind it; "" for nothing."""
        numbered = None if self.layout.column(head) else self._numbered(head)
        return (numbered[0], self.title_doubt(*numbered)) if numbered and self.is_titled(*numbered) else ("", "")

    def title_doubt(self, id_: str, text: str) -> str:
        """Say how a printed title differs from those of a node; "" where one begins as the other does."""
        node = self.definition[id_]
        own = [part for part in (node.title.vi, node.title.en) if part] if node.title else []
        theirs = without_marks(without_measure(text)[0])
        if not own or not theirs or any(_says_the_same(theirs, without_marks(part)) for part in own):
            return ""
        values = {"id": id_, "title": text[:80], "own": own[0][:80]}
        return say("{id!r} is called {title!r} here, {own!r} in the definition", **values)

    def like(self, head: str) -> str:
        """Return the node that a head may mean: that of its number, or of a title much like it; "" for none."""
        if BETWEEN in head:  # what stands below the head of a node is not that node
            return ""
        words = without_marks(head)[:_LONGEST]
        if column := self._nearest_input(head):
            return column
        numbered = [node.id for node in self.definition.nodes[1:] if words.startswith(f"{fold(node.id)} ")]
        numbered += [node.id for node in self.definition.nodes[1:] if words.startswith(f"{fold(node.id)}. ")]
        if numbered:
            return max(numbered, key=len)
        titles = [title for title in self.titles if 2 * abs(len(title) - len(words)) <= len(words)][:_MOST_TITLES]
        near = get_close_matches(words, titles, n=1, cutoff=_ALIKE)
        ids = self.titles[near[0]] if near else ("",)
        return self._only_one(ids) or ids[0]

    def is_titled(self, id_: str, text: str) -> bool:
        """Return whether a printed title is that of a node, or one much like it and not that of another node."""
        named = self.titles.get(fold(text)) or self.titles.get(without_marks(text)) or ()
        if named:
            return id_ in named
        title = self.definition[id_].title
        mine = [without_marks(part) for part in (title.vi, title.en) if part] if title else []
        theirs = without_marks(text)
        if any(theirs.startswith(own) and _BESIDE.fullmatch(theirs[len(own) :]) for own in mine):
            return False
        return any(
            f" {theirs} " in f" {own} "
            or f" {own} " in f" {theirs} "
            or SequenceMatcher(None, own, theirs).ratio() >= _ALIKE
            for own in mine
        )

    @cached_property
    def _columns(self) -> dict[str, str | None]:
        """What heads were found to name: each is asked of many times."""
        return {}

    def column(self, head: str) -> str | None:
        """Return the column of evidence that a single head names, None where it names none."""
        if head not in self._columns:
            self._columns[head] = self._column(head)
        return self._columns[head]

    def _column(self, head: str) -> str | None:
        if (renamed := self.layout.column(head)) is not None:
            return renamed
        if named := self._input(head) or self._as_written(head):
            return named
        if beside := self._beside(head):
            return self._field_of(*beside)
        return self._much_like(head) or self._unnamed(head)

    def _much_like(self, head: str) -> str | None:
        """Return the column of the node that a head names by a title much like its own, or with a measure behind."""
        bare, measure = without_measure(head)
        sure = is_footnote(measure) or kind_of_measure(measure) == "points" or self._numbered(head) is None
        if measure and (node := self.node(bare)) and sure:
            return self._measured(node, measure)
        return None if self._nearest_input(head) else self.node(head)

    def _unnamed(self, head: str) -> str | None:
        if self._is_field(head):
            return head
        return "total" if fold(head) in _TOTAL and "total" not in self.definition else None

    def _as_written(self, head: str) -> str | None:
        """Return the node that a head names by no more than its id, its title, or both; words of it may be left out."""
        numbered = self._numbered(head)
        if numbered is None:
            return self.node(head)
        own, theirs = self._own_titles(numbered[0]), without_marks(numbered[1])
        whole = theirs in own or fold(numbered[1]) in self.titles
        whole = whole or (self._says_rate(*numbered) and any(_leaves_out(theirs, title) for title in own))
        return self.node(head) if whole else None

    def _own_titles(self, id_: str) -> list[str]:
        title = self.definition[id_].title
        return [without_marks(part) for part in (title.vi, title.en) if part] if title else []

    def _says_rate(self, id_: str, text: str) -> bool:
        """Return whether a title says that it is a rate where that of the indicator does, and counts are at hand."""
        node = self.definition[id_]
        rates = any(map(_RATE.search, self._own_titles(id_)))
        counted = isinstance(node, Indicator) and bool(node.inputs)
        return not (rates and counted) or _RATE.search(without_marks(text)) is not None

    def _beside(self, head: str) -> tuple[str, str] | None:
        """Return the node that a head names, and what it says of that before or behind its name: `tử số`, `points`."""
        words = head[:_LONGEST].split()
        for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
            for said, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
                field = " ".join(said).strip(_SETTING_OFF)
                owner = self.node(" ".join(rest).strip(_SETTING_OFF)) if field else None
                if owner is not None and owner in self.definition and self._says_field(owner, field):
                    return owner, field
        return None

    def _says_field(self, owner: str, word: str) -> bool:
        folded = fold(word)
        return folded in _FIELDS or layer_of_points(folded) is not None or folded in self._fields.get(owner, ())

    def _field_of(self, owner: str, word: str) -> str | None:
        """Return the column of what a word says of a node; the points of a component are its score."""
        points = _FIELDS.get(fold(word), fold(word)) == "points"
        if owner not in self._fields and (points or layer_of_points(fold(word)) is not None):
            return owner
        return self._measured(owner, word) if points else self._below(owner, word)

    def _nearest_input(self, head: str) -> str:
        """Return the column of the input whose title is more like a numbered head than its owner's; "" for none."""
        if (numbered := self._numbered(head)) is None:
            return ""
        owner, theirs = numbered[0], without_marks(numbered[1])
        likeness = {owner: max((_likeness(title, theirs) for title in self._own_titles(owner)), default=1.0)}
        node = self.definition[owner]
        for given in node.inputs if isinstance(node, Indicator) else ():
            alike = [_likeness(without_marks(word), theirs) for word in _words_of(given.title)]
            likeness[f"{owner}.{given.id}"] = max(alike, default=0.0)
        if not self._says_rate(*numbered):
            likeness[owner] = 0.0
        nearest = max(likeness, key=likeness.__getitem__)
        return nearest if nearest != owner else ""

    def _is_field(self, head: str) -> bool:
        """Return whether a head is that of an input, an item, a paper or points of an indicator."""
        owner, dot, field = head.rpartition(".")
        if dot and fold(field) in self._fields.get(owner, ()):
            return True
        return any(
            fold(head[at + 1 :]) in self._fields.get(head[:at], ())
            for at, mark in enumerate(head[:_LONGEST])
            if mark == "."
        )

    def dated(self, head: str) -> tuple[str, int] | None:
        """Return the column and the year that a head such as ``hdi_2021`` names."""
        if (said := self.layout.dated(head)) is not None:
            return said
        match = _DATED.fullmatch(head[:_LONGEST]) if self.column(head) is None else None
        column = self.column(match[1]) if match else None
        return (column, int(match[2])) if match and column else None

    def knows(self, stack: Sequence[str]) -> bool:
        """Return whether the heads of a column, the upper ones first, name anything."""
        return bool(stack) and (self.of_stack(stack) is not None or is_heading(stack[-1]))

    def of_stack(self, stack: Sequence[str]) -> str | None:
        """Return the column that heads above each other name: the lowest, else it and the ones above."""
        if not stack:
            return None
        lowest = stack[-1]
        for head in (lowest, BETWEEN.join(stack)):
            if (column := self.column(head)) is not None:
                return column
        if self.dated(lowest):
            return lowest
        for above in reversed(stack[:-1]):
            owner = self.node(above)
            if owner is not None and owner in self.definition and (column := self._below(owner, lowest)):
                return column
        if len(stack) == 1 or not is_measure(lowest):
            return None
        upper = self.of_stack(stack[:-1])
        return None if upper is None else self._measured(upper, lowest)

    def _measured(self, column: str, measure: str) -> str | None:
        """Return the column of a node whose head says in what it is measured; None where that cannot be its value."""
        node = self.definition[column if column in self._fields else self.definition.id]
        if not isinstance(node, Indicator):
            return column
        if kind_of_measure(measure) == "points":
            return column if node.rule.kind == "score" and node.formula is None else f"{column}.points"
        percent = node.unit in ("percent", "share") or node.rule.domain(node)[1] == _WHOLE
        return column if percent or kind_of_measure(measure) != "percent" else None

    def _below(self, owner: str, head: str) -> str | None:
        """Return the column that a head names below that of a node: a field of it, a year, or a node of its own."""
        field = _FIELDS.get(fold(head), fold(head))
        if field == "value" or (column := self._input(head, owner)):
            return owner if field == "value" else column
        if field in self._fields.get(owner, ()):
            leaf = self.definition[owner]
            inputs = {fold(name): name for name in leaf.reads} if isinstance(leaf, Indicator) else {}
            return f"{owner}.{inputs.get(field, field)}"
        if (layer := layer_of_points(fold(head))) is not None and owner in self._fields:
            return f"{owner}.{points_of_layer(layer)}"
        if match := YEAR.fullmatch(fold(head).strip("()[] ")):
            return f"{owner}_{match[1]}"
        for mark in (".", "", "-", "_"):
            if f"{owner}{mark}{head}" in self.definition:
                return f"{owner}{mark}{head}"
        below = [node.id for node in self._descendants(owner)]
        named = [id_ for word in (fold(head), without_marks(head)) for id_ in self.titles.get(word, ()) if id_ in below]
        return named[0] if len(set(named)) == 1 else None

    def _descendants(self, owner: str) -> Iterable[Any]:
        if isinstance(self.definition[owner], Indicator):
            return ()
        parts = self.definition.children(owner)
        return (*parts, *(node for part in parts for node in self._descendants(part.id)))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


@lru_cache(maxsize=4096)
def _words_of(title: Text | None) -> frozenset[str]:
    """Return a title in both languages, folded, and without its diacritics."""
    texts = [clean(text) for text in (title.vi, title.en) if text] if title else []
    return frozenset(word for text in texts for word in (fold(text), without_marks(text)))


@lru_cache(maxsize=4096)
def _bare(title: Text | None) -> Text | None:
    """Return a title without what it says of how it is measured: `Area` of `Area (km²)`."""
    if title is None:
        return None
    return Text(*(without_measure(clean(text))[0] if text else None for text in (title.vi, title.en)))


def _says_the_same(theirs: str, own: str) -> bool:
    """Return whether a printed title begins as that of the definition does, or only leaves words of it out."""
    theirs, own = theirs.strip(" .:;,"), own.strip(" .:;,")
    short, long = sorted((theirs, own), key=len)
    if long.startswith(short) and not long[len(short) :][:1].isalnum():
        return True
    return _leaves_out(theirs, own)


def _leaves_out(theirs: str, own: str) -> bool:
    """Return whether a printed title is that of the definition with words of it left out, none that negates it."""
    words, left_out = theirs.split(), []
    for word in own.split():
        if words and word == words[0]:
            words.pop(0)
        else:
            left_out.append(word)
    return not words and not _NEGATING & set(left_out)


def id_text(cell: object, shown: str | None, known: KnownHeads | None) -> tuple[str, tuple[str, ...]]:
    """Return what a cell that names something says, and the ids it may stand for where that cannot be known.

    A number is what the sheet shows of it, 1.10 rather than 1.1; where that is not known it is the one id that reads
    so.
    """
    text = clean(written(cell))
    if isinstance(cell, (str, bool)) or not isinstance(cell, (int, float)):
        return text, ()
    if shown is not None:
        return clean(shown), ()
    alike = known.alike(cell) if known else ()
    return (alike[0], ()) if len(alike) == 1 else (text, alike)


def number_as_id(text: str, alike: Sequence[str]) -> tuple[str, str]:
    """Return message and hint of a number that may stand for several ids."""
    message = say("the cell holds the number {text}, which may stand for {ids}", text=text, ids=", ".join(alike))
    return message, say("format the cell as text and write the id as it is")
