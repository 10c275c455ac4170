"""Which units are most like one in their scores: the nearest by profile, and at which nodes they differ most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, get_args

import attrs
import numpy as np

from parindex.base import Message, array, check_whole, check_word, decimal_text, json_figure, json_float, language, say
from parindex.kernels import Floats, Integers
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure, labels, unit_label
from parindex.scoring.answers.nearest_units import Nearest, candidates_of, notes_on
from parindex.scoring.answers.node_ranks import Within
from parindex.scoring.answers.unit_profiles import Distance, NodeWeights, Profiles, ProfileScale
from parindex.scoring.answers.unit_summary import lowest_nodes

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: At so many nodes a difference is told.
MOST_TOLD = 2


@attrs.frozen(repr=False, kw_only=True)
class Peers(Answer):
    """The units whose scores are most like those of one, nearest first.

    They are alike in the scores of this index at the nodes told, and in nothing else: not in size, income or people.

    Attributes
    ----------
    scores : Scores
        What was looked at.
    unit, name : str
        The unit.
    nodes : tuple of str
        The nodes of the profile: those asked for at which the unit has a score and not all units the same.
    units, names : tuple of str
        The peers.
    distance : array (n_peers,)
        How far each one is, in standard deviations, ranges or points per node.
    shared : array (n_peers,)
        Over how many nodes: those at which it has a score too.
    apart : array (n_peers, n_nodes)
        By how much it lies above the unit at each node, on the same scale; nan where it has no score.
    n_compared : int
        How many units it was chosen from.
    method : mapping
        `n`, `distance`, `standardise`, `weights` and `within`, as asked for.
    told : tuple of Message
        What a reader should know: see `notes`.
    """

    analysis: ClassVar[str] = "peers"
    scores: Scores = attrs.field(eq=False)
    unit: str
    name: str
    nodes: tuple[str, ...]
    units: tuple[str, ...]
    names: tuple[str, ...]
    distance: Floats = array()
    shared: Integers = array()
    apart: Floats = array()
    n_compared: int
    method: Mapping[str, Any] = attrs.field(hash=False)
    told: tuple[Message, ...]

    @property
    def parameters(self) -> dict[str, Any]:
        """The unit, and how peers were looked for."""
        return {"unit": self.unit, **self.method, "nodes": list(self.nodes)}

    @property
    def notes(self) -> tuple[Message, ...]:
        """How distances are measured, and which units and nodes were left out or are level."""
        return self.told

    @property
    def rows(self) -> list[int]:
        """The rows of the peers in the scores."""
        return [self.scores.units.index(unit) for unit in self.units]

    def differs(self, at: int) -> list[str]:
        """Return the nodes at which a peer, by its place, differs most from the unit, farthest first."""
        sizes = np.abs(self.apart[at])
        order = sorted(np.flatnonzero(sizes > 0).tolist(), key=lambda node: (-sizes[node], node))
        return [self.nodes[node] for node in order[:MOST_TOLD]]

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a peer, nearest first."""
        return [
            {
                "unit": unit,
                "name": self.names[at] or None,
                "distance": json_float(self.distance[at]),
                "shared": int(self.shared[at]),
                "rank": json_figure(self.scores.rank[row]),
                "total": json_float(self.scores.total[row]),
                "published": decimal_text(self.scores.rounded[row]),
                "differs": ", ".join(self.differs(at)) or None,
            }
            for at, (unit, row) in enumerate(zip(self.units, self.rows, strict=True))
        ]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return from how many units they were chosen, and how far each lies above the unit at each node."""
        apart = {
            unit: dict(zip(self.nodes, map(json_float, line), strict=True))
            for unit, line in zip(self.units, self.apart.tolist(), strict=True)
        }
        return {"n_compared": self.n_compared, "apart": apart}

    def heading(self) -> Message:
        """Name the unit, and from among how many its peers were chosen."""
        row = self.scores.units.index(self.unit)
        return say(
            "{unit}: the {count} most alike of {others} units, by their scores at {nodes} nodes",
            unit=unit_label(self.scores, row),
            count=len(self.units),
            others=self.n_compared,
            nodes=len(self.nodes),
        )

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the peers with distance, rank and total, and where they lie most above or below the unit."""
        spoken, rows = language(lang), self.rows
        some = len(self.nodes) if bool((self.shared < len(self.nodes)).any()) else None
        return [
            AnswerColumn("unit", list(self.units)),
            AnswerColumn("name", list(self.names)),
            AnswerColumn("distance", [figure(far, spoken, 3) for far in self.distance], figures=True),
            AnswerColumn("shared", [str(count) if some else "" for count in self.shared], figures=True),
            AnswerColumn("rank", [figure(self.scores.rank[row], spoken) for row in rows], figures=True),
            AnswerColumn("total", [figure(self.scores.rounded[row], spoken) for row in rows], figures=True),
            AnswerColumn("differs", ["; ".join(self.differences(at, lang)) for at in range(len(rows))]),
        ]

    def differences(self, at: int, lang: str | None = None) -> list[str]:
        """Return by how many points a peer lies above or below the unit where it differs most, as published."""
        nodes, spoken = self.differs(at), language(lang)
        own, theirs = (self.scores.published_of(unit) for unit in (self.unit, self.units[at]))
        points = [(theirs[node] or Decimal(0)) - (own[node] or Decimal(0)) for node in nodes]
        titles = labels(self.scores, nodes, lang)
        return [f"{title} {figure(amount, spoken, sign=True)}" for title, amount in zip(titles, points, strict=True)]


