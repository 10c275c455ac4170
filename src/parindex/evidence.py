"""Evidence: units x indicators, read, labelled and checked against a definition."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from parindex.arrays import array
from parindex.definition import Component, Definition, Indicator
from parindex.kernels.number import FLOAT, Number
from parindex.problems import Problem, near
from parindex.rules import plain
from parindex.tables import Table, from_python, is_missing, read_csv
from parindex.texts import clean, fold

Mask = npt.NDArray[np.bool_]
NOT_APPLICABLE = "n/a"
#: A number in text has at most so many characters, and is smaller than this.
_MAX_LENGTH, _MOST_DIGITS, _LARGEST = 60, 1000, 1e30
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_SHORT = re.compile(r"(?:-?[0-9]{1,9}(?:\.[0-9]{1,6})?\t)*")


@attrs.frozen
class Evidence:
    """A table of evidence, understood for one definition.

    Attributes
    ----------
    definition : Definition
        What the columns are indicators and components of.
    units, names : tuple of str
        The unit of each row, and its name, "" where none is given.
    columns : tuple of str
        The indicators and components given.
    values : array (n_units, n_columns)
        Numbers in the unit of the indicator; of a choice the position of the option; nan where there is none.
    not_applicable : array of bool (n_units, n_columns)
        Where the cell says n/a.
    problems : tuple of Problem
        Everything wrong with it, by row and column.
    table : Table
        The raw cells, with which it can be read for another definition.
    long : mapping of (row, column) to Fraction
        The exact value of cells with more digits than a float64 holds.
    """

    definition: Definition
    units: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    values: npt.NDArray[np.float64] = array()
    not_applicable: Mask = array()
    problems: tuple[Problem, ...] = ()
    table: Table = attrs.field(eq=False, repr=False, kw_only=True)
    long: Mapping[tuple[int, int], Fraction] = attrs.field(factory=dict, hash=False, repr=False)

    def exact(self, rows: Iterable[int], column: int, number: Number) -> list[Any]:
        """Return exact values; a float64 stands for the shortest decimal that reads as it."""
        floats, long = self.values[:, column].tolist(), self.long
        if not long:
            return [number.of_float(floats[row]) for row in rows]
        return [number.of(long[row, column]) if (row, column) in long else number.of_float(floats[row]) for row in rows]

    def row(self, unit: str) -> int:
        """Return the row of a unit, by its code or its name.

        Raises
        ------
        KeyError
            No unit is called so, or several are.
        """
        wanted = clean(str(unit))
        if wanted in self.units:
            return self.units.index(wanted)
        called = [{code.casefold(), name.casefold()} for code, name in zip(self.units, self.names, strict=True)]
        rows = [row for row, words in enumerate(called) if wanted.casefold() in words]
        if len(rows) > 1:
            raise KeyError(f"{unit!r} may be any of the units {', '.join(self.units[row] for row in rows)}")
        if not rows or not wanted:
            hint = near(wanted, [*self.units, *filter(None, self.names)])
            raise KeyError(f"no unit {unit!r}{f' ({hint})' if hint else ''}")
        return rows[0]

    def __repr__(self) -> str:
        faults = f", {len(self.problems)} problems" if self.problems else ""
        return f"<Evidence for {self.definition.id!r}: {len(self.units)} units x {len(self.columns)} columns{faults}>"


def read_evidence(
    source: object, definition: Definition, *, units: Iterable[object] | None = None, ignore: Iterable[str] = ()
) -> Evidence:
    """Read evidence for a definition, from a file or from Python.

    Parameters
    ----------
    source : path, mapping, list of mappings, or array (n_units, n_indicators)
        A file of comma, semicolon or tab separated values in UTF-8 with a column ``unit`` and one a indicator or
        component; ``{unit: {column: value}}``; ``{"unit": [...], column: [...]}``; records; or numbers with one
        column an indicator in the order of ``definition.leaves``. In text ``87.5`` and ``87,5`` are numbers, an
        empty cell is missing, ``n/a`` not applicable.
    definition : Definition
        What to read it for.
    units : iterable, optional
        The units of an array.
    ignore : iterable of str
        Columns to pass over, such as published totals; one that is not there is a problem.

    Returns
    -------
    Evidence
        With everything wrong in its `problems`: bad data raises nothing here, `score` refuses it.

    Raises
    ------
    UnreadableError
        The file is absent, a folder, too large or not UTF-8.
    TypeError, ValueError
        `source` is none of these, or of the wrong shape.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> parindex.read_evidence({"MOHA": {"appraised": "60,65", "survey": 26.38}}, definition)
    <Evidence for 'par-ministry-2022': 1 units x 2 columns>
    """
    if not isinstance(definition, Definition):
        raise TypeError(f"definition is what parindex.load returns, not {type(definition).__name__}")
    ignored = tuple(ignore)
    if not isinstance(source, (Evidence, str, os.PathLike)):
        table = from_python(source, [leaf.id for leaf in definition.leaves], units)
    elif units is not None:
        raise TypeError("units are for values given from Python; a table names its own")
    elif not isinstance(source, Evidence):
        table = read_csv(source)
    elif not ignored and (source.definition is definition or source.definition == definition):
        return source
    else:
        table = source.table
    return _understand(table.without(ignored), definition)


def _understand(table: Table, definition: Definition) -> Evidence:
    problems = list(table.problems)
    columns = tuple(name for name in table.columns if name in definition and name != definition.id)
    if table.columns or table.units:
        problems += _columns(table, definition, columns)
    values = np.full((len(table.units), len(columns)), np.nan)
    not_applicable = np.zeros(values.shape, dtype=bool)
    long: dict[tuple[int, int], Fraction] = {}
    for at, name in enumerate(columns):
        node = definition[name]
        column = _Column(table, node, definition)
        column.read(table.columns[name])
        values[:, at], not_applicable[:, at] = column.values, column.not_applicable
        long.update({(row, at): exact for row, exact in column.long.items()})
        problems += column.check()
    problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return Evidence(
        definition, table.units, table.names, columns, values, not_applicable, tuple(problems), table=table, long=long
    )


def _columns(table: Table, definition: Definition, columns: tuple[str, ...]) -> Iterator[Problem]:
    """Check that every column is known and every indicator given once."""
    for name in table.columns:
        if name not in columns:
            hint = near(name, [node.id for node in definition.nodes[1:]]) or "remove it, ignore it, or correct its name"
            message = f"column {name!r} is no indicator or component of {definition.id!r}"
            if name == definition.id:
                message, hint = f"column {name!r} is the index itself", "give its parts"
            yield table.problem("unknown-column", message, hint, column=name)
    given = set(columns)
    lacking: dict[str, list[str]] = {}
    for node in definition.nodes[1:]:
        above = [component.id for component in definition.ancestors(node)]
        doubled = [id_ for id_ in above if id_ in given]
        if node.id in given and doubled:
            message = f"column {node.id!r} is a part of {doubled[0]!r}, which is given too"
            yield table.problem("component-and-part", message, "keep the parts or the whole", column=node.id)
        if isinstance(node, Indicator) and not doubled and node.id not in given:
            lacking.setdefault(above[0], []).append(node.id)
    for component, leaves in lacking.items():
        if component != definition.id and len(leaves) == len(definition.parts(component)) > 1:
            message = f"no column for {component!r}, nor for its {len(leaves)} indicators {', '.join(leaves)}"
            yield table.problem("missing-column", message, "add one; empty cells are allowed", column=component)
            continue
        for leaf in leaves:
            message = f"no column for indicator {leaf!r}"
            yield table.problem("missing-column", message, "add it; empty cells are allowed", column=leaf)


class _Column:
    """One column on its way from raw cells to numbers."""

    def __init__(self, table: Table, node: Component | Indicator, definition: Definition) -> None:
        self.table, self.node = table, node
        self.values = np.full(len(table.units), np.nan)
        self.not_applicable = np.zeros(len(table.units), dtype=bool)
        self.long: dict[int, Fraction] = {}
        self.problems: list[Problem] = []
        self.policy = definition.missing_policy(node)
        if isinstance(node, Indicator):
            self.names = node.rule.options()
            keyed = {fold(name): at for at, name in enumerate(self.names or ())}
            self.options = None if self.names is None else keyed
            self.percent = node.unit == "percent"
            self.domain = node.rule.domain(node)
            self.refuse = node.not_applicable == "refuse"
        else:
            self.names = self.options = None
            self.percent, self.refuse = False, True
            least = [leaf.rule.limits(leaf)[0] for leaf in definition.leaves_of(node.id)]
            positive = all(limit is not None and limit >= 0 for limit in least)
            low = Fraction(0) if positive and node.floor is None else node.floor
            self.domain = node.range or (low, node.max)

    def fault(self, row: int, code: str, message: str, hint: str = "") -> None:
        unit = self.table.units[row]
        place = f"{unit}, {self.node.id}: " if unit else f"{self.node.id}: "
        self.problems.append(self.table.problem(code, place + message, hint, row=row, column=self.node.id))

    def read(self, cells: Any) -> None:
        if isinstance(cells, np.ma.MaskedArray):
            hidden = np.ma.getmaskarray(cells).tolist()
            cells = [None if mask else cell for cell, mask in zip(cells.data, hidden, strict=True)]
        if (
            self.options is None
            and isinstance(cells, np.ndarray)
            and (cells.dtype == float or cells.dtype.kind in "iu")
        ):
            self._array(cells)
            return
        if self.options is None and _all_short(cells):
            self.values = np.array(list(map(float, cells)), dtype=np.float64)
            return
        read = self._number if self.options is None else self._option
        for row, cell in enumerate(cells):
            if isinstance(cell, str):
                text = clean(cell)
                if text.casefold() == NOT_APPLICABLE:
                    self.not_applicable[row] = True
                elif text:
                    read(row, text)
            elif not is_missing(cell):
                read(row, cell)

    def _array(self, cells: npt.NDArray[Any]) -> None:
        self.values = cells.astype(np.float64)
        if cells.dtype.kind in "iu":
            wide = np.flatnonzero(np.abs(self.values) >= 2.0**53).tolist()
            self.long = {row: Fraction(int(cells[row])) for row in wide}
        for row in np.flatnonzero(np.isinf(self.values)).tolist():
            self.fault(row, "not-a-number", f"{self.values[row]} is not a finite number")
            self.values[row] = np.nan

    def _number(self, row: int, cell: object) -> None:
        if isinstance(cell, str):
            text = cell
            if text.endswith("%"):
                if not self.percent:
                    self.fault(row, "not-a-number", f"{cell!r} has a percent sign", "the unit is not percent")
                    return
                text = text[:-1].rstrip()
            if len(text) > _MAX_LENGTH or not _NUMBER.fullmatch(text):
                hint = "write n/a or nothing" if text.casefold() in ("na", "nan", "null", "none", "-") else ""
                if text.count(".") + text.count(",") > 1:
                    hint = "write it without separators of thousands"
                self.fault(row, "not-a-number", f"{cell[:40]!r} is not a number", hint)
                return
            exact = Fraction(text.replace(",", "."))
        else:
            converted = _exact(cell)
            if converted is None:
                hint = "None or an empty cell is a missing value"
                self.fault(row, "not-a-number", f"{str(cell)[:40]!r} is not a finite number", hint)
                return
            exact = converted
        if abs(exact) >= _LARGEST:
            self.fault(row, "out-of-range", *_beyond(math.inf, None, None))
            return
        value = float(exact)
        self.values[row] = value
        if Fraction(repr(value)) != exact:
            self.long[row] = exact

    def _option(self, row: int, cell: object) -> None:
        options, names = self.options or {}, self.names or ()
        at = options.get(fold(str(cell)))
        if at is None:
            hint = near(str(cell), names) or f"one of {', '.join(names)}"[:200]
            self.fault(row, "unknown-option", f"{str(cell)[:40]!r} is no option", hint)
        else:
            self.values[row] = at

    def check(self) -> list[Problem]:
        """Return the problems of reading, and those of values, missing cells and n/a against the definition."""
        faulty = {problem.line for problem in self.problems}
        low, high = self.domain
        if self.options is None:
            self._range(low, high)
        if self.policy == "error":
            for row in np.flatnonzero(np.isnan(self.values) & ~self.not_applicable).tolist():
                if self.table.lines[row] not in faulty:
                    self.fault(row, "missing-value", "the value is missing", 'the definition says missing = "error"')
        if self.refuse:
            for row in np.flatnonzero(self.not_applicable).tolist():
                hint = 'leave the cell empty, or give the indicator not_applicable = "drop", "full" or "zero"'
                if isinstance(self.node, Component):
                    hint = "only an indicator can be not applicable; leave the cell empty"
                self.fault(row, "not-applicable-refused", "n/a has no meaning here", hint)
        return self.problems

    def _range(self, low: Fraction | None, high: Fraction | None) -> None:
        outside = np.abs(self.values) >= _LARGEST
        if low is not None:
            outside |= self.values < FLOAT.below(low)
        if high is not None:
            outside |= self.values > FLOAT.above(high)
        for row, exact in self.long.items():
            outside[row] = (low is not None and exact < low) or (high is not None and exact > high)
        for row in np.flatnonzero(outside).tolist():
            share = isinstance(self.node, Indicator) and self.node.unit == "share"
            self.fault(row, "out-of-range", *_beyond(float(self.values[row]), low, high, share=share))
        undefined = self.node.rule.undefined(self.values) if isinstance(self.node, Indicator) else None
        if undefined is not None:
            for row in np.flatnonzero(undefined & ~outside).tolist():
                self.fault(row, "out-of-range", f"the rule's transform of {self.values[row]:.12g} is not defined")


def _exact(cell: object) -> Fraction | None:
    """Return the figure a number of Python or numpy stands for, None where it is none."""
    out = None
    if isinstance(cell, (bool, np.bool_)):
        pass
    elif isinstance(cell, Integral):
        out = Fraction(int(cell))
    elif isinstance(cell, Rational):
        out = Fraction(int(cell.numerator), int(cell.denominator))
    elif isinstance(cell, Decimal):
        small = cell.is_finite() and abs(cell.adjusted()) < _MOST_DIGITS and len(cell.as_tuple().digits) < _MOST_DIGITS
        out = Fraction(cell) if small else None
    elif isinstance(cell, np.floating):  # of any width, by the shortest decimal of its own
        out = Fraction(str(cell)) if np.isfinite(cell) else None
    elif isinstance(cell, Real) and math.isfinite(float(cell)):
        out = Fraction(repr(float(cell)))
    return out


def _beyond(value: float, low: Fraction | None, high: Fraction | None, *, share: bool = False) -> tuple[str, str]:
    """Say how a value lies outside its limits, with a hint."""
    hint = ""
    if value == 0 and low is not None and low > 0:
        hint = "0 stands for missing in some files; leave the cell empty then"
    elif share and value > 1:
        hint = "a percentage? a share lies between 0 and 1"
    if low is not None and high is not None:
        return f"{value:.12g} is not between {plain(low)} and {plain(high)}", hint
    if abs(value) >= _LARGEST:
        return "the number is beyond what is read", f"numbers are smaller than {_LARGEST:g}"
    return f"{value:.12g} is below {plain(low)}" if high is None else f"{value:.12g} is above {plain(high)}", hint


def _all_short(cells: Any) -> bool:
    """Return whether all cells are plain decimals of at most 15 digits, which need no second look."""
    if isinstance(cells, np.ndarray) or not all(type(cell) is str for cell in cells):
        return False
    joined = "\t".join([*cells, ""])
    return joined.count("\t") == len(cells) and _SHORT.fullmatch(joined) is not None


def validate(definition: Definition, evidence: object) -> tuple[Problem, ...]:
    """Return everything wrong with evidence for a definition; bad data never raises.

    Parameters
    ----------
    definition : Definition
        What it is for.
    evidence : Evidence, or anything that `read_evidence` takes
        The table.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> for problem in parindex.validate(definition, {"MOHA": {"appraised": 71, "survey": "26,38 %"}}):
    ...     print(problem)
    <data>:1: error out-of-range: MOHA, appraised: 71 is not between 0 and 68.5
    <data>:1: error not-a-number: MOHA, survey: '26,38 %' has a percent sign (the unit is not percent)
    """
    return read_evidence(evidence, definition).problems
