"""Whether a ranking would stand another method: changes one by one, each with what becomes of the ranks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import json_figure, say
from parindex.definition import Definition
from parindex.kernels import Floats, kendall, spearman
from parindex.robustness.audits.other_methods import Borda, Copeland, EqualWeights, OtherRanking
from parindex.robustness.draws import ChoiceFactor, scored_at_hand
from parindex.robustness.one_change import RankMoves
from parindex.scoring import Scores, score, ties_left

#: One change, or several together: other definitions and evidence first, another ranking last.
Alternative = ChoiceFactor | OtherRanking | Definition
_AS_IT_IS = ("as defined", "none")
#: Ranks so far apart are counted.
NEAR, FAR = 3, 10


@attrs.frozen(repr=False, slots=False)
class Alternatives(RankMoves):
    """Totals and ranks by other methods, one by one.

    Attributes
    ----------
    scores : Scores
        What was scored.
    changed : tuple of str
        What is done otherwise in each case.
    notes : tuple of str
        What a reader should know.
    total, rank : array (n_changed, n_units)
        What each unit is ranked by then, and its rank; nan where it has none. Totals of other methods are on other
        scales.
    """

    analysis: ClassVar[str] = "alternatives"
    shown: ClassVar[dict[str, int]] = {
        **dict.fromkeys(("mean_rank_shift",), 1),
        **dict.fromkeys(("share_within_3", "share_moved_10", "spearman", "kendall"), 3),
    }

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {"changed": list(self.changed)}

    @property
    def share_within_3(self) -> Floats:
        """The share of units that move by three places at most (n_changed,)."""
        return self._share(lambda shift: shift <= NEAR)

    @property
    def share_moved_10(self) -> Floats:
        """The share of units that move by ten places or more (n_changed,)."""
        return self._share(lambda shift: shift >= FAR)

    @cached_property
    def spearman(self) -> Floats:
        """How each ranking goes with that of the scores (n_changed,)."""
        return self._correlations(spearman)

    @cached_property
    def kendall(self) -> Floats:
        """How each ranking goes with that of the scores by pairs of units, Kendall's tau-b (n_changed,)."""
        return self._correlations(kendall)

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a change: how far ranks move, how the rankings go together, who moves most."""
        figures = {name: getattr(self, name) for name in ("share_within_3", "share_moved_10", "spearman", "kendall")}
        return [
            {**record, **{name: json_figure(line[at]) for name, line in figures.items()}}
            for at, record in enumerate(self.overview())
        ]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return the ranks of units side by side, of some or of all."""
        rows = [row for row in self.scores.best_first if not units or self.scores.units[row] in units]
        return {
            "ranks": [
                {
                    "unit": self.scores.units[row],
                    "rank": json_figure(self.scores.rank[row]),
                    **{name: json_figure(self.rank[at, row]) for at, name in enumerate(self.changed)},
                }
                for row in rows
            ]
        }

    def _share(self, counted: Any) -> Floats:
        shift = np.abs(self.rank_shift)
        there = ~np.isnan(shift)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((counted(np.where(there, shift, np.nan)) & there).sum(axis=1) / there.sum(axis=1))

    def _correlations(self, way: Any) -> Floats:
        table = np.column_stack([self.scores.rank, *self.rank])
        return np.asarray(way(table)[0, 1:])

    def __repr__(self) -> str:
        return f"<Alternatives of {self.scores.definition.id!r}: {len(self.changed)} changes>"


#: Changes that can be asked of any index; others need to be named.
USUAL: tuple[Alternative, ...] = (EqualWeights(), Borda(), Copeland())


