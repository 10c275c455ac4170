"""Reading evidence for a definition: layers, units, columns, documents, and what is worked out from them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypedDict, Unpack

import attrs
import numpy as np

from parindex.base import LIMITS, Collector, Content, Limits, Problem, content_given, say, work_allowed
from parindex.definition import Definition, Indicator
from parindex.evidence.applicability import applicability, apply_conditions, check_given_components
from parindex.evidence.cells.decimal_marks import DecimalMark
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.table import DATA, SURVEYED, Table, passed_over
from parindex.evidence.column_limits import likely_limits
from parindex.evidence.column_values import Column
from parindex.evidence.columns import ColumnTarget, check_columns, targets
from parindex.evidence.documents import check_documents, documents_of
from parindex.evidence.evidence import Applicability, Evidence
from parindex.evidence.given_points import PointsColumn, claimed_points, with_given_points
from parindex.evidence.layers import STAGES, EmptyPolicy, check_layer_words, chosen_layer
from parindex.evidence.layouts.heads import KnownHeads
from parindex.evidence.layouts.layout import Layout, beside as layout_beside, layout_read, read_layout
from parindex.evidence.layouts.table_years import other_years
from parindex.evidence.outside_figures import check_told, outside_columns
from parindex.evidence.points_as_values import doubted_values
from parindex.evidence.sources import read_table
from parindex.evidence.total_rows import check_totals
from parindex.evidence.unit_rows import UnitRows, absent_units, check_units_year, with_unit_rows
from parindex.evidence.worked_out import compute

#: The rows that head the columns: 4, "3-4" or (3, 4).
HeaderRows = int | str | tuple[int, int]


class LayoutOptions(TypedDict, total=False):
    """How a file is laid out: the keywords of `read_evidence` that each of several tables is read by."""

    ignore: Iterable[str]
    ignore_rows: Iterable[str]
    limits: Limits
    year: int | None
    units_year: int | None
    header_row: HeaderRows | None
    sheet: str | Sequence[str] | None
    columns: Mapping[str, str]
    missing_marks: Iterable[str]
    unit_from: str | None
    decimal_mark: DecimalMark | None
    layout: str | os.PathLike[str] | Content | Layout | None
    parameters: Mapping[str, object]


class ReadingOptions(LayoutOptions, total=False):
    """How evidence is read: the keywords of `read_evidence`, which all that take evidence hand on to it."""

    name: str | None
    units: Iterable[object] | None
    layer: str | None
    survey: object
    empty: EmptyPolicy


def check_reading_options(options: Mapping[str, object], kind: type = ReadingOptions) -> None:
    """Raise TypeError for a keyword that `read_evidence` does not take, where there is nothing to read yet."""
    if unknown := options.keys() - kind.__annotations__.keys():
        raise TypeError(
            say(
                "an unexpected keyword argument {name!r}; evidence is read by those of read_evidence", name=min(unknown)
            )
        )


def read_evidence(
    definition: Definition,
    source: object,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    units: Iterable[object] | None = None,
    ignore: Iterable[str] = (),
    ignore_rows: Iterable[str] = (),
    year: int | None = None,
    units_year: int | None = None,
    header_row: HeaderRows | None = None,
    sheet: str | Sequence[str] | None = None,
    layer: str | None = None,
    survey: object = None,
    empty: EmptyPolicy = "missing",
    columns: Mapping[str, str] = MappingProxyType({}),
    missing_marks: Iterable[str] = (),
    unit_from: str | None = None,
    layout: str | os.PathLike[str] | Content | Layout | None = None,
    decimal_mark: DecimalMark | None = None,
    parameters: Mapping[str, object] = MappingProxyType({}),
) -> Evidence:
    """Read evidence for a definition, from a file or from Python.

    Parameters
    ----------
    definition : Definition
        What to read it for.
    source : path-like, bytes, stream, Content, mapping, list of mappings, or array (n_units, n_indicators)
        A file of comma, semicolon or tab separated values in UTF-8 with a column ``unit`` and one a indicator or
        component; ``{unit: {column: value}}``; ``{"unit": [...], column: [...]}``; records; or numbers with one
        column an indicator in the order of ``definition.leaves``. In text ``87.5`` and ``87,5`` are numbers, an
        empty cell is missing, ``n/a`` not applicable.
    name : str, optional
        What problems call content: bytes, a stream or, only with a name, a text. Its suffix tells what kind of file it
        is, else its first bytes do. It is never opened.
    limits : Limits
        How much is read, and whether files are opened by name; see `Limits.server`.
    units : iterable, optional
        The units of an array.
    ignore : iterable of str
        Columns to pass over, such as published totals; one that is not there is a problem.
    ignore_rows : iterable of str
        Rows to pass over, by what stands in the column of units, such as a row of totals.
    year : int, optional
        The year scored: of a table of several years, in rows or in columns, what is read; where the definition's years
        span two periods of its registry of units, the period. Without it, the only year that the definition covers is
        read, and units are looked up in the period that knows them all; where that leaves a choice, it is a problem.
    units_year : int, optional
        The year by whose list units are looked up, where that is another than the one scored: 2025 for figures of 2024
        that are given for the 34 provinces. Only where the definition names a registry.
    header_row : int, str or (int, int), optional
        The row of a file, from 1, that names the columns, or the first and last row: 4, "3-4", (3, 4); without it
        they are found.
    sheet : str or list of str, optional
        The worksheet of a workbook, or several that are read as one table, ``*`` for all; without it the first that is
        not empty, or all that are forms of an office.
    layer : {"self_assessed", "appraised", "reappraised", "survey"}, optional
        The layer to take, where a column ``layer`` says which one each row is of; else which one the table is.
    survey : anything that `read_evidence` takes, optional
        A table of the indicators with ``self_scored = false``; `sheet` and `header_row` are not for it.
    empty : {"missing", "accepted"}
        What an empty cell of that layer means: no value, or that the layer before it stands.
    columns : mapping of str to str
        The columns that heads stand for which are neither ids nor titles: ``{"Goal 1 Score": "goal1"}``.
    missing_marks : iterable of str
        What stands in cells that hold no value, such as ``NA``.
    unit_from : str, optional
        Where the unit of a whole worksheet or file is named: "sheet", "file" or "cell:B3".
    layout : path-like or Layout, optional
        A file that says all this of a table; without it ``NAME.layout.toml`` beside the file ``NAME.xlsx``, if there is
        one. What is given beside it goes before it.
    decimal_mark : {".", ","}, optional
        What sets off decimals where a cell such as ``1.503`` may be a thousand and its column does not tell.
    parameters : mapping of str to number
        Figures from outside, in place of those of the definition, for units of which the table gives none:
        ``{"national_mean": 7.2}``.

    Returns
    -------
    Evidence
        With everything wrong in its `problems`: bad data raises nothing here, `score` refuses it.

    Raises
    ------
    UnreadableError, ExtraError
        The file is absent, too large or not UTF-8.
    EvidenceError
        The file of the layout is faulty; `problems` holds every fault.
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
        raise TypeError(say("definition is what parindex.load returns, not {type}", type=type(definition).__name__))
    check_layer_words(layer, empty)
    if year is not None and not isinstance(year, int):
        raise TypeError(say("year is a whole number, not {type}", type=type(year).__name__))
    check_units_year(units_year, definition)
    source = content_given(source, name) or source
    if name is not None and not isinstance(source, Content):
        raise TypeError(say("name is for bytes, streams and texts; this source is none"))
    named = isinstance(source, (Evidence, Table, Content, str, os.PathLike))
    if named and units is not None:
        raise TypeError(say("units are for values given from Python; a table names its own"))
    given = Layout(
        columns=columns,
        missing_marks=missing_marks,
        header_rows=header_row,
        ignore=ignore,
        ignore_rows=ignore_rows,
        sheet=sheet,
        unit_from=unit_from or "",
        layer=layer,
        decimal_mark=decimal_mark,
    )
    if isinstance(source, (Evidence, Table)) and (_of_a_file(given) or layout is not None):
        raise TypeError(say("how a file is laid out is for files; this evidence is read already"))
    if (
        isinstance(source, Evidence)
        and not (given != Layout() or year or units_year or survey is not None or parameters)
        and definition in (source.definition, source.definition.as_written)
    ):
        return source if limits in (LIMITS, source.limits) else attrs.evolve(source, limits=limits)
    definition = definition.as_written
    table, said = _laid_out(definition, source, given, layout=layout, year=year, units=units, limits=limits)
    table = _told(table, definition, year, units_year, parameters)
    known = KnownHeads(definition, year=year)
    tables = [table] if survey is None else [table, _survey_table(definition, survey, known, limits)]
    tables = [attrs.evolve(each, decimal_mark=said.decimal_mark or each.decimal_mark) for each in tables]
    table, *polled = passed_over(tables, said.ignore, said.ignore_rows)
    layer = said.layer
    if table.layers or layer or polled:
        table = chosen_layer(table, definition, layer, survey=polled[0] if polled else None, empty=empty, year=year)
    numbered = units is None and isinstance(source, np.ndarray)
    return _understand(definition, *with_unit_rows(table, definition, year, numbered=numbered), limits)


