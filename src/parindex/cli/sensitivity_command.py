"""`parindex sensitivity`: every method with the options it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import click

from parindex.base import Message, say
from parindex.cli.long_work import bar, workers
from parindex.cli.options import LANG, OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.cli.weight_words import part_of, weights_of
from parindex.robustness import (
    KINDS,
    ORDERS,
    Aggregation,
    Factor,
    Imputation,
    LeftOut,
    Noise,
    OutputKind,
    effective_weights,
    leave_out,
    one_at_a_time,
    rank_range,
    sobol,
    thresholds,
    uncertainty,
)
from parindex.scoring import AnalysisResult, Scores, score
from parindex.views.tables import ANALYSES

#: Options that say what varies.
VARYING = ("weights", "noise", "aggregation", "left_out", "imputation")
#: Options of whatever draws.
DRAWN = (*VARYING, "draws", "seed", "workers")
#: How weights vary where nothing is said.
DEFAULT = "uniform:0.2"
_PAIR = 2


@attrs.frozen
class Method:
    """One analysis, run with the options given.

    Where it takes `workers` it is given an `executor`, and `progress` if somebody is `told`. Options that it does not
    take are refused. If its records are of units, some can be picked with `unit`.
    """

    run: Callable[..., AnalysisResult]
    options: tuple[str, ...]
    by_unit: bool = True
    told: bool = True


def _varying(options: dict[str, Any]) -> dict[str, Any]:
    """Turn the options that say what varies into weights and factors."""
    factors: list[Factor] = []
    if (share := options.pop("noise", None)) is not None:
        factors.append(Noise(part_of(share)))
    for name, kind in (("aggregation", Aggregation), ("imputation", Imputation)):
        if (words := options.pop(name, None)) is not None:
            factors.append(kind([word.strip() for word in words.split(",")]))
    if options.pop("left_out", None):
        factors.append(LeftOut())
    return {"weights": weights_of(options.pop("weights", None) or DEFAULT), "factors": factors}


def _uncertainty(scores: Scores, seed: int = 0, **options: Any) -> AnalysisResult:
    return uncertainty(scores, rng=seed, **_varying(options), **options)


def _sobol(
    scores: Scores, seed: int = 0, draws: int = 1024, of: OutputKind = "score", **options: Any
) -> AnalysisResult:
    return sobol(scores, n=draws, rng=seed, output=of, **_varying(options), **options)


def _rank_range(scores: Scores, weights: str = DEFAULT, **options: Any) -> AnalysisResult:
    how = weights_of(weights)
    if how is None:
        raise ValueError(say("ranks have a range only where weights vary"))
    return rank_range(scores, how, **options)


def _thresholds(scores: Scores, unit: tuple[str, ...] = ()) -> AnalysisResult:
    if len(unit) != _PAIR:
        raise ValueError(say("thresholds are of two units: --unit A --unit B"))
    return thresholds(scores, *unit)


def _not_taken(method: str, option: str) -> Message:
    return say("{asked} takes no {option}", asked=f"--method {method}", option=f"--{option.replace('_', '-')}")


#: Every analysis by its name.
METHODS: Mapping[str, Method] = {
    "uncertainty": Method(_uncertainty, DRAWN),
    "sobol": Method(_sobol, (*DRAWN, "of", "groups", "order")),
    "one-at-a-time": Method(one_at_a_time, ("change",)),
    "leave-out": Method(leave_out, ("what",)),
    "effective-weights": Method(effective_weights, ("group",), by_unit=False, told=False),
    "thresholds": Method(_thresholds, ("unit",), by_unit=False, told=False),
    "rank-range": Method(_rank_range, ("weights", "seconds", "workers")),
}
#: Every option that some analysis takes.
OPTIONS = tuple(dict.fromkeys(name for method in METHODS.values() for name in method.options))


@click.command("sensitivity")
@click.argument("definition")
@click.argument("evidence")
@click.option("--method", "name", type=click.Choice(list(METHODS)), required=True, help="Which analysis.")
@click.option(
    "--weights",
    metavar="HOW",
    help="How weights vary: uniform:0.2 (the default), dirichlet:100, bounds:land=0.05-0.2,entry=0.1-0.3, or none.",
)
@click.option("--noise", metavar="PART", help="Errors of evidence: 0.1 or 10% of the spread of each indicator.")
@click.option("--aggregation", metavar="WAYS", help="Other means the index may be: geometric-mean,harmonic-mean.")
@click.option("--left-out", is_flag=True, default=None, help="One indicator may be left out.")
@click.option("--imputation", metavar="WAYS", help="Ways to make up missing values, as redistribute,lowest.")
@click.option(
    "--draws", type=click.IntRange(min=1), help="How many draws, 10,000 unless given; of sobol how many rows, 1,024."
)
@click.option("--seed", type=click.IntRange(min=0), help="The same seed (0) gives the same result.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    help="How long rank-range may take; then it gives bounds that are proved.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes that share the work out.")
@click.option(
    "--of",
    type=click.Choice(KINDS),
    help="What sobol explains: the total (score, the default), the rank, or the shift of all ranks.",
)
@click.option("--groups", type=click.Choice(["component", "domain"]), help="What moves together in sobol.")
@click.option("--order", type=click.Choice(ORDERS), help="Whether sobol tells pairs too.")
@click.option("--change", type=float, help="The part by which one-at-a-time moves each weight (0.1).")
@click.option(
    "--what",
    type=click.Choice(["indicators", "components", "units"]),
    help="What is left out in turn, indicators unless given.",
)
@click.option("--group", help="The group of units that effective-weights looks at.")
@click.option("--unit", multiple=True, help="Show this unit only; of thresholds the two compared.")
@formats(ANALYSES)
@LANG
@OUTPUT
@reading
def sensitivity_(definition: str, evidence: str, name: str, lang: str | None, **options: Any) -> None:
    """Show how far ranks can be trusted.

    A method takes the options that it needs, and refuses others. Tables are for a first look; CSV, JSON and --unit
    give every figure.
    """
    method, units, form = METHODS[name], options.pop("unit"), options.pop("form")
    asked = {option: value for option in OPTIONS if (value := options.pop(option, None)) is not None}
    if unused := [option for option in asked if option not in method.options]:
        raise click.UsageError(_not_taken(name, unused[0]))
    if units and not (method.by_unit or "unit" in method.options):
        raise click.UsageError(_not_taken(name, "unit"))
    output, excel = options.pop("output"), options.pop("excel")
    shape = ANALYSES[form_of(form, output, ANALYSES, excel=excel)]
    scores = score(*read(definition, evidence, **options))
    tell(scores.problems, lang)
    with usage_told():
        picked = [scores.units[scores.evidence.row(unit)] for unit in units]
        if units and not method.by_unit:
            asked["unit"] = picked
        with workers(asked.pop("workers", None)) as shared, bar() as progress:
            if method.told:
                shared["progress"] = progress
            result = method.run(scores, **asked, **shared)
    if method.by_unit and picked and not result.of_units(picked):
        raise click.UsageError(say("these figures are not those of single units: leave --unit out"))
    put(shape(result, picked if method.by_unit else (), lang), output)
