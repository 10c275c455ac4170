"""Evidence arranged for a walk: what each leaf has, and what each cell without a value does."""

from __future__ import annotations

import attrs
import numpy as np

from parindex.definition import Indicator
from parindex.evidence import Applicability, Evidence
from parindex.kernels import FLOAT, RATIONAL, Floats, Indices, Mask
from parindex.scoring.missing_marks import Given, UnitRows
from parindex.scoring.plan import Plan

#: What a leaf without a value does, by the word of its definition; by any other it is missing.
_STATES: dict[str, tuple[str, ...]] = {
    "zero": ("zero",),
    "full": ("full",),
    "redistribute": ("left_out",),
    "drop": ("left_out",),
    "share": ("left_out", "shared"),
}


def arranged(plan: Plan, evidence: Evidence) -> Given:
    """Arrange evidence by leaves, and say what each cell without a value does."""
    at = {name: column for column, name in enumerate(evidence.columns)}
    columns = [at.get(leaf.id, -1) for leaf in plan.definition.leaves]
    here = np.flatnonzero(np.array(columns) >= 0)
    picked = evidence.values[:, np.array(columns)[here]]
    observed = np.zeros((len(evidence.units), len(columns)), dtype=bool)
    observed[:, here] = ~np.isnan(picked)
    leaves = picked
    if not observed.all():
        leaves = np.empty(observed.shape)
        leaves[:] = [leaf.rule.filler for leaf in plan.definition.leaves]
        leaves[:, here] = np.where(observed[:, here], picked, leaves[:, here])
    scores, without, left_out = _components(plan, evidence)
    return Given(
        evidence.company(),
        _groups([unit.group if unit else None for unit in evidence.members]),
        np.array([evidence.slack[column] if column >= 0 else 0.0 for column in columns]),
        leaves,
        observed,
        **_without_value(plan, evidence, columns, observed),
        components=scores,
        absent=without,
        components_left_out=left_out,
    )


def _without_value(plan: Plan, evidence: Evidence, columns: list[int], observed: Mask) -> dict[str, Mask]:
    """Return what leaves without a value do, by the policies of the definition; elsewhere they are missing."""
    definition = plan.definition
    states = {name: np.zeros(observed.shape, dtype=bool) for name in ("full", "zero", "left_out", "shared")}
    complete = np.asarray(observed.all(axis=0))
    for at, (leaf, column) in enumerate(zip(definition.leaves, columns, strict=True)):
        if column >= 0 and not complete[at]:
            not_applicable = evidence.not_applicable[:, column]
            missing = ~observed[:, at] & ~not_applicable & ~evidence.is_settled(column)
            for word, where in ((definition.missing_policy(leaf), missing), (leaf.not_applicable, not_applicable)):
                for name in _STATES.get(word, ()):
                    states[name][:, at] |= where
        elif column < 0 and leaf.adds == "nothing" and definition.missing_policy(leaf) == "zero":
            states["zero"][:, at] = True
        if (applies := evidence.applies.get(leaf.id)) is not None:
            _elsewhere(states, at, leaf.not_applicable, applies)
    for column, (policy, where) in evidence.settled.items():
        states[policy][:, columns.index(column)] |= where
    return states


def _components(plan: Plan, evidence: Evidence) -> tuple[dict[int, Floats], dict[int, Mask], dict[int, Mask]]:
    """Return the scores given for whole components, where one is missing, and where it does not count."""
    definition, at = plan.definition, {name: column for column, name in enumerate(evidence.columns)}
    scores, without, left_out = {}, {}, {}
    for node, id_ in enumerate(plan.ids):
        if id_ not in at or isinstance(definition[id_], Indicator):
            continue
        column = evidence.values[:, at[id_]]
        absent, policy = np.isnan(column), definition.missing_policy(definition[id_])
        column = column if node not in plan.turns else float(plan.turns[node]) - column
        scores[node] = np.where(absent, 0.0 if policy == "zero" else 1.0, column)
        without[node] = absent & (policy in ("propagate", "error"))
        left_out[node] = absent & (policy == "redistribute")
        if (applies := evidence.applies.get(id_)) is not None:
            zero = {leaf.not_applicable for leaf in definition.leaves_of(id_)} == {"zero"}
            left = applies.alternative if zero else applies.elsewhere
            without[node] &= ~applies.elsewhere
            left_out[node] = (left_out[node] & ~applies.elsewhere) | left
            scores[node] = np.where(applies.elsewhere, np.where(left, 1.0, 0.0), scores[node])
    return scores, without, left_out


def _elsewhere(states: dict[str, Mask], leaf: int, policy: str, applies: Applicability) -> None:
    """Mark an indicator where it does not apply: by its policy, or left out where another part is taken."""
    for state in states.values():
        state[applies.elsewhere, leaf] = False
    for name in _STATES.get(policy, ()):
        states[name][applies.elsewhere & ~applies.alternative, leaf] = True
    states["left_out"][applies.alternative, leaf] = True


def _groups(names: list[str | None]) -> tuple[UnitRows, ...]:
    """Return the rows of each group of units."""
    places: dict[str | None, list[int]] = {}
    for row, name in enumerate(names):
        places.setdefault(name, []).append(row)
    return tuple(np.array(rows) for rows in places.values()) if len(places) > 1 else (slice(None),)


def without_scale(plan: Plan, evidence: Evidence, given: Given) -> tuple[Given, list[int]]:
    """Find where the units compared give no scale; there is no score then, or it is left out if missing ones are."""
    at = {name: column for column, name in enumerate(evidence.columns)}
    observed, left_out = given.observed.copy(), given.left_out.copy()
    flat: list[int] = []
    for place, leaf in enumerate(plan.definition.leaves):
        groups = {"": (), "group": given.groups, "all": (slice(None),)}[leaf.rule.cohort]
        for members in groups:
            rows = np.arange(len(given.units))[members][given.observed[members, place]]
            if not rows.size or not _is_scaleless(leaf, (place, at[leaf.id]), rows, evidence, given):
                continue
            flat.append(place)
            observed[rows, place] = False
            if plan.definition.missing_policy(leaf) == "redistribute":
                left_out[rows, place] = True
    if not flat:
        return given, flat
    return attrs.evolve(given, observed=observed, left_out=left_out), list(dict.fromkeys(flat))


def _is_scaleless(leaf: Indicator, places: tuple[int, int], rows: Indices, evidence: Evidence, given: Given) -> bool:
    """Return whether what some units are compared with gives no scale, decided exactly where float64 cannot tell."""
    place, column = places  # among leaves, and in the evidence
    low, high = map(float, leaf.rule.ends(given.leaves[rows, place], FLOAT))
    if high - low <= 4 * given.slack[place] or any(at == column for _, at in evidence.long):
        exact = RATIONAL.vector(evidence.exact(rows.tolist(), column, RATIONAL))
        same = len(set(leaf.rule.ends(exact, RATIONAL))) == 1
        high = low if same else max(high, float(np.nextafter(low, np.inf)))
    reference = np.nan
    if leaf.rule.reference in given.units:
        row = given.units.index(leaf.rule.reference)
        reference = float(given.leaves[row, place]) if given.observed[row, place] else np.nan
    return leaf.rule.scaleless(leaf, low, high, reference)
