"""Reading files and values from Python, each into the one `Table` of raw cells."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path as FilePath
from typing import Any

import attrs
import numpy as np

from parindex.base import (
    LIMITS,
    Content,
    ExtraError,
    Limits,
    Message,
    Problem,
    UnreadableError,
    clean,
    decode,
    file_kind,
    parser_message,
    read_bytes,
    read_text,
    say,
)
from parindex.evidence.cells.cell_numbers import BinaryDecimal
from parindex.evidence.cells.headings import english_headings
from parindex.evidence.cells.table import DATA, Table, passed_over, written
from parindex.evidence.files.delimited import parse_delimited
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.grid_tables import without_marks_of_missing
from parindex.evidence.layouts.heads import KnownHeads, id_text, number_as_id
from parindex.evidence.layouts.joining import joined_tables
from parindex.evidence.layouts.layout import beside, layout_read, read_layout
from parindex.evidence.layouts.long_tables import finished_table, is_too_sparse
from parindex.evidence.layouts.sheets import filled_grids, table_of_grid, table_of_workbook
from parindex.evidence.nested_cells import NestedCells, pointers_into

#: How the names of workbooks end.
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_TEXTS = (".csv", ".tsv", ".txt", ".json")
MAX_DIGITS = 400
_BEGINNING = 4096  # characters that tell what a text is
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
#: A worksheet behind the name of its workbook, as problems print it.
_SHEET = re.compile(rf"(.+(?:{'|'.join(map(re.escape, WORKBOOKS))})):(.+)", re.IGNORECASE | re.DOTALL)


def read_table(
    source: object, known: KnownHeads, units: Iterable[object] | None = None, limits: Limits = LIMITS
) -> Table:
    """Return the table in a file or a folder of files, or in values given from Python.

    Parameters
    ----------
    source : path-like, Content or data
        ``-`` is standard input; the suffix tells what a file is; ``book.xlsx:Sheet1`` names a worksheet; the tables in
        a folder are read as one.
    known : KnownHeads
        What the heads of columns may mean, with the layout of the file.
    units
        See `from_python`.
    limits : Limits
        How much is read, and whether files are opened by name.

    Raises
    ------
    UnreadableError
        The file is absent, too large, or no such file as its name says.
    ExtraError
        A workbook or a data frame needs a library that is not installed.
    """
    if isinstance(source, Content):
        return _content(source, known, limits)
    if not isinstance(source, (str, os.PathLike)):
        return from_python(source, known, units, limits=limits)
    if isinstance(source, str) and "\n" in source:
        message = say("this is the text of a table, no name of a file; give it with name=, as a stream, or as records")
        raise UnreadableError.of(source.split("\n", 1)[0][:40], message)
    name = os.fspath(source)
    limits.check_name(name)
    if name != "-" and FilePath(name).is_dir():
        tables = (_file_of_folder(path, known, limits) for path in _files_in(name, limits))
        return joined_tables([*_bounded(limits, name, tables)], name)
    return _file(name, known, limits)


def _files_in(name: str, limits: Limits) -> list[str]:
    """Return the tables in a folder, by their names."""
    there = sorted(path for path in FilePath(name).iterdir() if path.suffix.casefold() in (*WORKBOOKS, *_TEXTS))
    files = [str(path) for path in there if not path.is_dir() and not path.name.startswith((".", "~$"))]
    if not files:
        raise UnreadableError.of(
            name, say("a folder without a table: {suffixes}", suffixes=" ".join((*_TEXTS, *WORKBOOKS)))
        )
    if len(files) > limits.max_sheets:
        raise UnreadableError.of(name, say("a folder of more than {most:,} tables", most=limits.max_sheets))
    return files


def _file_of_folder(name: str, known: KnownHeads, limits: Limits) -> Table:
    """Return the table in a file as the layout beside it says, unless one is named for all."""
    layout = None if known.layout.source else beside(name)
    if layout is None:
        return _file(name, known, limits)
    own = read_layout(layout)
    table = _file(name, attrs.evolve(known, layout=own.overlaid(known.layout)), limits)
    layers = table.layers or ((own.layer,) * len(table.units) if own.layer else ())
    table = attrs.evolve(table, decimal_mark=own.decimal_mark or "", layers=layers)
    (table,) = passed_over([table], own.ignore, own.ignore_rows)
    return table.with_problems([layout_read(layout, name)])


def _file(name: str, known: KnownHeads, limits: Limits) -> Table:
    if name == "-":
        if sys.stdin is None:
            raise UnreadableError.of("<stdin>", say("there is no standard input"))
        return _content(Content(sys.stdin.buffer, "<stdin>"), known, limits, ".csv")
    if (match := _SHEET.fullmatch(name)) and not FilePath(name).exists():
        name, known = match[1], attrs.evolve(known, layout=attrs.evolve(known.layout, sheet=(match[2],)))
    suffix = FilePath(name).suffix.casefold()
    most = min(limits.max_workbook, limits.max_bytes) if suffix in WORKBOOKS else limits.max_bytes
    return _content(Content(read_bytes(name, most), name), known, limits, suffix)


def _content(content: Content, known: KnownHeads, limits: Limits, suffix: str | None = None) -> Table:
    """Return the table in content of the kind that its name ends in, else of the kind that it is."""
    name, data = content.name, content.read(limits.max_bytes, limits)
    del content  # the bytes of a file go as soon as its text is there
    if suffix is None:
        suffix = FilePath(name).suffix.casefold()
        kind = None if suffix in (*_TEXTS, *WORKBOOKS) else file_kind(data)
        suffix = kind.suffixes[0] if kind and kind.suffixes else suffix
    if suffix in WORKBOOKS:
        from parindex.evidence.files.workbook import open_workbook

        return _within(limits, table_of_workbook(open_workbook(name, data, suffix, limits), known.layout.sheet, known))
    text = decode(data, name, limits.max_bytes)
    del data
    if suffix == ".json":
        return _json(text, name, known, limits)
    return _within(limits, table_of_grid(parse_delimited(text, name, limits), known))


def _within(limits: Limits, table: Table) -> Table:
    """Return a table that is no larger than what is read: a long one may be made wider than its file."""
    limits.check_size(table.source, len(table.units), len(table.columns))
    return table


def _bounded(limits: Limits, name: str, tables: Iterable[Table]) -> Iterator[Table]:
    """Yield the tables of a folder, as long as they are together no more than one may be."""
    rows = cells = 0
    for table in tables:
        rows, cells = rows + len(table.units), cells + len(table.units) * len(table.columns)
        limits.check_size(name, rows)
        limits.check_cells(name, cells)
        yield table


def grids_in(name: str, titles: Sequence[str] = (), limits: Limits = LIMITS) -> list[Grid]:
    """Return the cells of a file, of a workbook those of the worksheets named or of all that are visible and filled."""
    limits.check_name(name)
    if FilePath(name).suffix.casefold() not in WORKBOOKS:
        return [parse_delimited(read_text(name, limits.max_bytes), name, limits)]
    from parindex.evidence.files.workbook import open_workbook

    content = read_bytes(name, min(limits.max_workbook, limits.max_bytes))
    return filled_grids(open_workbook(name, content, None, limits), titles)


def _json(text: str, source: str, known: KnownHeads, limits: Limits) -> Table:
    """Return the table in JSON: records, columns, or ``{unit: {column: value}}``."""
    _check_values(text, source, limits)
    nested = NestedCells()
    try:
        data = json.loads(
            text, parse_float=_decimal, parse_constant=str, parse_int=_integer, object_pairs_hook=nested.pairs
        )
        return from_python(data, known, source=source, limits=limits, nested=nested)
    except json.JSONDecodeError as error:
        why, hint = _no_json(text) or (parser_message(error.msg), "")
        return _nothing(source, Problem("malformed-table", "error", why, hint, source, error.lineno, error.colno))
    except RecursionError:
        return _nothing(source, Problem("malformed-table", "error", say("nested too deeply"), "", source))
    except (TypeError, ValueError) as error:
        hint = say('write [{{"unit": …, "indicator": …}}, …]')
        message = next((part for part in error.args if isinstance(part, Message)), str(error)[:200])
        return _nothing(source, Problem("malformed-table", "error", message, hint, source))


def _no_json(text: str) -> tuple[Message, Message] | None:
    """Say what a text is, and what to do, where it is of another kind than JSON."""
    kind = file_kind(text[:_BEGINNING].strip().encode("utf-8", "replace"))
    if kind is None or ".json" in kind.suffixes:
        return None
    return say("this is {kind}, no JSON", kind=kind.told), kind.remedy


def _check_values(text: str, source: str, limits: Limits) -> None:
    """Refuse JSON with more values, or more objects and lists, than a table of records can have; none is made first."""
    most = limits.max_cells + 2 * limits.max_rows  # each record has a unit, and may have a name
    for mark in ",{[":
        count = text.count(mark)
        if count > most:
            count -= sum(string[0].count(mark) for string in _STRING.finditer(text))
        if count > most:
            raise UnreadableError.of(source, say("{count:,} values, more than {most:,}", count=count, most=most))


def _nothing(source: str, problem: Problem) -> Table:
    return Table(source, (), (), {}, (), {}, (problem,))


def _decimal(text: str) -> Decimal:
    try:
        return BinaryDecimal(text)
    except InvalidOperation:
        return Decimal("nan")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= MAX_DIGITS else Decimal(text)


def from_python(
    data: object,
    known: KnownHeads,
    units: Iterable[object] | None = None,
    *,
    source: str = DATA,
    limits: Limits = LIMITS,
    nested: NestedCells | None = None,
) -> Table:
    """Return a table of values given from Python.

    Parameters
    ----------
    data : mapping, list of mappings, or array (n_units, n_columns)
        ``{unit: {column: value}}``, ``{"unit": [...], column: [...]}``, records, or numbers.
    known : KnownHeads
        What columns may be called; those of an array are the indicators in order.
    units : iterable, optional
        The units of an array or of columns without ``unit``.
    nested : NestedCells, optional
        What brought the data of JSON to objects.

    Raises
    ------
    TypeError, ValueError
        `data` is none of these, or columns differ in length.
    """
    if isinstance(data, list):
        limits.check_size(source, len(data))
    nested = nested or NestedCells()
    flat = nested.flat(data)
    framed = _frame(flat)
    given, units = _columns_of(framed, [leaf.id for leaf in known.definition.leaves], units, source, limits)
    limits.check_size(source, 1, len(given))
    body, stood = _under_their_heads(given, known, has_units=units is not None)
    pointers = pointers_into(flat, stood, nested) if framed is flat else None
    body.pop("row", None)
    if units is not None and "unit" in body:
        raise ValueError(say("units are given twice: by the data, and by units="))
    units = body.pop("unit", None) if units is None else units
    if units is None:
        raise ValueError(say("evidence needs 'unit': a column, a key of each record, or units=…"))
    if isinstance(units, (str, bytes, set, frozenset)):
        raise TypeError(say("units are a {type}, not a list", type=type(units).__name__))
    unclear = _numbers_as_ids(body, known)
    units = list(units)
    labels = tuple(clean(written(unit)) for unit in units)
    limits.check_size(source, len(labels), len(body))
    called = list(body.pop("name", [""] * len(labels)))
    names = tuple(clean(written(name)) for name in called)
    cells, doubled = _cells_by_name(body, len(labels), known)
    table = Table(source, labels, names, cells, tuple(range(1, len(labels) + 1)), {}, pointers=pointers)
    problems = [*_doubtful_heads(given, known, table)]
    problems += [table.problem("number-as-id", *told, row=row, column="indicator") for row, told in unclear]
    problems += [*_no_names(units, "unit", table), *_no_names(called, "name", table)]
    for name in doubled:
        message = say("two columns are called {name!r}", name=name)
        problems.append(table.problem("duplicate-column", message, column=name))
    return finished_table(table.with_problems([*problems, *nested.told_twice(source)]), known)


def _no_names(cells: Iterable[object], column: str, table: Table) -> Iterator[Problem]:
    """Yield cells that hold what names no unit: a list, a mapping, true."""
    for row, cell in enumerate(cells):
        if isinstance(cell, (list, tuple, set, frozenset, dict, bytes, bool, np.ndarray, np.bool_)):
            message = say("{cell!r} names no unit", cell=cell if isinstance(cell, bool) else str(cell)[:40])
            yield table.problem("missing-unit", message, say("write a text or a number"), row=row, column=column)


def _under_their_heads(
    given: dict[Any, Any], known: KnownHeads, *, has_units: bool
) -> tuple[dict[Any, Any], dict[str, object]]:
    """Return columns by what their heads stand for, and under which key each stood."""
    called = [known.column(clean(str(name))) or str(name) for name in given]
    nodes = {name for name in called if name in known.definition}
    heads = english_headings(called, own=nodes, has_units=has_units)
    body = dict(given)
    if len(set(heads)) == len(heads):
        body = dict(zip(heads, given.values(), strict=True))
    stood: dict[str, object] = {}
    for head, key in zip(body, given, strict=True):
        stood.setdefault(clean(str(head)), key)
    return body, stood


def _cells_by_name(body: Mapping[Any, Any], size: int, known: KnownHeads) -> tuple[dict[str, Any], list[str]]:
    """Return the cells of each column, and names that stand twice."""
    cells: dict[str, Any] = {}
    doubled = []
    for raw, column in body.items():
        name = clean(str(raw))
        if isinstance(column, (str, bytes, Mapping, set, frozenset)) or getattr(column, "ndim", 1) != 1:
            raise TypeError(
                say("column {name!r} is a {type}, not a list of values", name=name[:80], type=type(column).__name__)
            )
        if len(column) != size:
            values = {"name": name[:80], "count": len(column), "units": size}
            raise ValueError(say("column {name!r} has {count} values for {units} units", **values))
        if name in cells:
            doubled.append(name)
        cells.setdefault(name, without_marks_of_missing(column, known.marks_of(name)))
    return cells, doubled


def _doubtful_heads(names: Iterable[object], known: KnownHeads, table: Table) -> Iterator[Problem]:
    """Yield names of columns that differ from the title they begin with, and numbers that may stand for several ids."""
    for name in names:
        id_, told = known.doubt(clean(str(name)))
        if told:
            yield table.problem("title-differs", told, "", "warning", column=id_)
    for name in names:
        if isinstance(name, (float, np.floating)) and len(alike := id_text(float(name), None, known)[1]) > 1:
            yield table.problem("number-as-id", *number_as_id(str(name), alike), column=str(name))


def _numbers_as_ids(body: dict[str, Any], known: KnownHeads) -> list[tuple[int, tuple[str, str]]]:
    """Put ids in place of numbers in a column of indicators; return rows whose number may be several ids."""
    cells = body.get("indicator")
    if cells is None or not any(isinstance(cell, (float, np.floating)) for cell in cells):
        return []
    texts = [id_text(cell, None, known) for cell in cells]
    body["indicator"] = [text for text, _ in texts]
    return [(row, number_as_id(text, alike)) for row, (text, alike) in enumerate(texts) if alike]


def _columns_of(
    data: object, columns: Sequence[str], units: Iterable[object] | None, source: str, limits: Limits
) -> tuple[dict[Any, Any], Iterable[object] | None]:
    """Return what is given as columns, and the units."""
    if isinstance(data, np.ndarray):
        if data.shape[1:] != (len(columns),):
            raise ValueError(
                say(
                    "an array of evidence is (n_units, {columns}) here, not {shape}",
                    columns=len(columns),
                    shape=data.shape,
                )
            )
        units = range(1, len(data) + 1) if units is None else list(units)
        if len(units) != len(data):
            raise ValueError(say("{units} units for {rows} rows", units=len(units), rows=len(data)))
        return {name: data[:, at] for at, name in enumerate(columns)}, units
    if isinstance(data, Mapping) and all(isinstance(row, Mapping) for row in data.values()):
        if units is not None:
            raise ValueError(say("units are given twice: by the data, and by units="))
        return _by_column(list(data.values()), source, limits), data.keys()
    if isinstance(data, Mapping):
        return dict(data), units
    if isinstance(data, Sequence) and not isinstance(data, str) and all(isinstance(row, Mapping) for row in data):
        return _by_column(data, source, limits), units if data else ()
    message = say(
        "evidence is a path, a mapping, a list of records, a two-dimensional array or a data frame, not {type}",
        type=type(data).__name__,
    )
    raise TypeError(message)


def _by_column(rows: Sequence[Mapping[Any, Any]], source: str, limits: Limits) -> dict[str, Any]:
    limits.check_size(source, len(rows))
    names = dict.fromkeys(name for row in rows for name in row)
    limits.check_size(source, 1, len(names))
    if is_too_sparse(span := len(rows) * len(names), filled := sum(map(len, rows))):
        message = say("rows and columns span {span:,} cells, and only {given:,} are given", span=span, given=filled)
        raise ValueError(message)
    return {name: [row.get(name) for row in rows] for name in names}


def _frame(data: Any) -> Any:
    """Return a data frame of pandas, polars or pyarrow as columns; anything else as it is."""
    if not any(hasattr(data, name) for name in ("__dataframe__", "__arrow_c_stream__", "__narwhals_dataframe__")):
        return data
    try:
        import narwhals.stable.v1 as nw
    except ImportError:
        raise ExtraError(say("reading a data frame"), "frames") from None
    if not hasattr(data, "columns") and not hasattr(data, "column_names"):
        raise TypeError(say("evidence is a data frame with a column of units, not {type}", type=type(data).__name__))
    if hasattr(data, "set_axis"):  # columns of pandas may be called by anything
        data = data.set_axis([str(name) for name in data.columns], axis=1)
    try:
        frame = nw.from_native(data, eager_only=True)
        return {name: _column(frame[name]) for name in frame.columns}
    except (TypeError, ValueError) as error:  # those of the library are of these kinds
        raise ValueError(say("the data frame cannot be read: {why}", why=" ".join(str(error).split())[:200])) from None


def _column(series: Any) -> Any:
    if series.dtype.is_numeric() and not series.dtype.is_decimal() and not series.null_count():
        return series.to_numpy()
    cells = zip(series.to_list(), series.is_null().to_list(), strict=True)
    return [None if null else cell for cell, null in cells]
