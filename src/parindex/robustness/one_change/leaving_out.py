"""One indicator, component or unit left out at a time: what becomes of totals and ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, get_args

import attrs
import numpy as np

from parindex.base import Message, Progress, ToldProgress, check_word, each_told, say, told
from parindex.definition import Component, Indicator
from parindex.evidence import Evidence
from parindex.kernels import Floats, Indices, rank_behind
from parindex.robustness.node_coefficients import counted_nodes
from parindex.robustness.one_change.case_ranks import CaseRanks
from parindex.robustness.one_change.node_removal import NodeRemoval
from parindex.robustness.one_change.rank_moves import RankMoves
from parindex.robustness.weight_perturbations import check_kinds
from parindex.scoring import Scores, score, ties_left

LeftOutKind = Literal["indicators", "components", "units"]
#: So many totals are held at most, and as many ranks.
MOST = 50_000_000
_KINDS: Mapping[LeftOutKind, Message] = {
    "indicators": say("indicators"),
    "components": say("components"),
    "units": say("scored units"),
}


@attrs.frozen(repr=False)
class LeaveOut(RankMoves):
    """Totals and ranks with one thing left out at a time.

    Attributes
    ----------
    scores : Scores
        What was scored.
    changed : tuple of str
        The indicator, component or unit left out in each case.
    notes : tuple of str
        Where units gain or lose a total.
    total, rank : array (n_left_out, n_units)
        Total and rank of each unit then, nan where it has none: so are those of a unit left out. A unit may have a
        total that it has not in `scores`, if what it lacks is left out; its shifts are nan.
    what : {"indicators", "components", "units"}
        What is left out.
    """

    analysis: ClassVar[str] = "leave-out"
    heads: ClassVar[dict[str, str]] = {**RankMoves.heads, "left_out": "without"}

    what: LeftOutKind = attrs.field(kw_only=True)

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {"what": self.what, "left_out": list(self.changed)}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record for each case and unit, best units first."""
        return [record for at, id_ in enumerate(self.changed) for record in self._records((at,), left_out=id_)]

    def __repr__(self) -> str:
        left_out = f"{len(self.changed)} {self.what}"
        return f"<LeaveOut of {self.scores.definition.id!r}: {left_out}, {self.scores.ranked.size} units>"


def leave_out(
    scores: Scores,
    what: LeftOutKind = "indicators",
    *,
    only: Iterable[str] | None = None,
    progress: ToldProgress = None,
) -> LeaveOut:
    """Leave out each indicator, component or unit in turn.

    An indicator or component left out is not applicable for any unit: its siblings take its weight, what is left of a
    sum is brought to the maximum of all, and a component without parts leaves too. Without a unit the others are
    ranked anew, and scored anew where a rule compares units.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    what : {"indicators", "components", "units"}
        What is left out. Nothing below a component whose score is given is.
    only : iterable of str, optional
        Which of them, by id; without it all.
    progress : callable or bool, optional
        Called with the cases done and all cases. True shows a bar, False nothing; without it notebooks show a bar.

    Returns
    -------
    LeaveOut

    Raises
    ------
    ValueError
        There is nothing of the kind, an id is not one of them, a sum would have to be brought to a maximum that is
        not known, or the result would hold more than 50 million totals.

    References
    ----------
    OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> table = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.85}}
    >>> without_each = parindex.leave_out(parindex.score(definition, table))
    >>> without_each.changed
    ('appraised', 'survey')
    >>> without_each.rank_shift
    array([[ 0.,  0.],
           [ 1., -1.]])
    """
    check_kinds(scores)
    check_word("what", what, get_args(LeftOutKind))
    ids = _ids(scores, what, only)
    if len(ids) * len(scores.units) > MOST:
        raise ValueError(
            say(
                "{count:,} {what} times {units:,} units are too many; name some with `only`",
                count=len(ids),
                what=_KINDS[what],
                units=len(scores.units),
            )
        )
    if what == "units":
        rows = np.array([scores.units.index(id_) for id_ in ids], dtype=np.intp)
        total, rank = scored_again(scores, rows, told(progress)) if compares(scores) else ranked_again(scores, rows)
    else:
        removal = NodeRemoval.of(scores, ids)
        total, slack = removal.totals()
        rows = np.flatnonzero([unit is None or unit.ranked for unit in scores.evidence.members])
        rank = np.full(total.shape, np.nan)

        def exact(case: int, units: Indices) -> list[Any]:
            return removal.exact(case, rows[units])

        rank[:, rows] = CaseRanks.of(scores, rows, removal.ends).ranks(total[:, rows], slack, exact, told(progress))
    notes = *_notes(scores, what, ids, total), *(ties_left(scores) if what != "units" else ())
    return LeaveOut(scores, ids, notes, total, rank, what=what)


