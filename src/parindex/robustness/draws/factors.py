"""What is not certain about an index beside its weights: typed factors, each refused where it can have no effect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, TypeVar, get_args

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import (
    Component,
    Definition,
    Indicator,
    PercentileRank,
    Relative,
    Rescale,
    Rule,
    Standardise,
    Target,
)
from parindex.evidence import Evidence, value_column
from parindex.kernels import COMBINATIONS, Floats, Indices, Mask
from parindex.robustness.weight_perturbations import above_zero
from parindex.scoring import Scores

#: What is scored in place of what was: a definition and evidence for it.
Variant = tuple[Definition, Evidence]
FillPolicy = Literal["zero", "redistribute", "mean", "lowest", "median", "highest"]
_POLICIES = ("zero", "redistribute")
_Found = TypeVar("_Found")


class Factor(ABC):
    """Something about an index, beside its weights, that is not certain."""

    name: ClassVar[str]


class ChoiceFactor(Factor):
    """A factor with several ways to do a thing, each as likely."""

    @abstractmethod
    def options(self, scores: Scores) -> tuple[str, ...]:
        """Return what can be chosen; raise `ValueError` where the choice can have no effect."""

    @abstractmethod
    def apply(self, at: int, scores: Scores, variant: Variant) -> Variant:
        """Return the definition and evidence with an option chosen."""


class KeyFactor(ChoiceFactor):
    """A choice of some keys of a definition: as they are, or others."""

    @abstractmethod
    def keys(self, at: int, scores: Scores) -> Mapping[str, Mapping[str, Any]]:
        """Return the other keys of an option, by the nodes' ids; options beyond the first are counted from 0."""

    def apply(self, at: int, scores: Scores, variant: Variant) -> Variant:
        """Return the definition and evidence with an option chosen; see `ChoiceFactor.apply`."""
        definition, evidence = variant
        return variant if at == 0 else _read_as(changed(definition, self.keys(at - 1, scores)), evidence)


class ErrorFactor(Factor):
    """A factor that moves evidence by chance."""

    @abstractmethod
    def errors(self, scores: Scores) -> Floats:
        """Return the standard error of each cell of evidence (n_units, n_columns), 0 where it is certain."""


def changed(definition: Definition, keys: Mapping[str, Mapping[str, Any]]) -> Definition:
    """Return a definition with some keys of some nodes changed, by the node's id."""

    def with_keys(node: Any) -> Any:
        return attrs.evolve(node, **keys[node.id]) if node.id in keys else node

    root = keys.get(definition.id, {})
    components, leaves = (tuple(map(with_keys, nodes)) for nodes in (definition.component, definition.indicator))
    return attrs.evolve(definition, **root, component=components, indicator=leaves)


def _read_as(definition: Definition, evidence: Evidence, **keys: Any) -> Variant:
    return definition, attrs.evolve(evidence, definition=definition, **keys)


def _numeric(scores: Scores) -> dict[int, Indicator | Component]:
    """Return the columns of evidence that hold numbers, and their nodes."""
    definition = scores.definition
    nodes = {at: definition[name] for at, name in enumerate(scores.evidence.columns) if name in definition}
    return {at: node for at, node in nodes.items() if not isinstance(node, Indicator) or node.rule.options() is None}


def _known(numeric: Mapping[str, _Found], name: str) -> _Found:
    """Return what stands under a name; raises `ValueError` for one whose evidence is no numbers."""
    if name not in numeric:
        raise ValueError(say("{name!r} is no indicator whose evidence holds numbers", name=name))
    return numeric[name]


def _listed(one_or_more: Any) -> tuple[Any, ...]:
    return (one_or_more,) if isinstance(one_or_more, (str, Rule)) else tuple(one_or_more)


@attrs.frozen
class Noise(ErrorFactor):
    """Evidence measured with errors of a part of each indicator's own spread.

    Each number is moved by a normal error whose standard deviation is `share` times that of the indicator over the
    units, at most by six of its standard deviations, and kept within the range of the indicator.

    Examples
    --------
    >>> import parindex
    >>> parindex.Noise(0.1)
    Noise(share=0.1)
    """

    name: ClassVar[str] = "noise"
    share: float = attrs.field(validator=above_zero())

    def errors(self, scores: Scores) -> Floats:
        """Return standard errors; see `ErrorFactor.errors`."""
        values, errors = scores.evidence.values, np.zeros(scores.evidence.values.shape)
        for column in _numeric(scores):
            observed = values[~np.isnan(values[:, column]), column]
            errors[:, column] = self.share * observed.std() if observed.size else 0.0
        if not errors.any():
            raise ValueError(say("no indicator has numbers that differ, so noise has no effect"))
        return errors


