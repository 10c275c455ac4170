"""`parindex report`: one page to hand over."""

from __future__ import annotations

from typing import Any

import click

from parindex.base import LANGUAGES
from parindex.cli.long_work import bar
from parindex.cli.options import OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, put, refuse_a_terminal
from parindex.scoring import score
from parindex.views.report import BOTH, REPORTS, report_content


@click.command("report")
@click.argument("definition")
@click.argument("evidence")
@click.option("--unit", help="The one unit that it is about, by its code or name; else a card for each.")
@click.option(
    "--lang",
    type=click.Choice([*LANGUAGES, BOTH]),
    help="Language of the report, or both in one file; else as the locale says.",
)
@click.option("--format", "form", type=click.Choice(REPORTS), help="What is written; else as -o says, or html.")
@OUTPUT
@reading
def report_(
    definition: str,
    evidence: str,
    *,
    unit: str | None,
    lang: str | None,
    form: str | None,
    output: str | None,
    **options: Any,
) -> None:
    """Write a report of EVIDENCE scored by a DEFINITION: ranking, a card for each unit, method and sources.

    It is one file that needs no other and no network, to read, to print, or to send.
    """
    form = form_of(form, output, REPORTS, "html")
    refuse_a_terminal(output)
    told = None if lang == BOTH else lang
    scores = score(*read(definition, evidence, **options))
    tell((*scores.problems, *scores.coverage.problems), told)
    with usage_told(), bar() as progress:
        content = report_content(scores, form, lang=lang, unit=unit, progress=progress)
    put(content, output)
