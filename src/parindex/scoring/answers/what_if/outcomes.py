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
from parindex.scoring.answers.rank_otherwise import (
    ExactTotals,
    Standing,
    may_be_ranked,
    published_steps,
    ranks_by,
    ranks_with,
)
from parindex.scoring.answers.what_if.compared_cases import ComparedCases, chunks
from parindex.scoring.answers.what_if.float_paths import FloatBase, FloatTotals, walk_floats
from parindex.scoring.answers.what_if.leaf_cases import LeafCases, node_of_columns
from parindex.scoring.answers.what_if.path_walk import PathTotals, plain_rows, walk_paths
from parindex.scoring.answers.what_if.table_ranks import ranks_in_tables
from parindex.scoring.answers.what_if.whole_cases import WholeCases
from parindex.scoring.denominators import half_up_whole
from parindex.scoring.plan import Program

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: New cells of evidence by column; their rows are the cases.
CasesCells = Mapping[str, NewCells]
#: So many cases are walked at once.
_CHUNK, _EPS = 4096, float(np.finfo(np.float64).eps)
#: So many totals of all units are worked out at once.
_TOTALS = 2**17
_TABLES = ("totals", "changes", "steps", "ranks", "errors", "whole")


def _unknown(brought: Brought) -> Floats:
    return np.full(brought.totals.size, np.nan)


@attrs.frozen(eq=False)
class Brought:
    """What each case would bring a unit, arrays (n_cases,): nan where it would have no total, or no rank.

    `steps` are totals as published, in whole steps; `changes` by how much the total would differ. Totals are off by no
    more than `errors`; `whole` are the exact ones in parts of a denominator, and `whole_before` (n_units,) those that
    units have as they are, nan where they are not known.
    """

    totals: Floats
    changes: Floats
    steps: Floats
    ranks: Floats
    errors: Floats = attrs.field(default=attrs.Factory(_unknown, takes_self=True))
    whole: Floats = attrs.field(default=attrs.Factory(_unknown, takes_self=True))
    whole_before: Floats | None = None

    @classmethod
    def nothing(cls, size: int) -> Brought:
        """Return those of cases of which nothing is known."""
        return cls(*(np.full(size, np.nan) for _ in range(4)))

    def some(self, cases: Indices) -> Brought:
        """Return those of some cases."""
        found = Brought.nothing(cases.size)
        for name in _TABLES:
            getattr(found, name)[:] = getattr(self, name)[cases]
        return attrs.evolve(found, whole_before=self.whole_before)

    def put(self, cases: Indices, outcomes: Brought) -> None:
        """Put in those of some cases."""
        for name in _TABLES:
            getattr(self, name)[cases] = getattr(outcomes, name)


def outcomes(scores: Scores, rows: Indices, cells: CasesCells, *, exactly: bool = False) -> Brought:
    """Return what units (n_cases,) would have with new cells, each case by itself, all other evidence as it is.

    Ranks and totals as published are always exact. Totals and changes are nearest to the exact ones if that is asked
    for, unless a rule holds units against each other and all are scored again for each case; else they may be off by
    the rounding of float64, but a change is 0 just where it is.
    """
    found = Brought.nothing(rows.size)
    kinds = _kinds(scores, rows, cells)
    paths = np.flatnonzero(kinds == "paths")
    if paths.size:
        brought, rest = _by_paths(scores, rows[paths], _some(cells, paths), exactly=exactly)
        found.put(paths, brought)
        found = attrs.evolve(found, whole_before=brought.whole_before)
        kinds[paths[rest]] = "whole"
    whole, compared = (np.flatnonzero(kinds == kind) for kind in ("whole", "compared"))
    if whole.size:
        found.put(whole, _by_whole_walks(scores, rows[whole], _some(cells, whole), exactly=exactly))
    again = np.flatnonzero(kinds == "again")
    if compared.size:
        brought, rest = _by_comparing(scores, rows[compared], _some(cells, compared), exactly=exactly)
        found.put(compared, brought)
        again = np.union1d(again, compared[rest])
    if again.size:
        found.put(again, _by_scoring(scores, rows[again], _some(cells, again), exactly=exactly))
    return found