@attrs.frozen
class StandardErrors(ErrorFactor):
    """Evidence measured with standard errors that are known, as of a survey.

    Each number is moved by a normal error, at most by six standard errors, and kept within the range of the indicator.

    Attributes
    ----------
    of : mapping of indicator to number or to mapping of unit to number
        The standard error of an indicator in its own unit, for all units or for each; in points where evidence gives
        its points.

    Examples
    --------
    >>> import parindex
    >>> parindex.StandardErrors({"survey": 0.4})
    StandardErrors(of={'survey': 0.4})
    """

    name: ClassVar[str] = "standard-errors"
    of: Mapping[str, float | Mapping[str, float]] = attrs.field(converter=dict, hash=False)

    @of.validator
    def _check(self, _: object, of: Mapping[str, float | Mapping[str, float]]) -> None:
        for column, error in of.items():
            figures = error.values() if isinstance(error, Mapping) else [error]
            if not all(0 <= figure < np.inf for figure in figures):
                raise ValueError(say("a standard error of {column!r} is not a number of 0 or more", column=column))

    def errors(self, scores: Scores) -> Floats:
        """Return standard errors; see `ErrorFactor.errors`."""
        numeric = {scores.evidence.columns[at]: at for at in _numeric(scores)}
        errors = np.zeros(scores.evidence.values.shape)
        for name, error in self.of.items():
            column = _known(numeric, name)
            if value_column(name) in scores.evidence.columns:
                raise ValueError(
                    say("{name!r} has values of some units and points of others: an error is of neither", name=name)
                )
            if isinstance(error, Mapping):
                for unit, figure in error.items():
                    errors[scores.evidence.row(unit), column] = figure
            else:
                errors[:, column] = error
        if not errors.any():
            raise ValueError(say("all standard errors are 0, so they have no effect"))
        return errors


@attrs.frozen
class Normalisation(KeyFactor):
    """Indicators turned into scores by other rules, or by their own.

    Attributes
    ----------
    rules : tuple of Rule
        The other rules, as `parindex.definition.Standardise((5, 1))`; their scale is for you to choose. Z-scores
        below a geometric mean are refused where one can be below 0 for the units at hand.
    indicators : tuple of str, optional
        Whose rule is not certain; else all that are rescaled or compared with the other units.
    """

    name: ClassVar[str] = "normalisation"
    rules: tuple[Rule, ...] = attrs.field(converter=_listed)
    indicators: tuple[str, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(_listed))

    def options(self, scores: Scores) -> tuple[str, ...]:
        """Return what can be chosen; see `ChoiceFactor.options`."""
        leaves = self._leaves(scores)
        for rule in self.rules:
            if not any(leaf.rule != rule for leaf in leaves):
                raise ValueError(say("{rule} is the rule already", rule=rule))
        if not self.rules:
            raise ValueError(say("no other rule is named"))
        return ("as defined", *(rule.kind for rule in self.rules))

    def keys(self, at: int, scores: Scores) -> Mapping[str, Mapping[str, Any]]:
        """Return the keys of an option; see `KeyFactor.keys`."""
        return {leaf.id: {"rule": self.rules[at]} for leaf in self._leaves(scores)}

    def _leaves(self, scores: Scores) -> list[Indicator]:
        numbers = [node for node in _numeric(scores).values() if isinstance(node, Indicator)]
        if pointed := scores.definition.pointed & set(self.indicators or ()):
            raise ValueError(say("of {name!r} points are given, which no rule turns into others", name=min(pointed)))
        leaves = [leaf for leaf in numbers if leaf.id not in scores.definition.pointed]
        numeric = {leaf.id: leaf for leaf in leaves if not leaf.rule.items(leaf)}
        if self.indicators is not None:
            return [_known(numeric, name) for name in self.indicators]
        usual = (Rescale, Standardise, PercentileRank, Relative, Target)
        if not (leaves := [leaf for leaf in numeric.values() if isinstance(leaf.rule, usual)]):
            raise ValueError(say("no indicator is rescaled or compared with other units; name those that are meant"))
        return leaves


