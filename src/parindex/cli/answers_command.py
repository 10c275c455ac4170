"""`parindex lost`, `summary`, `ranks`, `difference` and `peers`: a leader's questions about scores."""

from __future__ import annotations

from typing import Any, get_args

import click

from parindex.base import say
from parindex.cli.questions import UNIT, about_scores, answer
from parindex.scoring import Answer, Distance, ProfileScale, Scores, Within, peers

_PAIR = 2


@click.command("lost")
@about_scores
@UNIT
def lost_(unit: str, **options: Any) -> None:
    """Show where a unit lost points of its total, most first.

    For each indicator it says what one more unit of evidence, such as one more file or the next answer, would bring to
    the total, and the rank then.
    """
    answer(lambda scores: scores.lost(unit), options)


@click.command("summary")
@about_scores
@UNIT
def summary_(unit: str, **options: Any) -> None:
    """Show how a unit stands at every node: score, rank, median, best and worst of the units that it is ranked with."""
    answer(lambda scores: scores.summary(unit), options)


@click.command("ranks")
@about_scores
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

    answer(question, options)


@click.command("difference")
@about_scores
@click.option("--unit", "units", multiple=True, required=True, help="The two units: --unit A --unit B.")
def difference_(units: tuple[str, ...], **options: Any) -> None:
    """Show what makes the total of one unit differ from that of another, node by node; the rows add up."""
    if len(units) != _PAIR:
        raise click.UsageError(say("a difference is of two units: --unit A --unit B"))
    answer(lambda scores: scores.difference(*units), options)


@click.command("peers")
@about_scores
@UNIT
@click.option("--count", "n", type=click.IntRange(min=1), default=5, help="How many peers (5).")
@click.option(
    "--node",
    "nodes",
    multiple=True,
    help="A node of the profile, in place of the lowest with a score; may be repeated.",
)
@click.option("--distance", type=click.Choice(get_args(Distance)), help="How differences become one distance.")
@click.option(
    "--standardise",
    type=click.Choice(get_args(ProfileScale)),
    help="The scale of each node: standard deviations (z), the range, or points (none).",
)
@click.option("--by-share", is_flag=True, help="Let each node count by its share of the whole.")
@click.option(
    "--within", type=click.Choice(get_args(Within)), help="Choose within the region, group or kind of the unit."
)
def peers_(unit: str, **options: Any) -> None:
    """Show the units most like one by their scores, nearest first.

    They are alike in the scores of this index, and in nothing else. How far each is from the unit, and where they
    differ most, is said with it.
    """
    names = ("n", "nodes", "distance", "standardise", "within")
    asked = {name: value for name in names if (value := options.pop(name))}
    if options.pop("by_share"):
        asked["weights"] = "share"
    answer(lambda scores: peers(scores, unit, **asked), options)
