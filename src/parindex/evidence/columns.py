"""Columns of evidence: what each one gives, and which are unknown, lacking or given twice."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import attrs

from parindex.base import Hints, Problem, clean, either, fold, listed, say
from parindex.definition import Component, Definition, Indicator
from parindex.evidence.cells.cell_numbers import is_date
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.table import Table, is_blank, written
from parindex.evidence.document_columns import LONGEST_OWNER, document_column
from parindex.evidence.layouts.heads import KnownHeads
from parindex.evidence.layouts.table_years import is_year_column

#: So many cells of an unknown column are asked what they name.
_MOST_ASKED = 100


@attrs.frozen
class ColumnTarget:
    """What a column gives: a node, one input or item of an indicator, or its points."""

    node: Component | Indicator
    item: str = ""
    points: bool = False
    outside: bool = False  # a figure from outside, or an attribute of the unit

    @property
    def id(self) -> str:
        """The name of the column in evidence."""
        if self.points:
            return points_column(self.node)
        return f"{self.node.id}.{self.item}" if self.item else self.node.id

    @property
    def titled(self) -> str:
        """The name of the column and, of an input that has one, its title."""
        inputs = self.node.inputs if isinstance(self.node, Indicator) else ()
        title = next((given.title for given in inputs if given.id == self.item), None)
        return say("{id} ({title})", id=self.id, title=title) if title else self.id


def outside_target(definition: Definition, id: str) -> ColumnTarget:
    """Return what the column of a figure from outside, or of an attribute, gives."""
    return ColumnTarget(Indicator(id, unit=getattr(definition.outside[id], "unit", None)), outside=True)


def points_column(node: Component | Indicator) -> str:
    """Return the column of the points of an indicator; the scores of a component are its points."""
    return f"{node.id}.points" if isinstance(node, Indicator) else node.id


@lru_cache(maxsize=64)
def possible_targets(definition: Definition) -> Mapping[str, ColumnTarget]:
    """Return what columns may give, by their names with items folded; papers, units and printed totals aside."""
    possible = {node.id: ColumnTarget(node) for node in definition.nodes[1:] if not getattr(node, "value", None)}
    possible |= {leaf.id: ColumnTarget(leaf) for leaf in definition.leaves if leaf.inputs or not leaf.formula}
    for leaf in definition.leaves:
        possible |= {f"{leaf.id}.{fold(item)}": ColumnTarget(leaf, item) for item in leaf.reads}
    for node in definition.nodes[1:]:  # an input of that name, or a node, is meant first
        possible.setdefault(f"{node.id}.points", ColumnTarget(node, points=isinstance(node, Indicator)))
    return MappingProxyType(possible | {id_: outside_target(definition, id_) for id_ in definition.outside})


def targets(table: Table, definition: Definition) -> dict[str, ColumnTarget]:
    """Return what each known column gives; a node given twice is left to its first column."""
    possible = possible_targets(definition)
    column_targets: dict[str, ColumnTarget] = {}
    taken: set[str] = set()
    for raw in table.columns:
        target = possible.get(raw) or possible.get(_folded(raw, definition))
        if target is not None and target.id not in taken and not _only_points(table, raw):
            taken.add(target.id)
            column_targets[raw] = target
    return column_targets


def _only_points(table: Table, raw: str) -> bool:
    """Return whether a column holds nothing, since a long table has nothing but points of the indicator."""
    return f"{raw}.points" in table.columns and all(map(is_blank, table.columns[raw]))


def _folded(raw: str, definition: Definition) -> str:
    """Return the name of a column with the item folded, however it is written."""
    dots = [at for at, mark in enumerate(raw[:LONGEST_OWNER]) if mark == "."]
    return next((f"{raw[:at]}.{fold(raw[at + 1 :])}" for at in dots if raw[:at] in definition), "")


def check_columns(
    table: Table, definition: Definition, found: Mapping[str, ColumnTarget], nowhere: Container[str] = ()
) -> Iterator[Problem]:
    """Check that every column is known and every indicator given once, but for those that apply `nowhere`."""
    ids = [name for node in definition.nodes[1:] for name in (node.id, *columns_for(node))] + [*definition.outside]
    given, hints, known = {fold(target.id) for target in found.values()}, Hints(), KnownHeads(definition)
    for name in table.columns:
        known_column = name in found or name == PRINTED or is_year_column(name) or _only_points(table, name)
        if not known_column and document_column(name, definition) is None:
            like, more = hints.near(name, ids), hints.left >= 0
            long = _of_long_table(table, name, known) if more else ""
            yield _unknown(table, name, definition, given, long or like or (_titled(name, known) if more else ""))
    raw_of = {target.id: raw for raw, target in found.items()}
    titles = {f"{leaf.id}.{given.id}": given.title for leaf in definition.leaves for given in leaf.inputs}
    for node in definition.nodes[1:]:
        above = [component.id for component in definition.ancestors(node)]
        yield from _doubled(table, node, raw_of, [id_ for id_ in above if id_ in raw_of])
    for component, names in lacking_columns(definition, found, nowhere).items():
        branch = [name for part in definition.children(component) for name in columns_for(part)]
        if component != definition.id and names == branch and len(names) > 1:
            values = {"component": component, "count": len(names), "names": ", ".join(names)}
            message = say("no column for {component!r}, nor for its {count} indicators {names}", **values)
            yield table.problem("missing-column", message, say("add one; empty cells are allowed"), column=component)
            continue
        for name in names:
            message = say("no column for indicator {name!r}", name=name)
            if name not in definition:
                message = say("no column for input {name!r}", name=name)
                if title := titles.get(name):
                    message = say("no column for input {name!r} ({title})", name=name, title=title)
            yield table.problem("missing-column", message, say("add it; empty cells are allowed"), column=name)


def lacking_columns(
    definition: Definition, found: Mapping[str, ColumnTarget], nowhere: Container[str] = ()
) -> dict[str, list[str]]:
    """Return the columns that indicators are to be read from and that are not there, by the component above them."""
    given, lacking = {target.id for target in found.values()}, dict[str, list[str]]()
    named = {name for leaf in definition.computed for name, _ in (leaf.formula.names() if leaf.formula else ())}
    optional = {leaf.id for leaf in definition.watched} - named
    for leaf in definition.leaves:
        above, names = [component.id for component in definition.ancestors(leaf)], columns_for(leaf)
        spared = leaf.id in optional and given.isdisjoint(names)
        given_itself = not given.isdisjoint({leaf.id, points_column(leaf), *above})
        if not (spared or given_itself or leaf.id in nowhere):
            lacking.setdefault(above[0], []).extend(name for name in names if name not in given)
    return lacking


def _doubled(
    table: Table, node: Component | Indicator, raw_of: Mapping[str, str], above: list[str]
) -> Iterator[Problem]:
    """Tell columns of a node, or of its inputs, that stand beside one of a whole."""
    itself = [node.id] if node.id in raw_of and columns_for(node) != [node.id] else []
    for name, wholes in [
        (node.id, above),
        *((name, itself or above) for name in columns_for(node) if name != node.id),
        *((name, above) for name in {points_column(node)} if name != node.id),
    ]:
        if name in raw_of and wholes:
            message = say(
                "column {name!r} is a part of {whole!r}, which is given too", name=raw_of[name], whole=wholes[0]
            )
            yield table.problem("component-and-part", message, say("keep the parts or the whole"), column=raw_of[name])


def columns_for(node: Component | Indicator) -> list[str]:
    """Return the columns that a node is read from; none where its value refers to other indicators only."""
    if isinstance(node, Indicator) and node.formula is not None:
        return [f"{node.id}.{item}" for item in node.reads]
    return [node.id]


def owner_of(definition: Definition, column: str) -> tuple[Indicator | None, str]:
    """Return the indicator that reads a column such as ``1.2.done``, and the name of its input or item."""
    for leaf in definition.leaves:
        if column.startswith(f"{leaf.id}.") and (item := column[len(leaf.id) + 1 :]) in leaf.reads:
            return leaf, item
    return None, ""


def _unknown(table: Table, name: str, definition: Definition, given: set[str], like: str) -> Problem:
    hint = like or say("remove it, ignore it, or correct its name")
    message = say("column {name!r} is no indicator or component of {id!r}", name=name, id=definition.id)
    doubled = _folded(name, definition)
    if name == definition.id:
        message, hint = say("column {name!r} is the index itself", name=name), say("give its parts")
    elif name in definition:
        names = listed(columns_for(definition[name]))
        message, hint = say("{name!r} is not given by one column", name=name), say("give {names}", names=names)
    elif fold(doubled) in given:
        message = say("column {name!r} is given already, by a column of the same name but for case", name=name)
        hint = say("keep one")
    return table.problem("unknown-column", message, hint, column=name)


def _of_long_table(table: Table, name: str, known: KnownHeads) -> str:
    """Return a hint where the cells of a column name indicators."""
    named = known.names_nodes(map(clean, map(written, table.columns[name][:_MOST_ASKED])))
    return say("its cells name indicators: a long table? head it indicator, or let a layout say so") if named else ""


def _titled(name: str, known: KnownHeads) -> str:
    """Return a hint where the name of a column is like the title of a node, or begins with its id."""
    if is_date(name):
        return say("a date? a spreadsheet makes one of an id with two points; format the header as text")
    if len(several := known.titles.get(fold(name), ())) > 1:
        return say("the title of {ids}: write the id that is meant", ids=either(several))
    like = known.like(name)
    return say("did you mean {word!r}?", word=like) if like else ""