@attrs.frozen
class Aggregation(KeyFactor):
    """A component combined in other ways, or in its own: arithmetic, geometric or harmonic means.

    Attributes
    ----------
    combine : tuple of str
        The other ways: "weighted-mean", "geometric-mean", "harmonic-mean".
    components : tuple of str, optional
        Whose way is not certain; else the index itself.

    Examples
    --------
    >>> import parindex
    >>> parindex.Aggregation(["geometric-mean"])
    Aggregation(combine=('geometric-mean',), components=None)
    """

    name: ClassVar[str] = "aggregation"
    combine: tuple[str, ...] = attrs.field(converter=_listed)
    components: tuple[str, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(_listed))

    @combine.validator
    def _check(self, _: object, combine: tuple[str, ...]) -> None:
        for way in combine:
            if way not in _MEANS:
                raise ValueError(say("{name!r} is none of {names}", name=way, names=", ".join(_MEANS)))

    def options(self, scores: Scores) -> tuple[str, ...]:
        """Return what can be chosen; see `ChoiceFactor.options`."""
        nodes = self._nodes(scores)
        for way in self.combine:
            if not any(node.combine != way for node in nodes):
                raise ValueError(say("{way} is the way already", way=way))
        if not self.combine:
            raise ValueError(say("no other way to combine is named"))
        return ("as defined", *self.combine)

    def keys(self, at: int, scores: Scores) -> Mapping[str, Mapping[str, Any]]:
        """Return the keys of an option; see `KeyFactor.keys`."""
        return {node.id: {"combine": self.combine[at]} for node in self._nodes(scores)}

    def _nodes(self, scores: Scores) -> list[Component]:
        definition, components = scores.definition, []
        node_of = {node.id: node for node in definition.nodes}
        for name in self.components or (definition.id,):
            node = node_of.get(name)
            if not isinstance(node, Component) or name in scores.evidence.columns:
                raise ValueError(say("{name!r} is no component that is worked out from its parts", name=name))
            if node.combine not in _MEANS:
                raise ValueError(
                    say(
                        "{name!r} is a {combine}; only means of any kind stand for each other",
                        name=name,
                        combine=node.combine,
                    )
                )
            if len(definition.parts(name)) == 1:
                raise ValueError(say("{name!r} has one part only, so the way to combine has no effect", name=name))
            components.append(node)
        return components


_MEANS = tuple(name for name, kind in COMBINATIONS.items() if kind.weighted == "mean" and not kind.powered)


@attrs.frozen
class LeftOut(ChoiceFactor):
    """One indicator left out, or none: the others of its component take its weight.

    Attributes
    ----------
    indicators : tuple of str, optional
        Which may be left out; else each one given.

    Examples
    --------
    >>> import parindex
    >>> parindex.LeftOut()
    LeftOut(indicators=None)
    """

    name: ClassVar[str] = "left-out"
    indicators: tuple[str, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(_listed))

    def options(self, scores: Scores) -> tuple[str, ...]:
        """Return what can be chosen; see `ChoiceFactor.options`."""
        definition, columns = scores.definition, scores.evidence.columns
        given = [name for name in columns if name in definition and not definition.branch(definition[name]).adds]
        wanted = given if self.indicators is None else list(self.indicators)
        if unknown := [name for name in wanted if name not in given]:
            raise ValueError(say("{name!r} is nothing that evidence gives, so it cannot be left out", name=unknown[0]))
        if len(given) == 1:
            raise ValueError(say("there is one indicator only; nothing is left without it"))
        return ("none", *wanted)

    def apply(self, at: int, scores: Scores, variant: Variant) -> Variant:
        """Return the definition and evidence with an option chosen; see `ChoiceFactor.apply`."""
        if at == 0:
            return variant
        definition, evidence = variant
        node = definition[self.options(scores)[at]]
        column = evidence.columns.index(node.id)
        values, not_applicable = evidence.values.copy(), evidence.not_applicable.copy()
        values[:, column] = np.nan
        policy = {"missing": "redistribute"}
        if isinstance(node, Indicator):
            not_applicable[:, column] = True
            policy = {"not_applicable": "drop"}
        long = {place: figure for place, figure in evidence.long.items() if place[1] != column}
        settled = {place: state for place, state in evidence.settled.items() if place != column}
        keys = {"values": values, "not_applicable": not_applicable, "long": long, "settled": settled}
        return _read_as(changed(definition, {node.id: policy}), evidence, **keys)


