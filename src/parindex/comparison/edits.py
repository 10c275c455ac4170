"""What changed between two definitions, in the words of those who write them, and how far each change reaches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from parindex.base import (
    MOST_WHOLE,
    WORDS,
    Figure,
    Message,
    Path,
    Text,
    json_float,
    keys_of,
    plain,
    say,
    together,
    toml_value,
    translated,
)
from parindex.comparison import evidence_levels, levels
from parindex.comparison.changed_keys import compare
from parindex.comparison.levels import Because, Difference, Level
from parindex.comparison.matching import Matching, match, resembling
from parindex.definition import SIGNS, Component, Definition, Expression, Group, Input, Needs, Node, Options, Rule
from parindex.kernels import as_float

_DOMAIN, _CRITERION = 1, 2
#: Values are shown up to so many letters.
_LONGEST = 120
#: So many nodes are named that one removed may be now.
_LIKE = 5
#: How many ends a range has.
_ENDS = 2
#: Something of the old definition and of the new one.
_Pair = tuple[Any, Any]


@attrs.frozen
class Edit:
    """One change of a definition.

    Parameters
    ----------
    kind : str
        What it is about: ``weight``, ``maximum``, ``rule``, ``criterion-removed``, …
    level : {"loosening", "breaking", "restating", "extending", "editorial"}
        How far it reaches: published figures are checked less than before; old evidence no longer scores, or ids
        vanish; the same evidence gives other results; more is allowed than before; nothing of that.
    node : str
        The id of the node, by the old definition unless it was added; that of the definition for its own keys.
    title : Text or None
        The title of the node.
    key : str
        The key in the file, with dots for what is in a table: ``rule.cap``. Empty for a node as a whole.
    before, after : str or None
        The value as TOML, None where there is none.
    message : str
        All of it in a sentence; see `said`.
    side : {"new", "old"}
        The file in which it stands: the new one, unless something was removed.
    path : tuple of str and int
        The place in that file as data.
    source : str
        The file in which it stands, where that is not the definition: cases, settings.
    line, column : int or None
        The place in that file, from 1, where its text is known.
    fingerprint : str
        Names the change from this version of the old definition, and its level, whatever the order and form of the
        files.
    data : tuple
        The value before and after as plain JSON values.
    """

    kind: str
    level: Level
    node: str
    title: Text | None
    key: str
    before: str | None
    after: str | None
    message: str
    side: str
    path: Path
    fingerprint: str
    data: tuple[Any, Any] = attrs.field(default=(None, None), hash=False)
    source: str = ""
    line: int | None = None
    column: int | None = None

    def said(self, lang: str = "en") -> str:
        """Return the message in a language, `vi` or `en`, the title of the node too."""
        if not isinstance(self.message, Message):
            return self.message
        values = {**self.message.values, "node": _named(self.node, self.title, lang)}
        return translated(Message(self.message.template, values), lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        title = self.title and {"vi": self.title.vi, "en": self.title.en}
        values = {"title": title, "message": str(self.message), "path": list(self.path), "data": list(self.data)}
        return {**attrs.asdict(self, recurse=False), **values}


def edits_between(old: Definition, new: Definition) -> tuple[Edit, ...]:
    """Return what changed between two definitions, worst first, then in the order of the new file.

    Examples
    --------
    >>> import parindex
    >>> from parindex.comparison.edits import edits_between
    >>> edits = edits_between(parindex.load("pci-2013"), parindex.load("pci-2022"))
    >>> [edit.message for edit in edits if edit.node == "transparency" and edit.kind == "weight"]
    ["weight of 'transparency' (Transparency and access to information): 0.2 → 0.05 (share 20 % → 5 %)"]
    """
    return edits_of(match(old, new))


def edits_of(matching: Matching) -> tuple[Edit, ...]:
    """Return the edits of two definitions whose nodes are matched."""
    writer = _Writer(matching, {"old": node_paths(matching.old), "new": node_paths(matching.new)})
    edits = [*writer.removed(), *writer.added(), *writer.of_definition(), *writer.nodes(), *writer.order()]
    return tuple(sorted(edits, key=lambda edit: levels.LEVELS.index(edit.level)))


def _named(id_: str, title: Text | None, lang: str) -> str:
    words = title.get(lang) if title else ""
    return f"{id_!r} ({words})" if words else repr(id_)


def _with_title(definition: Definition, id_: str) -> Message:
    """Return an id with the title of its node, in the language in which it is said."""
    title = definition.title if id_ == definition.id else definition[id_].title
    return say("{id!r} ({title})", id=id_, title=title) if title else say("{id!r}", id=id_)


def sort_of(definition: Definition, node: Node) -> Message:
    """Return what a node is called by those who write such indices."""
    depth = len(definition.ancestors(node))
    if depth == _DOMAIN:
        return say("domain") if isinstance(node, Component) else say("indicator")
    return say("criterion") if depth == _CRITERION else say("sub-criterion")


@attrs.frozen(eq=False)
class _Writer:
    """Writes the edits of two matched definitions."""

    matching: Matching
    paths: dict[str, dict[str, Path]]

    def removed(self) -> Iterator[Edit]:
        alike = resembling(self.matching)
        for node in self.matching.removed:
            words = {"sort": sort_of(self.matching.old, node), "node": ""}
            message = say("{sort} removed: {node}", **words)
            if like := alike.get(node.id):
                template = "{sort} removed: {node}; it may be {like} now, which cannot be told for certain"
                named = together(
                    [*(_with_title(self.matching.new, id_) for id_ in like[:_LIKE]), *["…"] * (len(like) > _LIKE)]
                )
                message = say(template, **words, like=named)
            yield self._edit("criterion-removed", "breaking", (node, None), "", (node, None), message=message)

    def added(self) -> Iterator[Edit]:
        for node in self.matching.added:
            reach, sort = evidence_levels.added(self.matching, node), self._sort(node)
            message = say("{sort} added: {node}", sort=sort, node="")
            if isinstance(reach, Because):
                message = say("{sort} added: {node}; {why}", sort=sort, node="", why=reach.why)
            level = levels.level_of(reach)
            yield self._edit("criterion-added", level, (None, node), "", (None, node), message=message)

    def of_definition(self) -> Iterator[Edit]:
        """Yield those of the definition itself."""
        old, new = self.matching.old, self.matching.new
        yield from self._keys((old.root, new.root), (old, new))

    def nodes(self) -> Iterator[Edit]:
        """Yield those of nodes that both have."""
        for before, after in self.matching.pairs:
            if before.id != after.id:
                message = say("{sort} renamed: {node} is {new!r} now", sort=self._sort(after), node="", new=after.id)
                ids = before.id, after.id
                yield self._edit("criterion-renamed", "breaking", (before, after), "id", ids, message=message)
            if not self.matching.same_parent(before, after):
                yield self._moved(before, after)
            yield from self._keys((before, after), (before, after))

    def _sort(self, node: Node) -> Message:
        return sort_of(self.matching.new, node)

    def _moved(self, before: Node, after: Node) -> Edit:
        ends = before.parent or self.matching.old.id, after.parent or self.matching.new.id
        difference = Difference(self.matching, (before, after), (before, after), before.missing, after.missing)
        reach = evidence_levels.moved(difference)
        before_id, after_id = _with_title(self.matching.old, ends[0]), _with_title(self.matching.new, ends[1])
        words = {"sort": self._sort(after), "before": before_id, "after": after_id}
        message = say("{sort} moved: {node} from {before} to {after}", node="", **words)
        if isinstance(reach, Because):
            message = say("{sort} moved: {node} from {before} to {after}; {why}", node="", **words, why=reach.why)
        level = levels.level_of(reach)
        return self._edit("criterion-moved", level, (before, after), "parent", ends, message=message)

    def _keys(self, nodes: tuple[Node, Node], tables: tuple[Any, Any]) -> Iterator[Edit]:
        for change in compare(self.matching, nodes, tables):
            difference = change.difference
            values = difference.before, difference.after
            before, after = (_said(change.key, value) for value in what_differs(*values))
            words = {"what": change.words, "before": before, "after": after}
            message = say("{what} of {node}: {before} → {after}", **words, node="")
            if nodes[0] is self.matching.old.root:
                message = say("{what}: {before} → {after}", **words)
                if change.why is not None:
                    message = say("{what}: {before} → {after}; {why}", **words, why=change.why)
            elif change.why is not None:
                message = say("{what} of {node}: {before} → {after}; {why}", **words, node="", why=change.why)
            elif change.key == "weight" and _is_share(self.matching.new, nodes[1]):
                old, new = levels.shares(difference)
                if old is not None and new is not None:
                    words |= {"old": _percent(old), "new": _percent(new), "node": ""}
                    message = say("{what} of {node}: {before} → {after} (share {old} % → {new} %)", **words)
            yield self._edit(change.kind, change.level, nodes, change.key, values, message=message, path=change.path)

    def order(self) -> Iterator[Edit]:
        """Yield the order of what both have: of display or, where the first that applies is taken, of choice."""
        old, new, counterpart = self.matching.old, self.matching.new, self.matching.counterpart
        for node in old.nodes:
            if node.id not in counterpart or not isinstance(node, Component):
                continue
            other = new[counterpart[node.id]]
            theirs = dict.fromkeys(part.id for part in new.children(other.id))
            ours = dict.fromkeys(counterpart.get(part.id) for part in old.children(node.id))
            orders = [id_ for id_ in ours if id_ in theirs], [id_ for id_ in theirs if id_ in ours]
            if orders[0] != orders[1]:
                message = say("order of the parts of {node}", node="")
                chosen = node.combination.alternative or (
                    isinstance(other, Component) and other.combination.alternative
                )
                level: Level = "restating" if chosen else "editorial"
                yield self._edit("order", level, (node, other), "order", orders, message=message)

    def _edit(
        self, kind: str, level: Level, nodes: _Pair, key: str, values: _Pair, *, message: Message, path: Path = ()
    ) -> Edit:
        old = self.matching.old
        node = nodes[0] or nodes[1] or old.root
        side = "old" if nodes[1] is None else "new"
        where = self.paths[side][(nodes[1] or node).id]
        before, after = map(toml_text, values)
        named = Message(message.template, {**message.values, "node": _named(node.id, node.title, "en")})
        steps = path or tuple(filter(None, [key if key != "order" else ""]))
        digest = fingerprint(old, kind, level, node.id, key, before, after)
        data = json_values(values[0]), json_values(values[1])
        return Edit(kind, level, node.id, node.title, key, before, after, named, side, (*where, *steps), digest, data)


def fingerprint(old: Definition, *change: str | None) -> str:
    """Return the name of a change from one version of a definition."""
    return change_digest(old.id, old.version, *change)


def change_digest(*words: str | None) -> str:
    """Return the name of a change that words tell apart from every other, the same on every machine."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:16]


