"""Figures from outside and attributes of units: as the evidence gives them, else as the definition does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import TICKS, Figure, Problem, UnknownNameError, code_of, either, first_of, hinted, near, plain, say
from parindex.definition import Attribute, Between, Definition, Indicator, Parameter, Rule, Unit
from parindex.evidence.cells.cell_numbers import exact_number, read_number
from parindex.evidence.cells.table import Table, written
from parindex.evidence.column_limits import LARGEST
from parindex.evidence.column_values import Column
from parindex.evidence.columns import ColumnTarget, outside_target
from parindex.kernels import as_float

#: Where a figure comes from: the definition, the evidence, or whoever reads it.
OF_DEFINITION, OF_EVIDENCE, OF_READER = "definition", "evidence", "told"


class OutsideColumn(Column):
    """One figure from outside, or one attribute, of every unit."""

    policy: str
    grid: tuple[Fraction, Fraction] | None
    domain: Between
    likely: Between
    words: Mapping[str, int] | None
    names: tuple[str, ...]
    long: dict[int, Fraction]

    def __init__(self, table: Table, raw: str, target: ColumnTarget, definition: Definition) -> None:
        super().__init__(table, raw, target, definition)
        self.id: str = target.id
        self.origin: str = OF_EVIDENCE
        self.policy, self.grid = "propagate", None
        self.domain = self.likely = None, None
        self.is_attribute: bool = isinstance(definition.outside[target.id], Attribute)
        if self.is_attribute:
            self.words, self.names = TICKS, ("yes", "no", "có", "không")

    def _option(self, row: int, cell: object) -> None:
        """Read yes or no, or the number of an attribute."""
        word = TICKS.get(written(cell).strip().casefold())
        if word is None:
            self._number(row, cell)
        else:
            self.values[row] = word

    def exact(self, row: int) -> Fraction:
        """Return the figure of a unit that has one."""
        return self.long.get(row) or Fraction(repr(float(self.values[row])))

    def fill(self, rows: list[int], figure: Fraction) -> None:
        """Put a figure in for some units."""
        self.values[rows] = as_float(figure)
        if rows and Fraction(repr(float(self.values[rows[0]]))) != figure:
            self.long |= dict.fromkeys(rows, figure)


def check_told(parameters: Mapping[str, object], definition: Definition) -> dict[str, Fraction]:
    """Return figures given from Python or the command line.

    Raises
    ------
    UnknownNameError
        The definition has no such figure from outside.
    ValueError
        It is no number.
    """
    figures: dict[str, Fraction] = {}
    known = {one.id: one for one in definition.parameter}
    for name, value in parameters.items():
        if name not in known:
            hint = near(name, known) or (say("one of {names}", names=first_of(list(known))) if known else "")
            message = say("{id!r} has no figure from outside {name!r}", id=definition.id, name=name)
            raise UnknownNameError(hinted(message, hint))
        percent = isinstance(value, str) and known[name].unit == "percent"
        figure = _told(str(value).rstrip().removesuffix("%") if percent else value)
        if figure is None or abs(figure) >= LARGEST:
            raise ValueError(say("{name}: {value!r} is no number", name=name, value=str(value)[:40]))
        figures[name] = figure
    return figures


def _told(value: object) -> Fraction | None:
    if isinstance(value, Fraction) or not isinstance(value, str):
        return value if isinstance(value, Fraction) else exact_number(value)
    over, _, under = value.partition("/")
    texts = [read_number(part.strip(), "") for part in (over, under or "1")]
    if any(read.doubtful or not read.text for read in texts) or Fraction(texts[1].text) == 0:
        return None
    return Fraction(texts[0].text) / Fraction(texts[1].text)


def outside_columns(
    table: Table, definition: Definition, found: Mapping[str, ColumnTarget], members: tuple[Unit | None, ...]
) -> list[OutsideColumn]:
    """Return the figures from outside and the attributes that are given or used, of every unit, with their problems."""
    raws = {target.id: raw for raw, target in found.items() if target.outside}
    columns = []
    for id_ in definition.outside:
        if id_ in raws or id_ in definition.named_outside:
            raw = raws.get(id_, id_)
            column = OutsideColumn(table, raw, outside_target(definition, id_), definition)
            if id_ in raws:
                column.read(table.columns[raw])
                column.check()
            columns.append(column)
    parameters = {one.id: one for one in definition.parameter}
    for column in columns:
        if column.is_attribute:
            used, listing = column.id in definition.named_outside, bool(definition.unit or definition.units)
            column.problems += _of_units(column, members, used=used, listing=listing)
        else:
            column.problems += _by_default(column, parameters[column.id], definition, given=column.id in raws)
    own = [column for column in columns if not column.is_attribute and column.origin != OF_DEFINITION]
    for leaf in definition.leaves if own else ():
        if names := sorted({name for _, name in leaf.rule.named()}):
            _check_rule(leaf, [column for column in columns if column.id in names], {column.id for column in own})
    return columns


def _by_default(
    column: OutsideColumn, parameter: Parameter, definition: Definition, *, given: bool
) -> Iterator[Problem]:
    """Put the figure told, or of the definition, where the evidence gives none."""
    table, year = column.table, scored_year(column.table, definition)
    told = table.parameters.get(parameter.id)
    figure = parameter.figure(year) if told is None else told
    rows = [row for row in np.flatnonzero(np.isnan(column.values)).tolist() if row not in column.faulty]
    if figure is not None:
        column.fill(rows, figure)
        column.origin = column.origin if given else OF_DEFINITION if told is None else OF_READER
        if given and rows:
            values = {
                "id": parameter.id,
                "others": len(rows) - 1,
                "figure": Figure(plain(figure)),
                "unit": table.units[rows[0]],
            }
            message = say("{unit} has no {id} of its own: {figure} is taken", **values)
            if len(rows) > 1:
                message = say("{unit} and {others} more have no {id} of their own: {figure} is taken", **values)
            yield table.problem("default-parameter", message, "", "note", row=rows[0], column=column.raw)
        return
    unknown, hint = _not_known(parameter, year)
    if given:
        for row in rows:
            column.fault(row, "missing-parameter", say("the figure is missing"), hint)
    elif rows and parameter.id in definition.named_outside:
        yield table.problem("missing-parameter", unknown, hint, column=parameter.id)


def _not_known(parameter: Parameter, year: int | None) -> tuple[str, str]:
    """Return message and hint of a figure that nobody gives."""
    hint = say("give it: --parameter {id}=…, or a column {id}", id=parameter.id)
    if parameter.values is None:
        return say("{id} is given neither by the definition nor by the evidence", id=parameter.id), hint
    years = first_of(list(parameter.values.names()))
    if year is None:
        message = say("{id} is one by year, of {years}, and the year scored is not told", id=parameter.id, years=years)
        return message, say("say the year scored: year=, --year")
    return say("{id} is given for {years}, not for {year}", id=parameter.id, years=years, year=year), hint


def scored_year(table: Table, definition: Definition) -> int | None:
    """Return the year scored: the one told, else that of a definition of one year."""
    if table.year is not None and definition.covers(table.year):
        return table.year
    return definition.years[0] if len(set(definition.years)) == 1 and len(definition.years) > 1 else None


def _of_units(
    column: OutsideColumn, members: tuple[Unit | None, ...], *, used: bool, listing: bool
) -> Iterator[Problem]:
    """Put in what the list of units says, and tell where it says otherwise, or nobody says anything."""
    for row, member in enumerate(members):
        listed = dict(member.attributes).get(column.id) if member else None
        if listed is None or row in column.faulty:
            continue
        if np.isnan(column.values[row]):
            column.fill([row], listed)
        elif column.exact(row) != listed:
            values = {"figure": Figure(plain(column.exact(row))), "listed": Figure(plain(listed))}
            message = say("{figure} here, {listed} in the list of units", **values)
            column.fault(row, "attribute-differs", message, say("1 is yes, 0 is no"))
    lacking = [row for row in np.flatnonzero(np.isnan(column.values)).tolist() if row not in column.faulty]
    if listing:  # a unit that is not in the list is told as that
        lacking = [row for row in lacking if members[row] is not None]
    if lacking and used:
        units = first_of([column.table.units[row] for row in lacking])
        message = say("{id} is not known of {units}: what rests on it is missing", id=column.id, units=units)
        hint = say("add a column {id}, or say it in the list of units", id=column.id)
        yield column.table.problem("missing-attribute", message, hint, "warning", row=lacking[0], column=column.raw)


def _check_rule(leaf: Indicator, columns: list[OutsideColumn], own: set[str]) -> None:
    """Tell figures of the evidence with which a rule has no meaning; each set of them once."""
    seen: set[tuple[Fraction, ...]] = set()
    at = next((column for column in columns if column.id in own), columns[0])
    known = ~np.isnan([column.values for column in columns]).any(axis=0)
    for row in np.flatnonzero(known).tolist() if at.id in own else ():
        figures = tuple(column.exact(row) for column in columns)
        if figures in seen:
            continue
        seen.add(figures)
        rule: Rule = leaf.rule.at(dict(zip((column.id for column in columns), figures, strict=True)))
        for code, _, message, hint in rule.findings(attrs.evolve(leaf, rule=rule)):
            values = {
                "figures": either([Figure(plain(figure)) for figure in figures]),
                "leaf": leaf.id,
                "message": message,
            }
            told = say("with {figures} the rule of {leaf!r} has no meaning: {message}", **values)
            severe = code_of(code).severity == "error" and code not in ("unreachable-band", "open-bands")
            at.fault(row, "wrong-parameter", told, hint, "error" if severe else "warning")
