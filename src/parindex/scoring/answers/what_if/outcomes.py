"""What units would have with other evidence, in many cases at once: exactly as scoring again would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.base import EvidenceError
from parindex.evidence import NewCells, altered
from parindex.kernels import Array, Floats, Indices, Mask, as_float, half_up, half_up_exact, undecided
from parindex.scoring.answers.rank_otherwise import Standing, may_be_ranked, ranks_with
from parindex.scoring.answers.what_if.leaf_cases import LeafCases, node_of_columns
from parindex.scoring.answers.what_if.path_walk import PathTotals, plain_rows, walk_paths
from parindex.scoring.answers.what_if.whole_cases import WholeCases
from parindex.scoring.plan import Program
from parindex.scoring.tree_walk import Reliance

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: New cells of evidence by column; their rows are the cases.
CasesCells = Mapping[str, NewCells]
#: So many cases are walked at once.
_CHUNK = 4096


@attrs.frozen(eq=False)
class Brought:
    """What each case would bring a unit, arrays (n_cases,): nan where it would have no total, or no rank.

    `steps` are totals as published, in whole steps; `changes` by how much the total would differ.
    """

    totals: Floats
    changes: Floats
    steps: Floats
    ranks: Floats

    @classmethod
    def nothing(cls, size: int) -> Brought:
        """Return those of cases of which nothing is known."""
        return cls(*(np.full(size, np.nan) for _ in range(4)))

    def put(self, cases: Indices, outcomes: Brought) -> None:
        """Put in those of some cases."""
        for name in ("totals", "changes", "steps", "ranks"):
            getattr(self, name)[cases] = getattr(outcomes, name)


def outcomes(scores: Scores, rows: Indices, cells: CasesCells, *, exactly: bool = False) -> Brought:
    """Return what units (n_cases,) would have with new cells, each case by itself, all other evidence as it is.

    Ranks and totals as published are always exact. Totals and changes are nearest to the exact ones if that is asked
    for; else they may be off by the rounding of float64, but a change is 0 just where it is.
    """
    found = Brought.nothing(rows.size)
    kinds = _kinds(scores, rows, cells)
    paths = np.flatnonzero(kinds == "paths")
    if paths.size:
        brought, rest = _by_paths(scores, rows[paths], _some(cells, paths), exactly=exactly)
        found.put(paths, brought)
        kinds[paths[rest]] = "whole"
    whole, compared = (np.flatnonzero(kinds == kind) for kind in ("whole", "compared"))
    if whole.size:
        found.put(whole, _by_whole_walks(scores, rows[whole], _some(cells, whole), exactly=exactly))
    if compared.size:
        found.put(compared, _by_scoring(scores, rows[compared], _some(cells, compared)))
    return found


def _kinds(scores: Scores, rows: Indices, cells: CasesCells) -> Array:
    """Return how each case is worked out: above the changed leaf alone, by a whole walk, or by scoring all units."""
    nodes = node_of_columns(scores.evidence)
    kinds = np.where(plain_rows(scores.exactness)[rows], "paths", "whole").astype("<U8")
    compared = {leaf.id for leaf in scores.definition.leaves if leaf.rule.cohort}
    entangled = {
        name for leaf in scores.evidence.definition.computed if leaf.refers_to for name in (leaf.id, *leaf.refers_to)
    }
    for column, new in cells.items():
        reached = set(nodes.get(column, ()))
        if reached & compared:
            kinds[new.rows] = "compared"
        elif len(reached) != 1 or reached & entangled:
            here = new.rows[kinds[new.rows] == "paths"]
            kinds[here] = "whole"
    return kinds


def _some(cells: CasesCells, cases: Indices) -> dict[str, NewCells]:
    """Return the cells of some cases, by their places among these."""
    some = {}
    for column, new in cells.items():
        here = np.flatnonzero(np.isin(new.rows, cases))
        if here.size == new.rows.size and cases.size == (cases[-1] + 1 if cases.size else 0):
            some[column] = new
        elif here.size:
            kept = {int(at): nth for nth, at in enumerate(here.tolist())} if new.long else {}
            some[column] = NewCells(
                np.searchsorted(cases, new.rows[here]),
                new.values[here],
                new.not_applicable[here],
                {kept[at]: figure for at, figure in new.long.items() if at in kept},
            )
    return some


def _by_paths(scores: Scores, rows: Indices, cells: CasesCells, *, exactly: bool) -> tuple[Brought, Mask]:
    """Return outcomes by walking what lies above the new cells, and the cases that need a whole walk."""
    exactness, plan = scores.exactness, scores.exactness.plan
    nodes = {
        column: plan.ids.index(ids[0]) for column, ids in node_of_columns(scores.evidence).items() if column in cells
    }
    leaves = LeafCases.of(exactness, rows, cells, nodes)
    faulty, without = leaves.faulty(rows.size), leaves.without_value(rows.size)
    kept = ~(faulty | without)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        new, doubtful = leaves.floats(kept)
        walked = walk_paths(exactness, plan.float_program, rows, new)

    def worked_out(asked: Indices) -> tuple[Array, Mask]:
        def again(program: Program) -> PathTotals:
            exact = leaves.exactly(program, np.isin(np.arange(rows.size), asked))
            local = {node: attrs.evolve(one, cases=np.searchsorted(asked, one.cases)) for node, one in exact.items()}
            return walk_paths(exactness, program, rows[asked], local)

        paths = exactness.exactly(again)
        return paths.totals, paths.doubtful

    totals = np.where(kept, walked.totals.astype(np.float64), np.nan)
    reliance = Reliance(np.array([walked.error]), np.asarray(doubtful | walked.doubtful | exactly, dtype=bool))
    found = _settled(scores, rows, totals, reliance, _ExactOnce(exactness.figure, worked_out))
    _decide_further(scores, rows, cells, found)
    return found, np.asarray(without & ~faulty)


@attrs.frozen(eq=False)
class _ExactOnce:
    """Tells exact totals of cases, each worked out once."""

    figure: Callable[[Any], Fraction]
    work: Callable[[Indices], tuple[Array, Mask]]
    known: dict[int, Fraction | None] = attrs.field(factory=dict)  # None where a formula is not defined

    def __call__(self, wanted: Indices) -> dict[int, Fraction]:
        """Return those of some cases that have one."""
        asked = np.unique([at for at in wanted.tolist() if at not in self.known]).astype(np.intp)
        if asked.size:
            figures, undefined = self.work(asked)
            for at, figure, gone in zip(asked.tolist(), figures, undefined.tolist(), strict=True):
                self.known[at] = None if gone else self.figure(figure)
        pairs = ((at, self.known[at]) for at in wanted.tolist())
        return {at: figure for at, figure in pairs if figure is not None}


def _settled(scores: Scores, rows: Indices, totals: Floats, reliance: Reliance, exact: _ExactOnce) -> Brought:
    """Return the outcomes of totals in float64, deciding exactly what these leave open."""
    error, doubtful = float(reliance.error[0]), reliance.doubtful
    exactness, decimals = scores.exactness, scores.definition.decimals
    there = ~np.isnan(totals)
    totals = np.where(there, totals, 0.0)
    changes = totals - np.where(np.isnan(scores.total[rows]), np.nan, scores.total[rows])
    slack = error + float(exactness.error[0])
    with np.errstate(invalid="ignore"):
        open_ = doubtful | undecided(totals, decimals, error) | (np.abs(changes) <= slack)
    steps = half_up(totals, decimals)
    places = np.flatnonzero(there & open_)
    figures = exact(places) if places.size else {}
    own = exactness.exact(np.unique(rows[places]).tolist()) if places.size else {}
    for at in places.tolist():
        if at not in figures:
            there[at] = False
            continue
        totals[at], steps[at] = as_float(figures[at]), half_up_exact(figures[at], decimals)
        if not np.isnan(changes[at]):
            changes[at] = as_float(figures[at] - exactness.figure(own[int(rows[at])][0]))
    gone = np.where(there, 0.0, np.nan)
    totals = totals + gone
    return Brought(totals, changes + gone, steps + gone, ranks_with(scores, rows, totals, error, exact))


def _by_whole_walks(scores: Scores, rows: Indices, cells: CasesCells, *, exactly: bool) -> Brought:
    """Return outcomes by walking the whole tree for each case."""
    found = Brought.nothing(rows.size)
    for start in range(0, rows.size, _CHUNK):
        here = np.arange(start, min(start + _CHUNK, rows.size))
        some = _some(cells, here)
        whole = WholeCases.of(scores.exactness, rows[here], some)
        totals, error, doubtful = whole.floats()

        def worked_out(asked: Indices, whole: WholeCases = whole) -> tuple[Array, Mask]:
            figures, undefined = whole.exactly(asked)
            return figures[:, 0], undefined

        totals = np.where(whole.without_total, np.nan, totals)
        exact, reliance = (
            _ExactOnce(scores.exactness.figure, worked_out),
            Reliance(np.array([error]), doubtful | exactly),
        )
        brought = _settled(scores, rows[here], totals, reliance, exact)
        _decide_further(scores, rows[here], some, brought)
        found.put(here, brought)
    return found


def _decide_further(scores: Scores, rows: Indices, cells: CasesCells, found: Brought) -> None:
    """Rank cases whose total is level with that of another unit, where the scores of further nodes decide."""
    if not scores.definition.rank.then:
        return
    open_ = np.isnan(found.ranks) & ~np.isnan(found.totals) & may_be_ranked(scores)[rows]
    places = np.flatnonzero(open_)
    if not places.size:
        return
    whole = WholeCases.of(scores.exactness, rows[places], _some(cells, places))
    figures, _ = whole.exactly(np.arange(places.size))
    standings = {row: Standing.of(scores, row) for row in np.unique(rows[places]).tolist()}
    for nth, place in enumerate(places.tolist()):

        def score(node: int, nth: int = nth) -> Fraction | None:
            gone = whole.marked.without_score[nth, node]
            return None if gone else scores.exactness.figure(figures[nth, node])

        found.ranks[place] = standings[int(rows[place])].rank(score)


def _by_scoring(scores: Scores, rows: Indices, cells: CasesCells) -> Brought:
    """Return outcomes by scoring all units again for each case: a rule holds them against each other."""
    found = Brought.nothing(rows.size)
    for nth, row in enumerate(rows.tolist()):
        found.put(np.array([nth]), _scored_again(scores, row, _some(cells, np.array([nth]))))
    return found


def _scored_again(scores: Scores, row: int, cells: CasesCells) -> Brought:
    there = {column: attrs.evolve(new, rows=np.array([row])) for column, new in cells.items()}
    changed = altered(scores.evidence, there, range(len(scores.units)))
    if changed.faulty_rows[row]:
        return Brought.nothing(1)
    try:
        new = scores.again(changed.evidence)
    except EvidenceError:  # a formula is not defined then
        return Brought.nothing(1)
    if np.isnan(new.total[row]):
        return Brought.nothing(1)
    change = float(new.total[row] - scores.total[row])
    if abs(change) <= float(new.exactness.error[0] + scores.exactness.error[0]):
        change = as_float(new.exactness.exact_score(row) - scores.exactness.exact_score(row))
    step = new.exactness.rounded(np.array([row]), 0, scores.definition.decimals)[0]
    figures = (new.total[row], change, np.nan if step is None else step, new.rank[row])
    return Brought(*(np.array([figure], dtype=np.float64) for figure in figures))