def edit_of_whole(definition: Definition, kind: str) -> Edit:
    """Return the edit that a definition as a whole was added or removed."""
    id_, title, version = definition.id, definition.title, definition.version
    node, digest = _named(id_, title, "en"), fingerprint(definition, kind)
    level: Level = "extending"
    data: _Pair = None, version
    side, message = "new", say("definition added: {node}", node=node)
    if kind == "definition-removed":
        level, side, data = "breaking", "old", data[::-1]
        message = say("definition removed: {node}", node=node)
    before, after = map(toml_text, data)
    return Edit(kind, level, id_, title, "", before, after, message, side, (), digest, data, line=1, column=1)


def edit_of_unreadable(place: str, text: str, why: str, new: Definition | None, id: str = "") -> Edit:
    """Return the edit of a definition whose old file, at a place, does not load, so that nobody knows what changed.

    It has the id that the old text seems to have where there is no new definition; where neither is known its place.
    """
    node = new.id if new else id or place
    kind = "definition-unreadable"
    content = text.replace("\r\n", "\n") or str(why)
    digest = change_digest(node, kind, content)
    title = new.title if new else None
    named = _named(node, title, "en")
    message = say("the old file of {node} does not load, so what changed is not known: {why}", node=named, why=why)
    if new is None:
        message = say("file of {node} removed, which did not load: {why}", node=named, why=why)
    return Edit(kind, "breaking", node, title, "", None, None, message, "old", (), digest)


