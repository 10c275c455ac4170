"""`parindex fields`."""

from __future__ import annotations

import click

from parindex.cli.options import LANG, OUTPUT
from parindex.cli.output_files import form_of, formats, put
from parindex.definition import load
from parindex.evidence import fields
from parindex.views.tables import FORMS


@click.command("fields")
@click.argument("definition")
@click.option("--all", "every", is_flag=True, help="Also what may be given in place of others, or beside them.")
@formats(FORMS)
@LANG
@OUTPUT
def fields_(
    definition: str, *, every: bool, form: str | None, excel: bool, lang: str | None, output: str | None
) -> None:
    """List what a form of evidence has to ask for a DEFINITION: columns, titles, options, limits.

    A column may hold a value, an input, an item of a checklist, an attribute of the unit, a figure from outside or a
    document.
    """
    listed = fields(load(definition), lang)
    put(FORMS[form_of(form, output, FORMS, excel=excel)](listed if every else listed.asked), output)