def peers(
    scores: Scores,
    unit: str,
    n: int = 5,
    *,
    nodes: Collection[str] | None = None,
    distance: Distance = "euclidean",
    standardise: ProfileScale = "z",
    weights: NodeWeights = None,
    within: Within | None = None,
) -> Peers:
    """Return the units most like one by their scores: the nearest by profile.

    A profile is made of the scores at some nodes, each brought to one scale. The distance of two units is the root of
    the weighted mean of squared differences over the nodes at which both have a score, or the weighted mean of absolute
    ones. As a mean it stands for all nodes where some are missing. A unit with the scores of less than half of them is
    left out and told.

    Parameters
    ----------
    scores : Scores
        What was scored.
    unit : str
        The unit, by its code or name.
    n : int
        How many peers, fewer where there are no more.
    nodes : collection of str, optional
        The nodes of the profile; without it the lowest at which the unit has a score, so that no score counts twice,
        once by itself and once in the component above.
    distance : {"euclidean", "manhattan"}
        How differences become one figure.
    standardise : {"z", "range", "none"}
        The scale of each node, among the units that are ranked together: ``z`` less their mean, by their standard
        deviation (over n); ``range`` from the lowest, 0, to the highest, 1; ``none`` in points.
    weights : mapping of str to float, or "share", optional
        What each node counts: alike without it, by its share of the whole by weights and maxima, or as given.
    within : {"region", "group", "kind"}, optional
        Choose within the region, group or kind of the unit; without it among all ranked together with it.

    Returns
    -------
    Peers

    Raises
    ------
    ValueError
        `n` is no number from 1 up, a word is none of those named, the unit's own region, group or kind is not known,
        or there is nobody, or no node, to compare it by.

    References
    ----------
    Chartered Institute of Public Finance and Accountancy, Nearest Neighbours Model: standardised variables and
    Euclidean distances, between local authorities of England; of descriptions of an area, not of its performance.
    https://www.cipfa.org/services/cipfastats/nearest-neighbour-model

    Benton, T., Chamberlain, T., Wilson, R. and Teeman, D. (2007). The Development of the Children's Services
    Statistical Neighbour Benchmarking Model: Final Report. NFER, Slough. https://eric.ed.gov/?id=ED502430

    Examples
    --------
    >>> import parindex
    >>> scores = parindex.score(parindex.load("pci-2013"), "examples/pci-2016.csv")
    >>> alike = parindex.peers(scores, "Thanh Hóa", n=3)
    >>> alike.names, alike.distance.round(2)
    (('Hải Phòng', 'Hà Tĩnh', 'Bà Rịa - Vũng Tàu'), array([0.66, 0.8 , 0.89]))
    """
    check_word("distance", distance, get_args(Distance))
    check_word("standardise", standardise, get_args(ProfileScale))
    if check_whole("n", n) < 1:
        raise ValueError(say("n is {n}, and peers are one at least", n=n))
    row = scores.evidence.row(unit)
    asked = lowest_nodes(scores) if nodes is None else [scores.places[scores.definition[node].id] for node in nodes]
    candidates = candidates_of(scores, row, within)
    whole = Profiles.of(scores, candidates.together, list(dict.fromkeys(asked)), standardise, weights)
    profiles = whole.where(~np.isnan(whole.scaled[row]))
    if not profiles.columns.size:
        raise ValueError(say("there is no node to compare {unit} by", unit=unit_label(scores, row)))
    found = Nearest.of(scores, profiles, row, candidates.others, distance=distance, n=n)
    return Peers(
        scores=scores,
        unit=scores.units[row],
        name=scores.names[row],
        nodes=profiles.ids(scores),
        units=tuple(scores.units[other] for other in found.rows.tolist()),
        names=tuple(scores.names[other] for other in found.rows.tolist()),
        distance=found.distance,
        shared=found.shared,
        apart=profiles.apart(row, found.rows),
        n_compared=found.n_compared,
        method={
            "n": n,
            "distance": distance,
            "standardise": standardise,
            "weights": dict(weights) if isinstance(weights, Mapping) else weights,
            "within": within,
        },
        told=notes_on(scores, row, whole, found, (distance, standardise, weights)),
    )
