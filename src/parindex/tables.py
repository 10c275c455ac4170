"""Reading tables: whatever evidence comes as, one table of raw cells with the place of each comes out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

import attrs
import numpy as np

from parindex.cells import decimal_mark
from parindex.checks import PAPERS
from parindex.problems import Collector, Path, Problem, near
from parindex.texts import clean, fold

MAX_BYTES = 256 * 1024 * 1024
SEPARATORS = (",", ";", "\t")
DATA = "<data>"
#: A table of few values in a wide grid spans so many cells, and so many more for each value.
MAX_SPARSE, MAX_SPARSE_EACH = 1_000_000, 20

Cells = Sequence[Any] | np.ndarray[Any, Any]
#: Headings of the columns that are no indicators, as offices write them.
_HEADINGS = {
    fold(heading): name
    for name, headings in {
        "unit": ("đơn vị", "mã đơn vị"),
        "name": ("tên đơn vị",),
        "layer": ("lần chấm", "vòng chấm"),
        "row": ("stt", "số tt", "số thứ tự"),
        "indicator": ("tiêu chí", "mã tiêu chí"),
        "value": ("giá trị",),
        "document": ("tài liệu kiểm chứng",),
        "page": ("trang",),
        "note": ("ghi chú",),
    }.items()
    for heading in headings
}
_UNIT = {"unit", fold("đơn vị"), fold("mã đơn vị")}
#: Layers of points, as a column `layer` names them.
LAYERS = ("self_assessed", "appraised", "reappraised", "survey")
_LAYERS = {
    fold(word): layer
    for layer, words in zip(
        LAYERS,
        (
            ("tự đánh giá", "điểm tự đánh giá"),
            ("thẩm định", "điểm thẩm định", "thẩm định lần 1"),
            ("thẩm định lần 2",),
            ("điều tra xã hội học",),
        ),
        strict=True,
    )
    for word in (layer, layer.replace("_", "-"), layer.replace("_", " "), *words)
}
#: So many rows of titles may stand above the header.
_TITLES = 20


@attrs.frozen(eq=False, repr=False)
class Table:
    """Raw cells by column, one row a unit.

    Attributes
    ----------
    source : str
        The file, or ``<data>``.
    units, names : tuple of str
        The unit of each row, and its name where one is given, else "".
    columns : dict of str to cells
        Everything else, by the name of the column.
    lines : tuple of int
        The line of the file, or the number of the row, each unit stands on.
    fields : dict of str to int
        The field of each column, from 1; empty where columns have no order.
    header : int or None
        The line of the file that names the columns.
    problems : tuple of Problem
        What is wrong with the table as a table.
    sheet : str
        The worksheet, where it comes from a workbook.
    cell_lines : dict of (row, column) to int
        Where a table is long, with a row a value: the line of each.
    layers : tuple of str
        The layer of each row, where a column says it; units may stand in several then.
    origins : dict of (row, column) to Table
        Cells that were taken from another table of the same rows: there a fault is to be mended.
    mark : str or None
        The decimal mark, where these rows are a part of a table that tells it.
    """

    source: str
    units: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, Cells]
    lines: tuple[int, ...]
    fields: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    header: int | None = None
    sheet: str = ""
    cell_lines: Mapping[tuple[int, str], int] = attrs.field(factory=dict)
    layers: tuple[str, ...] = ()
    origins: Mapping[tuple[int, str], Table] = attrs.field(factory=dict)
    mark: str | None = None

    def take(self, rows: Sequence[int]) -> Table:
        """Return some rows, in the order given; -1 stands for a row with nothing in it."""

        def picked(cells: Cells, nothing: Any = None) -> Any:
            if isinstance(cells, np.ndarray) and -1 not in rows:
                return cells[list(rows)]
            return [nothing if row < 0 else cells[row] for row in rows]

        place: dict[int, list[int]] = {}
        for at, row in enumerate(rows):
            place.setdefault(row, []).append(at)
        return attrs.evolve(
            self,
            units=tuple(picked(self.units, "")),
            names=tuple(picked(self.names, "")),
            columns={name: picked(cells) for name, cells in self.columns.items()},
            lines=tuple(picked(self.lines, self.header or 1)),
            layers=tuple(picked(self.layers, "")) if self.layers else (),
            cell_lines={(at, name): line for (row, name), line in self.cell_lines.items() for at in place.get(row, ())},
            mark=self.decimal_mark,
        )

    def overlaid(self, other: Table, columns: Iterable[str], *, whole: bool = False) -> Table:
        """Return the table with cells of another one, of the same rows, where its own are empty; or `whole` columns."""
        out, origins = dict(self.columns), dict(self.origins)
        for name in columns:
            cells, own = other.columns[name], out.get(name)
            blank = range(len(cells)) if whole or own is None else [at for at, cell in enumerate(own) if is_blank(cell)]
            out[name] = cells if len(blank) == len(cells) else _filled(own, cells, blank)
            origins |= {(row, name): other.origins.get((row, name), other) for row in blank}
        return attrs.evolve(self, columns=out, origins=origins, mark=self.decimal_mark)

    def without(self, ignored: Iterable[str]) -> Table:
        """Return the table without some columns; one that is not there is a problem."""
        names = [clean(name) for name in ignored]
        columns = {name: cells for name, cells in self.columns.items() if name not in names}
        absent = [
            self.problem("unknown-column", f"there is no column {name!r} to ignore", near(name, self.columns))
            for name in names
            if name not in self.columns
        ]
        return attrs.evolve(self, columns=columns, problems=(*self.problems, *absent))

    def without_rows(self, ignored: Iterable[str]) -> Table:
        """Return the table without the rows of some names, such as totals; one that is not there is a problem."""
        names = {fold(clean(name)): name for name in ignored}
        rows = [row for row, unit in enumerate(self.units) if fold(unit) not in names]
        present = {fold(unit) for unit in self.units}
        absent = [
            self.problem("unknown-unit", f"there is no row {name!r} to ignore", near(name, self.units), column="unit")
            for folded, name in names.items()
            if folded not in present
        ]
        taken = self if len(rows) == len(self.units) else self.take(rows)
        kept = [found for found in self.problems if not (found.path and fold(str(found.path[0])) in names)]
        return attrs.evolve(taken, problems=(*kept, *absent))

    def blank_rows(self) -> list[int]:
        """Return the rows that hold nothing but a unit or a name."""
        cells = list(self.columns.values())
        return [row for row in range(len(self.units)) if all(is_blank(column[row]) for column in cells)]

    def problem(self, code: str, message: str, hint: str = "", *, row: int | None = None, column: str = "") -> Problem:
        """Return a problem at a row, a column or a cell."""
        if row is not None and (row, column) in self.origins:
            return self.origins[row, column].problem(code, message, hint, row=row, column=column)
        line = self.lines[row] if row is not None else self.header
        field = self.fields.get(column)
        if row is not None and self.cell_lines:
            line, field = self.cell_lines.get((row, column), line), self.fields.get(column, self.fields.get("value"))
        path: Path = tuple(part for part in (self.units[row] if row is not None else "", column) if part)
        cell = f"{self.sheet}!{letters(field)}{line}" if self.sheet and field and line else ""
        return Problem(code, "error", message, hint, self.source, line, field, path, cell)

    def with_blank(self, columns: Iterable[str]) -> Table:
        """Return the table with columns that hold nothing."""
        blank = {name: [None] * len(self.units) for name in columns}
        return attrs.evolve(self, columns={**self.columns, **blank}, mark=self.decimal_mark)

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Unit and layer of each row."""
        return list(zip(self.units, self.layers or ("",) * len(self.units), strict=True))

    @cached_property
    def decimal_mark(self) -> str:
        """The decimal mark that its cells show beyond doubt, or ""."""
        if self.mark is not None:
            return self.mark
        figures = [cells for name, cells in self.columns.items() if name.rpartition(".")[2] not in PAPERS]
        return decimal_mark(cell for cells in figures if isinstance(cells, list) for cell in cells)

    def with_problems(self, problems: Iterable[Problem]) -> Table:
        """Return the table with further problems."""
        return attrs.evolve(self, problems=(*self.problems, *problems))


