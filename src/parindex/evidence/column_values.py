"""Raw cells of a column become numbers, checked against what the definition and the rule allow."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

import numpy as np

from parindex.base import Collector, Hints, Severity, clean, fold, listed, plain, say
from parindex.definition import Choice, Component, Definition, Indicator, Limits
from parindex.evidence.cell_numbers import Percent, read_number
from parindex.evidence.columns import ColumnTarget
from parindex.evidence.table import Table, is_missing, written
from parindex.kernels import FLOAT, Array, Floats

NOT_APPLICABLE = frozenset(map(fold, ("n/a", "không áp dụng")))
#: What a cell of a checklist says, folded.
TICKS = {
    **dict.fromkeys(("yes", "y", "true", "1", "1.0", "x", "✓", "✔", "có", "đạt"), 1),
    **dict.fromkeys(("no", "n", "false", "0", "0.0", "không", "không đạt"), 0),
}
#: A decimal from Python has at most so many digits; a number is smaller than this.
_MOST_DIGITS, _LARGEST = 1000, 1e30
_TOO_LARGE = say("the number is beyond what is read"), say("numbers are smaller than {most:g}", most=_LARGEST)
_WHOLE_PERCENT = 100
_PLAINLY_PERCENT = 20  # what half of the others exceed, where one of 1 or less is doubtful
_WHOLE = 2**53  # float64 holds every whole number up to here
_THOUSANDS = re.compile(r"(?:^|\t)-?[1-9][0-9]{0,2}\.[0-9]{3}\t")
_SHORT = re.compile(r"(?:(?:-?[0-9]{1,9}(?:\.[0-9]{1,6})?)?\t)*")


class Column:
    """One column on its way from raw cells to numbers."""

    def __init__(self, table: Table, raw: str, target: ColumnTarget, definition: Definition) -> None:
        node = target.node
        self.table, self.raw, self.target, self.node = table, raw, target, node
        self.values = np.full(len(table.units), np.nan)
        self.not_applicable = np.zeros(len(table.units), dtype=bool)
        self.outside = np.zeros(len(table.units), dtype=bool)
        self.inputs: Mapping[str, Floats] = {}
        self.long: dict[int, Fraction] = {}
        self.problems = Collector()
        self.faulty: set[int] = set()
        self.doubted, self.hints = False, Hints()
        self.policy = definition.missing_policy(node)
        self.words: Mapping[str, int] | None = None
        self.names: tuple[str, ...] = ()
        self.percent, self.share, self.refuse = False, False, True
        self.grid: tuple[Fraction, Fraction] | None = None
        if isinstance(node, Component):
            self.domain: Limits = definition.domain(node)
            return
        self.percent, self.share = node.unit == "percent", node.unit == "share"
        self.refuse = node.not_applicable == "refuse"
        if target.item and not node.inputs:
            limits = node.rule.item_limits(node)
            self.domain, self.words = limits or (None, None), TICKS if limits is None else None
            self.names = ("yes", "no", "có", "không")
        elif target.item:
            self.domain = (None, None)
        else:
            self.names = node.rule.options() or ()
            self.words = {fold(name): at for at, name in enumerate(self.names)} or None
            self.domain, self.grid = node.rule.domain(node), node.rule.grid(node)

    def beside(self, table: Table, definition: Definition) -> Column:
        """Return the column of that name in another table of the same form."""
        return Column(table, self.raw, self.target, definition)

    def fault(self, row: int, code: str, message: str, hint: str = "", severity: Severity = "error") -> None:
        """Note a problem of one cell."""
        if self.inputs:
            inputs = ", ".join(f"{name} {values[row]:.12g}" for name, values in self.inputs.items())
            message = say("{message}, worked out from {given}", message=message, given=inputs)
        self.faulty.add(row)
        unit, id_ = self.table.units[row], self.target.id
        placed = say("{id}: {message}", id=id_, message=message)
        if unit:
            placed = say("{unit}, {id}: {message}", unit=unit, id=id_, message=message)
        self.problems.append(self.table.problem(code, placed, hint, severity, row=row, column=self.raw))

    def read(self, cells: Any) -> None:
        """Read raw cells."""
        if isinstance(cells, np.ndarray) and type(cells) is not np.ndarray and isinstance(cells, np.ma.MaskedArray):
            hidden = np.ma.getmaskarray(cells).tolist()  # the library of masks is slow to import: only for its arrays
            cells = [None if mask else cell for cell, mask in zip(cells.data, hidden, strict=True)]
        if self.words is None and _all_short(cells):
            self.values = np.array([float(cell or "nan") for cell in cells], dtype=np.float64)
            return
        if self.words is None and (numbers := _numbers(cells)) is not None:
            self._array(numbers)
            return
        read = self._number if self.words is None else self._option
        for row, cell in enumerate(cells):
            if isinstance(cell, str):
                text = clean(cell)
                if fold(text) in NOT_APPLICABLE:
                    self.not_applicable[row] = True
                elif text:
                    read(row, text)
            elif not is_missing(cell):
                read(row, cell)

    def _array(self, cells: Array) -> None:
        self.values = cells.astype(np.float64)
        if cells.dtype.kind in "iu":
            wide = np.flatnonzero(np.abs(self.values) >= _WHOLE).tolist()
            self.long = {row: Fraction(int(cells[row])) for row in wide}
        for row in np.flatnonzero(np.isinf(self.values)).tolist():
            self.fault(row, "not-a-number", say("{value} is not a finite number", value=self.values[row]))
            self.values[row] = np.nan

    def _number(self, row: int, cell: object) -> None:
        if isinstance(cell, str):
            text = cell
            if text.endswith("%"):
                if not self.percent:
                    message = say("{cell!r} has a percent sign", cell=cell)
                    self.fault(row, "not-a-number", message, say("the unit is not percent"))
                    return
                text = text[:-1].rstrip()
            read = read_number(text, self.table.origins.get((row, self.raw), self.table).decimal_mark)
            if not read.text:
                self.fault(row, "not-a-number", say("{cell!r} is not a number", cell=cell[:40]), read.hint)
                return
            if read.doubtful and not self.doubted:
                self.doubt(row, cell)
            exact = Fraction(read.text)
        elif isinstance(cell, Percent) and not (self.percent or self.share):
            message = say("{cell!r} has a percent sign", cell=f"{float(cell) * 100:.12g}%")
            self.fault(row, "not-a-number", message, say("the unit is not percent"))
            return
        else:
            converted = _exact(cell)
            if converted is None:
                hint = say("None or an empty cell is a missing value")
                self.fault(row, "not-a-number", say("{cell!r} is not a finite number", cell=str(cell)[:40]), hint)
                return
            exact = converted * 100 if isinstance(cell, Percent) and self.percent else converted
        if abs(exact) >= _LARGEST:
            self.fault(row, "out-of-range", *_TOO_LARGE)
            return
        value = float(exact)
        self.values[row] = value
        if Fraction(repr(value)) != exact:
            self.long[row] = exact

    def doubt(self, row: int, cell: str) -> None:
        """Warn of the first cell of the column that may be a decimal or a thousand."""
        self.doubted = True
        hint = say("write a decimal with another digit, 1.2340, or a thousand without separator, 1234")
        message = say("{cell!r} is read as a decimal; is it a thousand?", cell=cell)
        self.fault(row, "ambiguous-number", message, hint, "warning")

    def _option(self, row: int, cell: object) -> None:
        words = self.words or {}
        at = words.get(fold(written(cell)))
        if at is None:
            hint = self._by_points(cell) or self.hints.near(written(cell), self.names)
            hint = hint or say("one of {names}", names=listed(self.names))
            self.fault(row, "unknown-option", say("{cell!r} is no option", cell=written(cell)[:40]), hint)
        else:
            self.values[row] = at

    def _by_points(self, cell: object) -> str:
        """Return a hint where the cell holds the points of an option in place of its name."""
        points = getattr(self.node, "rule", None)
        read = read_number(written(cell), self.table.decimal_mark).text
        if not (read and isinstance(points, Choice)):
            return ""
        named = [name for name, number in points.points.items if number == Fraction(read)]
        if len(named) != 1:
            return ""
        if read == "1":
            return say("1 point: write {name!r}", name=named[0])
        return say("{count} points: write {name!r}", count=read, name=named[0])

    def check(self) -> Collector:
        """Return the problems of reading, and those of values, missing cells and n/a against the definition."""
        self.check_values()
        if self.policy == "error" and self.raw not in self.table.spared:
            for row in np.flatnonzero(np.isnan(self.values) & ~self.not_applicable).tolist():
                if row not in self.faulty:
                    message = say("the value is missing")
                    self.fault(row, "missing-value", message, say('the definition says missing = "error"'))
        if self.refuse:
            for row in np.flatnonzero(self.not_applicable).tolist():
                hint = say('leave the cell empty, or give the indicator not_applicable = "drop", "full" or "zero"')
                if isinstance(self.node, Component):
                    hint = say("only an indicator can be not applicable; leave the cell empty")
                self.fault(row, "not-applicable-refused", say("n/a has no meaning here"), hint)
        return self.problems

    def check_values(self) -> Collector:
        """Return the problems of values against what the rule and the definition allow."""
        if self.words is None:
            self._range(*self.domain)
            self._shares()
        if self.grid is not None:
            self._grid(*self.grid)
        return self.problems

    def _grid(self, start: Fraction, step: Fraction) -> None:
        off = np.isfinite(self.values) & ~self.outside
        if start == 0 and step == 1:  # which float64 tells by itself
            off &= self.values % 1 != 0
            off[list(self.long)] = True
        for row in np.flatnonzero(off).tolist():
            exact = self.long.get(row) or Fraction(repr(float(self.values[row])))
            if (exact - start) % step:
                message = say("{value:.12g} is no whole number", value=self.values[row])
                if step != 1:
                    values = {"value": self.values[row], "step": plain(step), "start": plain(start)}
                    message = say("{value:.12g} is no step of {step} from {start}", **values)
                self.fault(row, "out-of-range", message)

    def _shares(self) -> None:
        """Warn where a column of percentages holds what look like shares: 0.8118 among others like 81.18."""
        if not (self.percent and self.domain[1] == _WHOLE_PERCENT):
            return
        values = np.where(np.isnan(self.values), 0.0, self.values)
        small, rest = (values > 0) & (values <= 1), values[values > 1]
        if small.any() and (not rest.size or np.median(rest) >= _PLAINLY_PERCENT):
            row = int(np.flatnonzero(small)[0])
            value, others = values[row], int(small.sum()) - 1
            hint = say("write {value:.12g} % in a cell of text, or 81.18 for 0.8118", value=value)
            message = say("{value:.12g} is read as {value:.12g} percent; is it a share?", value=value)
            if others:
                named = {"value": value, "others": others}
                message = say(
                    "{value:.12g} is read as {value:.12g} percent, as are {others} others; is it a share?", **named
                )
            self.fault(row, "share-or-percent", message, hint, "warning")

    def _range(self, low: Fraction | None, high: Fraction | None) -> None:
        outside = np.abs(self.values) >= _LARGEST
        if low is not None:
            outside |= self.values < FLOAT.below(low)
        if high is not None:
            outside |= self.values > FLOAT.above(high)
        for row, exact in self.long.items():
            outside[row] = (low is not None and exact < low) or (high is not None and exact > high)
        self.outside = outside
        shown = plain(low), plain(high)
        for row in np.flatnonzero(outside).tolist():
            value = float(self.values[row])
            if abs(value) >= _LARGEST and None in (low, high):
                self.fault(row, "out-of-range", *_TOO_LARGE)
            else:
                self.fault(row, "out-of-range", _beyond(value, *shown), self._meant(value, low))
        if not isinstance(self.node, Indicator) or self.target.item:
            return
        undefined = self.node.rule.undefined(self.values)
        for row in np.flatnonzero(undefined & ~outside).tolist() if undefined is not None else ():
            message = say("the rule's transform of {value:.12g} is not defined", value=self.values[row])
            self.fault(row, "out-of-range", message)

    def _meant(self, value: float, low: Fraction | None) -> str:
        """Return a hint at what a value outside its limits may stand for."""
        if value == 0 and low is not None and low > 0:
            return say("0 stands for missing in some files; leave the cell empty then")
        if value > 1 and isinstance(self.node, Indicator) and self.node.unit == "share":
            return say("a percentage? a share lies between 0 and 1")
        return ""


def _exact(cell: object) -> Fraction | None:
    """Return the figure a number of Python or numpy stands for, None where it is none."""
    exact = None
    if isinstance(cell, (bool, np.bool_)):
        pass
    elif isinstance(cell, Integral):
        exact = Fraction(int(cell))
    elif isinstance(cell, Rational):
        exact = Fraction(int(cell.numerator), int(cell.denominator))
    elif isinstance(cell, Decimal):
        small = cell.is_finite() and abs(cell.adjusted()) < _MOST_DIGITS and len(cell.as_tuple().digits) < _MOST_DIGITS
        exact = Fraction(cell) if small else None
    elif isinstance(cell, np.floating):  # of any width, by the shortest decimal of its own
        exact = Fraction(str(cell)) if np.isfinite(cell) else None
    elif isinstance(cell, Real) and math.isfinite(float(cell)):
        exact = Fraction(repr(float(cell)))
    return exact


def _beyond(value: float, low: str, high: str) -> str:
    """Say how a value lies outside its limits, "" where there is none."""
    if low and high:
        return say("{value:.12g} is not between {low} and {high}", value=value, low=low, high=high)
    if high:
        return say("{value:.12g} is above {high}", value=value, high=high)
    return say("{value:.12g} is below {low}", value=value, low=low)


def _numbers(cells: Any) -> Array | None:
    """Return cells that are plain numbers of Python or numpy, or None, as an array; else nothing."""
    if isinstance(cells, np.ndarray):
        return cells if cells.dtype == float or cells.dtype.kind in "iu" else None
    kinds = set(map(type, cells))
    large = int in kinds and any(type(cell) is int and abs(cell) > _WHOLE for cell in cells)
    return np.array(cells, dtype=np.float64) if kinds <= {float, int, type(None)} and not large else None


def _all_short(cells: Any) -> bool:
    """Return whether all cells are nothing or plain decimals of at most 15 digits, which need no second look."""
    if isinstance(cells, np.ndarray) or not all(type(cell) is str for cell in cells):
        return False
    joined = "\t".join([*cells, ""])
    short = joined.count("\t") == len(cells) and _SHORT.fullmatch(joined) is not None
    return short and _THOUSANDS.search(joined) is None
