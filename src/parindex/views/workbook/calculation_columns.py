"""The columns of the calculation: for each node and each decision on totals the formulas, and what we say comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from parindex.base import json_figure
from parindex.definition import Component, Indicator, Node
from parindex.kernels import Floats
from parindex.scoring import Scores
from parindex.views.workbook.band_formulas import BandFormulas
from parindex.views.workbook.calculation import CalculationColumn, CellValue, SheetPlan, written
from parindex.views.workbook.component_formulas import ComponentFormulas
from parindex.views.workbook.leaf_formulas import LeafFormulas
from parindex.views.workbook.ranking_formulas import RankingFormulas


def calculation_columns(plan: SheetPlan) -> list[CalculationColumn]:
    """Return all columns, in the order of `SheetPlan.columns`."""
    nodes = plan.nodes_by_id
    return [_WRITERS[kind](plan, kind, nodes[id_]) for kind, id_ in plan.columns]


def _column(
    plan: SheetPlan, kind: str, node: Node, make: Callable[[int], str], values: Sequence[CellValue]
) -> CalculationColumn:
    return written(make, kind, node, values, len(plan.groups))


def _score(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    column = plan.scores.places[node.id]
    values = [plan.score_value(row, column) for row in range(len(plan.scores.units))]
    given = isinstance(node, Indicator) or plan.is_given(node)
    formulas = LeafFormulas(plan, node).score if given else _component(plan, node).score
    return _column(plan, kind, node, formulas, values)


def _component(plan: SheetPlan, node: Node) -> ComponentFormulas:
    if not isinstance(node, Component):
        raise TypeError("an indicator has no parts")
    return ComponentFormulas(plan, node)


def _value(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    column = plan.scores.evidence.columns.index(node.id)
    values = [plan.evidence_value(row, column) for row in range(len(plan.scores.units))]
    return _column(plan, kind, node, LeafFormulas(plan, node).value, values)


def _points(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    values = _numbers(plan, node, plan.scores.points)
    return _column(plan, kind, node, _component(plan, node).points, values)


def _most(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    values = [0.0 if isinstance(most, str) else most for most in _numbers(plan, node, plan.scores.max)]
    return _column(plan, kind, node, _component(plan, node).most, values)


def _numbers(plan: SheetPlan, node: Node, table: Floats) -> list[CellValue]:
    column = plan.scores.places[node.id]
    marked = plan.scores.exactness.marks.without_score[:, column].tolist()
    figures = table[:, column].tolist()
    return [plan.score_value(row, column) if marked[row] else figure for row, figure in enumerate(figures)]


def _published(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    totals = zip(plan.scores.rounded, range(len(plan.scores.units)), strict=True)
    values = [plan.score_value(row, 0) if total is None else float(total) for total, row in totals]
    return _column(plan, kind, node, RankingFormulas(plan).published, values)


def _key(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    scores, sign = plan.scores, plan.scores.definition.rank.sign
    column = scores.places[node.id]
    figures = scores.values[:, column].tolist()
    if scores.definition.rank.on == "rounded":
        figures = [np.nan if figure is None else float(figure) for figure in scores.published(node.id)]
    none: CellValue = "" if column == 0 else -1e300 * sign
    values: list[CellValue] = [none if np.isnan(figure) else figure for figure in figures]
    made = _column(plan, kind, node, lambda group: RankingFormulas(plan).key(node.id, group), values)
    left = _not_ranked(scores) if column == 0 else frozenset()
    shown = ["" if row in left else value for row, value in enumerate(values)]
    return attrs.evolve(made, without=left, values=tuple(shown))


def _not_ranked(scores: Scores) -> frozenset[int]:
    members = enumerate(scores.evidence.members)
    return frozenset(row for row, member in members if member is not None and not member.ranked)


def _rank(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    ranks = map(json_figure, plan.scores.rank.tolist())
    values: list[CellValue] = ["" if rank is None else rank for rank in ranks]
    return _column(plan, kind, node, RankingFormulas(plan).rank, values)


def _band(plan: SheetPlan, kind: str, node: Node) -> CalculationColumn:
    return _column(plan, kind, node, BandFormulas(plan).band, [band or "" for band in plan.scores.band])


_WRITERS: dict[str, Callable[[SheetPlan, str, Node], CalculationColumn]] = {
    "score": _score,
    "value": _value,
    "points": _points,
    "most": _most,
    "published": _published,
    "key": _key,
    "rank": _rank,
    "band": _band,
}