def letters(column: int) -> str:
    """Return the letters by which spreadsheets call a column, counted from 1."""
    out = ""
    while column:
        column, place = divmod(column - 1, 26)
        out = chr(ord("A") + place) + out
    return out


def is_missing(cell: object) -> bool:
    """Return whether a cell from Python holds nothing: None or nan."""
    if isinstance(cell, Decimal):
        return cell.is_qnan()
    return cell is None or (isinstance(cell, (float, np.floating)) and math.isnan(cell))


def is_blank(cell: object) -> bool:
    """Return whether a cell holds nothing: missing, or text of blanks only."""
    return is_missing(cell) or (isinstance(cell, str) and not clean(cell))


def _filled(own: Any, cells: Cells, rows: Iterable[int]) -> list[Any]:
    out = list(own)
    for row in rows:
        out[row] = cells[row]
    return out


def parse_csv(text: str, source: str = DATA, header_row: int | None = None) -> Table:
    """Return the table in a text of separated values."""
    problems = Collector()
    rows, lines = _rows(text, source, problems)
    return from_cells(rows, lines, source, header_row, problems=problems)


def from_cells(
    rows: Sequence[Sequence[Any]],
    lines: Sequence[int],
    source: str,
    header_row: int | None = None,
    *,
    sheet: str = "",
    problems: Iterable[Problem] = (),
) -> Table:
    """Return the table in rows of cells, of which one names the columns."""
    problems = Collector(problems)
    top = _header(rows, lines, header_row)
    if top is None:
        message = "the table is empty" if not problems else "nothing could be read"
        message = message if header_row is None else f"there is nothing in row {header_row}"
        if not problems:
            problems.append(Problem("empty-table", "error", message, "begin with a header: unit, …", source))
        return Table(source, (), (), {}, (), {}, tuple(problems))
    rows, lines = rows[top:], lines[top:]
    header = _aliased([clean(_label(cell)) for cell in rows[0]])
    while header and not header[-1] and not any(len(row) >= len(header) and row[len(header) - 1] for row in rows):
        header.pop()  # a separator at the end of each line
    body, kept = [], []
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if not any(map(_label, row)):
            continue
        if len(row) < len(header) or any(row[len(header) :]):
            message = f"{len(row)} fields where the header has {len(header)}"
            hint = "quote a value that holds the separator, such as a decimal comma"
            if len(row) < len(header):
                hint = "a separator is missing; an empty cell needs one too"
            name = clean(_label(row[0]))
            problems.append(Problem("malformed-table", "error", message, hint, source, line, path=(name,)))
        else:
            body.append(row)
            kept.append(line)
    return _table(source, header, body, [lines[0], *kept], problems, sheet=sheet)


