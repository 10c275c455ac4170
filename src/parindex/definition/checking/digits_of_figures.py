"""All checks of a definition within the work that exact arithmetic may take, and where digits take more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from parindex.base import Limits, Path, Problem, errors, say, too_much_work
from parindex.definition.checking.definition_checks import check_tree
from parindex.definition.checking.hierarchy import SoundTree, check_shape
from parindex.definition.tree import Component, Definition
from parindex.kernels import TooMuchWorkError, allowed

#: More to tell of a tree whose shape is sound, beside the paths at fault already.
Advice = Callable[[Definition, Iterable[Path]], tuple[Problem, ...]]
#: Bits of a common denominator of weights that are worth a place: 120 digits.
_MANY_BITS = 400
_LOG2_10 = 3.32


def checks_of(
    definition: Definition, limits: Limits, advise: Advice | None = None, touched: Iterable[Path] = ()
) -> tuple[Problem, ...]:
    """Return what is wrong with a definition, and what `advise` tells, where that takes no more than is allowed."""
    touched = tuple(touched)
    try:
        with allowed(limits.max_work):
            problems = check_tree(definition, touched)
            if not errors(problems) and not touched:
                _weigh(definition)
            return problems + (() if advise is None else advise(definition, touched))
    except TooMuchWorkError:
        return (_beyond(definition, limits, touched),)


def _weigh(definition: Definition) -> None:
    """Work out the weights of all components as scoring does: what they take is known before anything is scored."""
    for node in definition.nodes:
        if isinstance(node, Component) and node.combination.weighted != "no":
            definition.shares(node)


def _beyond(definition: Definition, limits: Limits, touched: Iterable[Path]) -> Problem:
    """Return that digits take too much work, at the weights that have most of them where weights have many."""
    tree = SoundTree(definition, frozenset(touched))
    list(check_shape(tree))
    most, message = _MANY_BITS, ""
    path: Path = ()
    for _, component, parts in tree.components():
        weights = [part.weight for part in parts if part.weight is not None]
        if (bits := _bits(weights)) > most:
            longest = max(parts, key=lambda part: (part.weight or Fraction(0)).denominator)
            values = {"id": component.id, "count": len(weights), "digits": int(bits / _LOG2_10)}
            most, path = bits, (*tree.paths[longest.id], "weight")
            message = say(
                "the {count:,} weights of the parts of {id!r} have {digits:,} digits in all: "
                "exact results take more work than is allowed",
                **values,
            )
    return too_much_work(limits, path=path, message=message)


def _bits(weights: Iterable[Fraction]) -> int:
    denominators = {weight.denominator for weight in weights}
    return sum(map(int.bit_length, denominators))
