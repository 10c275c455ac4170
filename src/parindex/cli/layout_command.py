"""`parindex layout`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from parindex.base import json_text, language
from parindex.cli.options import LANG, OUTPUT
from parindex.cli.output_files import put
from parindex.definition import load
from parindex.evidence import LayoutProposal, propose_layout

#: Every format that a proposal is written in, by name.
PROPOSALS: Mapping[str, Callable[[LayoutProposal, str], str]] = {
    "toml": LayoutProposal.to_toml,
    "json": lambda proposal, lang: json_text(proposal.to_dict(lang), 2) + "\n",
}


@click.command("layout")
@click.argument("definition")
@click.argument("evidence")
@click.option("--sheet", multiple=True, help="Worksheet of a workbook; * for all.")
@click.option("--format", "form", type=click.Choice(list(PROPOSALS)), help="How to print; else as -o says, or TOML.")
@LANG
@OUTPUT
def layout_(
    definition: str, evidence: str, *, sheet: tuple[str, ...], form: str | None, lang: str | None, output: str | None
) -> None:
    """Propose how EVIDENCE is laid out, from what it shows, as a file to correct.

    What a person has to decide stands in it as comments. Save it as NAME.layout.toml beside NAME.xlsx, where it is
    found by itself, or name it with --layout.
    """
    proposal = propose_layout(load(definition), evidence, sheet=sheet)
    form = form or ("json" if (output or "").casefold().endswith(".json") else "toml")
    put(PROPOSALS[form](proposal, language(lang)), output)
