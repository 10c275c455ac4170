"""`parindex list` and `parindex show`."""

from __future__ import annotations

import click

from parindex.base import head, language
from parindex.cli.options import LANG
from parindex.definition import catalogue, definition_source, load, outline
from parindex.views.document import TextTable


@click.command("list")
@LANG
def list_(lang: str | None) -> None:
    """List the bundled definitions."""
    said = language(lang)
    told = [entry.told(said) for entry in catalogue()]
    heads = [head(name, said) for name in told[0]]
    click.echo(TextTable(heads, [list(entry.values()) for entry in told]).to_terminal(), nl=False)


@click.command("show")
@click.argument("definition")
@LANG
@click.option("--toml", is_flag=True, help="Print the file itself, to begin one of your own.")
def show_(definition: str, *, lang: str | None, toml: bool) -> None:
    """Show the tree of a DEFINITION with weights, maxima and rules."""
    loaded = load(definition)
    click.echo(definition_source(definition)[0] if toml else outline(loaded, lang), nl=not toml)
