"""`parindex list` and `parindex show`."""

from __future__ import annotations

import click

from parindex.base import DONE, FAULTY, errors, say
from parindex.cli.options import LANG, OUTPUT, named, tell
from parindex.cli.output_files import form_of, put
from parindex.definition import catalogue, definition_source, load
from parindex.views.tables import CATALOGUES, OUTLINES


@click.command("list")
@click.argument("paths", nargs=-1, metavar="[PATH]...", callback=named)
@click.option("--bundled", is_flag=True, help="List the bundled definitions too, behind those of PATH.")
@click.option("--format", "form", type=click.Choice(list(CATALOGUES)), help="How to print; else as -o says.")
@LANG
@OUTPUT
def list_(paths: tuple[str, ...], *, bundled: bool, form: str | None, lang: str | None, output: str | None) -> int:
    """List the bundled definitions, or those of files, and of folders and below."""
    listed = catalogue(*paths, bundled=bundled or not paths)
    put(CATALOGUES[form_of(form, output, CATALOGUES)](listed, bool(paths), lang), output)
    tell(listed.problems, lang)
    return FAULTY if errors(listed.problems) else DONE


@click.command("show")
@click.argument("definition")
@LANG
@click.option("--toml", is_flag=True, help="Print the file itself, to begin one of your own.")
@click.option("--format", "form", type=click.Choice(list(OUTLINES)), help="How to print; else as -o says, or text.")
@OUTPUT
def show_(definition: str, *, lang: str | None, toml: bool, form: str | None, output: str | None) -> None:
    """Show the tree of a DEFINITION with weights, maxima and rules."""
    if toml and form is not None:
        raise click.UsageError(say("{asked} takes no {option}", asked="--toml", option="--format"))
    loaded = load(definition)
    write_as = OUTLINES[form_of(form, None if toml else output, OUTLINES, "text")]
    put(definition_source(definition)[0] if toml else write_as(loaded, lang), output)