def _kinds(scores: Scores, rows: Indices, cells: CasesCells) -> Array:
    """Return how each case is worked out.

    Above the changed leaf alone, by a whole walk of the unit, above it for all units where its rule compares them, or
    by scoring again.
    """
    nodes = node_of_columns(scores.evidence)
    kinds = np.where(plain_rows(scores.exactness)[rows], "paths", "whole").astype("<U8")
    compared = {leaf.id for leaf in scores.definition.leaves if leaf.rule.cohort}
    entangled = {
        name for leaf in scores.evidence.definition.computed if leaf.refers_to for name in (leaf.id, *leaf.refers_to)
    }
    for column, new in cells.items():
        reached = set(nodes.get(column, ()))
        if reached & compared:
            alone = len(reached) == 1 and not reached & entangled
            kinds[new.rows] = np.where(alone & (kinds[new.rows] != "again"), "compared", "again")
        elif len(reached) != 1 or reached & entangled:
            here = new.rows[kinds[new.rows] == "paths"]
            kinds[here] = "whole"
    kinds[(kinds == "compared") & _several(nodes, rows.size, cells)] = "again"
    return kinds


def _several(nodes: Mapping[str, tuple[str, ...]], size: int, cells: CasesCells) -> Mask:
    """Return the cases that reach more nodes than one."""
    reached: dict[str, Mask] = {}
    for column, new in cells.items():
        for node in nodes.get(column, ()):
            reached.setdefault(node, np.zeros(size, dtype=bool))[new.rows] = True
    return np.asarray(sum((one.astype(np.int64) for one in reached.values()), np.zeros(size, dtype=np.int64)) > 1)


def _some(cells: CasesCells, cases: Indices) -> dict[str, NewCells]:
    """Return the cells of some cases, by their places among these."""
    some = {}
    for column, new in cells.items():
        here = np.flatnonzero(np.isin(new.rows, cases))
        if not here.size:
            continue
        if here.size == new.rows.size and cases.size == (cases[-1] + 1 if cases.size else 0):
            some[column] = new
        else:
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
        denominators = leaves.denominators()
        walked = walk_floats(FloatBase.of(exactness, denominators), rows, leaves.floats(kept, denominators))

    def worked_out(asked: Indices) -> tuple[Array, Mask]:
        def again(program: Program) -> PathTotals:
            exact = leaves.exactly(program, np.isin(np.arange(rows.size), asked))
            local = {node: attrs.evolve(one, cases=np.searchsorted(asked, one.cases)) for node, one in exact.items()}
            return walk_paths(exactness, program, rows[asked], local)

        paths = exactness.exactly(again)
        return paths.totals, paths.undefined

    exact = _ExactOnce(exactness.figure, worked_out)
    found = _settled(scores, rows, walked.where(kept), exact, exactly=exactly)
    found.ranks[:] = _ranks(scores, rows, walked.where(kept), found, exact)
    _decide_further(scores, rows, cells, found)
    return found, np.asarray(without & ~faulty)


@attrs.frozen(eq=False)
class _ExactOnce:
    """Tells exact totals of cases, each worked out once."""

    figure: Callable[[Any], Fraction]
    work: Callable[[Indices], tuple[Array, Mask]]
    known: dict[int, Fraction | None] = attrs.field(factory=dict)  # None where a formula is not defined

    def of(self, cases: Indices) -> Callable[[Indices], dict[int, Fraction]]:
        """Return what tells those of some of the cases, by their places among these."""

        def told(wanted: Indices) -> dict[int, Fraction]:
            figures = self(cases[wanted])
            return {
                at: figures[case]
                for at, case in zip(wanted.tolist(), cases[wanted].tolist(), strict=True)
                if case in figures
            }

        return told

    def __call__(self, wanted: Indices) -> dict[int, Fraction]:
        """Return those of some cases that have one."""
        asked = np.unique([at for at in wanted.tolist() if at not in self.known]).astype(np.intp)
        if asked.size:
            figures, undefined = self.work(asked)
            for at, figure, gone in zip(asked.tolist(), figures, undefined.tolist(), strict=True):
                self.known[at] = None if gone else self.figure(figure)
        pairs = ((at, self.known[at]) for at in wanted.tolist())
        return {at: figure for at, figure in pairs if figure is not None}


