"""Reading evidence for a definition: layers, units, columns, documents, and what is worked out from them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TypedDict

import attrs
import numpy as np

from parindex.base import Collector
from parindex.definition import Definition, Indicator
from parindex.evidence.column_values import Column
from parindex.evidence.columns import PRINTED, ColumnTarget, check_columns, targets
from parindex.evidence.documents import check_documents, documents_of
from parindex.evidence.evidence import Evidence
from parindex.evidence.layers import Empty, check_layer_words, chosen_layer
from parindex.evidence.sources import read_table
from parindex.evidence.table import Table, passed_over
from parindex.evidence.table_years import other_years
from parindex.evidence.unit_rows import UnitRows, absent_units, with_unit_rows
from parindex.evidence.worked_out import compute


class ReadingOptions(TypedDict, total=False):
    """How evidence is read: the keywords of `read_evidence`, which all that take evidence hand on to it."""

    units: Iterable[object] | None
    ignore: Iterable[str]
    ignore_rows: Iterable[str]
    year: int | None
    header_row: int | None
    sheet: str | None
    layer: str | None
    survey: object
    empty: Empty


def check_reading_options(options: Mapping[str, object]) -> None:
    """Raise TypeError for a keyword that `read_evidence` does not take, where there is nothing to read yet."""
    if unknown := options.keys() - ReadingOptions.__annotations__.keys():
        raise TypeError(f"an unexpected keyword argument {min(unknown)!r}; evidence is read by those of read_evidence")


def read_evidence(
    definition: Definition,
    source: object,
    *,
    units: Iterable[object] | None = None,
    ignore: Iterable[str] = (),
    ignore_rows: Iterable[str] = (),
    year: int | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    survey: object = None,
    empty: Empty = "missing",
) -> Evidence:
    """Read evidence for a definition, from a file or from Python.

    Parameters
    ----------
    definition : Definition
        What to read it for.
    source : path, mapping, list of mappings, or array (n_units, n_indicators)
        A file of comma, semicolon or tab separated values in UTF-8 with a column ``unit`` and one a indicator or
        component; ``{unit: {column: value}}``; ``{"unit": [...], column: [...]}``; records; or numbers with one
        column an indicator in the order of ``definition.leaves``. In text ``87.5`` and ``87,5`` are numbers, an
        empty cell is missing, ``n/a`` not applicable.
    units : iterable, optional
        The units of an array.
    ignore : iterable of str
        Columns to pass over, such as published totals; one that is not there is a problem.
    ignore_rows : iterable of str
        Rows to pass over, by what stands in the column of units, such as a row of totals.
    year : int, optional
        The year scored, where the definition's years span two periods of its registry of units. Without it, units
        are looked up in the period that knows them all; where both do and mean different ones, that is a problem.
    header_row : int, optional
        The row of a file, from 1, that names the columns; without it the first that has a cell ``unit``.
    sheet : str, optional
        The worksheet of a workbook; without it the first that is not empty.
    layer : {"self_assessed", "appraised", "reappraised", "survey"}, optional
        The layer to take, where a column ``layer`` says which one each row is of; else which one the table is.
    survey : anything that `read_evidence` takes, optional
        A table of the indicators with ``self_scored = false``; `sheet` and `header_row` are not for it.
    empty : {"missing", "accepted"}
        What an empty cell of that layer means: no value, or that the layer before it stands.

    Returns
    -------
    Evidence
        With everything wrong in its `problems`: bad data raises nothing here, `score` refuses it.

    Raises
    ------
    UnreadableError, ExtraError
        The file is absent, a folder, too large or not UTF-8.
    TypeError, ValueError
        `source` is none of these, or of the wrong shape.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> parindex.read_evidence(definition, {"MOHA": {"appraised": "60,65", "survey": 26.38}})
    <Evidence for 'par-ministry-2022': 1 units x 2 columns>
    """
    if not isinstance(definition, Definition):
        raise TypeError(f"definition is what parindex.load returns, not {type(definition).__name__}")
    check_layer_words(layer, empty)
    ignored, rows = _names(ignore, ignore_rows)
    if year is not None and not isinstance(year, int):
        raise TypeError(f"year is a whole number, not {type(year).__name__}")
    named = isinstance(source, (Evidence, Table, str, os.PathLike))
    if named and units is not None:
        raise TypeError("units are for values given from Python; a table names its own")
    if isinstance(source, (Evidence, Table)) and (sheet is not None or header_row is not None):
        raise TypeError("sheet and header_row are for files; this evidence is read already")
    if (
        isinstance(source, Evidence)
        and not (ignored or rows or year or layer or survey is not None)
        and (source.definition is definition or source.definition == definition)
    ):
        return source
    tables = [table_of(definition, source, units, header_row=header_row, sheet=sheet)]
    tables += [] if survey is None else [table_of(definition, survey)]
    table, *polled = passed_over(tables, ignored, rows)
    if table.layers or layer or polled:
        table = chosen_layer(table, definition, layer, survey=polled[0] if polled else None, empty=empty, year=year)
    numbered = units is None and isinstance(source, np.ndarray)
    return _understand(definition, *with_unit_rows(table, definition, year, numbered=numbered))


def table_of(
    definition: Definition,
    source: object,
    units: Iterable[object] | None = None,
    *,
    header_row: int | None = None,
    sheet: str | None = None,
) -> Table:
    """Return the raw cells of anything that `read_evidence` takes."""
    if isinstance(source, (Evidence, Table)):
        return source.table if isinstance(source, Evidence) else source
    return read_table(source, [leaf.id for leaf in definition.leaves], units, header_row=header_row, sheet=sheet)


def tables_of(
    definition: Definition,
    sources: Iterable[object],
    *,
    ignore: Iterable[str] = (),
    ignore_rows: Iterable[str] = (),
    header_row: int | None = None,
    sheet: str | None = None,
) -> list[Table]:
    """Return the raw cells of several sources, each read alike."""
    tables = [table_of(definition, source, header_row=header_row, sheet=sheet) for source in sources]
    return passed_over(tables, *_names(ignore, ignore_rows))


def _names(*lists: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return lists of names as tuples."""
    if any(isinstance(names, str) for names in lists):
        raise TypeError("ignore and ignore_rows are lists of names, not one text")
    return tuple(map(tuple, lists))


