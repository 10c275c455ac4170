"""The coherence of an index: of every component, and of the evidence below them, with what is to be asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from importlib.util import find_spec
from typing import Any, ClassVar, Literal, get_args

import attrs
import numpy as np

from parindex.base import Message, check_word, say
from parindex.definition import Component
from parindex.kernels import Indices
from parindex.robustness.audits.coherence_flags import component_flags, dimension_flags, evidence_flags
from parindex.robustness.audits.coherence_records import component_details, part_records
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds
from parindex.robustness.audits.component_coherence import ComponentCoherence
from parindex.robustness.audits.dimension_correlations import DimensionCorrelations
from parindex.robustness.audits.evidence_description import EvidenceDescription
from parindex.robustness.audits.flags import Flag
from parindex.robustness.audits.part_weights import PartWeights
from parindex.scoring import AnalysisResult, Scores, described as as_parameters

MissingCells = Literal["pairwise", "complete"]
#: A correlation needs as many.
_LEAST_UNITS, _LEAST_PARTS = 3, 2


@attrs.frozen(repr=False, slots=False)
class Coherence(AnalysisResult):
    """Whether the parts of an index belong together.

    ``coherence["land"]`` is that of one component, the index itself under the id of the definition.

    Attributes
    ----------
    scores : Scores
        What was looked at.
    group : str or None
        The group of units looked at, None for all.
    missing : str
        "pairwise": two parts are compared by all units that have both; "complete": by units that have every part.
    thresholds : CoherenceThresholds
        From where on figures are told as flags.
    components : mapping of str to ComponentCoherence
        Every component looked at that has scores of two parts, the index first.
    dimensions : DimensionCorrelations
        How each indicator goes with its own part of the index and with the others.
    evidence : EvidenceDescription
        What the scores were made from.
    """

    analysis: ClassVar[str] = "coherence"
    shown: ClassVar[Mapping[str, int]] = dict.fromkeys(
        ("weight", "availability", "correlation", "item_rest", "alpha_without", "loading", "share", "ratio"), 3
    )

    scores: Scores
    group: str | None
    missing: MissingCells
    thresholds: CoherenceThresholds
    components: Mapping[str, ComponentCoherence]
    dimensions: DimensionCorrelations
    evidence: EvidenceDescription
    _notes: tuple[Message, ...] = ()

    @property
    def notes(self) -> tuple[Message, ...]:
        """Which units are passed over, and what is not given."""
        return self._notes

    def __getitem__(self, component: str) -> ComponentCoherence:
        return self.components[self.scores.definition[component].id]

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """What is to be asked about: of evidence first, then component by component."""
        of_components = (flag for found in self.components.values() for flag in component_flags(found))
        return (*evidence_flags(self.evidence), *dimension_flags(self.dimensions, self.thresholds), *of_components)

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        asked = {"group": self.group, "missing": self.missing}
        return asked | {"thresholds": as_parameters(attrs.asdict(self.thresholds))}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record for each part of each component."""
        return [record for found in self.components.values() for record in part_records(found)]

    def details(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return what is said of components as a whole, of each two parts, of evidence, and the flags."""
        return {
            "components": [component_details(found) for found in self.components.values()],
            "dimensions": self.dimensions.to_dict(),
            "evidence_described": self.evidence.to_dict(units),
            "flags": [flag.to_dict() for flag in self.flags],
        }

    def __repr__(self) -> str:
        counts = f"{len(self.components)} components, {len(self.flags)} flags"
        return f"<Coherence of {self.scores.definition.id!r}: {counts}>"


def coherence(
    scores: Scores,
    node: str | None = None,
    *,
    group: str | None = None,
    missing: MissingCells = "pairwise",
    thresholds: CoherenceThresholds | None = None,
) -> Coherence:
    """Say whether the parts of an index belong together: of each component, or of one.

    Each measure is worked out when it is first asked for. A flag is a question to whoever owns the index, no error.

    Parameters
    ----------
    scores : Scores
        What is looked at.
    node : str, optional
        Look at this component only; the id of the definition for the index itself.
    group : str, optional
        Look at the units of this group only; without it units of all groups are taken together.
    missing : str
        "pairwise": two parts are compared by all units that have both; "complete": by units that have every part of
        the component.
    thresholds : CoherenceThresholds, optional
        From where on figures are told as flags.

    Returns
    -------
    Coherence

    Raises
    ------
    UnknownNameError
        There is no such node.
    ValueError
        There is no such group, the node has no parts, or fewer than three units have a total.

    References
    ----------
    OECD/JRC (2008), Handbook on constructing composite indicators, step 4, doi:10.1787/9789264043466-en.

    Examples
    --------
    >>> import parindex
    >>> scores = parindex.score(parindex.load("pci-2013"), "examples/pci-2016.csv")
    >>> found = parindex.coherence(scores)
    >>> round(found["pci-2013"].alpha.standardised, 3), found["pci-2013"].pca.shares[:2].round(3)
    (0.721, array([0.402, 0.171]))
    """
    check_word("missing", missing, get_args(MissingCells))
    if group is not None and group not in scores.group:
        raise ValueError(say("no unit is in a group {group!r}", group=group))
    looked_at = np.array([group in (None, of_unit) for of_unit in scores.group], dtype=bool)
    rows = np.flatnonzero(looked_at & ~np.isnan(scores.values[:, 0]))
    if rows.size < _LEAST_UNITS:
        raise ValueError(say("fewer than {count} units have a total", count=_LEAST_UNITS))
    limits = thresholds or CoherenceThresholds()
    weights = PartWeights(scores)
    components = {
        component.id: _of_component(component, rows, weights, missing, limits)
        for component in _components(scores, node)
    }
    return Coherence(
        scores,
        group,
        missing,
        limits,
        components,
        DimensionCorrelations.of(scores, rows),
        EvidenceDescription.of(scores, np.flatnonzero(looked_at), limits),
        _notes(scores, group, int(np.count_nonzero(looked_at)), rows.size, components.values()),
    )


def _notes(
    scores: Scores, group: str | None, asked: int, used: int, components: Iterable[ComponentCoherence]
) -> tuple[Message, ...]:
    """Say which units are passed over, and where."""
    facts = [
        (asked > used, say("{count} units without a total are passed over", count=asked - used)),
        (len(set(scores.group)) > 1 and group is None, say("units of all groups are taken together")),
        *(
            (
                found.rows.size < used,
                say(
                    "{node}: {count} units that lack a part are passed over",
                    node=found.component,
                    count=used - found.rows.size,
                ),
            )
            for found in components
        ),
        *(
            (
                bool(np.isnan(found.scores).any()),
                say(
                    "{node}: some units lack a part; two parts are compared by those that have both",
                    node=found.component,
                ),
            )
            for found in components
        ),
        (find_spec("scipy") is None, say("no chance (p) is given: that needs scipy, pip install 'parindex[exact]'")),
    ]
    return tuple(note for holds, note in facts if holds)


def _components(scores: Scores, node: str | None) -> list[Component]:
    """Return the components to look at, the index first: those of which two parts have scores."""
    definition = scores.definition
    given = {scores.nodes[place] for place in scores.exactness.given.components}
    components = [
        component
        for component in definition.nodes
        if isinstance(component, Component)
        and given.isdisjoint({component.id, *(above.id for above in definition.ancestors(component))})
        and len(definition.parts(component.id)) >= _LEAST_PARTS
    ]
    if node is None:
        return components
    wanted = [component for component in components if component.id == definition[node].id]
    if not wanted:
        raise ValueError(say("{node!r} has no two parts with scores", node=node))
    return wanted


def _of_component(
    component: Component, rows: Indices, weights: PartWeights, missing: MissingCells, thresholds: CoherenceThresholds
) -> ComponentCoherence:
    scores = weights.scores
    parts = tuple(part.id for part in scores.definition.parts(component.id))
    columns = [scores.places[part] for part in parts]
    if missing == "complete":
        rows = rows[~np.isnan(scores.values[rows][:, columns]).any(axis=1)]
    shares, points = weights.of(component)
    return ComponentCoherence(
        component.id,
        parts,
        rows,
        scores.values[rows][:, columns],
        scores[component.id][rows],
        shares,
        points,
        thresholds=thresholds,
        ranks=lambda node: scores.ranks(node).rank,
    )