def _settled(scores: Scores, rows: Indices, walked: FloatTotals, exact: ExactTotals, *, exactly: bool) -> Brought:
    """Return the outcomes of totals in float64, but for ranks, deciding exactly what these leave open."""
    exactness, decimals = scores.exactness, scores.definition.decimals
    there = ~np.isnan(walked.known.values)
    totals, errors = np.where(there, walked.known.values, 0.0), walked.known.error.copy()
    changes, open_change = _changes(scores, rows, walked, exactly=exactly)
    steps, open_steps = _steps(scores, rows, walked)
    open_ = walked.known.doubtful | open_change | open_steps | (exactly & np.isnan(walked.whole))
    places = np.flatnonzero(there & open_)
    figures = exact(places) if places.size else {}
    own = exactness.exact(np.unique(rows[places]).tolist()) if places.size else {}
    for at in places.tolist():
        if at not in figures:
            there[at] = False
            continue
        totals[at], steps[at] = as_float(figures[at]), half_up_exact(figures[at], decimals)
        errors[at] = _EPS * abs(totals[at])
        if not np.isnan(changes[at]):
            changes[at] = as_float(figures[at] - exactness.figure(own[int(rows[at])][0]))
    gone = np.where(there, 0.0, np.nan)
    totals, steps = totals + gone, steps + gone
    ranks, before = np.full(rows.size, np.nan), walked.whole_before
    return Brought(totals, changes + gone, steps, ranks, errors + gone, walked.whole + gone, before)


def _changes(scores: Scores, rows: Indices, walked: FloatTotals, *, exactly: bool) -> tuple[Floats, Mask]:
    """Return by how much totals would differ, and where float64 does not tell whether at all, or not precisely."""
    before, known = scores.total[rows], walked.known
    changes = known.values - walked.before[rows] + np.where(np.isnan(before), np.nan, 0.0)
    exact = (walked.whole - walked.whole_before[rows]) / max(walked.denominator, 1)
    changes = np.where(walked.same & ~np.isnan(before), 0.0, np.where(np.isnan(exact), changes, exact))
    with np.errstate(invalid="ignore"):
        open_ = exactly | (np.abs(known.values - before) <= known.error + walked.error_before[rows])
    return changes, open_ & np.isnan(exact) & ~walked.same


def _steps(scores: Scores, rows: Indices, walked: FloatTotals) -> tuple[Floats, Mask]:
    """Return totals as published in whole steps, and where float64 does not tell them."""
    known, decimals = walked.known, scores.definition.decimals
    totals = np.where(np.isnan(known.values), 0.0, known.values)
    steps, open_ = half_up(totals, decimals), undecided(totals, decimals, known.error)
    if walked.denominator:
        whole = half_up_whole(walked.whole, walked.denominator, decimals)
        if whole is not None:
            steps, open_ = np.where(np.isnan(whole), steps, whole), open_ & np.isnan(whole)
    if walked.same.any():
        before = published_steps(scores)[rows]
        steps, open_ = np.where(walked.same, before, steps), open_ & ~walked.same
    return steps, open_