@attrs.frozen
class Imputation(ChoiceFactor):
    """Missing values made up in several ways.

    Attributes
    ----------
    ways : tuple of str
        "zero" and "redistribute" as policies of a definition; "mean" of the values of the unit's group; "lowest",
        "median" or "highest": the value with that score there.

    Examples
    --------
    >>> import parindex
    >>> parindex.Imputation(["redistribute", "lowest"])
    Imputation(ways=('redistribute', 'lowest'))
    """

    name: ClassVar[str] = "imputation"
    ways: tuple[FillPolicy, ...] = attrs.field(converter=_listed)

    @ways.validator
    def _check(self, _: object, ways: tuple[str, ...]) -> None:
        for way in ways:
            if way not in get_args(FillPolicy):
                raise ValueError(say("{name!r} is none of {names}", name=way, names=", ".join(get_args(FillPolicy))))
        if len(set(ways)) < max(2, len(ways)):
            raise ValueError(say("imputation needs two ways or more, each named once"))

    def options(self, scores: Scores) -> tuple[str, ...]:
        """Return what can be chosen; see `ChoiceFactor.options`."""
        gaps = self._gaps(scores)
        if not gaps.any():
            raise ValueError(say("nothing is missing, so imputation has no effect"))
        numeric = _numeric(scores)
        for at in np.flatnonzero(gaps.any(axis=0)).tolist():
            name = scores.evidence.columns[at]
            if "mean" in self.ways and at not in numeric:
                raise ValueError(say("{name!r} has names for values, and no mean", name=name))
            if set(self.ways) - set(_POLICIES) and gaps[:, at].all():
                raise ValueError(say("{name!r} has no value to take in place of those missing", name=name))
        return self.ways

    def apply(self, at: int, scores: Scores, variant: Variant) -> Variant:
        """Return the definition and evidence with an option chosen; see `ChoiceFactor.apply`."""
        way, gaps = self.ways[at], self._gaps(scores)
        definition, evidence = variant
        columns = np.flatnonzero(gaps.any(axis=0)).tolist()
        if way in _POLICIES:
            return _read_as(changed(definition, {evidence.columns[at]: {"missing": way} for at in columns}), evidence)
        values = evidence.values.copy()
        for column in columns:
            for members in scores.exactness.given.groups:
                rows = np.arange(len(scores.units))[members]
                empty = rows[gaps[rows, column] & np.isnan(values[rows, column])]
                filled = rows[~np.isnan(evidence.values[rows, column])]
                if empty.size and filled.size:
                    others = evidence.values[filled, column]
                    picked = others.mean() if way == "mean" else others[self._pick(way, scores, filled, column)]
                    values[empty, column] = picked
        return _read_as(definition, evidence, values=values)

    @staticmethod
    def _pick(way: str, scores: Scores, rows: Indices, column: int) -> int:
        order = np.argsort(scores.values[rows, scores.places[scores.evidence.columns[column]]], kind="stable")
        return int(order[{"lowest": 0, "median": (rows.size - 1) // 2, "highest": rows.size - 1}[way]])

    @staticmethod
    def _gaps(scores: Scores) -> Mask:
        """Return the cells of evidence that are missing (n_units, n_columns)."""
        evidence = scores.evidence
        gaps = np.isnan(evidence.values) & ~evidence.not_applicable
        for column, name in enumerate(evidence.columns):
            gaps[:, column] &= (name in scores.definition) & ~evidence.is_settled(column)
        return np.asarray(gaps)


def named(factors: Sequence[Factor]) -> tuple[str, ...]:
    """Return a name for each factor, with a number where there are several of a kind."""
    kinds = [factor.name for factor in factors]
    numbered = [f"{kind}-{kinds[: at + 1].count(kind)}" for at, kind in enumerate(kinds)]
    return tuple(kind if kinds.count(kind) == 1 else name for kind, name in zip(kinds, numbered, strict=True))