def read_each_layer(definition: Definition, source: object, **reading: Unpack[ReadingOptions]) -> tuple[Evidence, ...]:
    """Read evidence, or where a table holds several layers of points and none is named, each of them.

    Parameters
    ----------
    definition, source
        See `read_evidence`.
    **reading
        How it is read; see `read_evidence`.

    Examples
    --------
    >>> import parindex
    >>> from parindex.evidence import read_each_layer
    >>> definition = parindex.load("par-ministry-2022")
    >>> row = {"unit": "MOHA", "appraised": 60, "survey": 26}
    >>> rows = [{**row, "layer": "appraised"}, {**row, "layer": "reappraised"}]
    >>> len(read_each_layer(definition, rows))
    2
    """
    check_reading_options(reading)
    if isinstance(source, Evidence) or reading.get("layer") or reading.get("survey") is not None:
        return (read_evidence(definition, source, **reading),)
    given, layout = _given(reading), reading.get("layout")
    source = content_given(source, reading.get("name")) or source
    units, year, limits = reading.get("units"), reading.get("year"), reading.get("limits", LIMITS)
    table, said = _laid_out(definition, source, given, layout=layout, year=year, units=units, limits=limits)
    units_year = reading.get("units_year")
    check_units_year(units_year, definition)
    table = _told(table, definition, year, units_year, reading.get("parameters", {}))
    stages = [stage for stage in STAGES if stage in table.layers and not said.layer]
    rest: LayoutOptions = {"ignore": said.ignore, "ignore_rows": said.ignore_rows, "year": year, "limits": limits}
    rest["decimal_mark"], empty = said.decimal_mark, reading.get("empty", "missing")
    layers: list[str | None] = [*stages] or [said.layer]
    return tuple(read_evidence(definition, table, layer=layer, empty=empty, **rest) for layer in layers)


