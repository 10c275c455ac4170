"""Figures from outside, attributes of units, and conditions: names of their own, known figures, a policy elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from parindex.base import Hints, Path, say
from parindex.definition.checking.hierarchy import PAPERS, RESERVED, SoundTree
from parindex.definition.parameters_and_attributes import Attribute, Condition, Parameter
from parindex.definition.rules.rule import NAME, Finding
from parindex.definition.tree import Component, Indicator, Node, covers
from parindex.definition.unit_registry import names_file

#: A year that a definition may be of, as the key of a table.
YEAR = re.compile(r"(?:19|20|21)[0-9]{2}|2200")


def check_outside(tree: SoundTree) -> Iterator[Finding]:
    """Every figure from outside and every attribute has a name of its own, and every name of one is known."""
    definition = tree.definition
    taken = _columns(tree) | tree.kinds.keys() | {definition.id}
    for path, figure in _placed(tree):
        yield from _id(path, figure, taken)
        taken.add(figure.id)
        if isinstance(figure, Parameter):
            yield from _figures(tree, path, figure)
    yield from _inputs(tree)
    hints, parameters = Hints(), dict.fromkeys(one.id for one in definition.parameter)
    named = dict.fromkeys(one.id for one in definition.attributes)
    known = ("parameter",) not in tree.touched, ("attributes",) not in tree.touched
    for path, node in tree.places():
        for place, name in node.rule.named() if isinstance(node, Indicator) else ():
            if known[0] and name not in parameters:
                message = say("{id}: there is no figure from outside {name!r}", id=node.id, name=name)
                hint = hints.near(name, parameters) or say("write a number, or add [[parameter]]")
                yield "unknown-name", (*path, "rule", *place), message, hint
        if known[1] and node.when is not None:
            yield from _condition(tree, path, node, named, hints)
    own = definition.unit if known[1] and not names_file(definition.units) else ()  # a file may say more of units
    for at, unit in enumerate(own):
        for name, _ in unit.attributes:
            if name not in named:
                message = say("{id}: there is no attribute {name!r}", id=unit.id, name=name)
                hint = hints.near(name, named) or say('add attributes = ["{name}"]', name=name)
                yield "wrong-value", ("unit", at, "attributes", name), message, hint


def _placed(tree: SoundTree) -> Iterator[tuple[Path, Parameter | Attribute]]:
    for at, parameter in enumerate(tree.definition.parameter):
        yield ("parameter", at), parameter
    for at, attribute in enumerate(tree.definition.attributes):
        yield ("attributes", at), attribute


def _columns(tree: SoundTree) -> set[str]:
    """Return the columns of tables that inputs and items of indicators stand in."""
    leaves = [node for node in tree.kinds.values() if isinstance(node, Indicator)]
    return {f"{leaf.id}.{name}" for leaf in leaves for name in leaf.reads}


def _inputs(tree: SoundTree) -> Iterator[Finding]:
    """Find inputs that have the name of a figure from outside."""
    outside = tree.definition.outside
    leaves = [node for node in tree.kinds.values() if isinstance(node, Indicator) and node.inputs]
    for leaf in leaves if outside else ():
        for at, name in enumerate(leaf.reads):
            if name in outside:
                message = say("{id}: input {name!r} has the name of a figure from outside", id=leaf.id, name=name)
                yield "duplicate-id", (*tree.paths[leaf.id], "inputs", at), message, say("remove it")


def _id(path: Path, figure: Parameter | Attribute, taken: set[str]) -> Iterator[Finding]:
    id_ = figure.id
    if not NAME.fullmatch(id_):
        message, hint = say("{id!r} begins with no letter", id=id_), say("a rule may name it in place of a number")
        yield "wrong-value", (*path, "id"), message, hint
    elif id_ in RESERVED or id_.rpartition(".")[2] in PAPERS:
        message = say("{id!r} is a word of the tables themselves", id=id_)
        yield "wrong-value", (*path, "id"), message, say("choose another id")
    if id_ in taken:
        message = say("the id {id!r} stands there already", id=id_)
        yield "duplicate-id", (*path, "id"), message, say("choose another id")


def _figures(tree: SoundTree, path: Path, parameter: Parameter) -> Iterator[Finding]:
    if parameter.value is not None and parameter.values is not None:
        message = say("{id}: there is a value for all years and one for each", id=parameter.id)
        yield "wrong-value", (*path, "values"), message, say("keep one of the two")
    years = tree.definition.years
    for year in parameter.values.names() if parameter.values and len(years) in (1, 2) else ():
        message, hint = say("{year!r} is no year", year=year), say("write values = {{ {year} = … }}", year=years[0])
        if YEAR.fullmatch(year):
            message = say("{id}: the definition is not of the year {year!r}", id=parameter.id, year=year)
        if not (YEAR.fullmatch(year) and covers(years, int(year))):
            yield "wrong-value", (*path, "values", year), message, hint
    if parameter.values is not None and not parameter.values.items:
        yield "missing-key", (*path, "values"), say("{id}: there is no figure", id=parameter.id), say("remove it")


def _condition(tree: SoundTree, path: Path, node: Node, named: Collection[str], hints: Hints) -> Iterator[Finding]:
    """Find an attribute that is not known, and indicators without a policy where the condition does not hold."""
    name = Condition.of(node.when or "").attribute
    if not NAME.fullmatch(name):
        message = say("{id}: {when!r} is no condition", id=node.id, when=node.when)
        yield "wrong-value", (*path, "when"), message, say('write when = "mountain", or "not mountain"')
        return
    if name not in named:
        message = say("{id}: there is no attribute {name!r}", id=node.id, name=name)
        hint = hints.near(name, named) or say('add attributes = ["{name}"]', name=name)
        yield "unknown-name", (*path, "when"), message, hint
        return
    above = tree.kinds.get(node.parent) if node.parent else tree.definition.root
    if isinstance(above, Component) and above.combination.alternative and not node.adds:
        return  # another part is taken then
    for leaf in _leaves(tree, node):
        if leaf.not_applicable == "refuse":
            values = {"id": node.id, "when": node.when, "leaf": leaf.id}
            message = say("{id}: where it is not {when}, {leaf!r} is not applicable, and that is refused", **values)
            hint = say('give {leaf} not_applicable = "drop", "full" or "zero"', leaf=leaf.id)
            yield "missing-key", tree.paths[leaf.id], message, hint
            return


def _leaves(tree: SoundTree, node: Node) -> Iterator[Indicator]:
    """Yield the indicators at or below a node of which all is sound."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Indicator):
            yield one
        waiting += reversed(tree.parts.get(one.id, []))
