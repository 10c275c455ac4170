"""Whether a definition whose numbers changed says so by its version; what it was before is asked of git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from parindex.base import say
from parindex.definition import Definition, Finding, Term, parse_definition, unstructure

#: What changes no score, no rank and no evidence that is allowed.
_SAID = frozenset(("title", "note", "source", "sources", "status", "index", "version", "weights_total"))
#: Units that say how evidence is read; any other is a label.
_READ = frozenset(("percent", "share", "count"))


def numbers(definition: Definition) -> dict[str, Any]:
    """Return all of a definition that can change a score, a rank or what evidence is allowed, to be compared.

    The order of blocks is no part of it, nor how a number is written.
    """
    table = _without(unstructure(definition))
    values = {leaf.id: _meant(leaf.value.tree) for leaf in definition.leaves if leaf.value is not None}
    for kind in ("component", "indicator", "group"):
        table[kind] = {node["id"]: _without(node) for node in table.get(kind, ())}
    table["unit"] = {unit["id"]: unit for unit in table.get("unit", ())}  # by their titles evidence is matched
    for id_, node in table["indicator"].items():
        if node.get("unit") not in _READ:
            node.pop("unit", None)
        node["value"] = values.get(id_)
    return table


def _meant(tree: Term) -> tuple[Any, ...]:
    """Return an expression without the places that its parts have in the text."""
    return tree.kind, tree.number, tree.name, *map(_meant, tree.parts)


def _without(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in _SAID}


def compare(old: str, new: Definition, revision: str) -> Iterator[Finding]:
    """Hold a definition against the text that it had."""
    before, _ = parse_definition(old)
    place = ("version",)
    if before is None:
        message = say("it had errors in {revision}: whether its numbers changed is not known", revision=revision)
        yield "not-comparable", place, message, ""
        return
    if before.id != new.id:
        return  # another definition, whose version is its own
    if _order(new.version, before.version) < 0:
        message = say(
            "version is {new}, in {revision} it was {old}", new=new.version, old=before.version, revision=revision
        )
        yield "version-lowered", place, message, say("a version is only ever raised")
    elif new.version == before.version and numbers(new) != numbers(before):
        message = say(
            "numbers differ from {revision}, and version is still {version}", revision=revision, version=new.version
        )
        yield "version-unchanged", place, message, say("raise version")


def _order(one: str, other: str) -> int:
    """Compare versions of whole numbers with points between; others have no order."""
    try:
        pair = [tuple(int(part) for part in version.split(".")) for version in (one, other)]
    except ValueError:
        return 0
    return (pair[0] > pair[1]) - (pair[0] < pair[1])
