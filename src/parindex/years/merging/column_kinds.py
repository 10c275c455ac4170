"""What a column of evidence holds, and so how merged units come by it: added, averaged, or agreed on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, get_args

import attrs

from parindex.base import Message, say
from parindex.definition import Attribute, Component, Count, Definition, GivenPoints, Indicator, Rank, Term
from parindex.evidence import owner_of

#: How the values of the parts become that of the merged unit.
How = Literal["sum", "mean", "points", "same", "missing"]
HOWS: tuple[How, ...] = get_args(How)
_ANY: tuple[How, ...] = ("sum", "mean", "same", "missing")
_AGREED: tuple[How, ...] = ("same", "missing")


@attrs.frozen
class ColumnKind:
    """A kind of column: how it is merged unless somebody says so, how it may be, and why its parts must agree."""

    name: str
    default: How
    allowed: tuple[How, ...] = _ANY
    why: Message | str = ""


COUNTED = ColumnKind("counted", "sum")
VALUE = ColumnKind("value", "mean")
POINTS = ColumnKind("points", "mean", ("mean", "same", "missing"))
COMPONENT = ColumnKind("component", "mean", ("mean", "same", "missing"))
ANSWERS = ColumnKind("answers", "mean", ("mean", "same", "missing"))
CHOICE = ColumnKind("choice", "same", _AGREED, say("answers have no mean"))
TICK = ColumnKind("tick", "same", _AGREED, say("yes and no have no mean"))
RANK = ColumnKind("rank", "same", _AGREED, say("ranks have no mean"))
ITEMS = ColumnKind("items", "same", _ANY, say("nobody says whether what it counts is to be added or averaged"))
INPUT = ColumnKind("input", "same", _ANY, say("its formula does not tell whether it is counted"))
OUTSIDE = ColumnKind("outside", "same", _ANY, say("nobody says whether it is to be added or averaged"))


def kind_of(definition: Definition, column: str) -> ColumnKind | None:
    """Return what a column of evidence holds; None of one that is there for the record only."""
    if column in definition.outside:
        return TICK if _is_condition(definition, column) else OUTSIDE
    if column not in definition:
        return _kind_of_part(definition, column)
    node = definition[column]
    return COMPONENT if isinstance(node, Component) else _kind_of_value(node)


def _kind_of_value(leaf: Indicator) -> ColumnKind:
    """Return what the column of an indicator itself holds."""
    rule = leaf.rule
    if isinstance(rule, GivenPoints):
        return POINTS
    if rule.options() is not None:
        return CHOICE
    if isinstance(rule, Rank) and rule.by == "given":
        return RANK
    return ITEMS if isinstance(rule, Count) else VALUE


def _is_condition(definition: Definition, column: str) -> bool:
    """Return whether a figure from outside is an attribute that says where parts apply: yes or no."""
    conditions = {one.attribute for node in definition.nodes[1:] for one, _ in definition.conditions(node)}
    return isinstance(definition.outside[column], Attribute) and column in conditions


def _kind_of_part(definition: Definition, column: str) -> ColumnKind | None:
    """Return what an input of an indicator holds, or an item of its rule."""
    leaf, _ = owner_of(definition, column)
    if leaf is None or isinstance(leaf.rule, GivenPoints):
        return None
    if not leaf.inputs:
        ticked = leaf.rule.item_limits(leaf) is None
        return TICK if ticked else COUNTED if leaf.rule.item_sum(leaf) is None else ANSWERS
    return input_kind(leaf)


def input_kind(leaf: Indicator) -> ColumnKind:
    """Return what the inputs of an indicator are, as its formula tells.

    A value that stays the same where all inputs are doubled is a ratio of what they count: they are added, and the
    ratio follows. One that is a sum of inputs times numbers is averaged, as the mean of values is the value of means.
    """
    if leaf.formula is None:
        return INPUT
    form = _form(leaf.formula, frozenset(given.id for given in leaf.inputs))
    if form.degree == 0 and form.inputs:
        return INPUT if form.straight else COUNTED
    return VALUE if form.straight and form.inputs else INPUT


@attrs.frozen
class _Form:
    """How an expression answers to its inputs: times what power they are multiplied it is, and whether it is a sum."""

    degree: int | None  # None: to no power
    straight: bool = False  # a sum of inputs times numbers, and a number
    inputs: bool = False  # whether any input occurs
    number: bool = False  # whether it is a number whatever the evidence


_NO_FORM = _Form(None)


def _form(tree: Term, inputs: frozenset[str]) -> _Form:
    if tree.kind == "number":
        return _Form(0, straight=True, number=True)
    if tree.kind == "name":
        return _Form(1, straight=True, inputs=True) if tree.name in inputs else _Form(0)
    parts = [_form(part, inputs) for part in tree.parts]
    return _FORMS.get(tree.kind, _of_function)(parts, tree)


def _of_sum(parts: list[_Form], tree: Term) -> _Form:
    degrees = {part.degree for part in parts}
    straight, inputs = all(part.straight for part in parts), any(part.inputs for part in parts)
    degree = degrees.pop() if len(degrees) == 1 else None
    return _Form(degree, straight, inputs, all(part.number for part in parts))


def _of_product(parts: list[_Form], tree: Term) -> _Form:
    factors = [part for part in parts if not part.number]
    if len(factors) < len(parts):
        return factors[0] if factors else _Form(0, straight=True, number=True)
    rates = all(part.degree == 0 for part in parts)
    return _Form(0, inputs=any(part.inputs for part in parts)) if rates else _NO_FORM


def _of_quotient(parts: list[_Form], tree: Term) -> _Form:
    over, under = parts
    if under.number:
        return over
    if over.degree is None or over.degree != under.degree:
        return _NO_FORM
    return _Form(0, inputs=over.inputs or under.inputs)


def _of_function(parts: list[_Form], tree: Term) -> _Form:
    """Return the form of a function: of ratios a ratio; the least or greatest of counts is a count."""
    form = _of_sum(parts, tree)
    if form.degree == 0:
        return attrs.evolve(form, straight=form.number)
    return attrs.evolve(form, straight=False) if tree.kind in ("min", "max", "abs") else _NO_FORM


_FORMS = {"+": _of_sum, "-": _of_sum, "neg": _of_sum, "mean": _of_sum, "*": _of_product, "/": _of_quotient}


def is_whole(figures: Mapping[int, Fraction]) -> bool:
    """Return whether figures are whole numbers, as what is counted mostly is."""
    return all(figure.denominator == 1 for figure in figures.values())
