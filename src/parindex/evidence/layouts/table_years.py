"""Which year a table says it is of, held against the years of the definition it is read for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

import attrs

from parindex.base import Message, Problem, clean, first_of, fold, say
from parindex.definition import Definition, catalogue
from parindex.evidence.cells.headings import YEAR_HEADS
from parindex.evidence.cells.table import Table, written
from parindex.evidence.layouts.heads import KnownHeads
from parindex.evidence.layouts.total_words import claim_of

_SEVERAL = 2
_YEAR_HEADS = frozenset(map(fold, YEAR_HEADS))
#: What has four digits like a year and is none of the table: days, months of a day, numbers of documents.
_NO_YEARS = re.compile(
    r"\btháng\s+[0-9]{1,2}\s*,?\s+năm\s+[0-9]{4}\b"
    r"|[0-9]{1,2}([.\-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}([.\-])[0-9]{1,2}\2[0-9]{1,2}(?![0-9])"
    r"|\S*/\S*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9%]|[.,][0-9]|\s*%)")
#: 2024, 2024.0, 31/12/2024, 2024-12-31 00:00:00.
_YEAR_CELL = re.compile(
    r"((?:19|20)[0-9]{2})(?:[.,]0+)?|[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-]((?:19|20)[0-9]{2})(?: .*)?"
    r"|((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}(?:[ T].*)?"
)


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


def years_of_cell(cell: object) -> set[int]:
    """Return the years that a cell of a column of years says: a number, a day, a year in words, or several."""
    text = clean(written(cell))
    if match := _YEAR_CELL.fullmatch(text):
        return {int(next(filter(None, match.groups())))}
    return years_named(text)


def is_year_column(name: str) -> bool:
    """Return whether a column says of which year each row is."""
    return fold(name) in _YEAR_HEADS


def year_chosen(years: Sequence[int], known: KnownHeads) -> int | None:
    """Return the year scored of those that a table is of: the one said, or the only one that the definition covers."""
    covered = [year for year in years if known.definition.covers(year)]
    chosen = covered[0] if known.year is None and len(covered) == 1 else known.year
    return chosen if chosen in years else None


def unchosen_year(years: Sequence[int], known: KnownHeads, ambiguous: Message, absent: Message) -> Problem:
    """Return the fault of a table of several years of which none is chosen: it is in doubt, or not among them."""
    if known.year is None and any(map(known.definition.covers, years)):
        return Problem("several-years", "error", ambiguous, say("say the year scored: year=, --year"))
    return Problem("several-years", "error", absent, say("another definition or another table may be meant"))


def rows_of_one_year(table: Table, known: KnownHeads) -> Table:
    """Return the rows of the year scored, where a column says of which of several years each row is.

    A row that says no year among others that do is a problem. A column that is ignored says nothing.
    """
    ignored = {fold(clean(name)) for name in known.layout.ignore}
    heads = (name for name in table.columns if is_year_column(name) and name not in known.definition)
    column = next((name for name in heads if fold(name) not in ignored), None)
    if column is None:
        return table
    cells = list(table.columns[column])
    named = list(map(years_of_cell, cells))
    years = sorted({year for each in named for year in each})
    unclear = [row for row, each in enumerate(named) if not each and not claim_of(table.units[row] or table.names[row])]
    if len(years) < _SEVERAL and (known.year is None or years == [known.year] or len(unclear) == len(cells)):
        unclear = [row for row in unclear if written(cells[row]).strip()]
        return table.with_problems(_without_year(table, column, unclear[:1]))
    words = {"years": first_of([str(year) for year in years]), "wanted": known.year or known.definition.period}
    chosen = year_chosen(years, known)
    if chosen is None:
        ambiguous = say("rows stand for the years {years}, and one is scored at a time", **words)
        absent = say("rows stand for the years {years}, none for {wanted}", **words)
        fault = unchosen_year(years, known, ambiguous, absent)
        told = table.problem(fault.code, fault.message, fault.hint, column=column)
        empty = Table(table.source, (), (), {}, (), table.fields, (told,), table.header, table.sheet)
        return attrs.evolve(empty, headings=_headings(table))
    rows = [row for row, each in enumerate(named) if not each or chosen in each]
    others = first_of([str(year) for year in years if year != chosen])
    values = {"year": chosen, "count": len(named) - len(rows), "years": others}
    message = say("rows of {year} are read, {count} rows of {years} passed over", **values)
    notes = [table.problem("several-years", message, "", "note", column=column)] if others else []
    faults = _without_year(table, column, unclear)
    return attrs.evolve(table.take(rows), headings=_headings(table)).with_problems([*faults, *notes])


def _without_year(table: Table, column: str, rows: Sequence[int]) -> Iterator[Problem]:
    """Yield rows of which no year is known."""
    for row in rows:
        message = say("{cell!r} is no year", cell=written(table.columns[column][row])[:40])
        yield table.problem("several-years", message, say("write the year with four digits"), row=row, column=column)


def _headings(table: Table) -> dict[str, str]:
    """Return what may be ignored of a table: its heads, and the indicators that its rows name."""
    named = {clean(written(cell)) for cell in table.columns.get("indicator", ())}
    return {**{fold(name): name for name in named}, **table.headings}


def other_years(table: Table, definition: Definition) -> Iterator[Problem]:
    """Yield a warning where a table says that it is of a year which the definition is not of."""
    column = next((name for name in table.columns if is_year_column(name) and name not in definition), None)
    if column is not None:
        rows = [(row, years_of_cell(cell)) for row, cell in enumerate(table.columns[column])]
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
