"""`parindex sensitivity`."""

from __future__ import annotations

from typing import Any

import click

from parindex.base import UnknownNameError
from parindex.cli.options import OUTPUT, form_of, put, read, reading, spoken, tell
from parindex.cli.sensitivity_methods import METHODS, OPTIONS
from parindex.robustness import KINDS, ORDERS
from parindex.scoring import score
from parindex.views.tables import ANALYSES, sharing


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
@click.option("--format", "form", type=click.Choice(list(ANALYSES)), help="How to print; else as -o says.")
@OUTPUT
@reading
def sensitivity_(definition: str, evidence: str, name: str, **options: Any) -> None:
    """Show how far ranks can be trusted.

    A method takes the options that it needs, and refuses others. Tables are for a first look; CSV, JSON and --unit
    give every figure.
    """
    method, units, form = METHODS[name], options.pop("unit"), options.pop("form")
    asked = {option: value for option in OPTIONS if (value := options.pop(option, None)) is not None}
    if unused := [option for option in asked if option not in method.options]:
        raise click.UsageError(f"--method {name} takes no --{unused[0].replace('_', '-')}")
    if units and not (method.by_unit or "unit" in method.options):
        raise click.UsageError(f"--method {name} takes no --unit")
    output = options.pop("output")
    shape = ANALYSES[form_of(form, output, ANALYSES)]
    scores = score(*read(definition, evidence, **options))
    tell(scores.problems)
    try:
        picked = [scores.units[scores.evidence.row(unit)] for unit in units]
        with sharing(asked.pop("workers", None), shown="workers" in method.options) as shared:
            found = method.run(scores, **asked, **shared, **({} if method.by_unit or not units else {"unit": picked}))
    except UnknownNameError as error:
        raise click.BadParameter(error.said(spoken()), param_hint="--unit") from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if method.by_unit and picked and not found.of_units(picked):
        raise click.UsageError("these figures are not those of single units: leave --unit out")
    put(shape(found, picked if method.by_unit else ()), output)
