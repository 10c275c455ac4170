"""Raw cells of a column become numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from parindex.base import clean, fold, listed, say
from parindex.definition import Choice, Definition
from parindex.evidence.cells.cell_numbers import NOT_APPLICABLE, Percent, exact_number, read_number
from parindex.evidence.cells.decimal_marks import only_mark
from parindex.evidence.cells.table import Table, is_missing, written
from parindex.evidence.cells.text_cells import PlainNumbers, TextCells
from parindex.evidence.column_limits import LARGEST, TOO_LARGE, WHOLE_PERCENT, LimitedColumn
from parindex.kernels import FLOAT, Array, Floats, Mask, at_fifteen_digits, number_at_fifteen_digits

_WHOLE = 2**53  # float64 holds every whole number up to here


class Column(LimitedColumn):
    """One column on its way from raw cells to numbers."""

    values: Floats
    either: tuple[Mask, Sequence[str]] | None
    long: dict[int, Fraction]

    def beside(self, table: Table, definition: Definition) -> Column:
        """Return the column of that name in another table of the same form."""
        return Column(table, self.raw, self.target, definition)

    def read(self, cells: Any) -> None:
        """Read raw cells."""
        if isinstance(cells, np.ndarray) and type(cells) is not np.ndarray and isinstance(cells, np.ma.MaskedArray):
            hidden = np.ma.getmaskarray(cells).tolist()  # the library of masks is slow to import: only for its arrays
            cells = [None if mask else cell for cell, mask in zip(cells.data, hidden, strict=True)]
        if self.words is None and self._plain(cells):
            return
        if self.words is None and (numbers := _numbers(cells, percentages=self.percent or self.share)) is not None:
            self._array(numbers)
            self._percentages(cells)
            self._settle_shares(cells)
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
        self._settle()
        self._settle_shares(cells)

    def _plain(self, cells: Any) -> bool:
        """Read cells that are all plain numbers of text, or empty; return whether they are."""
        if isinstance(cells, (list, tuple)) and all(type(cell) is str for cell in cells):
            cells = TextCells.of(cells)
        plain = cells.plain if isinstance(cells, TextCells) else None
        doubtful = plain is not None and bool(plain.either.any())
        if plain is None or (doubtful and (self.table.origins or self.table.row_tables)):
            return False
        self.values = plain.values.copy()
        self.values[list(plain.long)] = np.nan
        if doubtful:
            self._settle_plain(cells, plain)
        for row in plain.long:
            self._number(row, cells[row])
        return True

    def _settle_plain(self, cells: TextCells, plain: PlainNumbers) -> None:
        """Read plain numbers that may be decimals or thousands."""
        decimals = plain.values[plain.either]
        thousands = np.rint(decimals * 1000)
        mark = self._mark(0)
        if not mark:
            fits = self._all_allowed(decimals), self._all_allowed(thousands)
            other = "," if plain.mark == "." else "."
            mark = {(True, False): plain.mark, (False, True): other}.get(fits, "")
        if mark:
            self.values[plain.either] = decimals if mark == plain.mark else thousands
            self.either = plain.either, cells
        else:
            rows = np.flatnonzero(plain.either).tolist()
            self.values[rows] = np.nan
            self._refuse_doubtful(rows, cells[rows[0]])

    def _all_allowed(self, values: Floats) -> bool:
        """Return whether numbers of at most 15 digits are all within the limits, and steps of what is counted."""
        low, high = self.likely
        if (low is not None and (values < FLOAT.below(low)).any()) or (
            high is not None and (values > FLOAT.above(high)).any()
        ):
            return False
        if self.grid == (Fraction(0), Fraction(1)):
            return not (values % 1).any()
        return self.grid is None or all(self._allowed(Fraction(repr(value))) for value in values.tolist())

    def _array(self, cells: Array) -> None:
        self.values = at_fifteen_digits(cells) if cells.dtype == float else cells.astype(np.float64)
        if cells.dtype.kind in "iu":
            wide = np.flatnonzero(np.abs(self.values) >= _WHOLE).tolist()
            self.long = {row: Fraction(int(cells[row])) for row in wide}
        for row in np.flatnonzero(np.isinf(self.values)).tolist():
            self.fault(row, "not-a-number", say("{value} is not a finite number", value=self.values[row]))
            self.values[row] = np.nan

    def _percentages(self, cells: Any) -> None:
        """Bring cells that show percentages to the unit percent: 0.8118 is 81.18."""
        if self.percent and not isinstance(cells, np.ndarray):
            shown = np.fromiter((type(cell) is Percent for cell in cells), dtype=bool, count=len(cells))
            self.values[shown] = at_fifteen_digits(self.values[shown] * WHOLE_PERCENT)

    def _number(self, row: int, cell: object) -> None:
        if isinstance(cell, str):
            text = cell
            if text.endswith("%"):
                if not self.percent:
                    message = say("{cell!r} has a percent sign", cell=cell)
                    self.fault(row, "not-a-number", message, say("the unit is not percent"))
                    return
                text = text[:-1].rstrip()
            read = read_number(text, self._mark(row))
            if not read.text:
                self.fault(row, "not-a-number", say("{cell!r} is not a number", cell=cell[:40]), read.hint)
                return
            if read.either:
                self.own_texts[row] = cell
            if read.doubtful:
                self.doubtful[row] = text
                return
            exact = Fraction(read.text)
        elif isinstance(cell, Percent) and not (self.percent or self.share):
            message = say("{cell!r} has a percent sign", cell=f"{float(cell) * 100:.12g}%")
            self.fault(row, "not-a-number", message, say("the unit is not percent"))
            return
        else:
            converted = exact_number(cell)
            if converted is None and isinstance(cell, Decimal) and cell.is_finite() and cell.adjusted() > 0:
                self.fault(row, "out-of-range", *TOO_LARGE)
                return
            if converted is None:
                hint = say("None or an empty cell is a missing value")
                self.fault(row, "not-a-number", say("{cell!r} is not a finite number", cell=str(cell)[:40]), hint)
                return
            exact = converted * 100 if isinstance(cell, Percent) and self.percent else converted
        self._take(row, exact)

    def _take(self, row: int, exact: Fraction) -> None:
        if abs(exact) >= LARGEST:
            self.fault(row, "out-of-range", *TOO_LARGE)
            return
        value = float(exact)
        self.values[row] = value
        if Fraction(repr(value)) != exact:
            self.long[row] = exact

    def _origin(self, row: int) -> tuple[Table, str]:
        """Return the table that a cell comes from, and its column there: of several joined the one of its row."""
        table, name = self.table.origins.get((row, self.raw), (self.table, self.raw))
        joined = table.row_tables[row] if table.row_tables else None
        return (joined[0] if joined else table), name

    def _mark(self, row: int) -> str:
        """Return the decimal mark of the column that a cell comes from, "" where nothing tells it."""
        origin, name = self._origin(row)
        return origin.mark_of(name) or self.table.decimal_mark

    def _settle(self) -> None:
        """Read numbers that may be decimals or thousands as the limits tell, column by column of where they stand."""
        columns: dict[tuple[int, str], list[int]] = {}
        for row in self.doubtful:
            origin, name = self._origin(row)
            columns.setdefault((id(origin), name), []).append(row)
        for rows in columns.values():
            mark = only_mark([self.doubtful[row] for row in rows], self._allowed)
            if mark:
                for row in rows:
                    self._take(row, Fraction(read_number(self.doubtful[row], mark).text))
            else:
                self._refuse_doubtful(rows, self.doubtful[rows[0]])

    def _allowed(self, exact: Fraction) -> bool:
        """Return whether a number is within the limits, and a step of what is counted."""
        low, high = self.likely
        stepped = self.grid is None or (exact - self.grid[0]) % self.grid[1] == 0
        return stepped and (low is None or exact >= low) and (high is None or exact <= high)

    def _refuse_doubtful(self, rows: Sequence[int], text: str) -> None:
        """Refuse numbers that may be decimals or thousands, in one problem: a thousandfold is never guessed."""
        whole = text.replace(".", "").replace(",", "")
        message = say("{cell!r} may be a decimal or a thousand, and no cell of the column tells", cell=text)
        if len(rows) > 1:
            message = say(
                "{cell!r} may be a decimal or a thousand, as may {others} others of the column, and none tells",
                cell=text,
                others=len(rows) - 1,
            )
        hint = say(
            'write {cell}0 or {whole}, or say the decimal mark: decimal_mark="." or "," (--decimal-mark)',
            cell=text,
            whole=whole,
        )
        self.fault(rows[0], "ambiguous-number", message, hint)
        self.faulty.update(rows)

    def _settle_shares(self, cells: Any) -> None:
        """Settle by the range what numbers of at most 1 are where the reader of the file cannot tell percentages."""
        known = self.table.percentages_known and not self.table.origins
        if known or not self.percent or self.words is not None:
            return
        small = np.flatnonzero((self.values > 0) & (self.values <= 1)).tolist()
        rows = [row for row in small if not self._origin(row)[0].percentages_known and _is_plain(cells[row])]
        doubtful = []
        for row in rows:
            shown = float(self.values[row])
            raw, percent = Fraction(repr(shown)), Fraction(repr(number_at_fifteen_digits(shown * WHOLE_PERCENT)))
            if self._allowed(percent):
                self.values[row] = np.nan if self._allowed(raw) else float(percent)
                doubtful += [row] if self._allowed(raw) else []
        if doubtful:
            self._refuse_shares(doubtful, cells)

    def _refuse_shares(self, rows: Sequence[int], cells: Any) -> None:
        share = float(cells[rows[0]])
        values = {"value": share, "percent": share * WHOLE_PERCENT, "others": len(rows) - 1}
        message = say("{value:.12g} may be {value:.12g} or {percent:.12g} percent: such a file does not tell", **values)
        if len(rows) > 1:
            message = say(
                "{value:.12g} may be {value:.12g} or {percent:.12g} percent, as may {others} others: "
                "such a file does not tell",
                **values,
            )
        hint = say("save the workbook as .xlsx, or write {percent:.12g}, or {value:.12g} % in a cell of text", **values)
        self.fault(rows[0], "share-or-percent", message, hint)
        self.faulty.update(rows)

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
        read = read_number(written(cell), self.table.mark_of(self.raw)).text
        if not (read and isinstance(points, Choice)):
            return ""
        named = [name for name, number in points.points.items if number == Fraction(read)]
        if len(named) != 1:
            return ""
        if read == "1":
            return say("1 point: write {name!r}", name=named[0])
        return say("{count} points: write {name!r}", count=read, name=named[0])


def _is_plain(cell: object) -> bool:
    """Return whether a cell is a number that does not say whether it is a percentage."""
    return isinstance(cell, (int, float, np.number)) and not isinstance(cell, Percent)


def _numbers(cells: Any, *, percentages: bool) -> Array | None:
    """Return cells that are plain numbers of Python or numpy, or None, as an array; else nothing."""
    if isinstance(cells, np.ndarray):
        return cells if cells.dtype == float or cells.dtype.kind in "iu" else None
    kinds = set(map(type, cells))
    large = int in kinds and any(type(cell) is int and abs(cell) > _WHOLE for cell in cells)
    plain_kinds = {float, int, type(None), *([Percent] if percentages else [])}
    return np.array(cells, dtype=np.float64) if kinds <= plain_kinds and not large else None
