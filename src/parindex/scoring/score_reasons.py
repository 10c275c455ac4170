"""What was read of a node, and in words how its score comes from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

import attrs

from parindex.base import Figure, Message, Name, Text, Titled, in_digits, plain, rough, say, together
from parindex.definition import (
    Component,
    GivenPoints,
    Indicator,
    Node,
    combined,
    condition_in_words,
    rounded,
)
from parindex.evidence import value_column
from parindex.scoring.explained_unit import ExplainedUnit

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

_WITHOUT_VALUE: Mapping[str, Message] = {"full": say("counted in full"), "zero": say("counted as 0")}
_MISSING: Mapping[str, Message] = {"zero": say("missing, counted as 0"), "redistribute": say("missing, left out")}


@attrs.frozen
class InputRead(Titled):
    """What the value of an indicator is worked out from: an input, an item, an answer, a figure from outside.

    Attributes
    ----------
    id : str
        Its name.
    title : Text or None
        Its title.
    value : float or None
        Its number; 1 and 0 for what is ticked and what is not.
    entered : str or None
        What was entered where that is a word.
    """

    id: str
    title: Text | None
    value: float | None
    entered: str | None = None

    def said(self, *, in_formula: bool = False) -> Message:
        """Say it, beside a formula with the id that stands there."""
        name = Name(self.id, self.title, kept=in_formula)
        if self.value is not None and self.entered is None:
            return say("{name} {figure:.12g}", name=name, figure=self.value)
        return together([name, "–" if self.value is None else self.entered], " ")


@attrs.frozen
class NodeRead:
    """The evidence of a node, and how its score comes from it."""

    value: float | str | None
    how: Message
    entered: str | None = None
    inputs: tuple[InputRead, ...] = ()


def node_read(unit: ExplainedUnit, node: Node) -> NodeRead:
    """Return what was read of a node and how its score comes from it, with what happens to it then, and with titles."""
    read = _reading(unit, node)
    more = _rounded(node, unit.unrounded.get(unit.scores.places[node.id])), _raised(unit, node)
    return NodeRead(read.value, unit.nodes.said(node, read.how, more), read.entered, read.inputs)


def evidence_in_words(scores: Scores, row: int, node: Node) -> str:
    """Write what the evidence of one unit says of a node that it gives."""
    unit = ExplainedUnit(scores, row)
    at = unit.evidence_columns[node.id]
    if isinstance(node, Indicator) and node.inputs and at in scores.evidence.computed:
        return together(figure.said() for figure in _inputs(unit, node))
    read = _reading(unit, node)
    if read.value is None:
        return read.how
    if isinstance(read.value, float):
        return say("{value:.12g}", value=read.value)
    return read.entered or read.value


def measured_in(unit: ExplainedUnit, node: Node) -> str | None:
    """Return the unit that the evidence of a node is in."""
    written = _with_value(unit, node) or node
    return written.unit if isinstance(written, Indicator) else None


def _rounded(node: Node, before: Fraction | None) -> Message | str:
    """Say what a score was before it was rounded, to three digits more; nothing where it is the same."""
    if before is None or node.decimals is None:
        return ""
    steps = Fraction(10) ** (node.decimals + 3)
    shown, more = math.trunc(before * steps) / steps, "…" * ((before * steps).denominator != 1)
    return say("{rounded} from {figure}", rounded=rounded(node.decimals), figure=Figure(f"{plain(shown)}{more}"))


def _raised(unit: ExplainedUnit, node: Node) -> Message | str:
    """Say how many points a node counts where it gets a share of others."""
    at = unit.scores.places[node.id]
    if at not in unit.raised:
        return ""
    return say("raised to {points} points", points=rough(float(unit.nodes.full[at] * unit.raised[at])))


def _reading(unit: ExplainedUnit, node: Node) -> NodeRead:
    at = unit.evidence_columns.get(node.id)
    if at is None:
        if isinstance(node, Component):
            return NodeRead(None, _combined(unit, node))
        counted = unit.definition.missing_policy(node) == "zero" and node.adds == "nothing"
        return NodeRead(None, _elsewhere(unit, node) or (say("missing") if not counted else _MISSING["zero"]))
    value = unit.values[at]
    if math.isnan(value):
        return NodeRead(None, _absence(unit, node, at))
    if isinstance(node, Component):
        return NodeRead(value, say("given, turned round") if node.better == "lower" else say("given"))
    if (written := _with_value(unit, node)) is not None:  # others give points, this unit a value
        return _of_value(unit, written, value_column(node.id), written.rule.explain(written, None))
    return _of_value(unit, node, node.id, unit.scores.rule_of(unit.row, node))


def _with_value(unit: ExplainedUnit, node: Node) -> Indicator | None:
    """Return an indicator as defined, where a unit gives its value and others give points."""
    if not (isinstance(node, Indicator) and isinstance(node.rule, GivenPoints)):
        return None
    at = unit.evidence_columns.get(value_column(node.id))
    if at is None or math.isnan(unit.values[at]):
        return None
    written: Indicator = node.rule.of
    return None if written.rule.cohort else written


def _of_value(unit: ExplainedUnit, node: Indicator, column: str, how: Message) -> NodeRead:
    """Return the value of an indicator, which stands in a column, and in words how its score comes from it."""
    at = unit.evidence_columns[column]
    value = unit.values[at]
    if (options := node.rule.options()) is not None:
        entered = unit.scores.answers.option(unit.row, column, options)
        return NodeRead(options[int(value)], how, entered)
    if node.rule.items(node) and f"{node.id}.{node.reads[0]}" in unit.evidence_columns:  # else it is given itself
        items = _inputs(unit, node)
        return NodeRead(together(item.said() for item in items), how, inputs=items)
    if node.value is None or not (at in unit.evidence.computed or column != node.id):
        return NodeRead(value, how)
    figures = (*_inputs(unit, node), *_outside(unit, node.refers_to))
    formula = together([str(node.value), say("({details})", details=_in_formula(figures)) if figures else ""], " ")
    return NodeRead(value, say("{what}: {how}", what=formula, how=how), inputs=figures)


def _inputs(unit: ExplainedUnit, node: Indicator) -> tuple[InputRead, ...]:
    """Return what a value is worked out from: inputs, answers, or what is ticked."""
    titles = {given.id: given.title for given in node.inputs}
    ticked, inputs = not node.inputs and node.rule.item_limits(node) is None, list[InputRead]()
    for name in node.reads:
        column = f"{node.id}.{name}"
        value = unit.values[unit.evidence_columns[column]]
        absent = math.isnan(value)
        entered = unit.scores.answers.tick(unit.row, column) if ticked and not absent else None
        inputs.append(InputRead(name, titles.get(name), None if absent else value, entered))
    return tuple(inputs)


def _outside(unit: ExplainedUnit, names: Iterable[str]) -> tuple[InputRead, ...]:
    """Return the figures from outside and attributes among what a formula names."""
    outside = unit.definition.outside
    return tuple(
        InputRead(name, outside[name].title, unit.values[unit.evidence_columns[name]])
        for name in names
        if name in outside
    )


def _in_formula(figures: Iterable[InputRead]) -> Message:
    return together(figure.said(in_formula=True) for figure in figures)


def _combined(unit: ExplainedUnit, node: Component) -> Message:
    score, points, most = unit.figures(node.id)
    words = combined(node)
    named = dict(node.formula.tree.names()) if node.formula is not None else {}
    if figures := _outside(unit, named):
        words = together([words, say("({details})", details=_in_formula(figures))], " ")
    if (turn := unit.definition.turn(node)) is not None:
        words = say("{way}, turned round: {whole} less it", way=words, whole=in_digits(turn))
    if math.isnan(score):
        return say("{what}: {how}", what=words, how=_without_score(unit, node))
    if node.combination.alternative:
        parts = (part.id for part in unit.definition.parts(node.id))
        words = say("{what}: {how}", what=words, how=Name(next(part for part in parts if not unit.is_left_out(part))))
    if points == score:
        return words
    obtained = say("{points} of {most} points", points=rough(points), most=rough(most))
    return say("{what}: {how}", what=words, how=obtained)


def _without_score(unit: ExplainedUnit, node: Component) -> Message:
    if node.needs is not None and node.id in unit.short:
        return unit.short[node.id].said()
    return say("nothing is left, left out") if unit.is_left_out(node.id) else say("a part is missing")


def _elsewhere(unit: ExplainedUnit, node: Node) -> Message | None:
    """Say that a node does not apply to a unit, by which condition, and what follows; None where it may."""
    applies = unit.evidence.applies.get(node.id)
    if applies is None or not applies.elsewhere[unit.row]:
        return None
    each = [condition_in_words(condition) for condition, _ in unit.definition.conditions(node)]
    conditions = reduce(lambda one, other: say("{one} and {other}", one=one, other=other), each)
    alone = applies.alternative[unit.row] or isinstance(node, Component)
    what = say("left out") if alone else _without_value(unit, node)
    return say("applies only to {conditions}, {what}", conditions=conditions, what=what)


def _without_value(unit: ExplainedUnit, node: Node) -> Message:
    """Say what an indicator that is not applicable does."""
    shared, at = unit.marks.shared, unit.scores.places[node.id]
    others = unit.definition.parts(node.parent or unit.definition.id)
    if shared is not None and shared[unit.row, at] and any(unit.scores.places[one.id] in unit.raised for one in others):
        points = in_digits(unit.definition.maximum(node))
        return say("its {points} points shared among the others", points=points)
    return _WITHOUT_VALUE.get(getattr(node, "not_applicable", ""), say("left out"))


def _absence(unit: ExplainedUnit, node: Node, at: int) -> Message:
    """Say why there is no value in a column that gives a node."""
    if elsewhere := _elsewhere(unit, node):
        return elsewhere
    if unit.evidence.not_applicable[unit.row, at] and isinstance(node, Indicator):
        return say("not applicable, {what}", what=_without_value(unit, node))
    at_zero = unit.evidence.settled.get(at)
    if at_zero is not None and at_zero[1][unit.row]:
        return say("divides by 0, counted in full") if at_zero[0] == "full" else say("divides by 0, counted as 0")
    return _MISSING.get(unit.definition.missing_policy(node), say("missing"))
