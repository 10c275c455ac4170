"""`parindex series`: scores of several years, and what changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

import attrs
import click

from parindex.base import EvidenceError, Message, errors, fold, say
from parindex.cli.long_work import bar
from parindex.cli.options import LANG, OUTPUT, reading_of_years, tell, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.definition import Definition, is_bundled, load
from parindex.evidence import Evidence, read_evidence
from parindex.scoring import AsTable, score
from parindex.views.tables import ANSWERS
from parindex.years import By, Series, series

_TABLE = re.compile(r"(?s)(?:([0-9]{4}):)?(.+)")
#: Options that ask something of the series, one at a time; and those that say how units that moved are picked.
_QUESTIONS = ("unit", "improved", "worsened", "volatility", "change")
_OF_MOVERS = ("since", "until", "by")


@attrs.frozen
class YearTable:
    """One table of the command: of which year, by which definition; the year None where it is not told."""

    year: int | None
    definition: str
    evidence: str


@click.command("series")
@click.argument("tables", nargs=-1, required=True, metavar="[YEAR:]DEFINITION=EVIDENCE...")
@click.option("--unit", help="Show the path of this unit, by its code or name; with --change its change alone.")
@click.option("--improved", type=click.IntRange(min=1), metavar="N", help="Show the N units that rose most.")
@click.option("--worsened", type=click.IntRange(min=1), metavar="N", help="Show the N units that fell most.")
@click.option("--volatility", is_flag=True, help="Show how much the rank of every unit moves.")
@click.option("--change", nargs=2, type=int, metavar="YEAR YEAR", help="Split what changed between two years by cause.")
@click.option("--since", type=int, metavar="YEAR", help="Rose or fell since this year; else the first.")
@click.option("--until", type=int, metavar="YEAR", help="Rose or fell until this year; else the last.")
@click.option("--by", type=click.Choice(get_args(By)), help="Rose or fell by rank, or by total; by rank unless given.")
@formats(ANSWERS)
@LANG
@OUTPUT
@reading_of_years
def series_(tables: tuple[str, ...], lang: str | None, output: str | None, **options: Any) -> None:
    """Show the scores of several years as one table, or what changed.

    Each table is named with the definition it is scored by, such as 2014:pci-2013=pci-2014.csv; the year may be left
    out where the definition is of one year only. Options say how all of them are read; columns to ignore need not be
    in each.
    """
    form = form_of(options.pop("form"), output, ANSWERS, excel=options.pop("excel"))
    asked = _question({name: options.pop(name) for name in (*_QUESTIONS, *_OF_MOVERS)})
    scored = _series(list(map(_table, tables)), lang, options)
    with usage_told():
        found = asked(scored)
    put(ANSWERS[form](found, lang), output)


def _question(options: dict[str, Any]) -> Callable[[Series], AsTable]:
    """Return what is asked of the series; refuse two questions at once, and options of another one."""
    span = {name: value for name in _OF_MOVERS if (value := options.pop(name)) is not None}
    chosen = [name for name, value in options.items() if value and not (name == "unit" and options["change"])]
    if len(chosen) > 1:
        one, other = (f"--{name}" for name in chosen[:2])
        raise click.UsageError(say("{one} and {other} are two questions: ask one at a time", one=one, other=other))
    question = chosen[0] if chosen else ""
    if span and question not in ("improved", "worsened"):
        template = "--{option} is about units that rose or fell: ask --improved or --worsened"
        raise click.UsageError(say(template, option=next(iter(span))))
    answers: Mapping[str, Callable[[Series], AsTable]] = {
        "": lambda years: years,
        "unit": lambda years: years.trend(options["unit"]),
        "improved": lambda years: years.improved(options["improved"], **span),
        "worsened": lambda years: years.worsened(options["worsened"], **span),
        "volatility": lambda years: years.volatility(),
        "change": lambda years: _change(years, options["change"], options["unit"]),
    }
    return answers[question]


def _change(years: Series, span: tuple[int, int], unit: str | None) -> AsTable:
    changes = years.change(*span)
    return changes if unit is None else changes.of(unit)


def _table(text: str) -> YearTable:
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


def _series(tables: Sequence[YearTable], lang: str | None, options: dict[str, Any]) -> Series:
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
