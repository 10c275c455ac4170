"""A definition as a tree of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from parindex.base import (
    Message,
    Text,
    aligned_columns,
    in_digits,
    language,
    say,
    together,
    translated,
    tree_lines,
    version,
    word,
)
from parindex.definition.edges import SIGNS, Edged
from parindex.definition.node_words import BESIDE, combined, condition_in_words, measure, needed, rounded
from parindex.definition.parameters_and_attributes import Attribute, Condition, Parameter
from parindex.definition.ranks_and_bands import Gate, Group
from parindex.definition.tree import Component, Definition, Indicator, Node


def outline(definition: Definition, lang: str | None = None) -> str:
    """Write a definition as a tree: title, weight, maximum, way to combine, rule.

    In a language, `vi` or `en`, else in that of the locale; ids, formulas and options stand as in the definition.
    """
    lang = language(lang)
    root: Node = definition.root
    rows = [
        (lines + node.id, *(translated(cell, lang) for cell in _cells(node, lang)))
        for lines, node in tree_lines(root, lambda node: definition.children(node.id))
    ]
    head: list[str] = [definition.id, definition.title.get(lang), definition.period, _combined(definition.root)]
    head += [say("max {max}", max=in_digits(definition.max))] if definition.max is not None else []
    head += [word("status", definition.status, lang)] if definition.status else []
    notes = [translated(note, lang) for note in remarks_on(definition)]
    return "\n".join([translated(together(head, " · "), lang), *aligned_columns(rows), *notes])


def outline_dict(definition: Definition, lang: str | None = None) -> dict[str, Any]:
    """Return the tree of a definition as plain JSON values: titles and words in a language, figures exactly, as text.

    The language is `vi` or `en`, else that of the locale; see `outline_schema`.
    """
    said = language(lang)
    words = (translated(node_in_words(node), said) for node in definition.nodes)
    return {
        "parindex": version(),
        "definition": {"id": definition.id, "version": definition.version, "sha256": definition.sha256},
        "index": definition.index,
        "title": {"vi": definition.title.vi, "en": definition.title.en},
        "years": list(definition.years),
        "period": definition.period,
        "status": definition.status,
        "lang": said,
        "nodes": [{**record, "words": told} for record, told in zip(definition.to_records(said), words, strict=True)],
    }


def _cells(node: Node, lang: str) -> tuple[str, ...]:
    """Return title, weight, maximum, and how a score comes about."""
    most = node.max if isinstance(node, Component) else node.obtainable
    return (
        node.title.get(lang) if node.title else "",
        say("weight {weight}", weight=in_digits(node.weight)) if node.weight is not None else "",
        say("max {max}", max=in_digits(most)) if most is not None else "",
        node_in_words(node),
    )


def node_in_words(node: Node) -> Message:
    """Say how a node is scored, rounded, and to which units it applies."""
    return together(_how(node))


def remarks_on(definition: Definition) -> list[Message | str]:
    """Say how units are ranked, in which groups of results they come, figures from outside, sources."""
    return [*_decided(definition), *_notes(definition)]


def _how(node: Node) -> Iterator[str]:
    if isinstance(node, Component):
        yield _combined(node)
    else:
        yield from [BESIDE["nothing"]] if node.adds == "nothing" else []
        yield _rule(node)
    yield rounded(node.decimals) if node.decimals is not None else ""
    if node.when is not None:
        yield say("when {condition}", condition=condition_in_words(Condition.of(node.when)))


def _rule(leaf: Indicator) -> Message:
    how = leaf.rule.explain(leaf, None)
    return say("{what}: {how}", what=leaf.rule.words, how=how) if leaf.rule.words else how


def _combined(node: Component) -> Message:
    """Say how a component combines its parts."""
    turned = say("turned round") if node.better == "lower" else ""
    return together([combined(node), needed(node.needs) if node.needs else "", turned])


def _notes(definition: Definition) -> Iterator[Message]:
    """Yield the note, figures from outside, attributes and sources."""
    if definition.note:
        yield say("note: {note}", note=definition.note)
    for parameter in definition.parameter:
        named = say("{what}: {how}", what=_named(parameter), how=_figure(parameter))
        yield say("figure from outside: {figure}", figure=named)
    for attribute in definition.attributes:
        yield say("attribute of units: {attribute}", attribute=_named(attribute))
    for source in definition.sources:
        title: Text | str = source.title or source.id
        yield (
            say("source: {title} <{url}>", title=title, url=source.url)
            if source.url
            else say("source: {source}", source=title)
        )


def _named(figure: Parameter | Attribute) -> str:
    return say("{id} ({title})", id=figure.id, title=figure.title) if figure.title else figure.id


def _figure(parameter: Parameter) -> str:
    """Say a figure from outside: of all years, by year, or that the evidence gives it."""
    unit = measure(parameter.unit) if parameter.unit else ""
    if parameter.values is not None:
        years = (say("{year} {figure}", year=year, figure=in_digits(of)) for year, of in parameter.values.items)
        return together([together(years), unit], " ")
    if parameter.value is not None:
        return together([in_digits(parameter.value), unit], " ")
    return say("given by the evidence, in {unit}", unit=unit) if unit else say("given by the evidence")


def _decided(definition: Definition) -> Iterator[Message]:
    """Say how units are ranked, where that is not the usual way, and in which groups of results they come."""
    rank = definition.rank
    ways = [say("the lowest total first")] if rank.best == "lowest" else []
    ways += [say("equal totals by {nodes}", nodes=", ".join(rank.then))] if rank.then else []
    ways += [say("what is equal then is left to the authority")] if rank.ties == "authority" else []
    if ways:
        yield say("rank: {ways}", ways=together(ways, "; "))
    if definition.bands:
        yield say("bands: {bands}", bands=together(map(_band, definition.bands), " · "))
    for group in definition.group:
        if group.bands:
            yield say("bands of {group}: {bands}", group=group.id, bands=together(map(_band, group.bands), " · "))
    for cap in definition.caps:
        edge = together([cap.node, _edges(cap)], " ")
        yield say("at most {band}: {condition}", band=cap.band, condition=edge)


def _band(band: Group) -> Message:
    gates = [together([gate.node, _edges(gate)], " ") if gate.node else _without_zero(gate) for gate in band.requires]
    label = together([band.label, _edges(band)], " ")
    return say("{band} ({gates})", band=label, gates=together(gates)) if gates else label


def _without_zero(gate: Gate) -> Message:
    component = say("all indicators") if gate.above_zero == "all" else gate.above_zero
    return say("no 0 in {component}", component=component)


def _edges(holder: Edged[Fraction]) -> Message:
    edges = (together([SIGNS[name], in_digits(edge)], " ") for name, edge in holder.edges())
    return together(edges, " ")
