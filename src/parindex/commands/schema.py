"""`parindex schema`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from parindex.commands.shared import OUTPUT, put
from parindex.messages import LANGUAGES
from parindex.views.json import as_text, definition_schema, result_schema, sensitivity_schema

#: What there is a JSON Schema of; each takes the language of its descriptions, None for all it has.
SCHEMAS: Mapping[str, Callable[[str | None], dict[str, Any]]] = {
    "definition": definition_schema,
    "result": lambda _: result_schema(),
    "sensitivity": lambda _: sensitivity_schema(),
}
_WITH_LANG = ("definition",)


@click.command("schema")
@click.option("--of", type=click.Choice(list(SCHEMAS)), default="definition", help="What the schema describes.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="One language of descriptions; both unless given.")
@OUTPUT
def schema_(of: str, lang: str | None, output: str | None) -> None:
    """Print the JSON Schema of a definition file, for editors of TOML, or that of results in JSON."""
    if lang is not None and of not in _WITH_LANG:
        raise click.UsageError(f"--of {of} takes no --lang")
    put(as_text(SCHEMAS[of](lang), 2) + "\n", output)
