"""What units have against a cohort: totals, ranks and groups of results, beside what the cohort has of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs

from parindex.base import Message, decimal_text, json_figure, json_float, language, rough, say, together
from parindex.kernels import as_float
from parindex.scoring.against_cohort.compared_values import WhoseAnchors
from parindex.scoring.against_cohort.standing_among import CohortStanding
from parindex.scoring.answers import Answer, AnswerColumn, figure
from parindex.scoring.explanation import Explanation
from parindex.scoring.scores import Scores
from parindex.scoring.stored_cohort import Cohort


@attrs.frozen(repr=False, kw_only=True)
class ScoredAgainst(Answer):
    """Units as they stand among those of a cohort, which are not scored again.

    Attributes
    ----------
    scores : Scores
        The scores of these units, with their ranks in the cohort. What else scores offer knows these units only.
    cohort : Cohort
        The units that they are compared and ranked with.
    anchors : str
        Whether rules that compare units see the values of the "cohort" as they are, or "with" the new ones.
    standings : tuple of CohortStanding
        The rank of each unit, among how many, and which units of the cohort are level with it.
    told : tuple of Message
        In what the cohort is of other rules or another year, and values beyond those of the cohort.
    """

    analysis: ClassVar[str] = "against-cohort"
    heads: ClassVar[Mapping[str, str]] = {"total_before": "before"}
    scores: Scores
    cohort: Cohort
    anchors: WhoseAnchors
    standings: tuple[CohortStanding, ...]
    told: tuple[Message, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was compared with."""
        head = {key: self.cohort.head[key] for key in ("definition", "year", "registry")}
        return {
            "anchors": self.anchors,
            "cohort": {**head, "period": self.cohort.period, "units": len(self.cohort.units)},
        }

    @property
    def ranks(self) -> tuple[float | None, ...]:
        """The rank that each unit would have in the cohort."""
        return tuple(standing.rank for standing in self.standings)

    @property
    def known(self) -> tuple[bool, ...]:
        """Whether each unit is one of the cohort, and ranked in place of its old row; else it is ranked beside all."""
        return tuple(unit in self.cohort.rows for unit in self.scores.units)

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each unit: of the evidence, else of the cohort; "" where neither has one."""
        of_cohort, rows = self.cohort.names, self.cohort.rows
        named = zip(self.scores.units, self.scores.names, strict=True)
        return tuple(name or (of_cohort[rows[unit]] if unit in rows else "") for unit, name in named)

    def exact(self, unit: str) -> Fraction | None:
        """Return the exact total of a unit, named by its code or name, None where it has none."""
        row = self.scores.evidence.row(unit)
        missing = self.scores.exactness.marks.without_score[row, 0]
        return None if missing else self.scores.exactness.exact_score(row)

    def change(self, unit: str) -> Fraction | None:
        """Return by how much the exact total differs from that in the cohort; None where either is missing."""
        after, before = self.exact(unit), self._before(self.scores.evidence.row(unit))[0]
        return None if after is None or before is None else after - before

    def _before(self, row: int) -> tuple[Fraction | None, Decimal | None, float | None, str | None]:
        """Return what the cohort has of a unit: its total, exact and as published, its rank and group of results."""
        at = self.cohort.rows.get(self.scores.units[row])
        if at is None:
            return None, None, None, None
        exact, published = next(iter(self.cohort.scores.values())), next(iter(self.cohort.published.values()))
        return exact[at], published[at], self.cohort.ranks[at], self.cohort.bands[at]

    def explain(self, unit: str) -> Explanation:
        """Return how the total of a unit, named by its code or name, comes about, with its rank in the cohort."""
        row = self.scores.evidence.row(unit)
        standing = self.standings[row]
        undecided = standing.level if self.scores.definition.rank.ties == "authority" else ()
        explained = self.scores.explain(unit)
        name, rank, count = self.names[row] or explained.name, standing.rank, standing.n_ranked
        return attrs.evolve(explained, name=name, rank=rank, n_ranked=count, undecided=undecided)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a unit."""
        return [self._record(row) for row in range(len(self.scores.units))]

    def _record(self, row: int) -> dict[str, Any]:
        scores, standing, unit = self.scores, self.standings[row], self.scores.units[row]
        total, published, rank, band = self._before(row)
        change = self.change(unit)
        return {
            "unit": unit,
            "name": self.names[row] or None,
            "group": scores.group[row],
            "in_cohort": unit in self.cohort.rows,
            "total_before": None if total is None else json_float(as_float(total)),
            "total": json_float(scores.total[row]),
            "change": None if change is None else json_float(as_float(change)),
            "published_before": decimal_text(published),
            "published": decimal_text(scores.rounded[row]),
            "rank_before": None if rank is None else json_figure(rank),
            "rank": None if standing.rank is None else json_figure(standing.rank),
            "n_ranked": standing.n_ranked,
            "level_with": list(standing.level),
            "band_before": band,
            "band": scores.band[row],
            "scores": dict(zip(scores.nodes[1:], map(json_float, scores.values[row, 1:]), strict=True)),
        }

    def of_units(self, units: Collection[str]) -> list[dict[str, Any]]:
        """Return the records of some units, of all where none is named."""
        return [record for record in self.to_records() if not units or record["unit"] in units]

    def heading(self) -> Message:
        """Say who is scored against whom, and of one unit how it stands."""
        values = {"period": self.cohort.period, "all": len(self.cohort.units)}
        if len(self.scores.units) != 1:
            return say("{count} units against {all} of {period}", count=len(self.scores.units), **values)
        (code,), (name,) = self.scores.units, self.names
        unit, standing, total = f"{name} ({code})" if name else code, self.standings[0], self.scores.rounded[0]
        what = say("{unit} against {all} units of {period}", unit=unit, **values)
        told = say("total {total}", total=say("none") if total is None else total)
        if standing.rank is not None:
            rank = say("rank {rank} of {count}", rank=rough(standing.rank), count=standing.n_ranked)
            told = together([told, rank])
        return say("{what}: {standing}", what=what, standing=told)

    @property
    def notes(self) -> tuple[str, ...]:
        """How units are ranked in the cohort, who is level with them, and what was told."""
        notes = []
        for row, (unit, known) in enumerate(zip(self.scores.units, self.known, strict=True)):
            place = say("{unit} is ranked in place of its row in the cohort", unit=unit)
            notes.append(place if known else say("{unit} is new, and ranked beside the cohort", unit=unit))
            if level := self.standings[row].level:
                notes.append(say("{unit} is level with {units}", unit=unit, units=", ".join(level)))
        lacking = (problem.message for problem in self.scores.coverage.problems)
        return (*notes, *lacking, *self.told)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the units with totals, ranks and groups of results in the cohort and now."""
        spoken, scores = language(lang), self.scores
        rows, decimals = range(len(scores.units)), scores.definition.decimals + 2
        before = [self._before(row) for row in rows]
        changes = [json_float(as_float(change)) if (change := self.change(scores.units[row])) else None for row in rows]
        return [
            AnswerColumn("rank_before", [figure(one[2], spoken) for one in before], figures=True),
            AnswerColumn("rank", [figure(rank, spoken) for rank in self.ranks], figures=True),
            AnswerColumn("unit", list(scores.units)),
            AnswerColumn("name", list(self.names)),
            AnswerColumn("before", [figure(one[1], spoken) for one in before], figures=True),
            AnswerColumn("total", [figure(total, spoken) for total in scores.rounded], figures=True),
            AnswerColumn("band", [band or "" for band in scores.band]),
            AnswerColumn("change", [figure(one, spoken, decimals, sign=True) for one in changes], figures=True),
        ]