def _ids(scores: Scores, what: LeftOutKind, only: Iterable[str] | None) -> tuple[str, ...]:
    """Return what is left out, in the order of the scores."""
    if isinstance(only, str):
        raise TypeError(say("only is a list of ids, not one text"))
    all_ids: tuple[str, ...] = scores.units
    if what != "units":
        kind = Indicator if what == "indicators" else Component
        all_ids = tuple(node.id for node in counted_nodes(scores)[1:] if isinstance(node, kind))
    if not all_ids:
        raise ValueError(say("there are no {what} to leave out", what=_KINDS[what]))
    if only is None:
        return all_ids
    wanted = set(only)
    if what == "units":  # by code or by name
        code_of = dict(zip(scores.names, scores.units, strict=True))
        wanted = {name if name in scores.units else code_of.get(name, name) for name in wanted}
    if unknown := sorted(wanted - set(all_ids)):
        raise ValueError(say("{name!r} is none of the {what}", name=unknown[0], what=_KINDS[what]))
    return tuple(id_ for id_ in all_ids if id_ in wanted)


def _notes(scores: Scores, what: LeftOutKind, ids: tuple[str, ...], total: Floats) -> tuple[str, ...]:
    """Return in words how many units gain or lose their total in each case."""
    before, after = ~np.isnan(scores.total), ~np.isnan(total)
    itself = np.zeros(after.shape, dtype=bool)
    if what == "units":
        itself[np.arange(len(ids)), [scores.units.index(id_) for id_ in ids]] = True
    lost, won = (before & ~after & ~itself).sum(axis=1).tolist(), (~before & after).sum(axis=1).tolist()
    return tuple(
        say(
            "without {id!r} {fewer} units lose their total and {more} have one that they lacked",
            id=id_,
            fewer=fewer,
            more=more,
        )
        for id_, fewer, more in zip(ids, lost, won, strict=True)
        if fewer or more
    )


def compares(scores: Scores) -> bool:
    """Return whether the score of a unit depends on others."""
    return any(leaf.rule.cohort for leaf in scores.definition.leaves if leaf.id in scores.evidence.columns)


def ranked_again(scores: Scores, rows: Indices) -> tuple[Floats, Floats]:
    """Return totals and ranks (n_rows, n_units) without each of these units, where no score depends on others."""
    ranking = scores.definition.rank
    total, rank = (np.tile(figures, (rows.size, 1)) for figures in (scores.total, scores.rank))
    total[np.arange(rows.size), rows] = rank[np.arange(rows.size), rows] = np.nan
    keys = np.where(np.isnan(scores.rank), -1, scores.exactness.standing())
    at = np.full(keys.size, -1)
    for group in scores.exactness.given.groups:
        members = np.arange(keys.size)[group]
        members = members[keys[members] >= 0]
        at[members] = np.arange(members.size)
        cases = np.flatnonzero(np.isin(rows, members))
        gone, others = keys[rows[cases]][:, None], keys[members]
        above, level = gone > others, gone == others
        if ranking.shared == "dense":  # those below move up only where nobody else has the total that goes
            above &= level.sum(axis=1, keepdims=True) == 1
        rank[np.ix_(cases, members)] -= rank_behind(above, level, ranking.shared) - 1
    return total, rank


def scored_again(scores: Scores, rows: Indices, progress: Progress | None = None) -> tuple[Floats, Floats]:
    """Return totals and ranks (n_rows, n_units) without each of these units, scoring the others anew."""
    total, rank = (np.full((rows.size, len(scores.units)), np.nan) for _ in range(2))
    for case, row in enumerate(each_told(rows.tolist(), progress)):
        rest = np.delete(np.arange(len(scores.units)), row)
        if rest.size:
            again = score(scores.definition, without(scores.evidence, row))
            total[case, rest], rank[case, rest] = again.total, again.rank
    return total, rank


def without(evidence: Evidence, row: int) -> Evidence:
    """Return evidence without one unit."""
    keep = np.delete(np.arange(len(evidence.units)), row)
    return attrs.evolve(
        evidence,
        units=evidence.units[:row] + evidence.units[row + 1 :],
        names=evidence.names[:row] + evidence.names[row + 1 :],
        members=evidence.members[:row] + evidence.members[row + 1 :],
        values=evidence.values[keep],
        not_applicable=evidence.not_applicable[keep],
        long={(at - (at > row), column): figure for (at, column), figure in evidence.long.items() if at != row},
        settled={column: (state, where[keep]) for column, (state, where) in evidence.settled.items()},
        applies={node: where.rows(keep) for node, where in evidence.applies.items()},
        printed=np.full(keep.size, np.nan),  # what a source prints is compared where all are scored
        documents={},
        problems=(),
    )
