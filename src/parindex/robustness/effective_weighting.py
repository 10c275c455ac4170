"""How much of the differences between totals each node makes, against the weight it is given."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import array, json_figure, say
from parindex.definition import Indicator
from parindex.kernels import Floats, Indices, Mask
from parindex.robustness.node_coefficients import coefficients_in_full, counted_nodes
from parindex.robustness.siblings import siblings
from parindex.robustness.weight_perturbations import check_kinds
from parindex.scoring import AnalysisResult, Scores, records_of


@attrs.frozen(repr=False)
class EffectiveWeights(AnalysisResult):
    """What each node carries of the variance of totals, against its nominal weight.

    Attributes
    ----------
    scores : Scores
        What was scored.
    group : str or None
        The group of units looked at, None for all.
    nodes : tuple of str
        Indicators and components, in the order of `scores`; nothing below a component whose score is given.
    remarks : tuple of (str or None)
        Why a node has no figure or 0 (n_nodes,).
    notes : tuple of str
        What holds for all nodes.
    nominal : array (n_nodes,)
        The weights from the node up to the total, multiplied: its share of the total; nan where one has none.
    carried : array (n_nodes,)
        The share of the variance of totals that it carries, negative where it counteracts; those of all indicators
        add to 1. nan where totals are no weighted sums.
    r_squared : array (n_nodes,)
        The squared correlation of its scores with the totals.
    used : array of bool (n_units,)
        The units looked at: those with a rank and a score for every node.
    """

    analysis: ClassVar[str] = "effective-weights"
    heads: ClassVar[dict[str, str]] = {"parent": "parent_node"}
    shown: ClassVar[dict[str, int]] = dict.fromkeys(("nominal", "carried", "r_squared"), 3)

    scores: Scores
    group: str | None
    nodes: tuple[str, ...]
    remarks: tuple[str | None, ...]
    notes: tuple[str, ...]
    nominal: Floats = array()
    carried: Floats = array()
    r_squared: Floats = array()
    used: Mask = array()

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {"group": self.group}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a node."""
        nodes = [self.scores.definition[id_] for id_ in self.nodes]
        columns = {
            "node": self.nodes,
            "parent": (node.parent for node in nodes),
            "kind": ("indicator" if isinstance(node, Indicator) else "component" for node in nodes),
            "nominal": map(json_figure, self.nominal),
            "carried": map(json_figure, self.carried),
            "r_squared": map(json_figure, self.r_squared),
            "remark": self.remarks,
        }
        return records_of(columns)

    def __repr__(self) -> str:
        used = int(np.count_nonzero(self.used))
        return f"<EffectiveWeights of {self.scores.definition.id!r}: {len(self.nodes)} nodes, {used} units>"


def effective_weights(scores: Scores, group: str | None = None) -> EffectiveWeights:
    """Return what each indicator and component carries of the variance of totals, against its nominal weight.

    Where units are in groups, each is compared with the mean of its own, as it is ranked among its own.

    Parameters
    ----------
    scores : Scores
        What is scored; units without a rank, and units that lack the score of any node, are passed over.
    group : str, optional
        Look at the units of this group only.

    Returns
    -------
    EffectiveWeights

    Raises
    ------
    ValueError
        There is no such group, or a sum has a part whose maximum is not known.

    References
    ----------
    Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science?, Journal of the Royal Statistical
    Society A 176, 609-634, doi:10.1111/j.1467-985X.2012.01059.x. Becker, Saisana, Paruolo and Vandecasteele (2017),
    Weights and importance in composite indicators: closing the gap, Ecological Indicators 80, 12-22,
    doi:10.1016/j.ecolind.2017.03.056.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> scores = parindex.score(definition, "examples/par-ministries-2023.csv")
    >>> weighting = parindex.effective_weights(scores)
    >>> weighting.nodes, weighting.nominal.round(3), weighting.carried.round(3)
    (('appraised', 'survey'), array([0.685, 0.315]), array([0.775, 0.225]))
    """
    check_kinds(scores)
    exactness, plan = scores.exactness, scores.exactness.plan
    if group is not None and group not in scores.group:
        raise ValueError(say("no unit is in a group {group!r}", group=group))
    ids = tuple(node.id for node in counted_nodes(scores)[1:])
    nodes = np.array([scores.places[id_] for id_ in ids], dtype=np.intp)
    looked_at = np.array([group in (None, of_unit) for of_unit in scores.group], dtype=bool)
    used = looked_at & ~np.isnan(scores.rank) & ~exactness.marks.without_score[:, nodes].any(axis=1)
    rows = np.flatnonzero(used)
    if not rows.size:
        raise ValueError(say("no unit has a rank and the score of every node"))
    away, constant = _deviations(scores, rows, np.array([0, *nodes]))
    points = np.full(len(plan.ids), np.nan)  # totals that are no sums have no shares
    if plan.linear:
        points = coefficients_in_full(plan, plan.float_program, exactness.given.components)
    together = away.T @ away
    variances, shared = np.diag(together), together[0]
    flat = bool(constant[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        squared = np.where(constant, 0.0, shared**2 / (variances * variances[0]))[1:]
        carried = points[nodes] * shared[1:] / variances[0]
    if flat:
        squared = carried = np.full(nodes.size, np.nan)
    nominal = _nominal(scores)[nodes]
    remarks = tuple(
        "constant" if still else "no weight" if np.isnan(weight) else None
        for still, weight in zip(constant[1:].tolist(), nominal.tolist(), strict=True)
    )
    passed = int(np.count_nonzero(looked_at) - rows.size)
    facts = (
        (passed > 0, say("{count} units without rank, or without the score of a node, are passed over", count=passed)),
        (flat, say("the totals of these units do not differ: nothing can be said")),
        (not plan.linear, say("totals are no weighted sums: their variance has no shares")),
        (
            len(exactness.given.groups) > 1 and group is None,
            say("each unit is compared with the mean of its group"),
        ),
    )
    notes = tuple(note for holds, note in facts if holds)
    return EffectiveWeights(scores, group, ids, remarks, notes, nominal, carried, squared, used)


def _deviations(scores: Scores, rows: Indices, columns: Indices) -> tuple[Floats, Mask]:
    """Return scores less the mean of the unit's group (n_rows, n_columns), and which columns are constant in each."""
    values, errors = scores.values[:, columns], scores.exactness.error[columns]
    errors = np.where(np.isfinite(errors), errors, 0.0)
    away, constant = np.zeros((rows.size, columns.size)), np.ones(columns.size, dtype=bool)
    for members in scores.exactness.given.groups:
        here = np.isin(rows, np.arange(len(scores.units))[members])
        if here.any():
            of_group = values[rows[here]]
            still = np.ptp(of_group, axis=0) <= 2 * errors
            away[here] = np.where(still, 0.0, of_group - of_group.mean(axis=0))
            constant &= still
    return away, constant


def _nominal(scores: Scores) -> Floats:
    """Return the weights from each node up to the total, multiplied (n_nodes,); nan where one has none."""
    nominal = np.full(len(scores.nodes), np.nan)
    nominal[0] = 1.0
    for group in siblings(scores):
        nominal[group.parts] = nominal[group.parent] * group.shares
    return nominal
