"""Which unit a form is of: the worksheet, a title above the header or the file names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path as FilePath

import attrs

from parindex.base import Message, Severity, clean, say, without_marks
from parindex.definition import Registry
from parindex.evidence.files.grid import Grid

_LABEL = re.compile(
    r"(?:tên )?(?:đơn vị|cơ quan|sở, ngành|phòng ban)(?: tự chấm| tự đánh giá)?\s*:\s*(.+)", re.IGNORECASE
)
_NO_NAME = re.compile(r"(?:sheet|trang tinh|trang|bang|table|bieu|s)\s*[0-9]*")
_SHEET, _TITLE, _FILE = say("the worksheet"), say("a title"), say("the file")


@attrs.frozen
class FormUnit:
    """The unit of a form, what names it, and what else names another one."""

    name: str
    place: Message
    doubt: str = ""
    severity: Severity = "warning"


def unit_of_form(grid: Grid, header: int, registries: Sequence[Registry]) -> FormUnit:
    """Return the unit of a form whose header is a row of a grid, by its place.

    A name that is that of a unit goes before others: that of the worksheet, one behind ``Đơn vị:``, another title, the
    file. Where a worksheet and such a label name two units, that is an error, where another title does a warning.
    """
    titles = grid.titles(header)
    labels = [match[1] for title in titles if (match := _LABEL.fullmatch(title))]
    sheet, file = clean(grid.sheet), clean(FilePath(grid.source).stem)
    named = [(sheet, _SHEET), *((name, _TITLE) for name in (*labels, *titles)), (file, _FILE)]
    matches = [(name, place, unit) for name, place in named if (unit := _found(name, registries))]
    if matches:
        name, place, unit = matches[0]
        others = {its for _, where, its in matches if where is not _FILE}
        if others <= {unit} or unit in {its for _, where, its in matches if where is _TITLE}:
            return FormUnit(name, place)
        other = next(by for by, _, its in matches if its != unit)
        doubt = say(
            "{place} names {name!r}, and {other!r} stands above the header", place=place, name=name, other=other
        )
        return FormUnit(name, place, doubt, "error" if other in labels else "warning")
    if labels:
        return FormUnit(labels[0], _TITLE)
    unnamed = not sheet or _NO_NAME.fullmatch(without_marks(sheet))
    return FormUnit(file, _FILE) if unnamed else FormUnit(sheet, _SHEET)


def _found(name: str, registries: Sequence[Registry]) -> str:
    """Return the id of the unit that goes by a name, "" where there is none."""
    units = (registry.find(name).unit for registry in registries) if name else ()
    return next((unit.id for unit in units if unit), "")
