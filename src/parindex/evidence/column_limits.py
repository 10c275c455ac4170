"""The numbers of a column, held against what the definition and the rule allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from parindex.base import (
    TICKS,
    Collector,
    Figure,
    Hints,
    Severity,
    Text,
    fold,
    local_number,
    plain,
    say,
)
from parindex.definition import Between, Component, Definition, Indicator
from parindex.evidence.cells.table import Table
from parindex.evidence.columns import ColumnTarget
from parindex.kernels import FLOAT, Floats, Mask

LARGEST = 1e30  # a number is smaller than this
TOO_LARGE = say("the number is beyond what is read"), say("numbers are smaller than {most:g}", most=LARGEST)
WHOLE_PERCENT = 100
_PLAINLY_PERCENT = 20  # what half of the others exceed, where one of 1 or less is doubtful


def likely_limits(node: Component, definition: Definition) -> Between:
    """Return between what the score of a component lies, by what its parts can give where it says no maximum."""
    low, high = definition.domain(node)
    return low, definition.maximum(node) if high is None else high


class LimitedColumn:
    """Numbers of one column, with what is wrong with them."""

    def __init__(self, table: Table, raw: str, target: ColumnTarget, definition: Definition) -> None:
        node = target.node
        self.table: Table = table
        self.raw: str = raw
        self.target: ColumnTarget = target
        self.node: Component | Indicator = node
        self.values: Floats = np.full(len(table.units), np.nan)
        self.not_applicable: Mask = np.zeros(len(table.units), dtype=bool)
        # what a condition says does not apply, or may not
        self.elsewhere: Mask = np.zeros(len(table.units), dtype=bool)
        self.unknown: Mask = np.zeros(len(table.units), dtype=bool)  # where nobody knows whether it applies
        self.outside: Mask = np.zeros(len(table.units), dtype=bool)
        self.inputs: Mapping[str, Floats] = {}
        self.long: dict[int, Fraction] = {}
        self.problems: Collector = Collector()
        self.faulty: set[int] = set()
        self.hints: Hints = Hints()
        self.own_texts: dict[int, str] = {}  # cells with three digits behind one mark, which limits may refuse
        self.either: tuple[Mask, Sequence[str]] | None = None  # the same, where a column was read in bulk
        self.doubtful: dict[int, str] = {}  # and those of them that no other cell settles
        self.policy: str = definition.missing_policy(node)
        self.words: Mapping[str, int] | None = None
        self.names: tuple[str, ...] = ()
        self.percent: bool = False
        self.share: bool = False
        self.refuse: bool = True
        self.grid: tuple[Fraction, Fraction] | None = None
        if isinstance(node, Component):
            self.domain: Between = definition.domain(node)
            self.likely: Between = likely_limits(node, definition)
            return
        self.percent = node.unit == "percent"
        self.share = node.unit == "share"
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
        self.likely = self.domain  # between what a number that may be read in two ways lies

    def fault(self, row: int, code: str, message: str, hint: str = "", severity: Severity = "error") -> None:
        """Note a problem of one cell."""
        self.faulty.add(row)
        if self.problems.counted(severity):
            return
        if self.inputs:
            message = say("{message}, worked out from {given}", message=message, given=self._figures(row))
        unit, id_ = self.table.units[row], self.target.titled
        placed = say("{id}: {message}", id=id_, message=message)
        if unit:
            placed = say("{unit}, {id}: {message}", unit=unit, id=id_, message=message)
        self.problems.append(self.table.problem(code, placed, hint, severity, row=row, column=self.raw))

    def _figures(self, row: int) -> Text:
        """Return in words what a value is worked out from: inputs by their titles, and other indicators."""
        named = {given.id: given.title for given in self.node.inputs} if isinstance(self.node, Indicator) else {}
        figures = [(named.get(name) or Text(en=name), f"{values[row]:.12g}") for name, values in self.inputs.items()]
        both = (
            ", ".join(f"{name.get(lang)} {local_number(figure, lang)}" for name, figure in figures)
            for lang in ("vi", "en")
        )
        return Text(*both)

    def check(self) -> Collector:
        """Return the problems of reading, and those of values, missing cells and n/a against the definition."""
        self.check_values()
        self.leave_out(self.unknown)
        if self.policy == "error" and self.raw not in self.table.spared:
            for row in np.flatnonzero(np.isnan(self.values) & ~self.not_applicable & ~self.elsewhere).tolist():
                if row not in self.faulty:
                    message = say("the value is missing")
                    self.fault(row, "missing-value", message, say('the definition says missing = "error"'))
        if self.refuse:
            for row in np.flatnonzero(self.not_applicable & ~self.elsewhere).tolist():
                hint = say('leave the cell empty, or give the indicator not_applicable = "drop", "full" or "zero"')
                if isinstance(self.node, Component):
                    hint = say("only an indicator can be not applicable; leave the cell empty")
                self.fault(row, "not-applicable-refused", say("n/a has no meaning here"), hint)
        return self.problems

    def leave_out(self, rows: Mask) -> None:
        """Take the values of some rows away."""
        self.values[rows] = np.nan
        self.long = {row: figure for row, figure in self.long.items() if not rows[row]}

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
                    values = {"value": self.values[row], "step": Figure(plain(step)), "start": Figure(plain(start))}
                    message = say("{value:.12g} is no step of {step} from {start}", **values)
                self.fault(row, "out-of-range", self._as_read(row, message))

    def _as_read(self, row: int, message: str) -> str:
        """Return what is wrong with a number, after the text that it was read from where it could be another one."""
        text = self.own_texts.get(row)
        if self.either is not None and self.either[0][row]:
            text = self.either[1][row]
        if text is None:
            return message
        values = {"cell": text, "value": self.values[row], "message": message}
        return say("{cell!r} is read as {value:.12g}: {message}", **values)

    def _shares(self) -> None:
        """Warn where a column of percentages holds what look like shares: 0.8118 among others like 81.18."""
        if not (self.percent and self.domain[1] == WHOLE_PERCENT):
            return
        values = np.where(np.isnan(self.values), 0.0, self.values)
        small, rest = (values > 0) & (values <= 1), values[values > 1]
        if small.any() and (not rest.size or np.median(rest) >= _PLAINLY_PERCENT):
            row = int(np.flatnonzero(small)[0])
            value, others = values[row], int(small.sum()) - 1
            values_ = {"value": value, "percent": value * WHOLE_PERCENT}
            hint = say("write {percent:.12g} if it is, or {value:.12g} % in a cell of text", **values_)
            message = say("{value:.12g} is read as {value:.12g} percent; is it a share?", value=value)
            if others:
                named = {"value": value, "others": others}
                message = say(
                    "{value:.12g} is read as {value:.12g} percent, as are {others} others; is it a share?", **named
                )
            self.fault(row, "share-or-percent", message, hint, "warning")

    def _range(self, low: Fraction | None, high: Fraction | None) -> None:
        outside = np.abs(self.values) >= LARGEST
        if low is not None:
            outside |= self.values < FLOAT.below(low)
        if high is not None:
            outside |= self.values > FLOAT.above(high)
        for row, exact in self.long.items():
            outside[row] = (low is not None and exact < low) or (high is not None and exact > high)
        self.outside = outside
        shown = Figure(plain(low)), Figure(plain(high))
        for row in np.flatnonzero(outside).tolist():
            value = float(self.values[row])
            if abs(value) >= LARGEST and None in (low, high):
                self.fault(row, "out-of-range", *TOO_LARGE)
            else:
                self.fault(row, "out-of-range", self._as_read(row, _beyond(value, *shown)), self._meant(value, low))
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


def _beyond(value: float, low: str, high: str) -> str:
    """Say how a value lies outside its limits, "" where there is none."""
    if low and high:
        return say("{value:.12g} is not between {low} and {high}", value=value, low=low, high=high)
    if high:
        return say("{value:.12g} is above {high}", value=value, high=high)
    return say("{value:.12g} is below {low}", value=value, low=low)
