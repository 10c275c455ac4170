"""`parindex reconcile`."""

from __future__ import annotations

from typing import Any

import click

from parindex.appraisal import reconcile
from parindex.cli.long_work import bar
from parindex.cli.options import EMPTY, LANG, OUTPUT, SURVEY, layout, tell, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.definition import load
from parindex.evidence import STAGES
from parindex.views.tables import CHANGES


@click.command("reconcile")
@click.argument("definition")
@click.argument("evidence", required=False)
@click.option("--self-assessed", help="Table of the units' own points.")
@click.option("--appraised", help="Table of the first appraisal.")
@click.option("--reappraised", help="Table of the second appraisal.")
@SURVEY
@click.option("--between", nargs=2, type=click.Choice(STAGES), help="The layers compared; else the first and last.")
@EMPTY
@layout
@formats(CHANGES)
@LANG
@OUTPUT
def reconcile_(
    definition: str, *, form: str | None, excel: bool, lang: str | None, output: str | None, **options: Any
) -> None:
    """Show what an appraisal changed.

    Layers are tables of their own, or EVIDENCE is one table with a column 'layer'.
    """
    options["between"] = options["between"] or None
    write_as = CHANGES[form_of(form, output, CHANGES, excel=excel)]
    with usage_told(), bar():
        result = reconcile(load(definition), **options)
    tell(dict.fromkeys((*result.before.problems, *result.after.problems)), lang)
    put(write_as(result, lang), output)
