"""Reading files and values from Python, each into the one `Table` of raw cells."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path as FilePath
from typing import Any

from parindex.base import Message, Problem, UnreadableError, at_most, decode, parsed, read_text, say
from parindex.evidence.grid import parse_csv
from parindex.evidence.records import from_python
from parindex.evidence.table import Table

#: How the names of workbooks end.
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MAX_BYTES, MAX_DIGITS = 256 * 1024 * 1024, 400
#: A worksheet behind the name of its workbook, as problems print it.
_SHEET = re.compile(rf"(.+(?:{'|'.join(map(re.escape, WORKBOOKS))})):(.+)", re.IGNORECASE | re.DOTALL)


def read_table(
    source: object,
    columns: Sequence[str] = (),
    units: Iterable[object] | None = None,
    *,
    header_row: int | None = None,
    sheet: str | None = None,
) -> Table:
    """Return the table in a file, or in values given from Python.

    Parameters
    ----------
    source : path or data
        ``-`` is standard input; the suffix tells what a file is; ``book.xlsx:Sheet1`` names a worksheet.
    columns, units
        See `from_python`.
    header_row : int, optional
        The row, from 1, that names the columns of a file.
    sheet : str, optional
        The worksheet of a workbook; the first with anything in it unless given.

    Raises
    ------
    UnreadableError
        The file is absent, a folder, too large, or no such file as its name says.
    ExtraError
        A workbook or a data frame needs a library that is not installed.
    """
    if not isinstance(source, (str, os.PathLike)):
        return from_python(source, columns, units)
    name = os.fspath(source)
    if name == "-":
        if sys.stdin is None:
            raise UnreadableError.of("<stdin>", say("there is no standard input"))
        text = decode(at_most(sys.stdin.buffer, MAX_BYTES + 1), "<stdin>", MAX_BYTES)
        return parse_csv(text, "<stdin>", header_row)
    if (match := _SHEET.fullmatch(name)) and not FilePath(name).exists():
        name, sheet = match.groups()
    suffix = FilePath(name).suffix.casefold()
    if suffix in WORKBOOKS:
        from parindex.evidence.workbook import read_workbook

        return read_workbook(name, header_row, sheet)
    if suffix == ".json":
        return _json(read_text(name, MAX_BYTES), name)
    return parse_csv(read_text(name, MAX_BYTES), name, header_row)


def _json(text: str, source: str) -> Table:
    """Return the table in JSON: records, columns, or ``{unit: {column: value}}``."""
    doubled: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(found)
        if len(table) < len(found):
            doubled.extend(key for key, times in Counter(name for name, _ in found).items() if times > 1)
        return table

    try:
        data = json.loads(text, parse_float=_decimal, parse_constant=str, parse_int=_integer, object_pairs_hook=pairs)
        table = from_python(_flat(data, doubled), (), None, source)
    except json.JSONDecodeError as error:
        fault = Problem("malformed-table", "error", parsed(error.msg), "", source, error.lineno, error.colno)
        return _nothing(source, fault)
    except RecursionError:
        return _nothing(source, Problem("malformed-table", "error", say("nested too deeply"), "", source))
    except (TypeError, ValueError) as error:
        hint = say('write [{{"unit": "01", "indicator": 1}}, …]')
        told = next((part for part in error.args if isinstance(part, Message)), str(error)[:200])
        return _nothing(source, Problem("malformed-table", "error", told, hint, source))
    faults = [
        Problem("duplicate-column", "error", say("the key {key!r} stands twice in one object", key=key), "", source)
        for key in dict.fromkeys(doubled)
    ]
    return table.with_problems(faults)


def _nothing(source: str, problem: Problem) -> Table:
    return Table(source, (), (), {}, (), {}, (problem,))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("nan")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= MAX_DIGITS else Decimal("inf")


def _flat(data: Any, doubled: list[str]) -> Any:
    """Write ``{"rate": {"done": 5, "all": 6}}`` as ``rate.done`` and ``rate.all``; ``value`` is the cell itself."""
    if isinstance(data, list):
        return [_record(row, doubled) if isinstance(row, dict) else row for row in data]
    if isinstance(data, dict) and data and all(isinstance(row, dict) for row in data.values()):
        return {unit: _record(row, doubled) for unit, row in data.items()}
    return data


def _record(row: dict[str, Any], doubled: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, cell in row.items():
        inner = (
            {name if key == "value" else f"{name}.{key}": value for key, value in cell.items()}
            if isinstance(cell, dict)
            else {name: cell}
        )
        doubled += [key for key in inner if key in out]
        out |= inner
    return out
