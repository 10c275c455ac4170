"""What the totals, groups of results and ranks of units can still become whose evidence is being filled in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    FieldKind,
    Message,
    Problems,
    array,
    decimal_text,
    first_of,
    json_figure,
    json_float,
    language,
    say,
    translated,
)
from parindex.kernels import Floats, Integers, Mask
from parindex.scoring import Answer, AnswerColumn, Scores, figure
from parindex.targets.filling.open_units import OpenUnits
from parindex.targets.filling.unit_outlook import UnitOutlook, unit_outlook

_NUMBERS = (
    *("points", "published_points", "least", "most", "published_least", "published_most"),
    *("best_rank", "worst_rank"),
)


@attrs.frozen(repr=False, kw_only=True)
class Outlook(Answer):
    """What each unit has so far, what is open, and what its total, group of results and rank can still become.

    Each open indicator is taken to get a value that gives it a score. What is filled in stays as it is.
    Arrays are (n_units,), nan where there is no figure.

    Attributes
    ----------
    scores : Scores
        The units as they stand: what is open does what the definition says of missing values.
    units, names : tuple of str
        The units.
    points : array
        The total with no points for what is open.
    open : array
        How many indicators, or components given, are open.
    least, most : array
        The least and the most that the total can become; infinite where nothing limits it.
    published_points, published_least, published_most : tuple of (Decimal or None)
        The same as published.
    attained : array of bool
        Where some way to fill in gives the least, and some the most; elsewhere the total lies between them.
    worst_band, best_band : tuple of (str or None)
        The groups of results between which the unit's own will be.
    best_rank, worst_rank : array
        The ranks between which its own will be, whatever is filled in for any unit.
    ranks_attained : array of bool
        Where some way to fill in gives each of the two; elsewhere the rank lies between them.
    problems : Problems
        What is wrong with the evidence but for what is still open; faulty cells count as open.
    """

    analysis: ClassVar[str] = "outlook"
    heads: ClassVar[Mapping[str, str]] = {"points": "points_so_far", "open": "still_open"}
    scores: Scores = attrs.field(eq=False)
    units: tuple[str, ...]
    names: tuple[str, ...]
    points: Floats = array()
    open: Integers = array()
    least: Floats = array()
    most: Floats = array()
    published_points: tuple[Decimal | None, ...]
    published_least: tuple[Decimal | None, ...]
    published_most: tuple[Decimal | None, ...]
    attained: Mask = array()
    worst_band: tuple[str | None, ...]
    best_band: tuple[str | None, ...]
    best_rank: Floats = array()
    worst_rank: Floats = array()
    ranks_attained: Mask = array()
    problems: Problems
    _known: OpenUnits = attrs.field(eq=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """Nothing was asked."""
        return {}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """Figures are numbers even where there is none."""
        return dict.fromkeys(_NUMBERS, "number")

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is assumed, and where bounds may be wider than what can come out."""
        told = [say("each open indicator is taken to get a value; what is filled in stays as it is")]
        undecided = [self.units[row] for row in np.flatnonzero(self._known.nodes.undecided).tolist()]
        wider = [self.units[row] for row in np.flatnonzero(~self.attained & ~np.isnan(self.most)).tolist()]
        if wider:
            told.append(say("bounds that may lie further apart than what can come out: {units}", units=first_of(wider)))
        if undecided:
            told.append(say("not known what applies to them, so no bounds: {units}", units=first_of(undecided)))
        if self._known.nodes.source.faulty:
            told.append(say("faulty cells that count as open: {count}", count=len(self._known.nodes.source.faulty)))
        return tuple(told)

    def of(self, unit: str) -> UnitOutlook:
        """Return what is open of a unit, named by its code or name, and what each of its components can become."""
        return unit_outlook(self.scores, self._known, self.scores.evidence.row(unit), self.problems)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit."""
        return [
            {
                "unit": unit,
                "name": self.names[row] or None,
                "group": self.scores.group[row],
                "points": json_float(self.points[row]),
                "published_points": decimal_text(self.published_points[row]),
                "open": int(self.open[row]),
                "least": json_float(self.least[row]),
                "published_least": decimal_text(self.published_least[row]),
                "most": json_float(self.most[row]),
                "published_most": decimal_text(self.published_most[row]),
                "attained": bool(self.attained[row]),
                "worst_band": self.worst_band[row],
                "best_band": self.best_band[row],
                "best_rank": json_figure(self.best_rank[row]),
                "worst_rank": json_figure(self.worst_rank[row]),
                "ranks_attained": bool(self.ranks_attained[row]),
            }
            for row, unit in enumerate(self.units)
        ]

    def details(self, units: Any = ()) -> dict[str, Any]:
        """Return what is wrong with the evidence."""
        return {"problems": [problem.to_dict() for problem in self.problems]}

    def heading(self) -> Message:
        """Say how much is open."""
        values = {"open": int(self.open.sum()), "units": int((self.open > 0).sum()), "all": len(self.units)}
        return say("what can still become of totals; still open: {open:,}, in {units:,} of {all:,} units", **values)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return units with what they have and can have."""
        spoken = language(lang)
        bands, nothing = zip(self.worst_band, self.best_band, strict=True), translated(say("none"), spoken)
        ranks = zip(self.best_rank, self.worst_rank, strict=True)
        return [
            AnswerColumn("unit", list(self.units)),
            AnswerColumn("name", list(self.names)),
            AnswerColumn("group", [group or "" for group in self.scores.group]),
            AnswerColumn("points_so_far", [figure(points, spoken) for points in self.published_points], figures=True),
            AnswerColumn("still_open", [str(count) if count else "" for count in self.open.tolist()], figures=True),
            AnswerColumn("least_total", [figure(total, spoken) for total in self.published_least], figures=True),
            AnswerColumn("most_total", [figure(total, spoken) for total in self.published_most], figures=True),
            AnswerColumn("band", [in_between(*pair, nothing) for pair in bands]),
            AnswerColumn("rank", [rank_between(*pair, spoken) for pair in ranks], figures=True),
        ]


def outlook_of(scores: Scores, known: OpenUnits, problems: Problems) -> Outlook:
    """Return what can become of the totals of units of which it is known what is open."""
    (least, most), (published_least, published_most) = known.values(), known.published()
    return Outlook(
        scores=scores,
        units=scores.units,
        names=scores.names,
        points=known.points,
        open=known.counts,
        least=least,
        most=most,
        published_points=known.published_points,
        published_least=published_least,
        published_most=published_most,
        attained=known.attained,
        worst_band=tuple(ends.worst for ends in known.bands),
        best_band=tuple(ends.best for ends in known.bands),
        best_rank=known.ranks.best,
        worst_rank=known.ranks.worst,
        ranks_attained=known.ranks.attained,
        problems=problems,
        known=known,
    )


def in_between(first: str | None, last: str | None, nothing: str) -> str:
    """Write two ends, one where they are the same."""
    return first or "" if first == last else f"{first or nothing}–{last or nothing}"


def rank_between(best: float, worst: float, lang: str) -> str:
    """Write the ranks between which one lies."""
    return "" if np.isnan(best) else in_between(figure(best, lang), figure(worst, lang), "")
