"""Values given from Python: mappings, records, arrays and data frames, brought to a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from parindex.base import ExtraError, Problem, clean, say
from parindex.evidence.grid import aliased, finished, sparse
from parindex.evidence.table import DATA, Table, written


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
    body, units = _columns_of(_frame(data), columns, units)
    heads = aliased([str(name) for name in body])
    if len(set(heads)) == len(heads):
        body = dict(zip(heads, body.values(), strict=True))
    body.pop("row", None)
    if units is not None and "unit" in body:
        raise ValueError(say("units are given twice: by the data, and by units="))
    units = body.pop("unit", None) if units is None else units
    if units is None:
        raise ValueError(say("evidence needs 'unit': a column, a key of each record, or units=…"))
    if isinstance(units, (str, bytes, set, frozenset)):
        raise TypeError(say("units are a {type}, not a list", type=type(units).__name__))
    labels = tuple(clean(written(unit)) for unit in units)
    names = tuple(clean(written(name)) for name in body.pop("name", [""] * len(labels)))
    problems: list[Problem] = []
    cells: dict[str, Any] = {}
    for raw, column in body.items():
        name = clean(str(raw))
        if isinstance(column, (str, bytes, Mapping, set, frozenset)):
            raise TypeError(
                say("column {name!r} is a {type}, not a list of values", name=name[:80], type=type(column).__name__)
            )
        if len(column) != len(labels):
            raise ValueError(
                say(
                    "column {name!r} has {count} values for {units} units",
                    name=name[:80],
                    count=len(column),
                    units=len(labels),
                )
            )
        if name in cells:
            message = say("two columns are called {name!r}", name=name)
            problems.append(Problem("duplicate-column", "error", message, "", source, path=(name,)))
        cells.setdefault(name, column)
    lines = tuple(range(1, len(labels) + 1))
    return finished(Table(source, labels, names, cells, lines, {}, tuple(problems)))


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
        if units is not None:
            raise ValueError(say("units are given twice: by the data, and by units="))
        return _by_column(list(data.values())), data.keys()
    if isinstance(data, Mapping):
        return dict(data), units
    if isinstance(data, Sequence) and not isinstance(data, str) and all(isinstance(row, Mapping) for row in data):
        return _by_column(data), units if data else ()
    raise TypeError(
        say(
            "evidence is a path, a mapping, a list of records, a two-dimensional array or a data frame, not {type}",
            type=type(data).__name__,
        )
    )


def _by_column(rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    if sparse(span := len(rows) * len(names), given := sum(map(len, rows))):
        raise ValueError(
            say("rows and columns span {span:,} cells, and only {given:,} are given", span=span, given=given)
        )
    return {name: [row.get(name) for row in rows] for name in names}


def _frame(data: Any) -> Any:
    """Return a data frame of pandas, polars or pyarrow as columns; anything else as it is."""
    if not any(hasattr(data, name) for name in ("__dataframe__", "__arrow_c_stream__", "__narwhals_dataframe__")):
        return data
    try:
        import narwhals.stable.v1 as nw
    except ImportError:
        raise ExtraError(say("reading a data frame"), "frames") from None
    if hasattr(data, "set_axis"):  # columns of pandas may be called by anything
        data = data.set_axis([str(name) for name in data.columns], axis=1)
    try:
        frame = nw.from_native(data, eager_only=True)
        return {name: _column(frame[name]) for name in frame.columns}
    except (TypeError, ValueError) as error:  # those of the library are of these kinds
        raise ValueError(f"the data frame cannot be read: {' '.join(str(error).split())[:200]}") from None


def _column(series: Any) -> Any:
    if series.dtype.is_numeric() and not series.dtype.is_decimal() and not series.null_count():
        return series.to_numpy()
    cells = zip(series.to_list(), series.is_null().to_list(), strict=True)
    return [None if null else cell for cell, null in cells]
