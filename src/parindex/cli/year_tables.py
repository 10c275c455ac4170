"""Tables of several years as a command names them, [YEAR:]DEFINITION=EVIDENCE, and the series that they make."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import click

from parindex.base import EvidenceError, Message, errors, fold, say
from parindex.cli.long_work import bar
from parindex.cli.options import tell, usage_told
from parindex.definition import Definition, is_bundled, load
from parindex.evidence import Evidence, read_evidence
from parindex.scoring import score
from parindex.years import Series, series

_TABLE = re.compile(r"(?s)(?:([0-9]{4}):)?(.+)")


@attrs.frozen
class YearTable:
    """One table of the command: of which year, by which definition; the year None where it is not told."""

    year: int | None
    definition: str
    evidence: str


def year_table(text: str) -> YearTable:
    """Return what is meant by [YEAR:]DEFINITION=EVIDENCE; of several = the first behind a definition that is there."""
    match = _TABLE.fullmatch(text)
    year, rest = match.groups() if match else (None, "")
    pairs = [(rest[:at], rest[at + 1 :]) for at, sign in enumerate(rest) if sign == "="]
    pairs = [pair for pair in pairs if all(pair)]
    if not pairs:
        raise click.UsageError(say("{text!r} is no YEAR:DEFINITION=EVIDENCE", text=text))
    there = (pair for pair in pairs if is_bundled(pair[0]) or os.path.lexists(pair[0]))
    definition, evidence = next(there, pairs[0])
    return YearTable(int(year) if year else None, definition, evidence)


def series_of(tables: Sequence[YearTable], lang: str | None, options: dict[str, Any]) -> Series:
    """Read and score all tables; of faulty ones every fault is told."""
    ids = dict.fromkeys(table.definition for table in tables)
    definitions = {id_: load(id_) for id_ in ids}
    with usage_told(), bar() as progress:
        years = dict(_by_year(tables, definitions, options))
        if faulty := [evidence for evidence in years.values() if errors(evidence.problems)]:
            raise EvidenceError(tuple(problem for evidence in faulty for problem in evidence.problems))
        scores = {}
        for done, (year, evidence) in enumerate(years.items(), start=1):
            scores[year] = score(evidence.definition, evidence)
            progress(done, len(years))
        scored = series(scores)
    tell((problem for of_year in scored.scores.values() for problem in of_year.problems), lang)
    return scored


def _by_year(
    tables: Sequence[YearTable], definitions: Mapping[str, Definition], options: dict[str, Any]
) -> Iterator[tuple[int, Evidence]]:
    """Yield the evidence of each year."""
    years: set[int] = set()
    passed = _shared_out(tables, definitions, options)
    for table, ignored in zip(tables, passed, strict=True):
        read = read_evidence(
            definitions[table.definition], table.evidence, **{**options, **ignored, "year": table.year}
        )
        if read.year is None:
            raise ValueError(_without_year(table))
        if read.year in years:
            raise ValueError(say("two tables are of {year}", year=str(read.year)))
        years.add(read.year)
        yield read.year, read


def _without_year(table: YearTable) -> Message:
    told = f"2024:{table.definition}={table.evidence}"
    return say("say of which year {file} is, such as {told}", file=table.evidence, told=told)


def _shared_out(
    tables: Sequence[YearTable], definitions: Mapping[str, Definition], options: dict[str, Any]
) -> list[dict[str, list[str]]]:
    """Return which columns and rows to ignore each table has; the first is told of those that none has."""
    names = {key: list(options[key]) for key in ("ignore", "ignore_rows")}
    if not any(names.values()):
        return [{} for _ in tables]
    there = [_names_in(definitions[table.definition], table, options) for table in tables]
    anywhere = {key: set().union(*(held[key] for held in there)) for key in names}
    return [
        {
            key: [name for name in wanted if fold(name) in held[key] or (at == 0 and fold(name) not in anywhere[key])]
            for key, wanted in names.items()
        }
        for at, held in enumerate(there)
    ]


def _names_in(definition: Definition, table: YearTable, options: dict[str, Any]) -> dict[str, set[str]]:
    """Return the heads of the columns of a table, and what its rows are called, folded."""
    unread = {**options, "ignore": (), "ignore_rows": (), "year": table.year}
    raw = read_evidence(definition, table.evidence, **unread).table
    return {
        "ignore": set(map(fold, (*raw.columns, *raw.headings))),
        "ignore_rows": set(map(fold, (*raw.units, *raw.names, *raw.passed))),
    }
