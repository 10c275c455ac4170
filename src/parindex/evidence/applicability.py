"""Which indicators apply to which units, by the attributes that the definition asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from parindex.base import Collector, say
from parindex.definition import Definition
from parindex.evidence.column_values import Column
from parindex.evidence.evidence import Applicability
from parindex.evidence.outside_figures import OutsideColumn
from parindex.kernels import Floats


def applicability(definition: Definition, columns: Sequence[OutsideColumn]) -> dict[str, Applicability]:
    """Return where every node that has a condition, or stands below one, applies; tell attributes that are neither."""
    by_id = {column.id: column for column in columns}
    nodes = definition.nodes[1:] if definition.attributes else ()
    asked = dict.fromkeys(condition.attribute for node in nodes for condition, _ in definition.conditions(node))
    applies = where_nodes_apply(definition, {column.id: column.values for column in columns})
    for id_ in asked:
        if id_ in by_id:
            _check_yes_or_no(by_id[id_])
    return applies


def where_nodes_apply(definition: Definition, attributes: Mapping[str, Floats]) -> dict[str, Applicability]:
    """Return where every node that has a condition, or stands below one, applies, by attributes of units."""
    applies: dict[str, Applicability] = {}
    for node in definition.nodes[1:] if definition.attributes else ():
        conditions = [(one, first) for one, first in definition.conditions(node) if one.attribute in attributes]
        if not conditions:
            continue
        values = np.array([attributes[condition.attribute] for condition, _ in conditions])
        holds = np.array([[condition.holds] for condition, _ in conditions])
        fails = ((values == 0) == holds) & ~np.isnan(values)
        elsewhere, others = (np.logical_or.reduce(some) for some in (fails, fails[[first for _, first in conditions]]))
        unknown = np.logical_or.reduce(np.isnan(values)) & ~elsewhere
        applies[node.id] = Applicability(*map(np.asarray, (elsewhere, elsewhere & others, unknown)))
    return applies


def _check_yes_or_no(column: OutsideColumn) -> None:
    for row in np.flatnonzero(~np.isin(column.values, (0, 1)) & ~np.isnan(column.values)).tolist():
        if row not in column.faulty:
            message = say(
                "{value:.12g} is neither yes (1) nor no (0), which a condition asks", value=column.values[row]
            )
            column.fault(row, "out-of-range", message)


def apply_conditions(columns: Iterable[Column], applies: Mapping[str, Applicability]) -> None:
    """Tell values of what does not apply, and let empty cells there be as they should."""
    for column in columns:
        if (where := applies.get(column.node.id)) is None:
            continue
        for row in np.flatnonzero(where.elsewhere & ~np.isnan(column.values)).tolist():
            hint = say("leave the cell empty, or correct the attribute of the unit")
            column.fault(row, "does-not-apply", say("it does not apply to this unit"), hint)
        column.leave_out(where.elsewhere)
        column.unknown = where.unknown
        column.not_applicable = where.not_applicable(column.not_applicable)
        column.elsewhere = where.without


def check_given_components(
    definition: Definition, columns: Iterable[Column], applies: Mapping[str, Applicability], problems: Collector
) -> None:
    """Refuse the score of a component given where it does not apply and its indicators say different things of it."""
    for column in columns:
        where = applies.get(column.node.id)
        if where is None or column.node.id in {leaf.id for leaf in definition.leaves}:
            continue
        policies = {leaf.not_applicable for leaf in definition.leaves_of(column.node.id)}
        rows = np.flatnonzero(where.elsewhere & ~where.alternative).tolist()
        if rows and not (policies <= {"drop", "share"} or policies == {"zero"}):
            message = say("what it scores where it does not apply follows from its indicators alone")
            column.fault(rows[0], "does-not-apply", message, say("give its indicators"))
            problems += column.problems
