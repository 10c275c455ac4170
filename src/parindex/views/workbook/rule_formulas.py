"""From a value to points: every rule that a formula of a spreadsheet can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from parindex.definition import (
    Bands,
    Checklist,
    Choice,
    Count,
    Figure,
    GivenPoints,
    Increments,
    Indicator,
    PercentileRank,
    Percentiles,
    Piecewise,
    Proportional,
    Rank,
    Relative,
    Rescale,
    Rule,
    Score,
    Shares,
    Standardise,
    Target,
)
from parindex.views.workbook.expression_text import COMPARED, NoFormulaError, figure, nested, steady

_TRANSFORMS = {"none": "{}", "log": "LN({})", "log10": "LOG10({})", "sqrt": "SQRT({})"}


@attrs.frozen
class LeafCells:
    """The cells that the formula of an indicator names.

    Attributes
    ----------
    leaf : Indicator
        The indicator.
    value : str
        The cell of its value.
    worked_out : bool
        The value is worked out by a formula, so that its last digits may be off.
    column : str
        The cells of the values of the units compared.
    statistic : callable
        The cell with a statistic of these values, by its name: "least", "greatest", "mean", "deviation", "low", "high".
    parameter : callable
        The cell of a figure from outside, by its name.
    of_unit : callable
        The cell of the value of a unit, by its code.
    options : tuple of str
        The cells of the names of options, and of their points.
    """

    leaf: Indicator
    value: str
    worked_out: bool
    column: str
    statistic: Callable[[str], str]
    parameter: Callable[[str], str]
    of_unit: Callable[[str], str]
    options: tuple[str, str] = ("", "")

    @property
    def most(self) -> str:
        """The points of the indicator."""
        return figure(self.leaf.max or 0)

    @property
    def lower(self) -> bool:
        """Whether a lower value is better."""
        return self.leaf.better == "lower"

    def named(self, given: Figure) -> str:
        """Write a figure of a rule, or the cell of one from outside."""
        return self.parameter(given) if isinstance(given, str) else figure(given)

    def compared(self, edges: Sequence[Figure | None]) -> str:
        """Write the value as it is compared with edges."""
        sizes = [abs(edge) for edge in edges if isinstance(edge, Fraction)]
        return steady(self.value, most=max(sizes, default=Fraction(100))) if self.worked_out else self.value


def points(cells: LeafCells) -> str:
    """Write the points of an indicator that has a value.

    Raises
    ------
    NoFormulaError
        Its rule cannot be said by a formula.
    """
    write = _RULES.get(type(cells.leaf.rule))
    if write is None:
        raise NoFormulaError
    return write(cells, cells.leaf.rule)


def _as_given(cells: LeafCells, rule: Rule) -> str:
    return cells.value


def _rescaled(cells: LeafCells, rule: Rescale) -> str:
    low, high = rule.to[::-1] if cells.lower else rule.to
    start, end = _anchors(cells, rule)
    scaled = _TRANSFORMS[rule.transform].format
    text = f"{figure(low)}+({scaled(cells.value)}-{scaled(start)})*{figure(high - low)}/({scaled(end)}-{scaled(start)})"
    if rule.clip:
        text = f"MIN(MAX({text},{figure(min(rule.to))}),{figure(max(rule.to))})"
    return text


def _anchors(cells: LeafCells, rule: Rescale) -> tuple[str, str]:
    if isinstance(rule.anchors, tuple):
        return figure(rule.anchors[0]), figure(rule.anchors[1])
    names = ("low", "high") if isinstance(rule.anchors, Percentiles) else ("least", "greatest")
    return cells.statistic(names[0]), cells.statistic(names[1])


def _banded(cells: LeafCells, rule: Bands) -> str:
    value = cells.compared(rule.edges())
    cases = [
        (f"{value}{COMPARED[name]}{cells.named(edge)}", figure(band.points))
        for band in rule.bands
        for name, edge in band.edges()[:1]
    ]
    last = next((figure(band.points) for band in rule.bands if not band.edges()), figure(rule.bands[-1].points))
    until = next((at for at, band in enumerate(rule.bands) if not band.edges()), len(rule.bands))
    return nested(cases[:until], last)


def _chosen(cells: LeafCells, rule: Choice) -> str:
    names, of_names = cells.options
    return f"SUMPRODUCT(({names}={cells.value})*{of_names})"


def _in_proportion(cells: LeafCells, rule: Proportional) -> str:
    cap = cells.named(rule.cap)
    text = f"{cells.most}*MIN({cells.value},{cap})/{cap}"
    return f"IF({cells.compared([rule.floor])}<{figure(rule.floor or 0)},0,{text})"


def _counted(cells: LeafCells, rule: Count) -> str:
    return f"MIN({cells.value}*{figure(rule.each)},{figure(rule.limits(cells.leaf)[1] or 0)})"


def _incremented(cells: LeafCells, rule: Increments) -> str:
    start = cells.named(rule.from_)
    away = f"{start}-{cells.value}" if cells.lower else f"{cells.value}-{start}"
    steps = f"MAX({away},0)/{figure(rule.per)}"
    steps = f"INT({steady(steps, 1)})" if rule.whole else steps
    text = f"MIN({figure(rule.base)}+{figure(rule.each)}*{steps},{figure(rule.most(cells.leaf) or 0)})"
    if rule.nothing_before is None:
        return text
    before = ">" if cells.lower else "<"
    return f"IF({cells.compared([rule.nothing_before])}{before}{cells.named(rule.nothing_before)},0,{text})"


def _from_knot_to_knot(cells: LeafCells, rule: Piecewise) -> str:
    cases = [(f"{cells.value}<={figure(rule.knots[0][0])}", figure(rule.knots[0][1]))]
    for (place, start), (end, reached) in pairwise(rule.knots):
        text = f"{figure(start)}+({cells.value}-{figure(place)})*{figure(reached - start)}/{figure(end - place)}"
        cases.append((f"{cells.value}<={figure(end)}", text))
    return nested(cases, figure(rule.knots[-1][1]))


def _relative(cells: LeafCells, rule: Relative) -> str:
    best = "least" if cells.lower else "greatest"
    to = cells.of_unit(rule.reference) if rule.reference else cells.statistic("mean" if rule.to == "mean" else best)
    text = f"IF({cells.value}<={to},{cells.most},{cells.most}*{to}/{cells.value})"
    if not cells.lower:
        text = f"IF({cells.value}>={to},{cells.most},{cells.most}*{cells.value}/{to})"
    return text


def _towards_target(cells: LeafCells, rule: Target) -> str:
    goal, half, best = (
        cells.named(rule.target),
        figure((cells.leaf.max or Fraction(0)) / 2),
        cells.statistic("greatest"),
    )
    beyond = f"{half}+{half}*({cells.value}-{goal})/({best}-{goal})"
    return f"IF({cells.value}>{goal},{beyond},{half}*{cells.value}/{goal})"


def _standardised(cells: LeafCells, rule: Standardise) -> str:
    mean, width = rule.to[0], -rule.to[1] if cells.lower else rule.to[1]
    away = f"({cells.value}-{cells.statistic('mean')})/{cells.statistic('deviation')}"
    return f"{figure(mean)}+{figure(width)}*{away}"


#: The parts of a percentile rank, by its share: `first` is the rank from the best on, `last` that from the worst on.
_SHARES = {
    "at-or-below": "({count}+1-{first})/{count}",
    "below": "({last}-1)/{count}",
    "mid-rank": "({count}+{last}-{first})/(2*{count})",
    "others-below": "({last}-1)/MAX({count}-1,1)",
}


def _share_of_units(cells: LeafCells, rule: PercentileRank) -> str:
    most, count = figure(rule.limits(cells.leaf)[1] or 1), f"COUNT({cells.column})"
    first, last = (f"RANK({cells.value},{cells.column},{up:d})" for up in (cells.lower, not cells.lower))
    return f"{most}*" + _SHARES[rule.share].format(count=count, first=first, last=last)


def _by_rank(cells: LeafCells, rule: Rank) -> str:
    rank = cells.value
    if rule.by == "value":
        rank = f"RANK({cells.value},{cells.column},{1 if cells.lower else 0})"
    cases = [(f"{rank}<={band.to}", figure(band.points)) for band in rule.points if band.to is not None]
    return nested(cases, figure(rule.points[-1].points))


def may_lack_scale(leaf: Indicator) -> bool:
    """Return whether units that are compared may give no scale: all have the same, or the one that is the measure 0."""
    rule = leaf.rule
    if isinstance(rule, Relative):
        return bool(rule.reference) or leaf.better != "lower"
    return isinstance(rule, Standardise) or (isinstance(rule, Rescale) and not isinstance(rule.anchors, tuple))


def no_scale(cells: LeafCells) -> str:
    """Write when the units compared give no scale, of an indicator of which that may be so."""
    rule = cells.leaf.rule
    if isinstance(rule, Relative):
        if not rule.reference:
            return f"{cells.statistic('greatest')}=0"
        to = cells.of_unit(rule.reference)
        return f"OR(NOT(ISNUMBER({to})),N({to}){'<' if cells.lower else '<='}0)"
    if isinstance(rule, Rescale):
        return "=".join(_anchors(cells, rule))
    return f"{cells.statistic('least')}={cells.statistic('greatest')}"


#: How the points of each rule are written; of others values are.
_RULES: Mapping[type[Rule], Callable[[LeafCells, Any], str]] = {
    Score: _as_given,
    GivenPoints: _as_given,
    Checklist: _as_given,
    Shares: _as_given,
    Rescale: _rescaled,
    Bands: _banded,
    Choice: _chosen,
    Proportional: _in_proportion,
    Count: _counted,
    Increments: _incremented,
    Piecewise: _from_knot_to_knot,
    Relative: _relative,
    Target: _towards_target,
    Standardise: _standardised,
    PercentileRank: _share_of_units,
    Rank: _by_rank,
}