def _given(options: LayoutOptions | ReadingOptions) -> Layout:
    """Return the layout that keywords say."""
    return Layout(
        columns=options.get("columns", {}),
        missing_marks=options.get("missing_marks", ()),
        header_rows=options.get("header_row"),
        ignore=options.get("ignore", ()),
        ignore_rows=options.get("ignore_rows", ()),
        sheet=options.get("sheet"),
        unit_from=options.get("unit_from") or "",
        decimal_mark=options.get("decimal_mark"),
    )


def _told(
    table: Table, definition: Definition, year: int | None, units_year: int | None, parameters: Mapping[str, object]
) -> Table:
    """Return a table that knows what is told beside it: the years of scores and units, and figures from outside."""
    year = table.year if year is None else year
    units_year = table.units_year if units_year is None else units_year
    figures = {**table.parameters, **check_told(parameters, definition)}
    if (year, units_year, figures) == (table.year, table.units_year, table.parameters):
        return table
    return attrs.evolve(table, year=year, units_year=units_year, parameters=figures)


def _of_a_file(layout: Layout) -> bool:
    """Return whether a layout says anything that is for raw cells only."""
    said = layout.sheet, layout.header_rows, layout.unit_from, layout.columns, layout.missing_marks
    return any(said)


def _laid_out(
    definition: Definition,
    source: object,
    given: Layout,
    *,
    layout: str | os.PathLike[str] | Content | Layout | None,
    year: int | None,
    units: Iterable[object] | None = None,
    limits: Limits = LIMITS,
) -> tuple[Table, Layout]:
    """Return the raw cells of a source, and the layout by which they were read."""
    told: list[Problem] = []
    if (
        layout is None
        and limits.files
        and isinstance(source, (str, os.PathLike))
        and (name := layout_beside(os.fspath(source)))
    ):
        layout = name
        told.append(layout_read(name, os.fspath(source)))
    base = layout if isinstance(layout, Layout) else Layout() if layout is None else read_layout(layout, limits)
    said = base.overlaid(given)
    table = table_of(definition, source, KnownHeads(definition, said, year), units, limits=limits)
    return table.with_problems(told), said


def table_of(
    definition: Definition,
    source: object,
    known: KnownHeads,
    units: Iterable[object] | None = None,
    *,
    limits: Limits = LIMITS,
) -> Table:
    """Return the raw cells of anything that `read_evidence` takes."""
    if isinstance(source, (Evidence, Table)):
        return source.table if isinstance(source, Evidence) else source
    return read_table(content_given(source) or source, known, units, limits)


def _survey_table(definition: Definition, survey: object, known: KnownHeads, limits: Limits) -> Table:
    """Return the raw cells of a survey; problems of one given from Python are told apart from those of the points."""
    table = table_of(definition, survey, known, limits=limits)
    if table.source != DATA:
        return table
    problems = [attrs.evolve(problem, source=SURVEYED) for problem in table.problems]
    return attrs.evolve(table, source=SURVEYED, problems=tuple(problems))


