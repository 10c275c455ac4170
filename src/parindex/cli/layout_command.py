"""`parindex layout`."""

from __future__ import annotations

import click

from parindex.base import language
from parindex.cli.options import LANG, OUTPUT
from parindex.cli.output_files import put
from parindex.definition import load
from parindex.evidence import propose_layout


@click.command("layout")
@click.argument("definition")
@click.argument("evidence")
@click.option("--sheet", multiple=True, help="Worksheet of a workbook; * for all.")
@LANG
@OUTPUT
def layout_(definition: str, evidence: str, sheet: tuple[str, ...], lang: str | None, output: str | None) -> None:
    """Propose how EVIDENCE is laid out, from what it shows, as a file to correct.

    What a person has to decide stands in it as comments. Save it as NAME.layout.toml beside NAME.xlsx, where it is
    found by itself, or name it with --layout.
    """
    proposal = propose_layout(load(definition), evidence, sheet=sheet)
    put(proposal.to_toml(language(lang)), output)
