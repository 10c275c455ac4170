"""What stands below a table: notes, sources, dates, signatures."""

from __future__ import annotations

import re

import attrs
import numpy as np

from parindex.base import clean, say, without_marks
from parindex.evidence.cells.table import Table, is_blank
from parindex.evidence.layouts.heads import KnownHeads

#: How what stands below a table begins, without diacritics.
FOOTER = re.compile(
    r"(?:\(?\*+\)?|ghi chu|nguon|chu thich|luu y|notes?|sources?|ngay|nguoi (?:lap|ky|tong hop)|thu truong|giam doc"
    r"|chu tich|truong phong|noi nhan|luu|kt\.|tm\.|tl\.|date|signed|prepared by)(?![^\W\d_])"
)
_FIGURE = re.compile(r"[-+−]?[0-9][0-9 ]*(?:[.,][0-9]+)*\s*%?")


def without_footers(table: Table, known: KnownHeads) -> Table:
    """Return the table without what stands below it, with a note for each row: notes, dates, signatures."""
    rows = _footers(table, known)
    if not rows:
        return table
    notes = []
    for row in rows:
        cells = (table.units[row], table.names[row], *(column[row] for column in table.columns.values()))
        words = next((clean(str(cell)) for cell in cells if not is_blank(cell)), "")
        message = say("{words!r} is passed over: it stands below the table", words=words[:80])
        notes.append(table.problem("heading-row", message, "", "note", row=row))
    footers = set(rows)
    rest = table.take([row for row in range(len(table.units)) if row not in footers])
    return attrs.evolve(rest, problems=(*table.problems, *notes))


def _footers(table: Table, known: KnownHeads) -> list[int]:
    """Return the rows below a table: from the first that is set off, by a blank line or its words.

    None of them has a figure or an option, or is called as a unit that is known. Words below the head of the units
    that are those of a signature may have others beside them.
    """
    if any(isinstance(cells, np.ndarray) for cells in table.columns.values()):  # a column of numbers to its end
        return []
    columns = list(table.columns.values())
    below: list[int] = []
    for row in reversed(range(len(table.units))):
        unit = table.units[row] or table.names[row]
        cells = [column[row] for column in columns if not is_blank(column[row])]
        if any(not isinstance(cell, str) or _FIGURE.fullmatch(cell.strip()) for cell in cells):
            break
        named = {name: clean(str(column[row])) for name, column in table.columns.items() if not is_blank(column[row])}
        if any(known.says_option(name, text) for name, text in named.items()):
            break
        if unit and (known.is_unit(unit) or (cells and not FOOTER.match(without_marks(clean(unit))))):
            break
        below.append(row)
    below.reverse()
    for at, row in enumerate(below):
        set_off = row > 0 and table.lines[row] > table.lines[row - 1] + 1
        words = (table.units[row], table.names[row], *(column[row] for column in columns))
        text = next((without_marks(clean(str(word))) for word in words if not is_blank(word)), "")
        if set_off or FOOTER.match(text):
            return below[at:]
    return []
