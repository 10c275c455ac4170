"""Many scenarios at once: what each unit with new values would have in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    EvidenceError,
    Message,
    array,
    decimal_text,
    json_figure,
    json_float,
    language,
    say,
)
from parindex.evidence import Evidence, NewCells, NewValue, NewValues, new_values, read_with
from parindex.kernels import Floats, Indices, Integers, in_decimals
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure
from parindex.scoring.answers.what_if.leaf_cases import node_of_columns
from parindex.scoring.answers.what_if.one_scenario import rescored
from parindex.scoring.answers.what_if.outcomes import Brought, outcomes
from parindex.scoring.answers.what_if.table_ranks import ranks_in_scenarios
from parindex.scoring.answers.what_if.values_in_words import ToldChange, told_change

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(repr=False, kw_only=True)
class WhatIfs(Answer):
    """What units would have in many scenarios, each by itself: one row a scenario and unit that has new values in it.

    Arrays are (n_rows,), nan where there is no total or no rank.

    Attributes
    ----------
    scores : Scores
        The scores as they are.
    scenario : array of int
        The scenario of each row, counted from 1.
    rows : array of int
        The unit of each row, by its place among those of `scores`.
    total, change, rank : array
        The total that it would have, by how much that differs from what it has, and the rank.
    published : tuple of (Decimal or None)
        The total as published.
    changes : tuple of tuple of ToldChange
        The new values of the unit.
    """

    analysis: ClassVar[str] = "what-ifs"
    heads: ClassVar[Mapping[str, str]] = {"rank": "rank_then", "change": "change_of_total"}
    scores: Scores = attrs.field(eq=False)
    scenario: Integers = array()
    rows: Indices = array()
    total: Floats = array()
    change: Floats = array()
    rank: Floats = array()
    published: tuple[Decimal | None, ...]
    changes: tuple[tuple[ToldChange, ...], ...]

    @property
    def parameters(self) -> dict[str, Any]:
        """How many scenarios there are."""
        return {"scenarios": int(self.scenario.max(initial=0))}

    @cached_property
    def shift(self) -> Floats:
        """By how many places the unit would be further down, negative further up."""
        return np.asarray(self.rank - self.scores.rank[self.rows])

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a row."""
        scores = self.scores
        return [
            {
                "scenario": int(self.scenario[at]),
                "unit": scores.units[row],
                "name": scores.names[row] or None,
                "changes": "; ".join(f"{change.column}: {change.told}" for change in self.changes[at]),
                "total": json_float(self.total[at]),
                "published": decimal_text(self.published[at]),
                "change": json_float(self.change[at]),
                "rank_before": json_figure(scores.rank[row]),
                "rank": json_figure(self.rank[at]),
                "rank_shift": json_figure(self.shift[at]),
            }
            for at, row in enumerate(self.rows.tolist())
        ]

    def heading(self) -> Message:
        """Say how many scenarios there are."""
        return say("what if, in {count} scenarios", count=int(self.scenario.max(initial=0)))

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return every row."""
        spoken, scores, rows = language(lang), self.scores, self.rows.tolist()
        decimals = scores.definition.decimals + 2
        told = ["; ".join(one.line(lang) for one in of) for of in self.changes]
        return [
            AnswerColumn("scenario", [str(scenario) for scenario in self.scenario], figures=True),
            AnswerColumn("unit", [scores.units[row] for row in rows]),
            AnswerColumn("name", [scores.names[row] for row in rows]),
            AnswerColumn("changes", told),
            AnswerColumn("total", [figure(total, spoken) for total in self.published], figures=True),
            AnswerColumn("brings", [figure(value, spoken, decimals, sign=True) for value in self.change], figures=True),
            AnswerColumn("rank_before", [figure(scores.rank[row], spoken) for row in rows], figures=True),
            AnswerColumn("rank_then", [figure(rank, spoken) for rank in self.rank], figures=True),
        ]


def many_scenarios(scores: Scores, scenarios: Sequence[NewValues]) -> WhatIfs:
    """Return what units would have in many scenarios; see `what_if`."""
    wanted = _wanted(scores.evidence, scenarios)
    by_case = _by_unit(wanted)
    cases = [(scenario, values) for scenario, of_units in enumerate(by_case) for values in of_units]
    rows = np.array([values[0].row for _, values in cases], dtype=np.intp)
    read = read_with(scores.evidence, rows.tolist(), [values for _, values in cases]) if cases else scores.evidence
    scenario = np.array([at + 1 for at, _ in cases], dtype=np.int64)
    told = tuple(
        tuple(told_change(scores.evidence, read, value, place) for value in values)
        for place, (_, values) in enumerate(cases)
    )
    brought = _brought(scores, read, rows, scenario, cases)
    places = scores.definition.decimals
    return WhatIfs(
        scores=scores,
        scenario=scenario,
        rows=rows,
        total=brought.totals,
        change=brought.changes,
        rank=brought.ranks,
        published=as_published(brought.steps, places),
        changes=told,
    )


def as_published(steps: Floats, places: int) -> tuple[Decimal | None, ...]:
    """Return whole steps as decimals, None for nan."""
    return tuple(None if np.isnan(step) else in_decimals(int(step), places) for step in steps.tolist())


def _wanted(evidence: Evidence, scenarios: Sequence[NewValues]) -> list[list[NewValue]]:
    wanted, problems = [], []
    for nth, changes in enumerate(scenarios):
        values, faults = new_values(evidence, changes, nth)
        wanted.append(values)
        problems += faults
    if problems:
        raise EvidenceError(problems)
    return wanted


def _by_unit(wanted: Sequence[Sequence[NewValue]]) -> list[list[list[NewValue]]]:
    """Return the values of each scenario, unit by unit."""
    scenarios = []
    for values in wanted:
        units: dict[int, list[NewValue]] = {}
        for value in values:
            units.setdefault(value.row, []).append(value)
        scenarios.append(list(units.values()))
    return scenarios


def _brought(
    scores: Scores, read: Evidence, rows: Indices, scenario: Integers, cases: Sequence[tuple[int, list[NewValue]]]
) -> Brought:
    """Return what each case brings: at once where no rule holds a unit that changes against another that does."""
    evidence = scores.evidence
    columns = {value.column for _, values in cases for value in values}
    alike = read.definition == evidence.definition and all(map(evidence.gives, columns))
    sizes = np.bincount(scenario, minlength=1)[scenario] if scenario.size else scenario
    alone = np.flatnonzero((sizes == 1) & alike)
    together = np.flatnonzero((sizes > 1) & alike & ~np.isin(scenario, scenario[_compared(scores, cases)]))
    found, done = Brought.nothing(rows.size), np.zeros(rows.size, dtype=bool)
    if alone.size:
        found.put(alone, outcomes(scores, rows[alone], _cells(read, alone, cases)))
        done[alone] = True
    if together.size:
        brought = outcomes(scores, rows[together], _cells(read, together, cases))
        brought.ranks[:], open_ = ranks_in_scenarios(scores, scenario[together], rows[together], brought)
        found.put(together, brought)
        done[together] = ~np.isin(scenario[together], scenario[together[open_]])
    for at in np.unique(scenario[~done]).tolist():
        here = np.flatnonzero(scenario == at)
        values = [value for place in here.tolist() for value in cases[place][1]]
        found.put(here, _scored_whole(scores, rows[here], values))
    return found


def _compared(scores: Scores, cases: Sequence[tuple[int, list[NewValue]]]) -> Indices:
    """Return the cases in which a value of a leaf whose rule compares units is another."""
    compared = {leaf.id for leaf in scores.definition.leaves if leaf.rule.cohort}
    reached = {column for column, nodes in node_of_columns(scores.evidence).items() if compared & set(nodes)}
    places = (at for at, (_, values) in enumerate(cases) if any(value.column in reached for value in values))
    return np.array(list(places), dtype=np.intp)


def _cells(read: Evidence, some: Indices, cases: Sequence[tuple[int, list[NewValue]]]) -> dict[str, NewCells]:
    """Return the new cells of some cases, by their places among these."""
    places: dict[str, dict[int, int]] = {}
    for nth, at in enumerate(some.tolist()):
        for value in cases[at][1]:
            places.setdefault(value.column, {})[nth] = at
    return {column: NewCells.taken_from(read, column, own) for column, own in places.items()}


def scored_each(scores: Scores, rows: Indices, wanted: Sequence[NewValue]) -> Brought:
    """Return what each case brings, a unit with one value otherwise, by scoring everything again for it."""
    found = Brought.nothing(rows.size)
    for case, (row, value) in enumerate(zip(rows.tolist(), wanted, strict=True)):
        found.put(np.array([case]), _scored_whole(scores, rows[[case]], [attrs.evolve(value, row=row)]))
    return found


def _scored_whole(scores: Scores, rows: Indices, values: list[NewValue]) -> Brought:
    """Return what some units have when everything is read and scored again with new values."""
    after = rescored(scores, values).scores
    total, steps = after.total[rows], after.exactness.rounded(rows, 0, scores.definition.decimals)
    published = np.array([np.nan if step is None else step for step in steps], dtype=np.float64)
    return Brought(total, total - scores.total[rows], published, after.rank[rows])