def alternatives(scores: Scores, changes: Iterable[Alternative | Sequence[Alternative]] = USUAL) -> Alternatives:
    """Rank by other methods, one by one, and say what becomes of the ranks.

    Parameters
    ----------
    scores : Scores
        What was scored.
    changes : iterable
        Each a `ChoiceFactor` such as `Aggregation`, `Normalisation`, `LeftOut` or `Winsorised` (a row for each of its
        options), another ranking such as `EqualWeights`, `Borda`, `Copeland` or `BenefitOfTheDoubt`, or a definition of
        another edition. Several in a list are done together, another ranking last.

    Returns
    -------
    Alternatives

    Raises
    ------
    DefinitionError
        A change makes an index that no evidence can be scored by, such as a geometric mean of what may be below 0.
    EvidenceError
        Another definition refuses the evidence.
    ExtraError
        Benefit of the doubt needs scipy.
    TypeError
        Another ranking does not stand last.
    ValueError
        A change can have no effect, or cannot be made here.

    References
    ----------
    OECD/JRC (2008), Handbook on constructing composite indicators, step 7, doi:10.1787/9789264043466-en.

    Examples
    --------
    >>> import parindex
    >>> scores = parindex.score(parindex.load("pci-2013"), "examples/pci-2016.csv")
    >>> found = parindex.alternatives(scores, [parindex.EqualWeights(), parindex.Aggregation("geometric-mean")])
    >>> found.changed, found.mean_rank_shift.round(2), found.greatest_rank_shift
    (('equal-weights', 'geometric-mean'), array([10.35,  1.14]), array([47.,  6.]))
    """
    asked = [_together(change) for change in changes]
    outcomes = [outcome for together in asked for outcome in _outcomes(scores, together)]
    if not outcomes:
        raise ValueError(say("no change is named"))
    names = _told_apart([name for name, _, _ in outcomes])
    total, rank = (np.array([outcome[at] for outcome in outcomes]) for at in (1, 2))
    rankings = [each for together in asked for each in together if isinstance(each, OtherRanking)]
    notes = [note for ranking in rankings for note in (*ties_left(scores), *ranking.notes(scores))]
    return Alternatives(scores, names, tuple(dict.fromkeys(notes)), total, rank)


def _together(change: Alternative | Sequence[Alternative]) -> tuple[Alternative, ...]:
    return (change,) if isinstance(change, (ChoiceFactor, OtherRanking, Definition)) else tuple(change)


def _outcomes(scores: Scores, changes: Sequence[Alternative]) -> Iterator[tuple[str, Floats, Floats]]:
    """Yield what each way to make the changes is called, and the totals and ranks that it gives."""
    *before, last = changes
    for name, changed in _scored_again(scores, changes if not isinstance(last, OtherRanking) else before):
        if isinstance(last, OtherRanking):
            totals = last.totals(changed)
            yield " + ".join(filter(None, (name, last.name))), totals, last.ranks(changed, totals)
        else:
            yield name, changed.total, changed.rank


def _scored_again(scores: Scores, changes: Sequence[Alternative]) -> Iterator[tuple[str, Scores]]:
    """Yield the scores with each choice of options of all changes."""
    if not changes:
        yield "", scores
        return
    first, *others = changes
    for name, changed in _with_options(scores, first):
        for more, again in _scored_again(changed, others):
            yield " + ".join(filter(None, (name, more))), again


def _with_options(scores: Scores, change: Alternative) -> Iterator[tuple[str, Scores]]:
    if isinstance(change, OtherRanking):
        raise TypeError(say("another ranking stands last: {name}", name=change.name))
    if isinstance(change, Definition):
        yield change.id, _aligned(scores, score(change, scores.evidence.table))
        return
    for at, option in enumerate(change.options(scores)):
        if option not in _AS_IT_IS:
            name = f"without {option}" if change.name == "left-out" else option
            at_hand = scored_at_hand(*change.apply(at, scores, (scores.definition, scores.evidence)), moving=False)
            yield name, score(at_hand.definition, at_hand.evidence)


def _aligned(scores: Scores, other: Scores) -> Scores:
    if other.units != scores.units:
        raise ValueError(say("{id!r} reads other units from the same evidence", id=other.definition.id))
    return other


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names with a number where there are several of one."""
    counts = [names[: at + 1].count(name) for at, name in enumerate(names)]
    return tuple(
        name if names.count(name) == 1 else f"{name} ({count})" for name, count in zip(names, counts, strict=True)
    )
