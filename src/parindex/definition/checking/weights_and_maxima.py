"""Weights and maxima of a definition: they add up, and nothing lies above or below what they allow."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parindex.base import (
    in_digits,
    interval,
    plain,
    say,
)
from parindex.definition.checking.hierarchy import SoundTree
from parindex.definition.combined_ends import greatest, score_ends
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Indicator, Node
from parindex.kernels import EVERYTHING, Ends, at_decimals, fraction_sum

LEAST_POWER, MOST_POWER = Fraction(1, 100), Fraction(100)


def check_weights(tree: SoundTree) -> Iterator[Finding]:
    """Check that weights stand where they are taken, for all parts or none, none below 0 and not all 0."""
    for path, component, parts in tree.components():
        weighted = [part for part in parts if part.weight is not None]
        if component.combination.weighted == "no":
            for part in weighted:
                values = {"part": part.id, "component": component.id, "combine": component.combine}
                message = say("{part!r} has a weight, but {component!r} combines by {combine!r}", **values)
                hint = say("remove it, or combine by weighted-sum or weighted-mean")
                yield "weight-not-allowed", (*tree.paths[part.id], "weight"), message, hint
            continue
        for part in weighted:
            if part.weight is not None and part.weight < 0:
                message = say("the weight of {id!r} is below 0", id=part.id)
                yield "wrong-value", (*tree.paths[part.id], "weight"), message, say("weights are 0 or more")
        if component.combination.weighted == "as written" and not weighted:
            message = say("{id!r} is a weighted sum of parts without weights", id=component.id)
            yield "missing-key", tree.paths[parts[0].id], message, say("add weight = …, or combine by sum")
        elif weighted and len(weighted) < len(parts):
            lacking = next(part for part in parts if part.weight is None)
            named = {"lacking": lacking.id, "component": component.id}
            message = say("{lacking!r} has no weight, other parts of {component!r} have", **named)
            yield "mixed-weights", tree.paths[lacking.id], message, say("give all a weight, or none for equal weights")
        elif weighted and not any(part.weight for part in weighted):
            yield "zero-weights", path, say("the weights of the parts of {id!r} add to 0", id=component.id), ""


def check_totals(tree: SoundTree) -> Iterator[Finding]:
    """Hold the weights of parts against what the definition says they add to."""
    unused = tree.definition.weights_total is not None
    for path, component, parts in tree.components():
        weights = [part.weight for part in parts if part.weight is not None]
        holder = next((above for above in tree.upward(component) if above.weights_total is not None), None)
        if holder is None:
            continue
        is_own, place = holder is component, ("weights_total",)
        if len(weights) == len(parts) and component.combination.weighted != "no":
            unused = unused and holder is not tree.definition.root
            if (total := fraction_sum(weights)) != holder.weights_total:
                values = {"id": component.id, "sum": in_digits(total), "total": in_digits(holder.weights_total)}
                message = say("the weights of the parts of {id!r} add to {sum}, not to {total}", **values)
                hint = say("a weight is mistyped, or this component has a weights_total of its own")
                yield "weights-differ", (*path, *place) if is_own else path, message, hint
        elif is_own and path and not weights:
            message = say("{id!r} has a weights_total, but its parts have no weights", id=component.id)
            yield "weights-differ", (*path, *place), message, say("remove it, or give the parts weights")
    if unused and not tree.doubtful and not tree.touched:
        message = say("weights_total is given, but no part that it is about has a weight")
        yield "weights-differ", ("weights_total",), message, say("remove it, or give the parts weights")


def check_powers(tree: SoundTree) -> Iterator[Finding]:
    """Check that a power stands where one is taken, and can be computed with."""
    for path, component, _ in tree.components():
        powered, power = component.combination.powered, component.power
        if powered and power is None:
            message = say("{id!r} is a {combine} without power", id=component.id, combine=component.combine)
            yield "missing-key", path, message, say("add power = …")
        elif power is not None and not powered:
            message = say("{id!r} has a power, but combines by {combine!r}", id=component.id, combine=component.combine)
            yield "wrong-value", (*path, "power"), message, say("only power-mean takes a power")
        elif power is not None and not LEAST_POWER <= abs(power) <= MOST_POWER:
            message = say("the power of {id!r} is {power}", id=component.id, power=plain(power))
            values = {"least": plain(LEAST_POWER), "most": plain(MOST_POWER)}
            hint = say("from {least} to {most}, or below 0; geometric-mean is the limit at 0", **values)
            yield "wrong-value", (*path, "power"), message, hint


def check_limits(tree: SoundTree) -> Iterator[Finding]:
    """Check that ranges, floors and caps are in order, and what points are multiplied by and maxima above 0."""
    for path, node in tree.places():
        if node.range is not None and node.range[0] >= node.range[1]:
            message = say("{id}: {range} is no range", id=node.id, range=interval(node.range))
            yield "range-reversed", (*path, "range"), message, say("write [low, high]")
        if isinstance(node, Component) and node.floor is not None and node.cap is not None and node.floor >= node.cap:
            message = say(
                "{id}: floor {floor} is not below cap {cap}", id=node.id, floor=plain(node.floor), cap=plain(node.cap)
            )
            yield "range-reversed", (*path, "floor"), message, ""
        if isinstance(node, Component) and node.times is not None and node.times <= 0:
            message = say("{id}: times is {times}", id=node.id, times=plain(node.times))
            yield "wrong-value", (*path, "times"), message, say("times is above 0")
        if node.max is not None and node.max <= 0:
            message = say("{id}: max is {max}", id=node.id, max=plain(node.max))
            yield "wrong-value", (*path, "max"), message, say("max is above 0")


def check_maxima(tree: SoundTree) -> Iterator[Finding]:
    """Hold the maximum of the whole against what its parts can give together."""
    for path, component, parts in tree.components():
        if component.max is None or not component.combination.rational:
            continue
        if at_decimals(component.max, component.decimals) != component.max:  # told already
            continue
        combined = greatest(component, parts, [known_maximum(tree, part) for part in parts])
        if combined is not None and combined != component.max:
            values = {"id": component.id, "given": in_digits(combined), "max": in_digits(component.max)}
            message = say("{id}: the parts can give {given}, max is {max}", **values)
            yield "maximum-differs", (*path, "max"), message, say("a figure is mistyped, or a part lacks its parent")


def known_maximum(tree: SoundTree, node: Node) -> Fraction | None:
    """Return the most that a node can give, None where it is not known."""
    high = ends_in(tree, node)[1] if node.max is None else node.max
    return None if isinstance(high, float) else high


def ends_in(tree: SoundTree, node: Node) -> Ends:
    """Return between what the score of a node lies; of a component that is doubtful only its max is known."""
    if isinstance(node, Indicator):
        return node.ends
    parts = tree.parts.get(node.id, [])
    if parts and node.id not in tree.doubtful:
        return score_ends(node, parts, [ends_in(tree, part) for part in parts])
    return EVERYTHING if node.max is None else (EVERYTHING[0], node.max)


def check_turned(tree: SoundTree) -> Iterator[Finding]:
    """Check that a score that is turned round lies in a range that is known."""
    for path, component, parts in tree.components():
        if component.better == "higher":
            continue
        if greatest(component, parts, [known_maximum(tree, part) for part in parts]) is None:
            message = say("{id!r} is turned round, and the most that its parts can give is not known", id=component.id)
            hint = say("give its parts a max")
            if component.combination.by_formula:
                hint = say("turn it round in the formula itself")
            yield "missing-key", path, message, hint
        elif component.range is None and component.floor is None:
            if not all(_never_negative(tree, part) for part in parts):
                message = say("{id!r} is turned round, and can fall below 0", id=component.id)
                yield "may-be-negative", (*path, "better"), message, say("add clip = true, a range, or floor = 0")
        elif component.range is not None and component.range[1] != (whole := known_maximum(tree, component)):
            values = {"id": component.id, "range": interval(component.range), "max": plain(whole or Fraction(0))}
            message = say("{id!r} is turned round within {range}, and its maximum is {max}", **values)
            yield "wrong-value", (*path, "range"), message, say("let the range end at the maximum")


def check_signs(tree: SoundTree) -> Iterator[Finding]:
    """Means and products of powers are defined for parts of 0 or more only."""
    for _, component, parts in tree.components():
        for part in parts if component.combination.positive else ():
            if not _never_negative(tree, part):
                message = say(
                    "{id!r} can fall below 0, where {combine!r} is not defined", id=part.id, combine=component.combine
                )
                yield "may-be-negative", tree.paths[part.id], message, say("add clip = true, a range, or floor = 0")


def _never_negative(tree: SoundTree, node: Node) -> bool:
    if tree.paths[node.id] in tree.touched:
        return True
    if isinstance(node, Indicator):
        least = node.rule.limits(node)[0]
        return least is not None and least >= 0
    if node.range is not None and node.range[0] < 0:
        return False
    if node.floor is not None and node.floor >= 0:
        return True
    if node.formula is not None:
        return ends_in(tree, node)[0] >= 0
    return all(_never_negative(tree, part) for part in tree.parts.get(node.id, ()))
