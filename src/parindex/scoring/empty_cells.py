"""Evidence arranged by leaves for a walk, and what each empty cell or n/a does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np

from parindex.base import Problem, say
from parindex.definition import Indicator
from parindex.evidence import Applicability, Evidence
from parindex.kernels import FLOAT, RATIONAL, Array, Floats, Indices, Mask, columns_at, spread
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
    picked = evidence.values[:, columns_at(np.array(columns, dtype=np.intp)[here])]
    observed = ~np.isnan(picked)
    if here.size < len(columns):
        observed, seen = np.zeros((len(evidence.units), len(columns)), dtype=bool), observed
        observed[:, columns_at(here)] = seen
    leaves = picked
    if not observed.all():
        leaves = np.empty(observed.shape)
        leaves[:] = [leaf.rule.filler for leaf in plan.definition.leaves]
        leaves[:, here] = np.where(observed[:, here], picked, leaves[:, here])
    scores, without, left_out = _components(plan, evidence)
    states = _without_value(plan, evidence, columns, observed)
    return Given(
        evidence.company(),
        _groups([unit.group if unit else None for unit in evidence.members] if any(evidence.members) else []),
        np.array([evidence.slack[column] if column >= 0 else 0.0 for column in columns]),
        leaves,
        observed,
        full=states["full"],
        zero=states["zero"],
        left_out=states["left_out"],
        shared=states["shared"],
        components=scores,
        absent=without,
        components_left_out=left_out,
    )


def _without_value(plan: Plan, evidence: Evidence, columns: list[int], observed: Mask) -> dict[str, Mask]:
    """Return what leaves without a value do, by the policies of the definition; elsewhere they are missing."""
    definition = plan.definition
    states = {name: np.zeros(observed.shape, dtype=bool) for name in ("full", "zero", "left_out", "shared")}
    complete = np.ones(len(columns), dtype=bool) if observed.all() else np.asarray(observed.all(axis=0))
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
    if len(set(names)) <= 1:
        return (slice(None),)
    for row, name in enumerate(names):
        places.setdefault(name, []).append(row)
    return tuple(np.array(rows) for rows in places.values())


def without_scale(plan: Plan, evidence: Evidence, given: Given) -> tuple[Given, list[int]]:
    """Find where the units compared give no scale; there is no score then, or it is left out if missing ones are."""
    flat = list(_flat(plan, evidence, given))
    return without_points(plan, given, flat), sorted({place for place, _ in flat})


def without_points(plan: Plan, given: Given, flat: Iterable[tuple[int, Indices]]) -> Given:
    """Take their score from some units at each of some leaves, or leave it out if missing ones are."""
    flat = list(flat)
    if not flat:
        return given
    observed, left_out = given.observed.copy(), given.left_out.copy()
    for place, rows in flat:
        observed[rows, place] = False
        if plan.definition.missing_policy(plan.definition.leaves[place]) == "redistribute":
            left_out[rows, place] = True
    return attrs.evolve(given, observed=observed, left_out=left_out)


def scaleless_warnings(plan: Plan, evidence: Evidence, flat: list[int]) -> Iterator[Problem]:
    """Yield a warning for each leaf that some units compared give no scale."""
    for leaf in (plan.definition.leaves[at] for at in flat):
        id_ = leaf.id
        message = say(
            "what {id!r} is compared with gives no scale: all units have the same, its score is missing", id=id_
        )
        hint = say("score more units together, or compare with fixed numbers")
        if unit := leaf.rule.reference:
            message = say("unit {unit!r}, which {id!r} is compared with, has no value above 0", unit=unit, id=id_)
            hint = say("its score is missing for all units")
        problem = evidence.table.problem("no-spread", message, hint, column=leaf.id)
        yield attrs.evolve(problem, severity="warning")


def _flat(plan: Plan, evidence: Evidence, given: Given) -> Iterator[tuple[int, Indices]]:
    """Yield every leaf that some units compared give no scale, with these units."""
    leaves, long = plan.definition.leaves, {evidence.columns[column] for _, column in evidence.long}
    for cohort, groups in (("group", given.groups), ("all", (slice(None),))):
        places = [place for place, leaf in enumerate(leaves) if leaf.rule.cohort == cohort]
        for members in groups if places else ():
            columns = columns_at(np.array(places, dtype=np.intp))
            observed = given.observed[members][:, columns]
            low, high = spread(given.leaves[members][:, columns], observed)
            for at in np.flatnonzero(observed.any(axis=0)).tolist():
                place, leaf = places[at], leaves[places[at]]
                least, most = float(low[at]), float(high[at])
                if leaf.rule.within:
                    least, most = map(float, leaf.rule.ends(_values(given, place, members), FLOAT))
                if most - least <= 4 * given.slack[place] or leaf.id in long:
                    most = _apart(evidence, leaf, _seen(given, place, members), least, most)
                if leaf.rule.scaleless(leaf, least, most, _reference(given, leaf, place)):
                    yield place, _seen(given, place, members)


def _seen(given: Given, place: int, members: UnitRows) -> Indices:
    """Return those of some units that have a value of a leaf."""
    return np.arange(len(given.units))[members][given.observed[members, place]]


def _values(given: Given, place: int, members: UnitRows) -> Array:
    """Return the values of a leaf that some units have."""
    return np.asarray(given.leaves[_seen(given, place, members), place])


def _apart(evidence: Evidence, leaf: Indicator, rows: Indices, least: float, most: float) -> float:
    """Return the upper end of a scale: what float64 holds equal, or nearly so, is equal only if it is."""
    values = RATIONAL.vector(evidence.exact(rows.tolist(), evidence.columns.index(leaf.id), RATIONAL))
    low, high = leaf.rule.ends(values, RATIONAL)
    return least if low == high else max(most, float(np.nextafter(least, np.inf)))


def _reference(given: Given, leaf: Indicator, place: int) -> float:
    """Return the value of the unit that a rule holds the others against, nan where there is none."""
    if not leaf.rule.reference or leaf.rule.reference not in given.units:
        return np.nan
    row = given.units.index(leaf.rule.reference)
    return float(given.leaves[row, place]) if given.observed[row, place] else np.nan