def tables_of(definition: Definition, sources: Iterable[object], **options: Unpack[LayoutOptions]) -> list[Table]:
    """Return the raw cells of several sources, each read alike; see `read_evidence`."""
    given = _given(options)
    layout, year = options.get("layout"), options.get("year")
    limits = options.get("limits", LIMITS)
    read = [_laid_out(definition, source, given, layout=layout, year=year, limits=limits) for source in sources]
    units_year, parameters = options.get("units_year"), options.get("parameters", {})
    check_units_year(units_year, definition)
    read = [(_told(table, definition, year, units_year, parameters), said) for table, said in read]
    ignored = dict.fromkeys(name for _, said in read for name in said.ignore)
    rows = dict.fromkeys(name for _, said in read for name in said.ignore_rows)
    tables = [attrs.evolve(table, decimal_mark=said.decimal_mark or table.decimal_mark) for table, said in read]
    return passed_over(tables, tuple(ignored), tuple(rows))


def _understand(definition: Definition, table: Table, labels: UnitRows, limits: Limits) -> Evidence:
    problems = Collector(dict.fromkeys((*table.problems, *labels.problems, *absent_units(table, labels, definition))))
    column_targets = targets(table, definition)
    outside = outside_columns(table, definition, column_targets, labels.members) if definition.outside else []
    applies = applicability(definition, outside)
    if table.columns or table.units:
        nowhere = {id_ for id_, where in applies.items() if where.elsewhere.all()}
        problems += check_columns(table, definition, column_targets, nowhere)
    column_targets = {raw: target for raw, target in column_targets.items() if not target.outside}
    column_targets, pointed = _points_apart(table, definition, column_targets, applies)
    columns = [Column(table, raw, target, definition) for raw, target in column_targets.items()]
    asked_of = {column.leaf.id for column in pointed}
    for column in columns:
        if column.node.id in asked_of:  # told once, of value and points together
            column.policy = "propagate"
        column.problems.most = problems.room
        column.read(table.columns[column.raw])
        apply_conditions([column], applies)
        problems += column.check()
    check_given_components(definition, columns, applies, problems)
    for figures in outside:
        problems += figures.problems
    given = [*columns, *outside]
    shape = len(table.units), len(given)
    printed = Column(table, PRINTED, ColumnTarget(Indicator(PRINTED)), definition)
    printed.likely = likely_limits(definition.root, definition)
    printed.read(table.columns.get(PRINTED, [None] * len(table.units)))
    problems += printed.problems
    problems += check_totals(table, [*columns, *pointed, printed], definition)
    evidence = Evidence(
        definition,
        labels.units,
        labels.names,
        tuple(column.target.id for column in given),
        np.array([column.values for column in given]).T.reshape(shape),
        np.array([column.not_applicable for column in given], dtype=bool).T.reshape(shape),
        printed=printed.values,
        documents=documents_of(table, definition),
        members=labels.members,
        registry=labels.registry,
        table=table,
        slack=np.zeros(len(given)),
        long={(row, at): exact for at, column in enumerate(given) for row, exact in column.long.items()},
        applies=applies,
        origins={figures.id: figures.origin for figures in outside if not figures.is_attribute},
        limits=limits,
    )
    with work_allowed(limits, table.source):
        for leaf in definition.computed:
            evidence = compute(evidence, leaf, problems)
    problems += check_documents(evidence, claimed_points(pointed))
    problems += doubted_values(evidence)
    problems += other_years(table, definition)
    with work_allowed(limits, table.source):
        evidence = with_given_points(evidence, pointed, problems)
    ordered = sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))
    return attrs.evolve(evidence, problems=tuple(ordered))


def reread(evidence: Evidence, table: Table, rows: Sequence[int]) -> Evidence:
    """Return evidence of other raw cells, each row of which is of a unit that evidence has."""
    units = UnitRows(
        tuple(evidence.units[row] for row in rows),
        tuple(evidence.names[row] for row in rows),
        tuple(evidence.members[row] for row in rows),
        evidence.registry,
    )
    return _understand(evidence.definition.as_written, attrs.evolve(table, problems=()), units, evidence.limits)


def _points_apart(
    table: Table,
    definition: Definition,
    of_columns: Mapping[str, ColumnTarget],
    applies: Mapping[str, Applicability],
) -> tuple[dict[str, ColumnTarget], list[PointsColumn]]:
    """Return the columns of values, and those of points, read and checked by themselves."""
    pointed, problems = list[PointsColumn](), Collector()
    for raw, target in of_columns.items():
        if target.points and isinstance(target.node, Indicator):
            column = PointsColumn(table, raw, target.node, definition)
            column.problems.most = problems.room
            column.read(table.columns[raw])
            apply_conditions([column], applies)
            problems += column.check()
            pointed.append(column)
    return {raw: target for raw, target in of_columns.items() if not target.points}, pointed
