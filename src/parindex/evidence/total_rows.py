"""Rows of totals and means among units: they are no units, and are held against what they claim to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import attrs
import numpy as np

from parindex.base import Problem, clean, plain, say, without_marks
from parindex.definition import Definition
from parindex.evidence.column_values import Column
from parindex.evidence.table import Table

Claim = Literal["sum", "mean", "maximum", "none"]
#: Of what a sum or mean is.
_TAIL = (
    r"(?: (?:chung|cong|toan bo|dat duoc|tinh|thanh pho|nganh|national|(?:nam )?(?:19|20)[0-9]{2}))*"
    r"(?: (?:cua )?(?:ca|cac|toan|tat ca) .+)?"
)
_OF_ALL = r"(?: (?:scores?|values?|points?|(?:19|20)[0-9]{2}))*(?: (?:of|for) .+)?"
_CLAIMS: dict[Claim, re.Pattern[str]] = {
    "sum": re.compile(
        rf"tong(?: (?:cong|so|so diem|diem))?{_TAIL}|cong{_TAIL}|(?:grand |sub|sum )?totals?{_OF_ALL}|sum"
    ),
    "mean": re.compile(
        rf"(?:diem |gia tri |muc |so )?(?:trung binh|binh quan){_TAIL}"
        rf"|(?:national |overall |country |province |provincial |regional |world )?(?:average|mean){_OF_ALL}"
    ),
    "maximum": re.compile(r"(?:diem )?(?:toi da|chuan)|thang diem|max(?:imum)?(?: score| points)?"),
    "none": re.compile(
        r"ca nuoc|toan (?:quoc|tinh|nganh|thanh pho)|trung vi|median|overall|trong so|weights?"
        r"|(?:gia tri |diem )?(?:cao nhat|thap nhat|lon nhat|nho nhat)|min(?:imum)?|highest|lowest"
        r"|do lech chuan|std\.? ?dev\.?|standard deviation|(?:xep |thu )?hang|rank(?:ing)?s?|so (?:don vi|luong don vi)"
    ),
}
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|[:.*]+)\s*$")
_MOST_DECIMALS, _LONGEST = 15, 200


def claim_of(text: str) -> Claim | None:
    """Return what a row of that name claims to be, "none" for something else that is no unit; None for a unit."""
    if len(text) > _LONGEST:
        return None
    word = without_marks(clean(text))
    while (shorter := _BEHIND.sub("", word)) != word:
        word = shorter
    return next((claim for claim, pattern in _CLAIMS.items() if pattern.fullmatch(word)), None)


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
    lines = {(table.lines[row]) for row in rows}
    others = [problem for problem in table.problems if not (problem.code == "duplicate-unit" and problem.line in lines)]
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
    table, last = column.table, totals.lines[row]
    above = max((line for line in totals.lines if line < last), default=0)
    parts = {at: part for at in range(len(table.units)) if (part := _exact(column, at)) is not None}
    since = [part for at, part in parts.items() if above < table.lines[at] < last]
    if not parts or any(_fits(figure, figures, claim) for figures in (list(parts.values()), since)):
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


def decimals_of(figure: Fraction) -> int:
    """Return how many decimals a figure is written with."""
    return next((at for at in range(_MOST_DECIMALS) if (figure * 10**at).denominator == 1), _MOST_DECIMALS)
