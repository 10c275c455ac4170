"""Rows of totals and means among units: they are no units, and are held against what they claim to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import Problem, plain, say
from parindex.definition import Definition
from parindex.evidence.cells.table import Table
from parindex.evidence.column_values import Column
from parindex.evidence.layouts.total_words import Claim, claim_of, decimals_of


def total_rows(table: Table, units: Sequence[object]) -> list[int]:
    """Return the rows that are called as totals and means are, where no unit goes by that name."""
    pairs = zip(table.units, table.names, units, strict=True)
    return [row for row, (unit, name, member) in enumerate(pairs) if member is None and claim_of(unit or name)]


def without_totals(table: Table, rows: Sequence[int]) -> Table:
    """Return the table without rows of totals, with a warning for each; they are kept beside, to be held against."""
    if not rows:
        return table
    told = []
    for row in rows:
        name = table.units[row] or table.names[row]
        message = say(
            "{name!r} is taken for a row of totals, means or maxima, no unit, and passed over", name=name[:80]
        )
        hint = say("say so with --ignore-rows {name!r} (ignore_rows=)", name=name[:80])
        told.append(table.problem("total-row", message, hint, "warning", row=row, column="unit"))
    apart = set(rows)
    others = table.problems_beside(rows, ["duplicate-unit"])
    rest = table.take([row for row in range(len(table.units)) if row not in apart])
    return attrs.evolve(rest, problems=(*others, *told), totals=(*table.totals, table.take(rows)))


def check_totals(table: Table, columns: Sequence[Column], definition: Definition) -> Iterator[Problem]:
    """Yield rows of totals and means that are not what the rows of units give; `columns` are those of the units."""
    for totals in table.totals:
        for row, name in enumerate(totals.units):
            claim = claim_of(name or totals.names[row])
            differing = [told for column in columns if (told := _differs(totals, row, claim, column, definition))]
            if differing:
                message = say("{name!r}: {first}", name=(name or totals.names[row])[:80], first=differing[0])
                if len(differing) > 1:
                    others = len(differing) - 1
                    message = say("{message}; and {count} other columns differ", message=message, count=others)
                yield totals.problem("total-row-differs", message, "", "warning", row=row, column="unit")


def _differs(totals: Table, row: int, claim: Claim | None, column: Column, definition: Definition) -> str:
    """Say how a figure of a row of totals differs from what the units give; "" where it does not."""
    if claim in (None, "none") or column.words is not None or column.raw not in totals.columns:
        return ""
    theirs = column.beside(totals, definition)
    theirs.read(totals.columns[column.raw])
    figure = _exact(theirs, row)
    if figure is None:
        return ""
    if claim == "maximum":
        return _beside_maximum(figure, column, definition)
    return (
        "" if claim == "sum" and (column.percent or column.share) else _beside_units(totals, row, claim, figure, column)
    )


def _beside_maximum(figure: Fraction, column: Column, definition: Definition) -> str:
    most = definition.maximum(column.target.node)
    if column.target.item or most is None or most == figure:
        return ""
    words = {"column": column.target.id, "figure": plain(figure), "most": plain(most)}
    return say("{figure} in column {column!r}, the maximum of the definition is {most}", **words)


def _beside_units(totals: Table, row: int, claim: Claim | None, figure: Fraction, column: Column) -> str:
    """Say how a sum or mean differs from that of all rows, and from that of the rows since the last one."""
    table, last, source = column.table, totals.lines[row], _source(totals, row)
    lines = (line for at, line in enumerate(totals.lines) if _source(totals, at) is source)
    above = max((line for line in lines if line < last), default=0)
    parts = {at: part for at in range(len(table.units)) if (part := _exact(column, at)) is not None}
    beside = {at: part for at, part in parts.items() if _source(table, at) is source}
    since = [part for at, part in beside.items() if above < table.lines[at] < last]
    if not parts or any(_fits(figure, figures, claim) for figures in ([*parts.values()], [*beside.values()], since)):
        return ""
    whole = sum(parts.values(), Fraction(0))
    words: dict[str, object] = {"column": column.target.id, "figure": plain(figure)}
    if claim == "mean":
        return say(
            "{figure} in column {column!r}, the mean of the rows is {given:.6g}",
            **words,
            given=float(whole / len(parts)),
        )
    return say("{figure} in column {column!r}, the rows add to {given:.10g}", **words, given=float(whole))


def _source(table: Table, row: int) -> Table | None:
    """Return the table that a row comes from where several were joined."""
    joined = table.row_tables[row] if table.row_tables else None
    return joined[0] if joined else None


def _fits(figure: Fraction, parts: Sequence[Fraction], claim: Claim | None) -> bool:
    """Return whether a figure is the sum or mean of parts, but for the rounding of each."""
    if not parts:
        return False
    places, count = max(map(decimals_of, parts)), len(parts)
    slack = Fraction(count if claim == "sum" else 1, 2 * 10**places) if places else Fraction(0)
    whole = sum(parts, Fraction(0)) / (1 if claim == "sum" else count)
    return abs(whole - figure) <= Fraction(1, 2 * 10 ** decimals_of(figure)) + slack


def _exact(column: Column, row: int) -> Fraction | None:
    value = float(column.values[row])
    return None if np.isnan(value) else column.long.get(row) or Fraction(repr(value))
