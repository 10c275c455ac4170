"""`parindex frontier`: what each part must reach for a rank, a total or a group of results."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from parindex.base import say
from parindex.cli.questions import UNIT, about_scores, answer
from parindex.cli.target_command import to_reach
from parindex.scoring import Scores
from parindex.targets import Frontier, FrontierCurve, frontier

_PAIR = 2


@click.command("frontier")
@about_scores
@UNIT
@to_reach
@click.option("--node", "nodes", multiple=True, help="A node to look at, in place of the parts of the index.")
@click.option("--curve", is_flag=True, help="For each score of the first of two nodes the least of the second.")
@click.option("--points", type=click.IntRange(2, 1001), default=11, help="How many points the curve has (11).")
def frontier_(
    unit: str,
    rank: int | None,
    total: Fraction | None,
    band: str | None,
    *,
    nodes: tuple[str, ...],
    curve: bool,
    points: int,
    **options: Any,
) -> None:
    """Show what each part of an index must reach so that a unit has a rank, a total or a group of results.

    Each alone with all else as it is, and all together by the same share of their way to the best possible score. The
    other units stay as they are.
    """
    if curve and len(nodes) != _PAIR:
        raise click.UsageError(say("a curve is of two nodes: --node A --node B"))

    def question(scores: Scores) -> Frontier | FrontierCurve:
        if curve:
            pair = nodes[0], nodes[1]
            return frontier(scores, unit, rank=rank, total=total, band=band, pair=pair, points=points)
        return frontier(scores, unit, rank=rank, total=total, band=band, nodes=nodes or None)

    answer(question, options)
