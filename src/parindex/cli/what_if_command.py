"""`parindex what-if`: what units would have with other values."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from parindex.base import check_number, say
from parindex.cli.questions import about_scores, answer
from parindex.scoring import Answer, Scores, what_if, what_if_each


@click.command("what-if")
@about_scores
@click.option("--unit", "units", multiple=True, help="The unit that has new values; with --each perhaps several.")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    help="A new value of an indicator, an input or points: land=7.2. Of another unit: 38:land=7.2.",
)
@click.option("--each", is_flag=True, help="Try a step more at each indicator alone; with --set each value.")
@click.option("--by", metavar="NUMBER", help="With --each: so many units of evidence more. [default: 1]")
@click.option("--all", "every", is_flag=True, help="Show all units, also those that stay as they are.")
def what_if_(units: tuple[str, ...], changes: tuple[str, ...], by: str | None, *, every: bool, **options: Any) -> None:
    """Show what all units would have if some had other values.

    Everything is scored again with the new values, so that what is compared with the best or the mean of all moves with
    them.
    """
    each = options.pop("each")
    if each and every:
        raise click.UsageError(say("--all is for all units of one scenario, not with --each"))
    if each:
        answer(lambda scores: _each(scores, units, changes, by), options)
        return
    if by is not None:
        raise click.UsageError(say("--by goes with --each"))
    if not changes:
        raise click.UsageError(say("say what is new: --unit 38 --set land=7.2, or --each"))
    wanted = _by_unit(changes, units)

    def question(scores: Scores) -> Answer:
        found = what_if(scores, wanted)
        return found.with_every_unit() if every else found

    answer(question, options)


def _each(scores: Scores, units: tuple[str, ...], changes: tuple[str, ...], by: str | None) -> Answer:
    """Ask for the grid of all units, or of some."""
    if changes and by is not None:
        raise click.UsageError(say("--by and --set exclude each other"))
    if not changes:
        return what_if_each(scores, by=1 if by is None else _number(by), units=units or None)
    values: dict[str, list[str]] = {}
    for change in changes:
        name, value = _parted(change)
        values.setdefault(name, []).append(value)
    return what_if_each(scores, values=values, units=units or None)


def _number(text: str) -> Fraction:
    try:
        return check_number("by", text)
    except ValueError:
        raise click.UsageError(say("--by is a number, not {text!r}", text=text[:80])) from None


def _parted(change: str) -> tuple[str, str]:
    """Return the name and the value of a change."""
    name, sign, value = change.partition("=")
    if not (sign and name.strip()):
        raise click.UsageError(say("--set {change!r} is no NAME=VALUE", change=change))
    return name.strip(), value.strip()


def _by_unit(changes: tuple[str, ...], units: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return new values by unit and name."""
    wanted: dict[str, dict[str, str]] = {}
    for change in changes:
        name, value = _parted(change)
        unit, colon, column = name.rpartition(":")
        if not colon and len(units) != 1:
            raise click.UsageError(say("say whose value --set {change!r} is: --unit 38, or --set 38:…", change=change))
        of_unit = wanted.setdefault(unit.strip() if colon else units[0], {})
        if column.strip() in of_unit:
            raise click.UsageError(say("--set gives {name!r} twice", name=name))
        of_unit[column.strip()] = value
    return wanted
