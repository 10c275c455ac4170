"""`parindex lost`, `summary`, `ranks` and `difference`: a leader's questions about scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import click

from parindex.base import say
from parindex.cli.options import LANG, OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.scoring import Answer, Scores, Within, score
from parindex.views.tables import ANSWERS

_UNIT = click.option("--unit", required=True, help="Code or name of the unit.")
_PAIR = 2


def _answering(command: Any) -> Any:
    """Give a command the arguments and options of every question about scores."""
    for option in (reading, OUTPUT, LANG, formats(ANSWERS), click.argument("evidence"), click.argument("definition")):
        command = option(command)
    return command


def _answer(question: Callable[[Scores], Answer], options: dict[str, Any]) -> None:
    """Score, ask, and print the answer."""
    lang, form, output = (options.pop(name) for name in ("lang", "form", "output"))
    form = form_of(form, output, ANSWERS, excel=options.pop("excel"))
    scores = score(*read(options.pop("definition"), options.pop("evidence"), **options))
    tell(scores.problems, lang)
    with usage_told():
        found = question(scores)
    put(ANSWERS[form](found, lang), output)


@click.command("lost")
@_answering
@_UNIT
def lost_(unit: str, **options: Any) -> None:
    """Show where a unit lost points of its total, most first.

    For each indicator it says what one more unit of evidence, such as one more file or the next answer, would bring to
    the total, and the rank then.
    """
    _answer(lambda scores: scores.lost(unit), options)


@click.command("summary")
@_answering
@_UNIT
def summary_(unit: str, **options: Any) -> None:
    """Show how a unit stands at every node: score, rank, median, best and worst of the units that it is ranked with."""
    _answer(lambda scores: scores.summary(unit), options)


@click.command("ranks")
@_answering
@click.option("--node", help="The node that units are ranked at; the total unless given.")
@click.option("--by", type=click.Choice(get_args(Within)), help="Rank within regions, groups or kinds.")
@click.option("--unit", help="Show only those that this unit is ranked with.")
def ranks_(node: str | None, by: Within | None, unit: str | None, **options: Any) -> None:
    """Show the ranks of units at the total, or at any node.

    They are among all units ranked together, or within the regions, groups or kinds of the registry.
    """

    def question(scores: Scores) -> Answer:
        found = scores.ranks(node, by)
        return found if unit is None else found.among(unit)

    _answer(question, options)


@click.command("difference")
@_answering
@click.option("--unit", "units", multiple=True, required=True, help="The two units: --unit A --unit B.")
def difference_(units: tuple[str, ...], **options: Any) -> None:
    """Show what makes the total of one unit differ from that of another, node by node; the rows add up."""
    if len(units) != _PAIR:
        raise click.UsageError(say("a difference is of two units: --unit A --unit B"))
    _answer(lambda scores: scores.difference(*units), options)
