"""`parindex list` and `parindex show`."""

from __future__ import annotations

import click

from parindex.base import DONE, FAULTY, errors, head, language
from parindex.cli.options import LANG, named, tell
from parindex.definition import catalogue, definition_source, load, outline
from parindex.views.document import TextTable


@click.command("list")
@click.argument("paths", nargs=-1, metavar="[PATH]...", callback=named)
@click.option("--bundled", is_flag=True, help="List the bundled definitions too, behind those of PATH.")
@LANG
def list_(paths: tuple[str, ...], *, bundled: bool, lang: str | None) -> int:
    """List the bundled definitions, or those of files, and of folders and below."""
    said = language(lang)
    listed = catalogue(*paths, bundled=bundled or not paths)
    rows = [entry.told(said) | ({"source": entry.source} if paths else {}) for entry in listed]
    if rows:
        heads = [head(name, said) for name in rows[0]]
        click.echo(TextTable(heads, [list(row.values()) for row in rows]).to_terminal(), nl=False)
    tell(listed.problems, lang)
    return FAULTY if errors(listed.problems) else DONE


@click.command("show")
@click.argument("definition")
@LANG
@click.option("--toml", is_flag=True, help="Print the file itself, to begin one of your own.")
def show_(definition: str, *, lang: str | None, toml: bool) -> None:
    """Show the tree of a DEFINITION with weights, maxima and rules."""
    loaded = load(definition)
    click.echo(definition_source(definition)[0] if toml else outline(loaded, lang), nl=not toml)
