"""By how much the published total of a unit usually changes in a year, under one edition."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from parindex.base import check_word

if TYPE_CHECKING:
    from parindex.years.trends.year_series import Series

#: The mean of the yearly changes, or the one that is best for the unit.
Measure = Literal["mean", "largest"]


def usual_change(series: Series, measure: Measure = "mean") -> dict[str, Fraction]:
    """Return the usual yearly change of each unit that has published totals in two neighbouring years of one edition.

    With years :math:`t_1 < t_2` next to each other in the series and scored by the same definition, the yearly change
    is :math:`(y_{t_2} - y_{t_1}) / (t_2 - t_1)` of the published totals, an exact fraction. Changes from one edition to
    another are not counted: they are not the unit's own.

    Parameters
    ----------
    series : Series
        The years.
    measure : {"mean", "largest"}
        The mean of these changes, or the best of them: the greatest rise, or where low totals are best the greatest
        fall.
    """
    check_word("measure", measure, get_args(Measure))
    usual: dict[str, Fraction] = {}
    sign = series.scores[series.years[-1]].edition.sign
    for at, unit in enumerate(series.units):
        if changes := yearly_changes(series, at):
            mean = sum(changes, Fraction(0)) / len(changes)
            usual[unit] = mean if measure == "mean" else max(changes, key=lambda change: sign * change)
    return usual


def yearly_changes(series: Series, at: int) -> list[Fraction]:
    """Return the yearly changes of the published total of a unit between neighbouring years of one edition."""
    years, published = series.years, series.published[at]
    changes = []
    for when, same in enumerate(series.same_edition.tolist()):
        then, now = published[when : when + 2]
        if same and then is not None and now is not None:
            changes.append((Fraction(now) - Fraction(then)) / (years[when + 1] - years[when]))
    return changes
