"""From the scores of parts to that of a component: every way to combine as a formula of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import attrs

from parindex.base import letters
from parindex.definition import Component
from parindex.views.workbook.expression_text import NoFormulaError, either_of, expression, figure, nested

#: Where the number of its row stands in a formula.
ROW = "\x01"
#: How many arguments a function takes (Excel: 255).
_MOST_ARGUMENTS = 250


@attrs.frozen
class PartCell:
    """A part of a component: its columns of scores and of points, with weight or without, and whether it may drop out.

    `most` is the cell or figure of the most points it can give, as far as it is not left out itself.
    """

    id: str
    column: int
    points: int
    most: str
    full: str
    weighs: bool
    may_lack: bool
    may_drop_out: bool

    @property
    def score(self) -> str:
        """The cell of its score."""
        return cell(self.column)


def cell(column: int) -> str:
    """Write a cell of the row that the formula stands in."""
    return f"{letters(column + 1)}{ROW}"


def runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    """Return columns as ranges, first and last, of those that stand side by side."""
    together = groupby(enumerate(sorted(columns)), key=lambda pair: pair[1] - pair[0])
    ranges = ([column for _, column in group] for _, group in together)
    return [(columns[0], columns[-1]) for columns in ranges]


def ranges(columns: Sequence[int], row: str = ROW) -> list[str]:
    """Write columns of a row as cells and ranges."""
    pairs = [(f"{letters(first + 1)}{row}", f"{letters(last + 1)}{row}") for first, last in runs(columns)]
    return [first if first == last else f"{first}:{last}" for first, last in pairs]


def of_many(function: str, arguments: Sequence[str]) -> str:
    """Write a function that adds up, of as many arguments as there are."""
    groups = [arguments[at : at + _MOST_ARGUMENTS] for at in range(0, len(arguments), _MOST_ARGUMENTS)]
    return "+".join(f"{function}({','.join(group)})" for group in groups)


@attrs.frozen
class Family:
    """A component and its parts in a worksheet whose row `weight_row` holds weights and `most_row` maxima."""

    component: Component
    parts: Sequence[PartCell]
    weight_row: int
    outside: Mapping[str, str]  # cells of figures from outside, by name

    @property
    def weighed(self) -> list[PartCell]:
        """The parts that count."""
        return [part for part in self.parts if part.weighs]

    @property
    def may_drop_out(self) -> bool:
        """Whether a part may be left out."""
        return any(part.may_drop_out for part in self.parts)

    def weight(self, part: PartCell) -> str:
        """Write the cell of the weight of a part."""
        return f"{letters(part.column + 1)}${self.weight_row}"

    def weights(self, *, of_the_rest: bool) -> str:
        """Write the sum of weights, perhaps of the parts that have a score only."""
        if not of_the_rest:
            return of_many("SUM", ranges([part.column for part in self.parts], f"${self.weight_row}"))
        return "+".join(f"ISNUMBER({part.score})*{self.weight(part)}" for part in self.weighed)


def combined(family: Family) -> str:
    """Write how a component combines the scores of its parts that are not left out, before times, floor and cap.

    Raises
    ------
    NoFormulaError
        No formula says it.
    """
    way = _WAYS.get(family.component.combine)
    if way is None:
        raise NoFormulaError
    return way(family)


def _sum(family: Family) -> str:
    return of_many("SUM", ranges([part.points for part in family.parts]))


def _weighted_sum(family: Family) -> str:
    return "+".join(f"N({cell(part.points)})*{family.weight(part)}" for part in family.weighed)


def _weighted_mean(family: Family) -> str:
    products = "+".join(f"N({part.score})*{family.weight(part)}" for part in family.weighed)
    return f"({products})/({family.weights(of_the_rest=family.may_drop_out)})"


def _product(family: Family) -> str:
    return "*".join(_there(part, part.score, "1") for part in family.parts)


def _there(part: PartCell, text: str, neutral: str) -> str:
    return f"IF(ISNUMBER({part.score}),{text},{neutral})" if part.may_drop_out else text


def _geometric_mean(family: Family) -> str:
    whole = family.weights(of_the_rest=family.may_drop_out)
    powers = (f"{part.score}^({family.weight(part)}/({whole}))" for part in family.weighed)
    return "*".join(_there(part, power, "1") for part, power in zip(family.weighed, powers, strict=True))


def _harmonic_mean(family: Family) -> str:
    reciprocals = [_there(part, f"{family.weight(part)}/{part.score}", "0") for part in family.weighed]
    mean = f"({family.weights(of_the_rest=family.may_drop_out)})/({'+'.join(reciprocals)})"
    return f"IF({_a_part_is_zero(family)},0,{mean})"


def _a_part_is_zero(family: Family) -> str:
    return either_of([f"{part.score}=0" for part in family.weighed])


def _power_mean(family: Family) -> str:
    power = family.component.power or 1
    powers = [_there(part, f"{family.weight(part)}*{part.score}^{figure(power)}", "0") for part in family.weighed]
    mean = f"(({'+'.join(powers)})/({family.weights(of_the_rest=family.may_drop_out)}))^(1/{figure(power)})"
    return f"IF({_a_part_is_zero(family)},0,{mean})" if power < 0 else mean


def _extreme(function: str) -> Callable[[Family], str]:
    return lambda family: f"{function}({','.join(ranges([part.column for part in family.parts]))})"


def _by_formula(family: Family) -> str:
    if family.component.formula is None:
        raise NoFormulaError
    named = {part.id: part.score for part in family.parts}
    return expression(family.component.formula.tree, {**family.outside, **named})


def first_part(family: Family, left_out: str) -> str:
    """Write the score, or the mark, of the first part that is not left out."""
    *before, last = family.parts
    return nested([(f"{part.score}<>{left_out}", part.score) for part in before], last.score)


_WAYS: Mapping[str, Callable[[Family], str]] = {
    "sum": _sum,
    "weighted-sum": _weighted_sum,
    "weighted-mean": _weighted_mean,
    "geometric-mean": _geometric_mean,
    "harmonic-mean": _harmonic_mean,
    "power-mean": _power_mean,
    "min": _extreme("MIN"),
    "max": _extreme("MAX"),
    "product": _product,
    "formula": _by_formula,
}
