"""`parindex list` and `parindex show`."""

from __future__ import annotations

import click

from parindex.base import language
from parindex.cli.options import LANG
from parindex.definition import catalogue, definition_source, load, outline, period
from parindex.views.document import TextTable


@click.command("list")
@LANG
def list_(lang: str | None) -> None:
    """List the bundled definitions."""
    rows = [
        [entry.id, entry.index, period(entry.years), entry.status or "", entry.title.get(language(lang))]
        for entry in catalogue()
    ]
    click.echo(TextTable(["id", "index", "years", "status", "title"], rows).to_terminal(), nl=False)


@click.command("show")
@click.argument("definition")
@LANG
@click.option("--toml", is_flag=True, help="Print the file itself, to begin one of your own.")
def show_(definition: str, *, lang: str | None, toml: bool) -> None:
    """Show the tree of a DEFINITION with weights, maxima and rules."""
    loaded = load(definition)
    click.echo(definition_source(definition)[0] if toml else outline(loaded, language(lang)), nl=not toml)
