"""What outlines and explanations say of a node alike: how its parts combine, how it rounds, where it applies."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.base import Figure, Message, Name, Text, in_digits, say, toml_value
from parindex.definition.parameters_and_attributes import Condition
from parindex.definition.ranks_and_bands import Needs
from parindex.definition.tree import Component, Definition

#: Each way to combine, by its key.
_WAYS = {
    "sum": say("sum"),
    "weighted-sum": say("weighted-sum"),
    "weighted-mean": say("weighted-mean"),
    "geometric-mean": say("geometric-mean"),
    "harmonic-mean": say("harmonic-mean"),
    "power-mean": say("power-mean"),
    "min": say("lowest part"),
    "max": say("highest part"),
    "product": say("product"),
    "first": say("first"),
}
#: What stands beside the tree.
BESIDE = {"bonus": say("bonus"), "penalty": say("penalty"), "nothing": say("watched")}


def combined(component: Component) -> Message:
    """Say how a component combines its parts; a formula stands as it is written."""
    if component.formula is not None:
        way = say("formula {formula}", formula=str(component.formula))
    else:
        way = _WAYS[component.combine]
    return way if component.times is None else say("{way} × {times}", way=way, times=in_digits(component.times))


def rounded(decimals: int) -> Message:
    """Say to how many decimals a node is rounded."""
    return say("rounded to 1 decimal") if decimals == 1 else say("rounded to {decimals} decimals", decimals=decimals)


def needed(needs: Needs) -> Message:
    """Say how many parts must have a score: so many, or a share of them."""
    written = Figure(toml_value(needs.written))
    if needs.share is None:
        return say("needs {parts} of its parts", parts=written)
    return say("needs {share} of its parts", share=written)


def condition_in_words(condition: Condition) -> str:
    """Say which attribute units must have, or must not have."""
    name = Name(condition.attribute)
    return say("{attribute}", attribute=name) if condition.holds else say("not {attribute}", attribute=name)


def titles_of(definition: Definition) -> Mapping[str, Text | None]:
    """Return the titles of nodes, figures from outside and attributes, by their ids."""
    nodes = {node.id: node.title for node in definition.nodes}
    return {**{id_: figure.title for id_, figure in definition.outside.items()}, **nodes}


#: Units of measurement that have words; others stand as the definition has them.
_MEASURES = {"percent": say("percent"), "points": say("points"), "days": say("days"), "hours": say("hours")}
#: Kinds of number that a figure is not said in.
_UNSAID = ("count", "share")


def measure(unit: str) -> str:
    """Say what values are measured in; "" where they are numbers of things, or shares."""
    return "" if unit in _UNSAID else _MEASURES.get(unit, unit)