def _ranks(scores: Scores, rows: Indices, walked: FloatTotals, found: Brought, exact: _ExactOnce) -> Floats:
    """Return ranks by totals as published, or exact ones: in parts of a denominator, else by float64 where it tells."""
    ranking, totals = scores.definition.rank, found.totals
    if ranking.on == "rounded":
        return ranks_by(scores, rows, found.steps, published_steps(scores))
    ranks, left = np.full(rows.size, np.nan), ~np.isnan(totals)
    if walked.same.any() and not ranking.then:
        ranks, left = np.where(walked.same, scores.rank[rows], ranks), left & ~walked.same
    if not np.isnan(walked.whole_before[~np.isnan(scores.rank)]).any():
        here = np.flatnonzero(left & ~np.isnan(walked.whole))
        ranks[here] = ranks_by(scores, rows[here], walked.whole[here], walked.whole_before)
        left[here] = False
    here = np.flatnonzero(left)
    if here.size:
        ranked = ~np.isnan(scores.rank)
        ranks[here] = ranks_with(
            scores,
            rows[here],
            totals[here],
            walked.known.error[here],
            exact.of(here),
            before=walked.before,
            error_before=float(np.max(walked.error_before[ranked], initial=0.0)),
        )
    return ranks


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
        walked = FloatTotals.plain(totals, error, doubtful, scores.exactness)
        exact = _ExactOnce(scores.exactness.figure, worked_out)
        brought = _settled(scores, rows[here], walked, exact, exactly=exactly)
        brought.ranks[:] = _ranks(scores, rows[here], walked, brought, exact)
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


def _by_comparing(scores: Scores, rows: Indices, cells: CasesCells, *, exactly: bool) -> tuple[Brought, Mask]:
    """Return outcomes where a rule holds units against each other, and the cases that need scoring again."""
    nodes = node_of_columns(scores.evidence)
    places = {column: scores.places[nodes[column][0]] for column in cells}
    leaves = LeafCases.of(scores.exactness, rows, cells, places)
    faulty = leaves.faulty(rows.size)
    found, rest = Brought.nothing(rows.size), ~faulty
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        base = FloatBase.of(scores.exactness, leaves.denominators())
        for cases in ComparedCases.of(scores, leaves, rows, ~(faulty | leaves.without_value(rows.size))):
            for _, part in chunks(cases.some(np.flatnonzero(~cases.scaleless())), _TOTALS):
                brought, open_ = _compared(part, base, exactly=exactly)
                found.put(part.cases, brought)
                rest[part.cases] = open_
    return found, rest


def _compared(part: ComparedCases, base: FloatBase, *, exactly: bool) -> tuple[Brought, Mask]:
    scores, walked = part.scores, part.walked(base)
    exact = _ExactOnce(scores.exactness.figure, part.exactly)
    own = np.arange(part.units.size) * part.members.size + part.own
    brought = _settled(scores, part.units, walked.some(own), exact.of(own), exactly=exactly)
    ranks, open_ = ranks_in_tables(scores, part.members, part.own, walked, exact)
    brought.ranks[:] = ranks
    return brought, open_ | np.isnan(brought.totals)


def _by_scoring(scores: Scores, rows: Indices, cells: CasesCells, *, exactly: bool) -> Brought:
    """Return outcomes by scoring all units again for each case: a rule holds them against each other."""
    found = Brought.nothing(rows.size)
    for nth, row in enumerate(rows.tolist()):
        found.put(np.array([nth]), _scored_again(scores, row, _some(cells, np.array([nth])), exactly=exactly))
    return found


def _scored_again(scores: Scores, row: int, cells: CasesCells, *, exactly: bool) -> Brought:
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
    total, change = float(new.total[row]), float(new.total[row] - scores.total[row])
    if exactly:
        total = as_float(new.exactness.exact_score(row))
    if exactly or abs(change) <= float(new.exactness.error[0] + scores.exactness.error[0]):
        known = not np.isnan(scores.total[row])
        change = as_float(new.exactness.exact_score(row) - scores.exactness.exact_score(row)) if known else np.nan
    step = new.exactness.rounded(np.array([row]), 0, scores.definition.decimals)[0]
    figures = (total, change, np.nan if step is None else step, new.rank[row])
    return Brought(*(np.array([figure], dtype=np.float64) for figure in figures))
