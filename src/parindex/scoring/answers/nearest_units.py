"""From among which units peers of one are chosen, which are the nearest, and what is to be known of the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, get_args

import attrs
import numpy as np

from parindex.base import Message, check_word, first_of, say
from parindex.kernels import Floats, Indices, Integers
from parindex.scoring.answers.answer import unit_label
from parindex.scoring.answers.node_ranks import Within, label_within
from parindex.scoring.answers.unit_profiles import Distance, NodeWeights, Profiles, ProfileScale

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: Distances that differ by less, in their own unit or as a share of the greater, are taken as equal.
LEVEL = 1e-12
#: Peers have the scores of this share of the nodes at least.
LEAST_SHARED = 0.5
_HOW: Mapping[Distance, Message] = {
    "euclidean": say("the root of the mean squared difference"),
    "manhattan": say("the mean difference, whatever its sign"),
}
_SCALES: Mapping[ProfileScale, Message] = {
    "z": say("each node in standard deviations of the units ranked together"),
    "range": say("each node in its range from the lowest to the highest of the units ranked together"),
    "none": say("in points"),
}
_NO_LABEL: Mapping[Within, Message] = {
    "region": say("the region of this unit is not known"),
    "group": say("the group of this unit is not known"),
    "kind": say("the kind of this unit is not known"),
}


@attrs.frozen(eq=False)
class Candidates:
    """The rows of the units that one is ranked together with, itself too, and of those that can be its peers."""

    together: Indices
    others: Indices


def candidates_of(scores: Scores, row: int, within: Within | None) -> Candidates:
    """Return from among which units the peers of one are chosen."""
    everyone = np.arange(len(scores.units))
    members = everyone[scores.exactness.given.groups[int(scores.exactness.group_of[row])]]
    ranked = [member is None or member.ranked for member in scores.evidence.members]
    together = members[[ranked[at] for at in members.tolist()]]
    others = together[together != row]
    if within is not None:
        check_word("within", within, get_args(Within))
        own = label_within(scores, row, within)
        if own is None:
            raise ValueError(_NO_LABEL[within])
        others = np.array([at for at in others.tolist() if label_within(scores, at, within) == own], dtype=np.intp)
    if not others.size:
        raise ValueError(say("there is nobody to compare {unit} with", unit=unit_label(scores, row)))
    return Candidates(together, others)


@attrs.frozen(eq=False)
class Nearest:
    """The nearest of some units, nearest first, those equally far by their codes; and who is not among them."""

    rows: Indices
    distance: Floats
    shared: Integers
    n_compared: int
    too_few: Indices  # rows of units left out, which share too few nodes
    level: tuple[tuple[int, ...], ...]  # rows of those that are equally far
    beyond: int  # how many more are as far as the last

    @classmethod
    def of(
        cls, scores: Scores, profiles: Profiles, row: int, others: Indices, *, distance: Distance, n: int
    ) -> Nearest:
        """Find the nearest n of some units."""
        far, shared = profiles.distances(row, others, distance)
        enough = (shared >= LEAST_SHARED * profiles.columns.size) & ~np.isnan(far)
        if not enough.any():
            raise ValueError(say("there is nobody to compare {unit} with", unit=unit_label(scores, row)))
        left, far, shared = others[enough], far[enough], shared[enough]
        runs = [sorted(run, key=lambda at: scores.units[left[at]]) for run in _runs(far)]
        order = [at for run in runs for at in run]
        picked, rest = order[:n], set(order[n:])
        last = next(run for run in runs if picked[-1] in run)
        return cls(
            rows=left[picked],
            distance=far[picked],
            shared=shared[picked],
            n_compared=left.size,
            too_few=np.array(sorted(others[~enough].tolist(), key=scores.units.__getitem__), dtype=np.intp),
            level=tuple(tuple(left[run].tolist()) for run in runs if len(run) > 1 and not rest.issuperset(run)),
            beyond=len(rest.intersection(last)),
        )


def _runs(far: Floats) -> list[list[int]]:
    """Return the places of distances, nearest first, those together that float64 cannot tell apart."""
    order = np.argsort(far, kind="stable")
    runs: list[list[int]] = []
    for before, at in zip([None, *order.tolist()], order.tolist(), strict=False):
        if before is not None and far[at] - far[before] <= LEVEL * max(1.0, far[at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def notes_on(
    scores: Scores,
    row: int,
    profiles: Profiles,
    found: Nearest,
    method: tuple[Distance, ProfileScale, NodeWeights],
) -> tuple[Message, ...]:
    """Say how distances were measured, and what was left out; of profiles over all nodes asked for."""
    return (_of_method(method), *_of_nodes(scores, row, profiles), *_of_units(scores, row, profiles, found), _OF_WHAT)


_OF_WHAT = say("alike in the scores of this index, not in size, income or anything else")


def _of_method(method: tuple[Distance, ProfileScale, NodeWeights]) -> Message:
    distance, scale, weights = method
    counted = (
        say("each node counts alike")
        if weights is None
        else say("each node counts by its share of the whole")
        if weights == "share"
        else say("each node counts as given")
    )
    return say("distance: {how}, {scale}; {counted}", how=_HOW[distance], scale=_SCALES[scale], counted=counted)


def _of_nodes(scores: Scores, row: int, profiles: Profiles) -> Iterator[Message]:
    def ids(columns: Indices) -> str:
        return first_of([scores.nodes[at] for at in columns.tolist()])

    lacking = profiles.columns[np.isnan(profiles.scaled[row])]
    if lacking.size:
        yield say("left out, as the unit has no score there: {nodes}", nodes=ids(lacking))
    if profiles.flat.size:
        yield say("left out, as the scores of all units are the same there: {nodes}", nodes=ids(profiles.flat))
    if profiles.without_weight.size:
        yield say("left out, as they count nothing: {nodes}", nodes=ids(profiles.without_weight))


def _of_units(scores: Scores, row: int, profiles: Profiles, found: Nearest) -> Iterator[Message]:
    def codes(rows: Indices | tuple[int, ...]) -> str:
        return first_of([scores.units[int(at)] for at in rows])

    most = np.count_nonzero(~np.isnan(profiles.scaled[row]))
    fewer = found.rows[found.shared < most]
    if fewer.size:
        yield say("over fewer nodes, as a mean that stands for all: {units}", units=codes(fewer))
    if found.too_few.size:
        yield say("left out, with the scores of less than half of the nodes: {units}", units=codes(found.too_few))
    for level in found.level:
        yield say("equally far, in the order of their codes: {units}", units=codes(level))
    if found.beyond:
        yield say("{count} more units are as far as the last one", count=found.beyond)
