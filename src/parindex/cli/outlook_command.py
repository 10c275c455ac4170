"""`parindex outlook`: what can still become of units whose evidence is being filled in."""

from __future__ import annotations

from typing import Any

import click

from parindex.cli.options import LANG, OUTPUT, read, reading, tell
from parindex.cli.output_files import form_of, formats, put
from parindex.scoring import AsTable
from parindex.targets import outlook
from parindex.views.tables import ANSWERS


@click.command("outlook")
@click.argument("definition")
@click.argument("evidence")
@formats(ANSWERS)
@LANG
@OUTPUT
@reading
@click.option("--unit", help="Show what is open of this unit, by its code or name, and what its components can become.")
def outlook_(definition: str, evidence: str, unit: str | None, **options: Any) -> None:
    """Show what units have so far, what is open, and what their totals and ranks can still become.

    The table may lack columns and cells: each open indicator is taken to get a value, and what is filled in stays as it
    is. Faulty cells are told and count as open.
    """
    lang, form, output = (options.pop(name) for name in ("lang", "form", "output"))
    form = form_of(form, output, ANSWERS, excel=options.pop("excel"))
    found = outlook(*read(definition, evidence, **options))
    tell(found.problems, lang)
    answer: AsTable = found if unit is None else found.of(unit)
    put(ANSWERS[form](answer, lang), output)
