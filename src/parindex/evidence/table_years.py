"""Which year a table says it is of, held against the years of the definition it is read for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from parindex.base import Problem, first_of, fold, say
from parindex.definition import Definition, catalogue
from parindex.evidence.cells.table import Table, written

_YEAR_HEADS = frozenset(map(fold, ("year", "năm")))
#: What has four digits like a year and is none of the table: days, months of a day, numbers of documents.
_NO_YEARS = re.compile(
    r"\btháng\s+[0-9]{1,2}\s*,?\s+năm\s+[0-9]{4}\b"
    r"|[0-9]{1,2}([.\-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}([.\-])[0-9]{1,2}\2[0-9]{1,2}(?![0-9])"
    r"|\S*/\S*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9%]|[.,][0-9]|\s*%)")


def years_named(text: str) -> set[int]:
    """Return the years that a title or the name of a file or worksheet names: four digits standing alone.

    Days such as 31/12/2025 and numbers of documents such as 212/2025/QĐ-UBND name none.

    Examples
    --------
    >>> from parindex.evidence import years_named
    >>> years_named("KẾT QUẢ NĂM 2025 (Quyết định số 2579/QĐ-UBND ngày 5 tháng 3 năm 2026)")
    {2025}
    """
    return set(map(int, _YEAR.findall(_NO_YEARS.sub(" ", text))))


def is_year_column(name: str) -> bool:
    """Return whether a column says of which year each row is."""
    return fold(name) in _YEAR_HEADS


def other_years(table: Table, definition: Definition) -> Iterator[Problem]:
    """Yield a warning where a table says that it is of a year which the definition is not of."""
    column = next((name for name in table.columns if is_year_column(name) and name not in definition), None)
    if column is not None:
        rows = [(row, years_named(written(cell))) for row, cell in enumerate(table.columns[column])]
        strange = {year: row for row, years in reversed(rows) for year in years if not definition.covers(year)}
        if strange:
            message, hint = _told(definition, say("column {name!r}", name=column), set(strange))
            first = min(strange.values())
            yield table.problem("other-year", message, hint, "warning", row=first, column=column)
            return
    for where, text in _names_of(table):
        if years := years_named(text):
            if not any(map(definition.covers, years)):
                message, hint = _told(definition, where, years)
                yield table.problem("other-year", message, hint, "warning")
            return


def _names_of(table: Table) -> Iterator[tuple[str, str]]:
    """Yield what names a table, the nearest first: the first that names a year decides."""
    yield say("the title"), " · ".join(table.titles)
    yield say("the name of the worksheet"), table.sheet
    if not table.source.startswith("<") and PurePath(table.source).suffix.casefold() != ".toml":
        yield say("the name of the file"), PurePath(table.source).stem


def _told(definition: Definition, where: str, years: set[int]) -> tuple[str, str]:
    """Return a message and a hint, which names the bundled editions of these years."""
    named = {"where": where, "years": first_of([str(year) for year in sorted(years)])}
    told = say("{where} says {years}, and {id!r} is of {period}", **named, id=definition.id, period=definition.period)
    editions = [entry for entry in catalogue() if entry.index == definition.index and entry.id != definition.id]
    fitting = [entry.id for entry in editions if any(map(entry.covers, years))]
    return told, say("of that year: {ids}", ids=first_of(fitting)) if fitting else say(
        "take the definition of that year"
    )
