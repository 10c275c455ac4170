"""What varies about an index as factors of variance-based sensitivity: by itself, or together in groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from parindex.base import say
from parindex.robustness.draws import UncertainInputs
from parindex.robustness.weight_perturbations import Bounds

#: "component", "domain", or the nodes of each group by its name.
InputGrouping = str | Mapping[str, Iterable[str]] | None


def varying(inputs: UncertainInputs) -> tuple[str, ...]:
    """Return the names of the inputs that can vary: no weight that has none beside it, or that is 0."""
    still = set()
    if inputs.weights is not None:
        for group in inputs.groups:
            limits = inputs.weights.limits(group)
            moves = limits.high > limits.low
            if np.count_nonzero(moves) == 1:
                moves[:] = False
            still |= {f"weight:{part}" for part, free in zip(group.ids[1:], moves, strict=True) if not free}
    names = tuple(name for name in inputs.names if name not in still)
    if not names:
        raise ValueError(say("nothing can vary: every weight is 0 or has none beside it"))
    return names


def grouped(inputs: UncertainInputs, groups: InputGrouping) -> dict[str, frozenset[str]]:
    """Return the inputs of each factor, by its name; raises `ValueError` for groups that there cannot be."""
    names = varying(inputs)
    if isinstance(groups, Mapping):
        members = named_groups(names, groups)
    elif groups in (None, "component", "domain"):
        members = _gathered(names, {name: _group(inputs, name, groups) for name in names})
    else:
        raise ValueError(
            say("groups is {groups!r}, and neither 'component' nor 'domain', nor names with their nodes", groups=groups)
        )
    factors = {factor: frozenset(inside) for factor, inside in members.items()}
    _refuse_dependent(inputs, names, factors)
    return factors


def _group(inputs: UncertainInputs, name: str, groups: str | None) -> str:
    """Return the factor that an input is part of."""
    definition = inputs.scores.definition
    id_ = name.partition(":")[2]
    if groups is None or id_ not in definition:
        return name
    node = definition[id_]
    return f"{groups}:{(node.parent or definition.id) if groups == 'component' else definition.branch(node).id}"


def named_groups(names: tuple[str, ...], groups: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return groups by their names, and what is in none of them by itself."""
    where: dict[str, str] = {}
    for group, members in groups.items():
        for member in [members] if isinstance(members, str) else members:
            meant = [name for name in names if member in (name, name.partition(":")[2])]
            if not meant:
                raise ValueError(say("group {group!r}: nothing varies about {member!r}", group=group, member=member))
            if taken := [where[name] for name in meant if name in where]:
                raise ValueError(
                    say(
                        "{member!r} is in the groups {one!r} and {group!r}, or twice in one",
                        member=member,
                        one=taken[0],
                        group=group,
                    )
                )
            where |= dict.fromkeys(meant, group)
    if empty := [group for group in groups if group not in where.values()]:
        raise ValueError(say("group {group!r} is empty", group=empty[0]))
    if both := [name for name in names if name not in where and name in groups]:
        raise ValueError(say("{name!r} is the name of a group and of what is not in it", name=both[0]))
    return _gathered(names, where)


def _gathered(names: tuple[str, ...], where: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the names by their group, those in none by themselves."""
    members: dict[str, list[str]] = {}
    for name in names:
        members.setdefault(where.get(name, name), []).append(name)
    return members


def _refuse_dependent(inputs: UncertainInputs, names: tuple[str, ...], factors: Mapping[str, frozenset[str]]) -> None:
    """Raise `ValueError` where weights drawn together, between bounds, are in different factors."""
    if not isinstance(inputs.weights, Bounds):
        return
    for group in inputs.groups:
        dependent = {f"weight:{part}" for part in group.ids[1:]} & set(names)
        if dependent and not any(dependent <= members for members in factors.values()):
            raise ValueError(
                say(
                    "weights between bounds depend on their siblings: "
                    "those below {id!r} are one factor only together, as with groups='component'",
                    id=group.ids[0],
                )
            )
