"""Points of indicators that evidence gives in place of their values, or beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from parindex.base import (
    Collector,
    Figure,
    decimal,
    in_digits,
    listed,
    plain,
    say,
    short,
)
from parindex.definition import Bands, Choice, Definition, GivenPoints, Indicator
from parindex.evidence.cells.cell_numbers import read_number
from parindex.evidence.cells.decimal_marks import MARKS
from parindex.evidence.cells.table import Table
from parindex.evidence.column_values import Column
from parindex.evidence.columns import ColumnTarget
from parindex.evidence.evidence import Evidence, value_column
from parindex.kernels import DECIMAL, FLOAT, RATIONAL, Floats, Mask, as_float, at_decimals, kept

#: A float64 that a program worked out may be off by this much of itself.
_BINARY = Fraction(1, 10**12)
_HALF = Fraction(1, 2)
_SHOWN = 3  # so many more digits are shown of points worked out than of those given


class PointsColumn(Column):
    """The points of one indicator, checked against what its rule and its maximum allow."""

    target: ColumnTarget

    def __init__(self, table: Table, raw: str, leaf: Indicator, definition: Definition) -> None:
        super().__init__(table, raw, ColumnTarget(leaf.by_points), definition)
        self.target = ColumnTarget(leaf, points=True)
        self.leaf: Indicator = leaf
        self.asked: bool = self.policy == "error" and raw not in table.spared
        self.policy = "propagate"

    def beside(self, table: Table, definition: Definition) -> PointsColumn:
        """Return the points of the indicator in another table of the same form."""
        return PointsColumn(table, self.raw, self.leaf, definition)

    def check(self) -> Collector:
        """Return its problems: beside those of any column, a warning of points that the rule never gives."""
        super().check()
        steps = _steps(self.leaf)
        usual = np.isin(self.values, [as_float(step) for step in steps])
        for row in np.flatnonzero(~np.isnan(self.values) & ~self.outside & ~usual).tolist() if steps else ():
            points, half = self.exact(row), self.half_digit(row)
            if row not in self.faulty and all(abs(points - step) >= half for step in steps):
                named = {"points": short(points), "steps": listed(map(plain, steps))}
                message = say("its rule never gives {points} points, only one of {steps}", **named)
                self.fault(row, "out-of-range", message, "", "warning")
        return self.problems

    @property
    def there(self) -> Mask:
        """Where it says anything."""
        return np.asarray(~np.isnan(self.values) | self.not_applicable)

    def exact(self, row: int) -> Fraction:
        """Return the points of a unit."""
        return self.long.get(row) or Fraction(repr(float(self.values[row])))

    def agrees(self, row: int, worked: Fraction) -> bool:
        """Return whether the points of a unit are those worked out, rounded as the indicator is or not yet."""
        points = self.exact(row)
        rounded = at_decimals(worked, self.leaf.decimals) or worked
        return min(abs(points - worked), abs(points - rounded)) <= self.half_digit(row)

    def half_digit(self, row: int) -> Fraction:
        """Return half a unit of the last digit that is written."""
        cell, points = self.table.columns[self.raw][row], self.exact(row)
        texts = {read_number(cell.strip(), mark).text for mark in MARKS} - {""} if isinstance(cell, str) else set()
        text = next((text for text in texts if Fraction(text) == points), plain(_decimal(points)))
        written = Decimal(text)
        half = _HALF * Fraction(10) ** int(written.as_tuple().exponent)
        return half if isinstance(cell, str) else max(half, abs(points) * _BINARY)


def _steps(leaf: Indicator) -> list[Fraction]:
    """Return the only points that a rule gives, where these are some options or bands."""
    rule, steps = leaf.rule, list[Fraction]()
    if isinstance(rule, Choice):
        steps = rule.points.numbers()
    elif isinstance(rule, Bands):
        steps = [band.points for band in rule.bands]
    return sorted({*steps, *(at_decimals(step, leaf.decimals) or step for step in steps)})


def _decimal(points: Fraction) -> Fraction:
    """Return a number that has a decimal, the nearest one of 15 digits where it has none."""
    return points if "/" not in plain(points) else Fraction(f"{as_float(points):.15g}")


@attrs.frozen(eq=False)
class _Points:
    """The points of an indicator of all units, as they take the place of its values."""

    values: Floats
    not_applicable: Mask
    long: Mapping[int, Fraction]
    settled: tuple[str, Mask] | None


def claimed_points(columns: Sequence[PointsColumn]) -> dict[str, Floats]:
    """Return the points given, by indicator, nan where there are none."""
    return {column.leaf.id: column.values for column in columns}


def with_given_points(evidence: Evidence, columns: Sequence[PointsColumn], problems: Collector) -> Evidence:
    """Return evidence that holds the points of each indicator of which a unit gives nothing else.

    Where a value stands beside points, both must agree.
    """
    given = {column.leaf.id: column for column in columns}
    for column in columns:
        has = _has_value(evidence, column.leaf)
        if not (column.leaf.rule.cohort and (column.there & ~has).any()):  # the values compared are not all known then
            _check_agreement(evidence, column, has & column.there)
        for row in np.flatnonzero(~has & ~column.there).tolist() if column.asked else ():
            if row not in column.faulty:
                hint = say('the definition says missing = "error"')
                column.fault(row, "missing-value", say("the value is missing"), hint)
    alone = [id_ for id_, column in given.items() if _is_alone(evidence, column)]
    whole = in_points(evidence, alone, problems, given)
    for column in columns:
        problems += column.problems
    return whole


def _is_alone(evidence: Evidence, column: PointsColumn) -> bool:
    has = _has_value(evidence, column.leaf)
    return column.leaf.id not in evidence.columns or bool((column.there & ~has).any())


def in_points(
    evidence: Evidence,
    wanted: Collection[str],
    problems: Collector,
    given: Mapping[str, PointsColumn] | None = None,
) -> Evidence:
    """Return evidence that holds points of some indicators, given or worked out exactly from their values.

    So it does of those whose values are worked out from one of these. Where points cannot be worked out, a problem is
    told: the units are compared with each other, or a value is needed of which only points are given.
    """
    given, leaves = given or {}, {leaf.id: leaf for leaf in evidence.definition.leaves}
    here = {*given, *evidence.columns}
    ids = [id_ for id_ in wanted if id_ in here and not isinstance(leaves[id_].rule, GivenPoints)]
    for leaf in evidence.definition.computed:
        needed = [name for name, _ in leaf.formula.names() if name in ids] if leaf.formula else []
        problems += _lacking(evidence, leaf, needed, given)
        if needed and leaf.id not in ids and leaf.id in here:
            ids.append(leaf.id)
    if not ids:
        return evidence
    points = {id_: _points(evidence, leaves[id_], given.get(id_), problems) for id_ in ids}
    return _rebuilt(evidence, points)


def _lacking(
    evidence: Evidence, leaf: Indicator, needed: Sequence[str], given: Mapping[str, PointsColumn]
) -> Iterator[Any]:
    """Yield the units that give only the points of an indicator whose value another one is worked out from."""
    own = ~_has_value(evidence, leaf)
    if leaf.id in given:
        own &= ~given[leaf.id].there
    for name in leaf.reads if leaf.inputs else ():  # a unit that gives nothing of it lacks it anyway
        place = f"{leaf.id}.{name}"
        own &= place in evidence.columns and ~np.isnan(evidence.values[:, evidence.columns.index(place)])
    for id_ in (id_ for id_ in needed if id_ in given):
        column = given[id_]
        for row in np.flatnonzero(own & column.there & ~_has_value(evidence, column.leaf)).tolist():
            values = {"unit": evidence.table.units[row], "id": id_, "other": leaf.id}
            message = say("{unit}, {id}: only points are given, and {other!r} is worked out from its value", **values)
            hint = say("give its value as well, or the points of {other!r}", other=leaf.id)
            yield evidence.table.problem("points-alone", message, hint, row=row, column=column.raw)


def _column(evidence: Evidence, leaf: Indicator) -> int:
    return evidence.columns.index(leaf.id) if leaf.id in evidence.columns else -1


def _has_value(evidence: Evidence, leaf: Indicator) -> Mask:
    """Return which units give the value of an indicator, or say that there cannot be one."""
    at = _column(evidence, leaf)
    if at < 0:
        return np.zeros(len(evidence.units), dtype=bool)
    return np.asarray(~np.isnan(evidence.values[:, at]) | evidence.not_applicable[:, at] | evidence.is_settled(at))


def _check_agreement(evidence: Evidence, column: PointsColumn, both: Mask) -> None:
    """Tell points that the value beside them does not give."""
    if not both.any():
        return
    leaf, at = column.leaf, _column(evidence, column.leaf)
    worked = _worked_out(evidence, leaf, at)
    outcome = {"full": evidence.definition.maximum(leaf), "zero": Fraction(0)}
    worked |= {row: outcome.get(leaf.not_applicable) for row in np.flatnonzero(evidence.not_applicable[:, at]).tolist()}
    if at in evidence.settled:
        policy, where = evidence.settled[at]
        worked |= {row: outcome.get(policy) for row in np.flatnonzero(where).tolist()}
    for row in (row for row in np.flatnonzero(both).tolist() if row in worked and row not in column.faulty):
        figure, hint = worked[row], say("correct one of the two, or leave one out")
        if column.not_applicable[row] and evidence.not_applicable[row, at]:
            continue
        if column.not_applicable[row]:
            column.fault(row, "points-differ", say("n/a stands here, and a value beside it"), hint)
        elif figure is None:
            values = {"points": in_digits(column.exact(row))}
            column.fault(row, "points-differ", say("{points} points are given, and its value is n/a", **values), hint)
        elif not column.agrees(row, figure):
            digits = max(-Decimal(as_float(column.half_digit(row))).adjusted() - 1, 0) + _SHOWN
            shown = plain(figure) if len(plain(figure)) <= digits + _SHOWN else decimal(figure, digits)
            values = {"points": in_digits(_decimal(column.exact(row))), "worked": Figure(shown)}
            message = say("{points} points are given, and its value gives {worked}", **values)
            column.fault(row, "points-differ", message, hint)


def _worked_out(evidence: Evidence, leaf: Indicator, at: int) -> dict[int, Fraction | None]:
    """Return the exact points that the rule gives for each value, by row; none where the units give no scale."""
    rule, number = leaf.rule, RATIONAL if leaf.rule.rational() else DECIMAL
    observed, points = ~np.isnan(evidence.values[:, at]), dict[int, Fraction | None]()
    groups: dict[str | None, list[int]] = {}
    for row in np.flatnonzero(observed).tolist():
        member = evidence.members[row] if evidence.members else None
        groups.setdefault(member.group if member and rule.cohort == "group" else None, []).append(row)
    for rows in groups.values():
        units, floats = [evidence.units[row] for row in rows], evidence.values[rows, at]
        reference = float(floats[units.index(rule.reference)]) if rule.reference in units else np.nan
        ends = [float(end) for end in rule.ends(floats, FLOAT)]
        if rule.cohort and rule.scaleless(leaf, ends[0], ends[1], reference):
            continue
        with number.context():
            values = number.vector(evidence.exact(rows, at, number)).reshape(-1, 1)
            kernel, everywhere = type(rule).compile([leaf], number), np.ones(values.shape, dtype=bool)
            figures = kernel(values, everywhere, evidence.company(number, rows))[:, 0]
            worked = [kept(figure) if isinstance(figure, Decimal) else Fraction(figure) for figure in figures]
        points |= dict(zip(rows, worked, strict=True))
    return points


def _points(evidence: Evidence, leaf: Indicator, column: PointsColumn | None, problems: Collector) -> _Points:
    """Return the points of an indicator: worked out where there is a value, else as given."""
    at, size = _column(evidence, leaf), len(evidence.units)
    values = np.full(size, np.nan) if column is None else column.values.copy()
    not_applicable = np.zeros(size, dtype=bool) if column is None else column.not_applicable.copy()
    long = {} if column is None else dict(column.long)
    settled = None
    if at >= 0:
        worked = _worked_out(evidence, leaf, at)
        if leaf.rule.cohort:
            problems += _compared(evidence, leaf, column, worked)
            worked = {}
        for row, figure in worked.items():
            if figure is not None:
                values[row] = as_float(figure)
                long.pop(row, None)
                if Fraction(repr(float(values[row]))) != figure:
                    long[row] = figure
        absent = evidence.not_applicable[:, at] | evidence.is_settled(at)
        values[absent] = np.nan
        not_applicable |= evidence.not_applicable[:, at]
        settled = evidence.settled.get(at)
    return _Points(values, not_applicable, long, settled)


def _compared(
    evidence: Evidence, leaf: Indicator, column: PointsColumn | None, worked: Mapping[int, object]
) -> Iterator[Any]:
    """Yield a problem where a rule that compares units has the values of some and only the points of others."""
    there = np.zeros(len(evidence.units), dtype=bool) if column is None else column.there
    lacking = [row for row in worked if not there[row]]
    if not lacking:
        return
    units, count = evidence.table.units, len(lacking)
    named = {"unit": units[lacking[0]], "id": leaf.id, "count": count - 1}
    message = say("{unit}, {id}: its rule compares units, and of some only points are given", **named)
    if count > 1:
        message = say(
            "{unit}, {id}, and {count} units more: its rule compares units, and of some only points are given", **named
        )
    hint = say("give the points of all units, or the values of all")
    raw = column.raw if column else leaf.id
    yield evidence.table.problem("points-alone", message, hint, row=lacking[0], column=raw)


def _rebuilt(evidence: Evidence, points: Mapping[str, _Points]) -> Evidence:
    """Return evidence with points under the names of some indicators, and values that they had under others.

    What is worked out from other columns stays behind these.
    """
    own = [at for at, name in enumerate(evidence.columns) if name in points]
    last = [at for at in evidence.computed if at not in own]
    first = [at for at in range(len(evidence.columns)) if at not in last]
    place = {at: new for new, at in enumerate(first)}
    place |= {at: len(first) + len(points) + new for new, at in enumerate(last)}
    names = [value_column(evidence.columns[at]) if at in own else evidence.columns[at] for at in (*first, *last)]
    names[len(first) : len(first)] = points
    tables = evidence.values, evidence.not_applicable
    new = [[column.values for column in points.values()], [column.not_applicable for column in points.values()]]
    values, not_applicable = (
        np.column_stack([table[:, first], np.array(columns).T, table[:, last]])
        for table, columns in zip(tables, new, strict=True)
    )
    slack = np.concatenate([evidence.slack[first], np.zeros(len(points)), evidence.slack[last]])
    long = {(row, place[at]): figure for (row, at), figure in evidence.long.items()}
    settled = {place[at]: state for at, state in evidence.settled.items() if at not in own}
    for at, column in enumerate(points.values(), len(first)):
        long |= {(row, at): figure for row, figure in column.long.items()}
        settled |= {} if column.settled is None else {at: column.settled}
    computed = {
        place[at]: attrs.evolve(how, columns={name: place[other] for name, other in how.columns.items()})
        for at, how in evidence.computed.items()
        if at not in own
    }
    return attrs.evolve(
        evidence,
        definition=evidence.definition.by_points(points),
        columns=tuple(names),
        values=values,
        not_applicable=not_applicable,
        slack=slack,
        long=long,
        settled=settled,
        computed=computed,
    )
