"""A stored cohort read back: what is not whole is refused, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from parindex.base import Message, Shape, UnreadableError, json_pointer, say, shipped_schema
from parindex.kernels import half_up_exact
from parindex.scoring.stored_documents import Misfits, document_in, misfits_in, unlike_units


def cohort_in(text: str | bytes, name: str) -> dict[str, Any]:
    """Return what a cohort is made of, from its JSON text; see `cohort_fields`."""
    try:
        values = document_in(text)
    except ValueError as error:
        raise _refused(name, error.args[0]) from None
    return cohort_fields(values, name)


def cohort_fields(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what a cohort is made of, from what `Cohort.to_dict` wrote.

    Raises
    ------
    UnreadableError
        Something is lacking, of another kind, or does not fit to the rest.
    """
    if not isinstance(values, Mapping):
        raise _refused(name, say("it is no JSON object"))
    document = dict(values)
    if why := misfits_in(_faults(document)):
        raise _refused(name, why)
    return _fields(document)


@cache
def _shape() -> Shape:
    return Shape(shipped_schema("parindex.scoring", "cohort"))


def _refused(name: str, why: Message) -> UnreadableError:
    return UnreadableError.of(name, say("this is no stored cohort: {why}", why=why))


def _nodes(document: dict[str, Any]) -> list[str]:
    """Return the nodes whose scores a document has: the index itself, which comes first, and those of its units."""
    root, units = document["definition"]["id"], document["units"]
    return [root, *(node for node in (units[0]["scores"] if units else ()) if node != root)]


def _faults(document: dict[str, Any]) -> Iterator[Misfits]:
    yield _shape().faults(document)
    yield _contradictions(document)


def _contradictions(document: dict[str, Any]) -> Misfits:
    """Yield what the shape does not tell."""
    units, unlike = document["units"], say("the nodes differ from unit to unit")
    yield from unlike_units(units, ("scores", "published"), _nodes(document), unlike)
    for leaf, column in document["values"].items():
        if len(column) != len(units):
            told = say("there are {count} values for {units} units", count=len(column), units=len(units))
            yield json_pointer(["values", leaf]), told
    for node in _nodes(document):
        for row, unit in enumerate(units):
            score, text = unit["scores"].get(node), unit["published"].get(node)
            if not _is_rounded(score, text):
                told = say("{text!r} is not {score} rounded", text=text, score=score)
                yield json_pointer(["units", row, "published", node]), told


def _is_rounded(score: str | None, text: str | None) -> bool:
    """Return whether a published figure is an exact score rounded half up, or there is neither."""
    if score is None or text is None:
        return score is text
    decimals = len(text.partition(".")[2])
    return bool(half_up_exact(Fraction(score), decimals) == Fraction(text) * 10**decimals)


def _fields(document: dict[str, Any]) -> dict[str, Any]:
    units, nodes = document["units"], _nodes(document)
    ranks = (unit["rank"] for unit in units)
    return {
        "head": {key: document[key] for key in ("parindex", "definition", "year", "registry", "evidence")},
        "period": document["period"],
        "units": tuple(unit["unit"] for unit in units),
        "names": tuple(unit["name"] or "" for unit in units),
        "groups": tuple(unit["group"] for unit in units),
        "ranks": tuple(None if rank is None else float(rank) for rank in ranks),
        "bands": tuple(unit["band"] for unit in units),
        "scores": {node: tuple(_exact(unit["scores"][node]) for unit in units) for node in nodes},
        "published": {node: tuple(_decimal(unit["published"][node]) for unit in units) for node in nodes},
        "values": {leaf: tuple(map(_exact, column)) for leaf, column in document["values"].items()},
    }


def _exact(figure: str | None) -> Fraction | None:
    return None if figure is None else Fraction(figure)


def _decimal(figure: str | None) -> Decimal | None:
    return None if figure is None else Decimal(figure)
