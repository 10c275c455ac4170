"""A workbook being written: its formats, and cells that are harmless whatever they hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from typing import Any

import attrs

from parindex.base import ExtraError, Message, capital, translated
from parindex.views.workbook.cell_texts import MOST_OF_FORMULA, cell_text, check_size

#: The same scores give the same file, whenever it is written.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FONT, _SIZE, _LINE_HEIGHT = "Times New Roman", 11, 15
#: How much smaller sheets of many columns are printed, in percent.
_SMALL = 65
_LINE, _HEAD, _NOTE, _SHADE, _INPUT = "#B7C0CC", "#DCE6F1", "#5F6B7A", "#F2F2F2", "#0000C8"
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": _NOTE, "italic": True},
    "head": {"bold": True, "bg_color": _HEAD, "border": 1, "text_wrap": True, "align": "center"},
    "id": {"bold": True, "bg_color": _HEAD, "border": 1, "font_color": _NOTE, "align": "center"},
    "text": {"border": 1, "text_wrap": True},
    "label": {"border": 1},
    "number": {"border": 1, "align": "right"},
    "centred": {"border": 1, "align": "center"},
    "input": {"border": 1, "font_color": _INPUT, "align": "right"},
    "chosen": {"border": 2, "font_color": _INPUT, "bold": True, "bg_color": "#FFF8DC"},
    "value": {"border": 1, "italic": True, "bg_color": _SHADE, "align": "right"},
    "plain": {"text_wrap": True},
    "link": {"font_color": "#0563C1", "underline": 1, "text_wrap": True, "border": 1},
}
for _style in _STYLES.values():
    _style |= {"font_name": _FONT, "font_size": _style.get("font_size", _SIZE), "valign": "vcenter"}
    _style |= {"border_color": _LINE} if "border" in _style else {}


@attrs.define(eq=False)
class Book:
    """A workbook in a language, as bytes once it is `closed`."""

    lang: str
    _stream: BytesIO = attrs.field(factory=BytesIO, init=False)
    _formats: dict[tuple[tuple[str, Any], ...], Any] = attrs.field(factory=dict, init=False)

    @cached_property
    def workbook(self) -> Any:
        """The workbook of XlsxWriter.

        Raises
        ------
        ExtraError
            XlsxWriter is not installed.
        """
        try:
            import xlsxwriter
        except ImportError:
            raise ExtraError("to_excel", "excel") from None
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(self._stream, {"in_memory": True, **safe})
        book.set_properties({"created": _CREATED})
        book.set_calc_mode("auto")
        return book

    def sheet(self, name: str, *, rows: int, columns: int) -> Sheet:
        """Add a worksheet of so many rows and columns, ready to print on A4 across."""
        check_size(rows, columns)
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.hide_gridlines(2)
        sheet.outline_settings(visible=True, symbols_below=False, symbols_right=False)
        return Sheet(self, sheet)

    def style(self, name: str, **more: Any) -> Any:
        """Return a format by its name, perhaps with more to it."""
        key = (("", name), *sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({**_STYLES[name], **more})
        return self._formats[key]

    def said(self, text: str) -> str:
        """Return a message in the language."""
        return translated(text, self.lang)

    def closed(self) -> bytes:
        """Return the workbook as bytes."""
        self.workbook.close()
        return self._stream.getvalue()


@attrs.frozen(eq=False)
class Sheet:
    """A worksheet being written; rows and columns are counted from 0."""

    book: Book
    sheet: Any

    def text(self, row: int, column: int, text: str, style: str = "text", **more: Any) -> None:
        """Write a text, which is never taken for a formula, a number or a link; a message in the language."""
        shown = self.book.said(text) if isinstance(text, Message) else text
        if shown:
            self.sheet.write_string(row, column, cell_text(shown), self.book.style(style, **more))
        else:
            self.sheet.write_blank(row, column, None, self.book.style(style, **more))

    def texts(self, row: int, texts: Sequence[str], style: str = "head", first: int = 0) -> None:
        """Write texts side by side."""
        for at, text in enumerate(texts):
            self.text(row, first + at, text, style)

    def put(self, row: int, column: int, value: float | str, style: str = "number", **more: Any) -> None:
        """Write a number as a number, else a text."""
        if isinstance(value, str):
            self.text(row, column, value, style, **more)
        else:
            self.sheet.write_number(row, column, value, self.book.style(style, **more))

    def formula(
        self, row: int, column: int, formula: str, value: float | str, style: str = "number", **more: Any
    ) -> None:
        """Write a formula with what comes out of it, for whoever does not work it out again."""
        if len(formula) > MOST_OF_FORMULA:
            self.put(row, column, value, "value", **more)
            return
        shown = cell_text(value) if isinstance(value, str) else value
        self.sheet.write_formula(row, column, f"={formula}", self.book.style(style, **more), shown)

    def note(self, row: int, column: int, text: Message) -> None:
        """Put a note behind a cell."""
        self.sheet.write_comment(row, column, self.book.said(text), {"author": "parindex"})

    def widths(self, *widths: float, first: int = 0) -> None:
        """Set how wide columns are, in letters."""
        for at, width in enumerate(widths):
            self.sheet.set_column(first + at, first + at, width)

    def heads(self, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        """Write the heads of columns, begun with a capital, in a row as high as the longest needs, and set widths."""
        self.texts(row, list(map(capital, texts)))
        self.widths(*widths)
        self.height(row, texts, widths)

    def height(self, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        """Make a row as high as its texts need where they are wrapped."""
        lines = max((lines_of(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
        self.sheet.set_row(row, _LINE_HEIGHT * lines + 3)

    def print_across(self, first: int, last: int, columns: int) -> None:
        """Repeat heads and the first columns on every page, of which several stand side by side."""
        self.sheet.repeat_rows(first, last)
        self.sheet.repeat_columns(0, columns - 1)
        self.sheet.set_print_scale(_SMALL)

    def print_below(self, first: int, last: int) -> None:
        """Repeat heads on every page, each as wide as the sheet."""
        self.sheet.repeat_rows(first, last)
        self.sheet.fit_to_pages(1, 0)


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text needs in a column so wide, as words break."""
    return sum(max(1, math.ceil(1.08 * len(line) / width)) for line in text.split("\n"))


def number_format(decimals: int) -> str:
    """Return the number format of figures with so many decimals."""
    return "0." + "0" * decimals if decimals else "0"
