"""How a file is laid out where its heads do not say so: given from Python, or in a file `NAME.layout.toml`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

import attrs

from parindex.base import (
    LIMITS,
    Content,
    EvidenceError,
    Limits,
    Message,
    Problem,
    check_word,
    clean,
    fold,
    named_text,
    near,
    placed,
    read_toml,
    say,
)
from parindex.evidence.cells.decimal_marks import MARKS, DecimalMark
from parindex.evidence.cells.table import LAYERS

MAX_BYTES = 1024 * 1024
SUFFIX = ".layout.toml"
#: All visible worksheets.
EVERY = "*"
_CELL = re.compile(r"cell:[A-Z]{1,3}[1-9][0-9]{0,6}")
_MOST_ROWS = 10
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ROWS = re.compile(r"([0-9]{1,7})(?:\s*-\s*([0-9]{1,7}))?")


def _folded(columns: object) -> Mapping[str, str]:
    pairs = columns.items() if isinstance(columns, Mapping) else ()
    texts = {head: column for head, column in pairs if isinstance(head, str) and isinstance(column, str)}
    if not isinstance(columns, Mapping) or len(texts) < len(columns):
        raise TypeError(say("columns is a mapping of heads to columns, both of them texts"))
    return {fold(clean(head)): clean(column) for head, column in texts.items()}


def _names(names: Iterable[object]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise TypeError(say("ignore, ignore_rows and missing_marks are lists of names, not one text"))
    listed = list(names)
    texts = tuple(name for name in listed if isinstance(name, str))
    if len(texts) < len(listed):
        raise TypeError(say("ignore, ignore_rows and missing_marks are lists of texts"))
    return texts


def _titles(names: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else tuple(names)


def _is_mark(_: object, __: object, mark: str | None) -> None:
    if mark is not None:
        check_word("decimal_mark", mark, MARKS)


def _is_place(_: object, __: object, place: str) -> None:
    if place and not _names_a_cell(place):
        raise ValueError(say("unit_from is 'sheet', 'file' or a cell such as 'cell:B3', not {place!r}", place=place))


def _rows(rows: object) -> tuple[int, int] | None:
    return None if rows is None else rows_of(rows)


@attrs.frozen
class Layout:
    """How a file is laid out.

    Attributes
    ----------
    columns : mapping of str to str
        The column of evidence that each head stands for, and each indicator that the rows of a long table name;
        ``{year}`` in a head stands for the year scored.
    missing_marks : tuple of str
        What stands in cells that hold no value, such as ``NA``.
    header_rows : (int, int) or None
        The first and last row that head the columns, from 1.
    ignore, ignore_rows : tuple of str
        Columns, indicators of a long table, and rows to pass over.
    sheet : tuple of str
        The worksheets to read as one table; ``*`` is all that are visible. None named: the first with anything in it.
    unit_from : str
        Where the unit of a whole worksheet or file is named: "sheet", "file", or "cell:B3"; "" for a column.
    layer : str or None
        The layer that the table is.
    decimal_mark : str or None
        The decimal mark, where the cells of a column do not tell it.

    Examples
    --------
    >>> from parindex.evidence import Layout
    >>> Layout(columns={"Goal 1 Score": "goal1"}, missing_marks=["NA"]).column("goal 1  score")
    'goal1'
    """

    columns: Mapping[str, str] = attrs.field(factory=dict, converter=_folded, hash=False)
    missing_marks: tuple[str, ...] = attrs.field(default=(), converter=_names)
    header_rows: tuple[int, int] | None = attrs.field(default=None, converter=_rows)
    ignore: tuple[str, ...] = attrs.field(default=(), converter=_names)
    ignore_rows: tuple[str, ...] = attrs.field(default=(), converter=_names)
    sheet: tuple[str, ...] = attrs.field(default=(), converter=_titles)
    unit_from: str = attrs.field(default="", validator=_is_place)
    layer: str | None = None
    decimal_mark: DecimalMark | None = attrs.field(default=None, validator=_is_mark)
    source: str = attrs.field(default="", eq=False, repr=False)

    def overlaid(self, other: Layout) -> Layout:
        """Return the layout with what another one says in place of its own; lists and columns are brought together."""
        changes = {
            field.name: value
            for field in attrs.fields(Layout)
            if (value := getattr(other, field.name)) and field.name != "source"
        }
        both = {name: (*getattr(self, name), *changes.get(name, ())) for name in _LISTS}
        return attrs.evolve(self, **{**changes, **both, "columns": {**self.columns, **other.columns}})

    def column(self, head: str) -> str | None:
        """Return the column of evidence that a head stands for, None where nothing is said of it."""
        return self.columns.get(fold(clean(head)))

    def dated(self, head: str) -> tuple[str, int] | None:
        """Return the column and the year that a head stands for, where one with ``{year}`` says it."""
        word = fold(clean(head))
        for name, column in self.columns.items():
            before, mark, after = name.partition("{year}")
            digits = word[len(before) : len(word) - len(after)]
            if mark and word == f"{before}{digits}{after}" and _YEAR.fullmatch(digits):
                return column, int(digits)
        return None

    @property
    def marks(self) -> frozenset[str]:
        """The marks of missing values, folded."""
        return frozenset(fold(clean(mark)) for mark in self.missing_marks)


def rows_of(rows: object) -> tuple[int, int]:
    """Return the rows of a header from 4, "3-4" or (3, 4).

    Raises
    ------
    ValueError
        It is none of these.
    """
    first_last: tuple[object, ...] = (rows, rows)
    if isinstance(rows, str):
        match = _ROWS.fullmatch(rows.strip())
        first_last = (int(match[1]), int(match[2] or match[1])) if match else ()
    elif isinstance(rows, (tuple, list)):
        first_last = tuple(rows) if len(rows) > 1 else (*rows, *rows)
    numbers = [row for row in first_last if isinstance(row, int) and not isinstance(row, bool)]
    if len(first_last) == len(numbers) and numbers:
        first, last = numbers[0], numbers[-1]
        if numbers in ([first, last], [first]) and 1 <= first <= last < first + _MOST_ROWS:
            return first, last
    raise ValueError(
        say("the rows of a header are a number from 1, or the first and last of at most ten, not {rows!r}", rows=rows)
    )


def beside(name: str) -> str | None:
    """Return the file of the layout that lies beside a file of evidence, if there is one."""
    path = FilePath(name)
    layout = path.with_name(f"{path.stem}{SUFFIX}") if path.name not in ("", ".", "..") else path
    try:
        return str(layout) if name != "-" and layout != path and layout.is_file() else None
    except OSError:  # what can be no name of a file
        return None


def layout_read(name: str, source: str) -> Problem:
    """Return a note that a file is read by the layout beside it."""
    message = say("read as {layout} says", layout=FilePath(name).name)
    return Problem("layout-read", "note", message, "", source)


def read_layout(path: str | os.PathLike[str] | Content, limits: Limits = LIMITS) -> Layout:
    """Read a file that says how a table is laid out.

    Raises
    ------
    UnreadableError
        It is absent, a folder, too large or not UTF-8.
    EvidenceError
        It is faulty; `problems` holds every fault with line and column.
    """
    name, text = named_text(path, MAX_BYTES, limits)
    data, problems = read_toml(text, name)
    if data is None or (problems := placed(text, name, _faults(data))):
        raise EvidenceError(problems)
    return Layout(**data, source=name)


_LISTS = ("missing_marks", "ignore", "ignore_rows")


def _faults(data: Mapping[str, Any]) -> Iterator[Problem]:
    for key, value in data.items():
        if key not in _KEYS:
            hint = near(key, _KEYS) or say("a layout has {names}", names=", ".join(_KEYS))
            yield Problem.of("unknown-key", say("unknown key {key!r}", key=key), hint, (key,))
            continue
        takes, wanted = _KEYS[key]
        if not takes(value):
            yield Problem.of("wrong-value", say("{key}: expected {wanted}", key=key, wanted=wanted), "", (key,))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(column, str) for column in value.values())


def _are_rows(value: object) -> bool:
    try:
        return bool(rows_of(value))
    except ValueError:
        return False


def _names_a_cell(value: object) -> bool:
    return value in ("sheet", "file") or (isinstance(value, str) and _CELL.fullmatch(value) is not None)


_TEXTS = _is_texts, say("a list of texts")
#: What each key takes, and how that is said.
_KEYS: Mapping[str, tuple[Callable[[object], bool], Message]] = {
    "columns": (_is_table, say('a table of heads and columns: "Goal 1 Score" = "goal1"')),
    "missing_marks": _TEXTS,
    "header_rows": (_are_rows, say("a row, or the first and last of at most ten: [3, 4]")),
    "ignore": _TEXTS,
    "ignore_rows": _TEXTS,
    "sheet": (
        lambda value: isinstance(value, str) or _is_texts(value),
        say("a worksheet, a list, or * for all"),
    ),
    "unit_from": (_names_a_cell, say("one of {names}", names="sheet, file, cell:B3")),
    "layer": (lambda value: value in LAYERS, say("one of {names}", names=", ".join(LAYERS))),
    "decimal_mark": (lambda value: value in MARKS, say("one of {names}", names=". ,")),
}
