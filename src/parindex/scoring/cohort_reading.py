"""A stored cohort read back: what is not whole is refused, with its place."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

import attrs

from parindex.base import UnreadableError, say

_Read = TypeVar("_Read")
#: Longer figures are not written: Python reads and writes no whole number of more than 4,300 digits as text.
_EXACT = re.compile(r"-?[0-9]{1,4300}(?:\.[0-9]{1,4000}|/[0-9]{1,4300})?")
_DECIMAL = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?")
_HEAD: Mapping[str, tuple[type, ...]] = {
    "parindex": (str,),
    "definition": (dict,),
    "year": (int, type(None)),
    "registry": (str, type(None)),
    "evidence": (dict,),
}
_TEXT, _TEXT_OR_NONE = (str,), (str, type(None))


def read_cohort_text(text: str | bytes, name: str) -> Mapping[str, Any]:
    """Return the JSON object that a text is.

    Raises
    ------
    UnreadableError
        It is none.
    """
    try:
        return _mapping(json.loads(text), "")
    except _NoCohortError as refused:
        raise refused.of_cohort(name) from None
    except (ValueError, RecursionError):
        raise _NoCohortError(say("it is no JSON")).of_cohort(name) from None


class _NoCohortError(ValueError):
    """Why something is no stored cohort, with its place."""

    def of_cohort(self, name: str) -> UnreadableError:
        """Return what is told of the whole."""
        return UnreadableError.of(name, say("this is no stored cohort: {why}", why=self.args[0]))


@attrs.frozen
class CohortReader:
    """Reads what `Cohort.to_dict` wrote."""

    values: Mapping[str, Any]
    name: str

    def fields(self) -> dict[str, Any]:
        """Return what a cohort is made of.

        Raises
        ------
        UnreadableError
            Something is lacking, of another kind, or does not fit to the rest.
        """
        try:
            return self._fields()
        except _NoCohortError as refused:
            raise refused.of_cohort(self.name) from None

    def _fields(self) -> dict[str, Any]:
        values = _mapping(self.values, "")
        units = [_mapping(unit, f"/units/{row}") for row, unit in enumerate(_key(values, "units", (list,)))]
        names = [_key(unit, "unit", _TEXT, f"/units/{row}") for row, unit in enumerate(units)]
        if len(set(names)) < len(names):
            raise _refused("/units", say("a unit stands there twice"))
        head = self._head(values)
        return {
            "head": head,
            "period": _key(values, "period", _TEXT),
            "units": tuple(names),
            "names": tuple(name or "" for name in _column(units, "name", _TEXT_OR_NONE)),
            "groups": _column(units, "group", _TEXT_OR_NONE),
            "ranks": tuple(map(_rank, _column(units, "rank", (int, float, type(None))))),
            "bands": _column(units, "band", _TEXT_OR_NONE),
            "scores": _by_node(units, "scores", head["definition"]["id"], _exact),
            "published": _by_node(units, "published", head["definition"]["id"], _decimal),
            "values": _by_leaf(_mapping(_key(values, "values", (dict,)), "/values"), len(units)),
        }

    def _head(self, values: Mapping[str, Any]) -> dict[str, Any]:
        head = {key: _key(values, key, kinds) for key, kinds in _HEAD.items()}
        definition = {key: _key(head["definition"], key, _TEXT, "/definition") for key in ("id", "version", "sha256")}
        evidence = head["evidence"]
        kinds: tuple[tuple[str, tuple[type, ...]], ...] = (("source", _TEXT), ("units", (int,)), ("sha256", _TEXT))
        told = {key: _key(evidence, key, of, "/evidence") for key, of in kinds}
        return {**head, "definition": definition, "evidence": told}


def _refused(pointer: str, why: str) -> _NoCohortError:
    return _NoCohortError(say("{id}: {message}", id=pointer, message=why) if pointer else why)


def _mapping(value: object, pointer: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _refused(pointer, say("it is no JSON object"))
    return value


def _key(values: Mapping[str, Any], key: str, kinds: tuple[type, ...], pointer: str = "") -> Any:
    value = values.get(key, _refused)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise _refused(f"{pointer}/{key}", say("the value is missing, or not of its kind"))
    return value


def _column(units: Sequence[Mapping[str, Any]], key: str, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    return tuple(_key(unit, key, kinds, f"/units/{row}") for row, unit in enumerate(units))


def _rank(rank: float | None) -> float | None:
    if rank is not None and not 1 <= rank < math.inf:  # refuses what is no number too
        raise _refused("/units", say("{rank} is no rank", rank=rank))
    return None if rank is None else float(rank)


def _by_node(
    units: Sequence[Mapping[str, Any]], key: str, root: str, read: Callable[[object, str], _Read]
) -> dict[str, tuple[_Read, ...]]:
    """Return the figures of all units by node: the same nodes of each, the index itself the first."""
    of_units = _column(units, key, (dict,))
    nodes = list(of_units[0]) if of_units else [root]
    if nodes[:1] != [root] or any(list(of_unit) != nodes for of_unit in of_units):
        raise _refused(f"/units/{key}", say("the nodes differ from unit to unit"))
    return {
        node: tuple(read(of_unit[node], f"/units/{row}/{key}/{node}") for row, of_unit in enumerate(of_units))
        for node in nodes
    }


def _by_leaf(values: Mapping[str, Any], count: int) -> dict[str, tuple[Fraction | None, ...]]:
    columns = {leaf: _key(values, leaf, (list,), "/values") for leaf in values}
    for leaf, column in columns.items():
        if len(column) != count:
            raise _refused(
                f"/values/{leaf}", say("there are {count} values for {units} units", count=len(column), units=count)
            )
    return {
        leaf: tuple(_exact(figure, f"/values/{leaf}/{row}") for row, figure in enumerate(column))
        for leaf, column in columns.items()
    }


def _exact(figure: object, pointer: str) -> Fraction | None:
    if figure is None:
        return None
    if not isinstance(figure, str) or not _EXACT.fullmatch(figure):
        raise _refused(pointer, say("it is no exact figure as text"))
    try:
        return Fraction(figure)
    except ZeroDivisionError as error:
        raise _refused(pointer, say("it is no exact figure as text")) from error


def _decimal(figure: object, pointer: str) -> Decimal | None:
    if figure is None:
        return None
    if not isinstance(figure, str) or not _DECIMAL.fullmatch(figure):
        raise _refused(pointer, say("it is no published figure as text"))
    return Decimal(figure)
