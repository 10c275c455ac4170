"""What reads each cell of evidence, asked what it would take: the columns that forms and schemas are made from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import fold
from parindex.definition import PAPERS, Attribute, Between, Component, Definition, Indicator
from parindex.evidence.cells.table import Table
from parindex.evidence.column_values import Column
from parindex.evidence.columns import ColumnTarget, possible_targets
from parindex.evidence.given_points import PointsColumn
from parindex.evidence.outside_figures import OutsideColumn

_NOTHING = Table("", (), (), {}, (), {})
#: Attributes that a condition asks about are yes or no.
_YES_OR_NO = (Fraction(0), Fraction(1))


@attrs.frozen
class PaperColumn:
    """A column of what supports an indicator or one of its items: a document, its page, a note."""

    leaf: Indicator
    item: str
    paper: str

    @property
    def id(self) -> str:
        """The name of the column in evidence."""
        return ".".join(filter(None, (self.leaf.id, self.item, self.paper)))


def reader_of(target: ColumnTarget, definition: Definition) -> Column:
    """Return what reads the cells of a column."""
    if target.outside:
        return OutsideColumn(_NOTHING, target.id, target, definition)
    if target.points and isinstance(target.node, Indicator):
        return PointsColumn(_NOTHING, target.id, target.node, definition)
    return Column(_NOTHING, target.id, target, definition)


def readers(definition: Definition) -> dict[str, Column]:
    """Return what reads every column of figures and words, by the name of the column, in the order of a form.

    Figures from outside and attributes come first, then every node with its inputs or items, and its points behind.
    """
    by_id = {target.id: target for target in possible_targets(definition).values()}
    names = [name for name, target in by_id.items() if target.outside]
    for node in definition.nodes[1:]:
        names += [node.id, *(f"{node.id}.{item}" for item in getattr(node, "reads", ())), f"{node.id}.points"]
    return {name: reader_of(by_id[name], definition) for name in dict.fromkeys(names) if name in by_id}


def papers(definition: Definition) -> Iterator[PaperColumn]:
    """Yield the columns of documents, pages and notes that are not those of an input of that name."""
    taken = {*possible_targets(definition)}
    for leaf in definition.leaves:
        for item in ("", *leaf.reads):
            columns = (PaperColumn(leaf, item, paper) for paper in PAPERS)
            yield from (column for column in columns if _folded(column) not in taken)


def _folded(column: PaperColumn) -> str:
    """Return the name of a column as columns are looked up, with what stands behind the indicator folded."""
    return f"{column.leaf.id}.{fold(column.id[len(column.leaf.id) + 1 :])}"


def limits_of(column: Column, definition: Definition) -> Between:
    """Return the least and the greatest number that a cell may hold; None where there is no limit."""
    if isinstance(column, OutsideColumn) and column.is_attribute:
        return _YES_OR_NO if column.id in _asked_about(definition) else (None, None)
    return (None, None) if column.words is not None else column.domain


def _asked_about(definition: Definition) -> set[str]:
    """Return the attributes that conditions of nodes ask about."""
    return {condition.attribute for node in definition.nodes[1:] for condition, _ in definition.conditions(node)}


def is_above(column: Column) -> bool:
    """Return whether 0, where values begin, is no value itself: its logarithm is not defined."""
    return _undefined(column, 0.0)


def is_from_zero(column: Column) -> bool:
    """Return whether numbers below 0 have no meaning for the rule, whatever its range says."""
    return _undefined(column, -1.0)


def _undefined(column: Column, value: float) -> bool:
    if isinstance(column.node, Component) or column.target.item or column.target.outside or column.words is not None:
        return False
    undefined = column.node.rule.undefined(np.array([value]))
    return undefined is not None and bool(undefined[0])


def takes_numbers(column: Column) -> bool:
    """Return whether cells hold numbers: they hold words where a rule has options or items are ticked."""
    return column.words is None or (isinstance(column, OutsideColumn) and column.is_attribute)


def may_be_inapplicable(column: Column, definition: Definition) -> bool:
    """Return whether a cell may say n/a: where the definition says what it does, or the node applies to some units."""
    node = column.node
    known = isinstance(node, Indicator) and not column.target.outside
    return not column.refuse or (known and bool(definition.conditions(node))) or _has_conditions(node, definition)


def _has_conditions(node: Component | Indicator, definition: Definition) -> bool:
    return node.id in definition and bool(definition.conditions(definition[node.id]))


def is_attribute(id_: str, definition: Definition) -> bool:
    """Return whether a column is that of an attribute of units."""
    return isinstance(definition.outside.get(id_), Attribute)
