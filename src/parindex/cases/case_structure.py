"""How the figures of cases are read: cells kept as they are written, one unit or several."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from cattrs import Converter
from cattrs.errors import IterableValidationError, IterableValidationNote

from parindex.base import Path, say
from parindex.cases.case import CaseEvidence, CaseRow, Cell, Expected, Tolerance
from parindex.definition import (
    FaultError,
    Hook,
    list_hook,
    noted,
    number_of,
    quoted,
    table_hook,
    text_of,
    wrong_type,
)


def _figure(value: object, _: object = None) -> str | Decimal:
    """Read a cell of a case: a text, or a number kept as it is written."""
    if isinstance(value, str):
        return text_of(value)
    number_of(value, Fraction)
    return Decimal(cast("int | Decimal", value))


def _named(value: object, read: Callable[[object], Any], keys: tuple[str, ...] = ()) -> list[tuple[Path, Any]]:
    """Read what stands under names; a table within makes a longer name, so that 1.1 = 5 needs no quotes."""
    if not isinstance(value, dict):
        return [(keys, read(value))]
    cells, faults = [], []
    for key, entry in value.items():
        try:
            cells += _named(entry, read, (*keys, key))
        except (FaultError, IterableValidationError) as fault:
            faults.append(noted(fault, IterableValidationNote("", key, Cell)))
    if faults:
        raise IterableValidationError("cells", faults, CaseRow)
    return cells


def _name(keys: Path) -> str:
    return text_of(".".join(map(str, keys)))


def _row(converter: Converter) -> Hook:
    structure_list = list_hook(tuple[Decimal, ...], converter)

    def figures(value: object) -> object:
        return structure_list(value, tuple) if isinstance(value, list) else _figure(value)

    def hook(value: object, _: object) -> CaseRow:
        if not isinstance(value, dict):
            raise wrong_type(value, say("a table of figures"), say("write {{ name = figure, … }}"))
        unit = value.get("unit")
        if unit is not None and not isinstance(unit, str):
            fault = wrong_type(unit, say("text"), quoted(unit))
            raise IterableValidationError("row", [noted(fault, IterableValidationNote("", "unit", str))], CaseRow)
        named = _named({key: cell for key, cell in value.items() if key != "unit"}, figures)
        cells = tuple(Cell(_name(keys), cell, keys) for keys, cell in named)
        return CaseRow(cells, None if unit is None else text_of(unit))

    return hook


def _rows(converter: Converter) -> Hook:
    """Read the figures of one unit, or of a list of units."""
    row = converter.get_structure_hook(CaseRow)
    structure_list = list_hook(tuple[CaseRow, ...], converter)

    def hook(value: object, _: object) -> tuple[CaseRow, ...]:
        if isinstance(value, dict):
            return (row(value, CaseRow),)
        if not isinstance(value, list):
            hint = say("write {{ name = figure, … }}, or [{{ unit = …, name = figure, … }}, …]")
            raise wrong_type(value, say("figures of a unit, or a list of units"), hint)
        return tuple(
            CaseRow(tuple(Cell(cell.name, cell.value, (at, *cell.keys)) for cell in read.cells), read.unit)
            for at, read in enumerate(structure_list(value, tuple))
        )

    return hook


def _tolerance(value: object, _: object) -> Tolerance:
    if not isinstance(value, dict):
        return Tolerance((("", _distance(value)),))
    return Tolerance(tuple((_name(keys), distance) for keys, distance in _named(value, _distance)))


def _distance(value: object) -> Fraction:
    number = number_of(value, Fraction)
    if number < 0:
        raise FaultError("wrong-value", say("a tolerance is not below 0, found {value}", value=value))
    return number


def _expected(converter: Converter) -> Callable[[object, object], Expected]:
    structure = table_hook(Expected, converter)
    return lambda value, _: Expected(text_of(value)) if isinstance(value, str) else structure(value, Expected)


def register(converter: Converter) -> None:
    """Teach a converter to read cases."""
    converter.register_structure_hook(Decimal, _figure)
    converter.register_structure_hook(CaseRow, _row(converter))
    converter.register_structure_hook(Tolerance, _tolerance)
    converter.register_structure_hook(Expected, _expected(converter))
    rows = _rows(converter)
    converter.register_structure_hook_func(lambda type_: type_ == tuple[CaseRow, ...], rows)
    converter.register_structure_hook_func(
        lambda type_: type_ == CaseEvidence,
        lambda value, _: text_of(value) if isinstance(value, str) else rows(value, tuple),
    )