def _header(rows: Sequence[Sequence[Any]], lines: Sequence[int], header_row: int | None) -> int | None:
    """Return which row names the columns: the one given, else the first with a cell `unit`, else the first."""
    if header_row is not None:
        return lines.index(header_row) if header_row in lines else None
    named = (at for at, row in enumerate(rows[:_TITLES]) if names_units([row]))
    filled = (at for at, row in enumerate(rows) if any(map(_label, row)))
    return next(chain(named, filled), None)


def names_units(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether one of the first rows has a cell that heads the units."""
    return any(_UNIT & set(map(fold, set(map(_label, row)))) for row in rows[:_TITLES])


def _label(cell: object) -> str:
    """Return a cell as the text of a name: a whole number without its decimals."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _aliased(header: list[str]) -> list[str]:
    """Bring Vietnamese headings to their names, where none has that name already."""
    taken = set(header)
    aliases = {name: _HEADINGS.get(fold(name), name) for name in taken}
    return [name if aliases[name] in taken else aliases[name] for name in header]


def _first(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field beyond all bounds: not the separator
        return []


def _likely(header: list[str]) -> tuple[bool, int]:
    return "unit" in map(clean, header), len(header)


def _rows(text: str, source: str, problems: Collector) -> tuple[list[list[str]], list[int]]:
    """Split the text into rows with the line each begins on; rows without anything in them are passed over."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    told = first.startswith("sep=") and first.rstrip("\r")[4:] in SEPARATORS  # Excel's own way to say it
    separator = first[4] if told else max(SEPARATORS, key=lambda mark: _likely(_first(first, mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, lines, begins = [], [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        hint = "check the quotation marks"
        problems.append(Problem("malformed-table", "error", str(error), hint, source, begins))
    return (rows[1:], lines[1:]) if told else (rows, lines)


def _table(
    source: str, header: list[str], rows: list[Any], lines: list[int], problems: Collector, *, sheet: str
) -> Table:
    fields: dict[str, int] = {}
    for at, name in enumerate(header):
        if name in fields and name:
            message = f"the column {name!r} stands in fields {fields[name]} and {at + 1}"
            problems.append(Problem("duplicate-column", "error", message, "", source, lines[0], at + 1, (name,)))
        fields.setdefault(name, at + 1)
    columns: dict[str, Any] = {name: [row[at - 1] for row in rows] for name, at in fields.items()}
    if sheet and not any(columns.get("", ())):
        columns.pop("", None)  # an empty column of a worksheet
    if "unit" not in columns:
        hint = (
            f"name the column of unit codes 'unit', or the row of the header; found: {', '.join(filter(None, header))}"
        )
        problems.append(Problem("empty-table", "error", "there is no column 'unit'", hint[:200], source, lines[0]))
        return Table(source, (), (), {}, (), {}, tuple(problems))
    columns.pop("row", None)  # the number of the row
    units = [clean(_label(cell)) for cell in columns.pop("unit")]
    names = [clean(_label(cell)) for cell in columns.pop("name", [""] * len(units))]
    table = Table(
        source, tuple(units), tuple(names), columns, tuple(lines[1:]), fields, tuple(problems), lines[0], sheet
    )
    return _units_checked(_widened(_layered(table)))


def _layered(table: Table) -> Table:
    """Take the column ``layer`` out; a name that is no layer is a problem."""
    if "layer" not in table.columns:
        return table
    columns = dict(table.columns)
    words = ["" if is_missing(cell) else clean(str(cell)) for cell in columns.pop("layer")]
    layers = tuple(_LAYERS.get(fold(word), word) for word in words)
    faults = Collector(
        table.problem(
            "unknown-layer", f"{word[:40]!r} is no layer", f"one of {', '.join(LAYERS)}", row=row, column="layer"
        )
        for row, (word, layer) in enumerate(zip(words, layers, strict=True))
        if layer not in LAYERS
    )
    return attrs.evolve(table, columns=columns, layers=layers).with_problems(faults)


def _widened(table: Table) -> Table:
    """Bring a long table, unit, indicator and value in a row each, to a row a unit and a column an indicator.

    A document, page or note of the row becomes the column ``indicator.document`` and so on.
    """
    if not {"indicator", "value"} <= table.columns.keys():
        return table
    keys = table.keys
    place = {key: row for row, key in enumerate(dict.fromkeys(keys))}
    first: dict[tuple[str, str], int] = {}
    columns: dict[str, list[Any]] = {}
    cell_lines: dict[tuple[int, str], int] = {}
    problems = Collector(table.problems)
    span = len(place) * len({clean(_label(raw)) for raw in table.columns["indicator"]})
    if _sparse(span, len(keys)):
        message = f"units and indicators span {span:,} cells, and only {len(keys):,} have a row"
        problems.append(table.problem("malformed-table", message))
        return Table(table.source, (), (), {}, (), table.fields, tuple(problems), table.header, table.sheet)
    extra = [name for name in table.columns if name not in ("indicator", "value", *PAPERS)]
    for name in extra:
        hint = f"a long table has unit, indicator, value, {', '.join(PAPERS)}"
        problems.append(table.problem("unknown-column", f"column {name!r} has no meaning here", hint, column=name))
    papers = [(name, table.columns[name]) for name in PAPERS if name in table.columns]
    for at, (key, raw, cell) in enumerate(zip(keys, table.columns["indicator"], table.columns["value"], strict=True)):
        row, name = place[key], clean(_label(raw))
        first.setdefault(key, at)
        if (row, name) in cell_lines:
            message = f"{key[0]}, {name}: stands in row {cell_lines[row, name]} already"
            problems.append(table.problem("duplicate-row", message, row=at, column="indicator"))
            continue
        cell_lines[row, name] = table.lines[at]
        if name not in columns:
            columns[name] = [None] * len(place)
        columns[name][row] = cell
        for paper, cells in papers:
            if not is_missing(cells[at]) and cells[at] != "":
                if f"{name}.{paper}" not in columns:
                    columns[f"{name}.{paper}"] = [None] * len(place)
                columns[f"{name}.{paper}"][row] = cells[at]
                cell_lines[row, f"{name}.{paper}"] = table.lines[at]
    rows = list(first.values())
    return attrs.evolve(
        table,
        units=tuple(table.units[at] for at in rows),
        names=tuple(table.names[at] for at in rows),
        lines=tuple(table.lines[at] for at in rows),
        layers=tuple(table.layers[at] for at in rows) if table.layers else (),
        columns=columns,
        cell_lines=cell_lines,
        problems=tuple(problems),
    )


def _sparse(span: int, given: int) -> bool:
    """Return whether a grid of so many cells is far too wide for the values given."""
    return span > MAX_SPARSE + MAX_SPARSE_EACH * given


def _units_checked(table: Table) -> Table:
    problems = Collector(table.problems)
    seen: dict[tuple[str, str], int] = {}
    for row, key in enumerate(table.keys):
        if not key[0]:
            problems.append(table.problem("missing-unit", "the row names no unit", row=row, column="unit"))
        elif key in seen:
            message = f"unit {key[0]!r} stands in row {table.lines[seen[key]]} already"
            problems.append(table.problem("duplicate-unit", message, row=row, column="unit"))
        seen.setdefault(key, row)
    if not table.units and not problems:
        problems.append(table.problem("empty-table", "the table has a header but no unit", "add a row a unit"))
    return attrs.evolve(table, problems=tuple(problems))


def from_python(
    data: object, columns: Sequence[str], units: Iterable[object] | None = None, source: str = DATA
) -> Table:
    """Return a table of values given from Python.

    Parameters
    ----------
    data : mapping, list of mappings, or array (n_units, n_columns)
        ``{unit: {column: value}}``, ``{"unit": [...], column: [...]}``, records, or numbers.
    columns : sequence of str
        The columns of an array, in order.
    units : iterable, optional
        The units of an array or of columns without ``unit``.

    Raises
    ------
    TypeError, ValueError
        `data` is none of these, or columns differ in length.
    """
    body, units = _columns_of(data, columns, units)
    heads = [str(name) for name in body]
    body = dict(zip(_aliased(heads), body.values(), strict=True)) if len(set(_aliased(heads))) == len(heads) else body
    body.pop("row", None)
    units = body.pop("unit", None) if units is None else units
    if units is None:
        raise ValueError("evidence needs 'unit': a column, a key of each record, or units=…")
    if isinstance(units, (str, bytes, set, frozenset)):
        raise TypeError(f"units are a {type(units).__name__}, not a list")
    labels = tuple("" if is_missing(unit) else clean(str(unit)) for unit in units)
    names = tuple("" if is_missing(name) else clean(str(name)) for name in body.pop("name", [""] * len(labels)))
    problems: list[Problem] = []
    cells: dict[str, Any] = {}
    for raw, column in body.items():
        name = clean(str(raw))
        if isinstance(column, (str, bytes, Mapping, set, frozenset)):
            raise TypeError(f"column {name!r} is a {type(column).__name__}, not a list of values")
        if len(column) != len(labels):
            raise ValueError(f"column {name!r} has {len(column)} values for {len(labels)} units")
        if name in cells:
            message = f"two columns are called {name!r}"
            problems.append(Problem("duplicate-column", "error", message, "", source, path=(name,)))
        cells.setdefault(name, column)
    lines = tuple(range(1, len(labels) + 1))
    return _units_checked(_widened(_layered(Table(source, labels, names, cells, lines, {}, tuple(problems)))))


def _columns_of(
    data: object, columns: Sequence[str], units: Iterable[object] | None
) -> tuple[dict[Any, Any], Iterable[object] | None]:
    """Return what is given as columns, and the units."""
    if isinstance(data, np.ndarray):
        if data.shape[1:] != (len(columns),):
            raise ValueError(f"an array of evidence is (n_units, {len(columns)}) here, not {data.shape}")
        units = range(1, len(data) + 1) if units is None else list(units)
        if len(units) != len(data):
            raise ValueError(f"{len(units)} units for {len(data)} rows")
        return {name: data[:, at] for at, name in enumerate(columns)}, units
    if isinstance(data, Mapping) and all(isinstance(row, Mapping) for row in data.values()):
        return _by_column(list(data.values())), data.keys()
    if isinstance(data, Mapping):
        body = dict(data)
        return body, body.pop("unit", units)
    if isinstance(data, Sequence) and not isinstance(data, str) and all(isinstance(row, Mapping) for row in data):
        body = _by_column(data)
        return body, body.pop("unit", units if data else ())
    expected = "a path, a mapping, a list of records or a two-dimensional array"
    hint = '; frame.to_dict("records") gives records' if hasattr(data, "to_dict") else ""
    raise TypeError(f"evidence is {expected}, not {type(data).__name__}{hint}")


def _by_column(rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    if _sparse(span := len(rows) * len(names), given := sum(map(len, rows))):
        raise ValueError(f"rows and columns span {span:,} cells, and only {given:,} are given")
    return {name: [row.get(name) for row in rows] for name in names}