def _is_share(definition: Definition, node: Node) -> bool:
    """Return whether the weight of a node is one of a mean."""
    parent = definition[node.parent or definition.id]
    return isinstance(parent, Component) and parent.combination.weighted == "mean"


def node_paths(definition: Definition) -> dict[str, Path]:
    """Return where every node stands in its file."""
    tables: dict[str, tuple[Node, ...]] = {"component": definition.component, "indicator": definition.indicator}
    below = {node.id: (kind, at) for kind, nodes in tables.items() for at, node in enumerate(nodes)}
    return {definition.id: (), **below}


def toml_table(value: Any) -> Any:
    """Return a value as TOML would hold it, without what is as by default; numbers stay exact."""
    if isinstance(value, Text):
        return value.vi if value.vi == value.en else {k: v for k, v in attrs.asdict(value).items() if v}
    if isinstance(value, (Options, Expression, Input, Needs)) and not getattr(value, "title", None):
        return _short(value)
    if attrs.has(type(value)):
        given = {
            key: toml_table(getattr(value, field.name))
            for key, field in keys_of(type(value)).items()
            if getattr(value, field.name) != field.default
        }
        return {"kind": value.kind, **given} if isinstance(value, Rule) else given
    if _by_name(value):
        return dict(value)
    return [toml_table(item) for item in value] if isinstance(value, (tuple, list)) else value


