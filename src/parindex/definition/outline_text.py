"""A definition as a tree of plain text."""

from __future__ import annotations

from fractions import Fraction

from parindex.base import aligned_columns, plain, toml_value, tree_lines
from parindex.definition.edges import SIGNS, Edged
from parindex.definition.parameters_and_attributes import Attribute, Parameter
from parindex.definition.ranks_and_bands import Group
from parindex.definition.tree import Component, Definition, Node


def outline(definition: Definition, lang: str = "en") -> str:
    """Write a definition as a tree: title, weight, maximum, way to combine, rule."""
    rows: list[tuple[str, ...]] = []
    root: Node = definition.root
    for lines, node in tree_lines(root, lambda node: definition.children(node.id)):
        if isinstance(node, Component):
            most, how = node.max, _combined(node)
        else:
            most, watched = node.obtainable, "watched, " * (node.adds == "nothing")
            how = f"{watched}{node.rule.kind}: {node.rule.explain(node, None)}".removesuffix(": given")
        how += f", rounded to {node.decimals} decimal{'s' * (node.decimals != 1)}" if node.decimals is not None else ""
        how += f", when {node.when}" if node.when is not None else ""
        title = node.title.get(lang) if node.title else ""
        weight = f"weight {plain(node.weight)}" if node.weight is not None else ""
        rows.append((lines + node.id, title, weight, f"max {plain(most)}" if most is not None else "", how))
    how = _combined(definition.root)
    head = [definition.id, definition.title.get(lang), definition.period, how]
    head += [f"max {plain(definition.max)}"] if definition.max is not None else []
    head += [definition.status] if definition.status else []
    notes = [*_decided(definition), *([f"note: {definition.note.get(lang)}"] if definition.note else [])]
    notes += [f"figure from outside: {_figure(parameter, lang)}" for parameter in definition.parameter]
    notes += [f"attribute of units: {_named(attribute, lang)}" for attribute in definition.attributes]
    for source in definition.sources:
        title = source.title.get(lang) if source.title else source.id
        notes.append(f"source: {title}{f' <{source.url}>' if source.url else ''}")
    return "\n".join([" · ".join(head), *aligned_columns(rows), *notes])


def _named(figure: Parameter | Attribute, lang: str) -> str:
    return f"{figure.id} ({figure.title.get(lang)})" if figure.title else figure.id


def _figure(parameter: Parameter, lang: str) -> str:
    """Say a figure from outside: of all years, by year, or that the evidence gives it."""
    unit = f" {parameter.unit}" if parameter.unit else ""
    if parameter.values is not None:
        figures = ", ".join(f"{year} {plain(of_year)}" for year, of_year in parameter.values.items)
        return f"{_named(parameter, lang)}: {figures}{unit}"
    if parameter.value is None:
        return f"{_named(parameter, lang)}: given by the evidence{f', in{unit}' if unit else ''}"
    return f"{_named(parameter, lang)}: {plain(parameter.value)}{unit}"


def _combined(node: Component) -> str:
    """Say how a component combines its parts."""
    times = f" × {plain(node.times)}" if node.times else ""
    needs = f", needs {toml_value(node.needs.written)} of its parts" if node.needs else ""
    turned = ", turned round" * (node.better == "lower")
    return f"{node.combine_in_words}{times}{needs}{turned}"


def _decided(definition: Definition) -> list[str]:
    """Say how units are ranked, where that is not the usual way, and in which groups of results they come."""
    rank, lines = definition.rank, []
    ways = ["the lowest total first"] if rank.best == "lowest" else []
    ways += [f"equal totals by {', '.join(rank.then)}"] if rank.then else []
    ways += ["what is equal then is left to the authority"] if rank.ties == "authority" else []
    lines += [f"rank: {'; '.join(ways)}"] if ways else []
    tables = [("", definition.bands), *((f" of {group.id}", group.bands) for group in definition.group)]
    lines += [f"bands{whose}: {' · '.join(map(_band, bands))}" for whose, bands in tables if bands]
    lines += [f"at most {cap.band}: {cap.node}{_edges(cap)}" for cap in definition.caps]
    return lines


def _band(band: Group) -> str:
    gates = [f"{gate.node}{_edges(gate)}" if gate.node else f"no 0 in {gate.above_zero}" for gate in band.requires]
    asked = f" ({', '.join(gates)})" if gates else ""
    return f"{band.label}{_edges(band)}{asked}"


def _edges(holder: Edged[Fraction]) -> str:
    return "".join(f" {SIGNS[name]} {plain(edge)}" for name, edge in holder.edges())
