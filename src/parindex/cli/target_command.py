"""`parindex target`: the change of evidence of least cost that reaches a rank, a total or a group of results."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from parindex.base import check_number, say
from parindex.cli.long_work import bar
from parindex.cli.options import by_name, usage_told
from parindex.cli.questions import UNIT, about_scores, answer
from parindex.cli.weight_words import part_of, weights_of
from parindex.scoring import Scores
from parindex.targets import TargetPlan, target

#: The least and the greatest value, None for no end.
Ends = tuple[Fraction | None, Fraction | None]


def _figure(text: str) -> Fraction:
    """Return a number."""
    try:
        return check_number("", text)
    except ValueError:
        raise click.BadParameter(say("{text!r} is no number", text=text[:80])) from None


def _total(_: click.Context, __: click.Parameter, text: str | None) -> Fraction | None:
    """Return points of a total."""
    return None if text is None else _figure(text)


def _costs(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, Fraction]:
    """Return costs by node, of texts such as land=2."""
    return {node: _figure(figure) for node, figure in by_name(texts, "land=2").items()}


def _bounds(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, Ends]:
    """Return bounds by node, of texts such as land=5:8, land=:8 or land=5:."""
    limits = {}
    for node, both in by_name(texts, "land=5:8").items():
        low, colon, high = both.partition(":")
        if not colon:
            raise click.BadParameter(say("{text!r} is not written as {example}", text=both, example="5:8"))
        limits[node] = (_figure(low) if low else None), (_figure(high) if high else None)
    return limits


def _drawn(weights: str | None, **given: Any) -> dict[str, Any]:
    """Return how weights vary and are drawn; without the former the latter is not asked."""
    said = {name: value for name, value in given.items() if value is not None}
    with usage_told():
        how = None if weights is None else weights_of(weights)
        if how is None and said:
            raise click.UsageError(say("draws are of weights: give --weights too"))
        if "share" in said:
            said["share"] = part_of(said["share"])
    return {"weights": how, **said}


def to_reach(command: Any) -> Any:
    """Give a command the options that say what is to be reached."""
    options = (
        click.option("--rank", type=int, help="The rank to reach, or a better one."),
        click.option("--total", metavar="POINTS", callback=_total, help="The published total to reach."),
        click.option("--band", metavar="GROUP", help="The group of results to reach, or next: the next better one."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("target")
@about_scores
@UNIT
@to_reach
@click.option("--fix", "fixed", multiple=True, metavar="NODE", help="A node that stays as it is.")
@click.option(
    "--cost", "costs", multiple=True, callback=_costs, metavar="NODE=COST", help="What a unit of its evidence costs."
)
@click.option(
    "--bound",
    "bounds",
    multiple=True,
    callback=_bounds,
    metavar="NODE=LOWEST:HIGHEST",
    help="Between what values its evidence may end up.",
)
@click.option(
    "--others",
    "gains",
    metavar="POINTS",
    callback=_total,
    help="The rank is to hold though every other unit gains up to so many points of its total.",
)
@click.option(
    "--weights",
    metavar="HOW",
    help="The rank is to hold in most draws of weights that vary so: uniform:0.2, dirichlet:100, bounds:land=0.05-0.2.",
)
@click.option("--draws", type=click.IntRange(min=1), help="How many draws of weights, 200 unless given.")
@click.option("--share", metavar="PART", help="In what share of the draws it is to hold: 0.9 or 90%, unless given.")
@click.option("--seed", type=click.IntRange(min=0), help="The same seed (0) gives the same result.")
@click.option("--decimals", type=int, help="With how many decimals evidence is written.")
@click.option(
    "--alternatives", type=click.IntRange(0), default=0, help="How many other plans to show that cost little more."
)
def target_(
    unit: str,
    rank: int | None,
    total: Fraction | None,
    band: str | None,
    *,
    fixed: tuple[str, ...],
    costs: dict[str, Fraction],
    bounds: dict[str, Ends],
    gains: Fraction | None,
    weights: str | None,
    draws: int | None,
    share: str | None,
    seed: int | None,
    decimals: int | None,
    alternatives: int,
    **options: Any,
) -> None:
    """Show the change of a unit's evidence that reaches a rank, a total or a group of results at the least cost.

    Unless costs are given, a change costs the share of the way to where the evidence gives the most. The other units
    stay as they are.
    """
    drawn = _drawn(weights, draws=draws, share=share, rng=seed)

    def question(scores: Scores) -> TargetPlan:
        others = {} if gains is None else dict.fromkeys(scores.units, gains)
        with bar():
            plan = target(
                scores,
                unit,
                rank=rank,
                total=total,
                band=band,
                costs=costs,
                fixed=fixed,
                bounds=bounds,
                decimals=decimals,
                others=others,
                **drawn,
            )
            return plan.with_alternatives(alternatives) if alternatives else plan

    answer(question, options)
