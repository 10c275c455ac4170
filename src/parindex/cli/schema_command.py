"""`parindex schema`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from parindex.base import LANGUAGES, json_text, say
from parindex.cli.options import OUTPUT
from parindex.cli.output_files import put
from parindex.definition import definition_schema
from parindex.evidence import fields_schema
from parindex.scoring import answers_schema, cohort_schema, explanation_schema, result_schema, sensitivity_schema
from parindex.targets import targets_schema
from parindex.years import change_schema, merging_schema, series_schema

#: What there is a JSON Schema of; each takes the language of its descriptions, None for all it has.
SCHEMAS: Mapping[str, Callable[[str | None], dict[str, Any]]] = {
    "definition": definition_schema,
    "result": lambda _: result_schema(),
    "explanation": lambda _: explanation_schema(),
    "sensitivity": lambda _: sensitivity_schema(),
    "answers": lambda _: answers_schema(),
    "cohort": lambda _: cohort_schema(),
    "series": lambda _: series_schema(),
    "changes": lambda _: change_schema(),
    "merging": lambda _: merging_schema(),
    "targets": lambda _: targets_schema(),
    "fields": lambda _: fields_schema(),
}
_WITH_LANG = ("definition",)


@click.command("schema")
@click.option("--of", type=click.Choice(list(SCHEMAS)), default="definition", help="What the schema describes.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="One language of descriptions; both unless given.")
@OUTPUT
def schema_(of: str, lang: str | None, output: str | None) -> None:
    """Print the JSON Schema of a definition file, for editors of TOML, or that of results in JSON."""
    if lang is not None and of not in _WITH_LANG:
        raise click.UsageError(say("{asked} takes no {option}", asked=f"--of {of}", option="--lang"))
    put(json_text(SCHEMAS[of](lang), 2) + "\n", output)
