"""What formulas look up: statistics of the units compared, and the options of choices with their points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import Message, say
from parindex.definition import Choice, Indicator, Percentiles, Rescale
from parindex.kernels import FLOAT, Floats
from parindex.views.workbook.expression_text import figure, steady

#: The first row of both tables, from 1, and the columns in which their figures stand.
FIRST_ROW, FIGURE, OPTION, POINTS = 5, "E", "H", "I"
#: What each statistic is called.
STATISTICS: Mapping[str, Message] = {
    "least": say("least value"),
    "greatest": say("greatest value"),
    "mean": say("mean"),
    "deviation": say("standard deviation"),
    "low": say("lower percentile"),
    "high": say("upper percentile"),
}


@attrs.frozen
class Statistic:
    """One statistic of the values of an indicator among the units of a group."""

    leaf: Indicator
    group: str | None
    name: str
    formula: str
    value: float


@attrs.define
class LookupTables:
    """The rows of both tables, each added when a formula first asks for it; formulas name the sheet as `before`."""

    before: str
    statistics: list[Statistic] = attrs.field(factory=list)
    options: list[tuple[Indicator, str, Fraction]] = attrs.field(factory=list)
    _places: dict[tuple[str, str | None, str], str] = attrs.field(factory=dict)
    _names: dict[str, tuple[str, str]] = attrs.field(factory=dict)

    def statistic(self, leaf: Indicator, group: str | None, name: str, cells: str, values: Floats) -> str:
        """Return the cell with a statistic of some cells, whose values are given."""
        key = leaf.id, group, name
        if key not in self._places:
            self._places[key] = f"{self.before}${FIGURE}${FIRST_ROW + len(self.statistics)}"
            seen = values[~np.isnan(values)]
            value = _VALUES[name](seen, leaf) if seen.size else 0.0
            self.statistics.append(Statistic(leaf, group, name, _formula(leaf, name, cells), value))
        return self._places[key]

    def options_of(self, leaf: Indicator) -> tuple[str, str]:
        """Return the cells with the names of the options of a choice, and those with their points."""
        if leaf.id not in self._names and isinstance(leaf.rule, Choice):
            first = FIRST_ROW + len(self.options)
            self.options += [(leaf, name, given) for name, given in leaf.rule.points.items]
            last = FIRST_ROW + len(self.options) - 1
            names, points = (f"{self.before}${column}${first}:${column}${last}" for column in (OPTION, POINTS))
            self._names[leaf.id] = names, points
        return self._names.get(leaf.id, ("", ""))


def _formula(leaf: Indicator, name: str, cells: str) -> str:
    text = _percentile(leaf, name, cells) if name in ("low", "high") else _FUNCTIONS[name].format(cells)
    if name == "deviation" and getattr(leaf.rule, "deviation", "") == "population":
        text = f"STDEVP({cells})"
    least = 2 if name == "deviation" else 1
    return f"IF(COUNT({cells})<{least},0,{text})"


_FUNCTIONS = {"least": "MIN({})", "greatest": "MAX({})", "mean": "AVERAGE({})", "deviation": "STDEV({})"}
#: Where a percentile lies in the order of values, from 0 on, by its share and the count of values.
_PLACES = {
    "linear": "{share}*({count}-1)",
    "weibull": "{share}*({count}+1)-1",
    "median_unbiased": "{share}*({count}+1/3)-2/3",
    "lower": "INT({share}*({count}-1))",
    "higher": "-INT(-{share}*({count}-1))",
}


def _percentile(leaf: Indicator, name: str, cells: str) -> str:
    anchors = _percentiles_of(leaf)
    share, count = figure(anchors.percentiles[name == "high"] / 100), f"COUNT({cells})"
    place = steady(_PLACES[anchors.interpolation].format(share=share, count=count), 2)
    place = f"MIN(MAX({place},0),{count}-1)"
    low, high = f"SMALL({cells},INT({place})+1)", f"SMALL({cells},MIN(INT({place})+2,{count}))"
    return f"{low}+({place}-INT({place}))*({high}-{low})"


def _percentiles_of(leaf: Indicator) -> Percentiles:
    if not (isinstance(leaf.rule, Rescale) and isinstance(leaf.rule.anchors, Percentiles)):
        raise TypeError("the rule has no percentiles")
    return leaf.rule.anchors


def _deviation(values: Floats, leaf: Indicator) -> float:
    less = 0 if getattr(leaf.rule, "deviation", "") == "population" else 1
    return float(values.std(ddof=less)) if values.size > 1 else 0.0


_VALUES: Mapping[str, Callable[[Floats, Indicator], float]] = {
    "least": lambda values, leaf: float(values.min()),
    "greatest": lambda values, leaf: float(values.max()),
    "mean": lambda values, leaf: float(values.mean()),
    "deviation": _deviation,
    "low": lambda values, leaf: float(_percentiles_of(leaf).of(values, FLOAT)[0]),
    "high": lambda values, leaf: float(_percentiles_of(leaf).of(values, FLOAT)[1]),
}
