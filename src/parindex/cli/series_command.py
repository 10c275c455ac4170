"""`parindex series`: scores of several years, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

import click

from parindex.base import say
from parindex.cli.options import LANG, OUTPUT, reading_of_years, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.cli.year_tables import series_of, year_table
from parindex.scoring import AsTable
from parindex.views.tables import ANSWERS
from parindex.years import MoversBy, Series

#: Options that ask something of the series, one at a time; and those that say how units that moved are picked.
_QUESTIONS = ("unit", "improved", "worsened", "volatility", "change")
_OF_MOVERS = ("since", "until", "by")


@click.command("series")
@click.argument("tables", nargs=-1, required=True, metavar="[YEAR:]DEFINITION=EVIDENCE...")
@click.option("--unit", help="Show the path of this unit, by its code or name; with --change its change alone.")
@click.option("--improved", type=click.IntRange(min=1), metavar="N", help="Show the N units that rose most.")
@click.option("--worsened", type=click.IntRange(min=1), metavar="N", help="Show the N units that fell most.")
@click.option("--volatility", is_flag=True, help="Show how much the rank of every unit moves.")
@click.option("--change", nargs=2, type=int, metavar="YEAR YEAR", help="Split what changed between two years by cause.")
@click.option("--since", type=int, metavar="YEAR", help="Rose or fell since this year; else the first.")
@click.option("--until", type=int, metavar="YEAR", help="Rose or fell until this year; else the last.")
@click.option(
    "--by", type=click.Choice(get_args(MoversBy)), help="Rose or fell by rank, or by total; by rank unless given."
)
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
    scored = series_of(list(map(year_table, tables)), lang, options)
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