def _short(value: Options | Expression | Input | Needs) -> Any:
    if isinstance(value, Options):
        return dict(value.items)
    if isinstance(value, Needs):
        return value.written
    return value.text if isinstance(value, Expression) else value.id


def _by_name(value: Any) -> bool:
    """Return whether a value holds figures by name, as the attributes of a unit."""
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(type(item) is tuple for item in value)
        and type(value[0][0]) is str
    )


def toml_text(value: Any) -> str | None:
    """Return a value as TOML text in one line, None where there is none."""
    return None if value is None else toml_value(toml_table(value))


def _percent(share: Fraction) -> Figure:
    return Figure(f"{float(share) * 100:.6g}")


def _said(key: str, value: Any) -> str:
    """Return a value of a key in a few words: one of the words that a key takes as people say it."""
    said = WORDS.get(key, {}).get(value) if isinstance(value, str) else None
    return in_words(value) if said is None else said


def in_words(value: Any) -> str:
    """Return a value in a few words: numbers and single words as they are, what is long cut short."""
    if value is None or value == ():
        return say("none")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, Fraction):
        return Figure(plain(value))
    if isinstance(value, str) and value and not any(mark.isspace() for mark in value):
        return value
    if isinstance(value, tuple) and (several := _several(value)):
        return several
    text = toml_value(toml_table(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _several(values: tuple[Any, ...]) -> Message | None:
    """Return groups of results, or the two ends of a range, in words; None of anything else."""
    if all(isinstance(band, Group) for band in values):
        return together(map(_band, values))
    if len(values) == _ENDS and all(isinstance(end, Fraction) for end in values):
        low, high = (Figure(plain(end)) for end in values)
        return say("[{low}, {high}]", low=low, high=high)
    return None


def _band(band: Group) -> Message:
    edges = (part for name, edge in band.edges() for part in (SIGNS[name], Figure(plain(edge))))
    gates = toml_text(band.requires) if band.requires else ""
    return together([band.label, *edges, gates], " ")


def what_differs(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two values as they are, of texts in two languages only what differs."""
    if not (isinstance(before, Text) and isinstance(after, Text)):
        return before, after
    differ = [lang for lang in ("vi", "en") if getattr(before, lang) != getattr(after, lang)]
    if len(differ) == 1 and None not in (getattr(text, differ[0]) for text in (before, after)):
        return getattr(before, differ[0]), getattr(after, differ[0])
    return before, after


def json_values(value: Any) -> Any:
    """Return a value as plain JSON; an exact number as the nearest that JSON can hold."""
    value = toml_table(value)
    if isinstance(value, (Decimal, Fraction)):
        return _json_number(Fraction(value))
    if isinstance(value, dict):
        return {key: json_values(item) for key, item in value.items()}
    return [json_values(item) for item in value] if isinstance(value, list) else value


def _json_number(number: Fraction) -> float | int | None:
    """Return a number, whole where it is and JSON can hold it, else the nearest float; None beyond float64."""
    whole = number.denominator == 1 and abs(number) <= MOST_WHOLE
    return int(number) if whole else json_float(as_float(number))
