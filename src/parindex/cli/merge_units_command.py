"""`parindex merge-units`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from parindex.base import EvidenceError, errors, hinted, near, say
from parindex.cli.options import LANG, OUTPUT, by_name, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.definition import Definition
from parindex.evidence import Evidence
from parindex.scoring import score
from parindex.views.tables import ANSWERS, FORMATS, MERGED
from parindex.years import Merged, merge_units, read_weights

_BOTH_FORMS = dict.fromkeys((*ANSWERS, *FORMATS))


def _pairs(_: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Return words by name, of texts such as land=area."""
    return by_name(texts, "land=mean" if parameter.name == "how" else "land=area")


@click.command("merge-units")
@click.argument("definition")
@click.argument("evidence")
@click.option("--to", type=int, default=2025, help="The year by whose list the new units are named; else 2025.")
@click.option("--by", metavar="FILE", help="Table of weights: a column of units, and one for each weight.")
@click.option(
    "--weight",
    "names",
    multiple=True,
    metavar="COLUMN",
    help="The column of that table to weight by; several are ways of --intervals.",
)
@click.option(
    "--weigh",
    multiple=True,
    callback=_pairs,
    metavar="PART=COLUMN",
    help="Which weight a node takes, where there are several: land=area.",
)
@click.option(
    "--how",
    multiple=True,
    callback=_pairs,
    metavar="NAME=HOW",
    help="How a column, indicator or component is merged: sum, mean, points, same or missing.",
)
@click.option("--score", "scored", is_flag=True, help="Score the merged evidence.")
@click.option("--intervals", is_flag=True, help="Show how ranks hang on the weights.")
@formats(_BOTH_FORMS)
@LANG
@OUTPUT
@reading
def merge_units_(definition: str, evidence: str, *, lang: str | None, output: str | None, **options: Any) -> None:
    """Bring evidence of former units to those that they were merged into, as of 63 provinces to 34.

    Inputs that are counted are added; values, points and scores are averaged, plainly or by weights; answers stand
    where all parts of a unit agree. Prints what was merged; -o merged.csv writes evidence that is read again with
    --units-year.
    """
    asked = {name: options.pop(name) for name in ("to", "by", "names", "weigh", "how")}
    scored, intervals, form, excel = (options.pop(name) for name in ("scored", "intervals", "form", "excel"))
    if scored and intervals:
        raise click.UsageError(say("--score and --intervals are two questions: ask one"))
    forms = FORMATS if scored else ANSWERS if intervals else MERGED
    named = form_of(form, output, forms, excel=excel)
    merged, ways = _merged(*read(definition, evidence, **options), intervals=intervals, **asked)
    if scored:
        scores = score(merged.evidence.definition.as_written, merged.evidence)
        tell((*scores.problems, *scores.coverage.problems), lang)
        put(FORMATS[named](scores, lang), output)
        return
    if errors(merged.problems):  # what was asked for cannot be evidence of the new units
        raise EvidenceError(merged.problems)
    tell(merged.problems, lang)
    put(ANSWERS[named](merged.intervals(ways), lang) if intervals else MERGED[named](merged, lang), output)


def _merged(
    definition: Definition,
    evidence: Evidence,
    *,
    to: int,
    by: str | None,
    names: tuple[str, ...],
    weigh: Mapping[str, str],
    how: Mapping[str, str],
    intervals: bool,
) -> tuple[Merged, dict[str, object] | None]:
    """Return merged evidence, and the ways to weight whose ranks are compared."""
    if by is None and (names or weigh):
        raise click.UsageError(say("--weight and --weigh are about a table of weights: name it with --by"))
    weights = {} if by is None else _chosen(read_weights(by, definition), names or tuple(weigh.values()))
    ways: dict[str, object] | None = {"plain": None, **weights} if intervals else None
    plain = intervals and len(weights) > 1 and not weigh
    with usage_told():
        return merge_units(evidence, to=to, by=None if plain else weights or None, weigh=weigh, how=how), ways


def _chosen(weights: Mapping[str, Mapping[str, object]], names: tuple[str, ...]) -> dict[str, Mapping[str, object]]:
    """Return the weights that are named, all where none is."""
    for name in names:
        if name not in weights:
            message = hinted(say("no weight {name!r}", name=name), near(name, weights))
            raise click.BadParameter(message, param_hint="--weight")
    return {name: weights[name] for name in names or weights}