def _understand(definition: Definition, table: Table, labels: UnitRows) -> Evidence:
    problems = Collector(dict.fromkeys((*table.problems, *labels.problems, *absent_units(table, labels, definition))))
    column_targets = targets(table, definition)
    if table.columns or table.units:
        problems += check_columns(table, definition, column_targets)
    columns = [Column(table, raw, target, definition) for raw, target in column_targets.items()]
    for column in columns:
        column.read(table.columns[column.raw])
        problems += column.check()
    shape = len(table.units), len(columns)
    printed = Column(table, PRINTED, ColumnTarget(Indicator(PRINTED)), definition)
    printed.read(table.columns.get(PRINTED, [None] * len(table.units)))
    problems += printed.problems
    evidence = Evidence(
        definition,
        labels.units,
        labels.names,
        tuple(target.id for target in column_targets.values()),
        np.array([column.values for column in columns]).T.reshape(shape),
        np.array([column.not_applicable for column in columns], dtype=bool).T.reshape(shape),
        printed=printed.values,
        documents=documents_of(table, definition),
        members=labels.members,
        registry=labels.registry,
        table=table,
        slack=np.zeros(len(columns)),
        long={(row, at): exact for at, column in enumerate(columns) for row, exact in column.long.items()},
    )
    for leaf in definition.computed:
        evidence = compute(evidence, leaf, problems)
    problems += check_documents(evidence)
    problems += other_years(table, definition)
    ordered = sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))
    return attrs.evolve(evidence, problems=tuple(ordered))
