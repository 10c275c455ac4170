"""`parindex audit`."""

from __future__ import annotations

from typing import Any

import click

from parindex.base import language
from parindex.cli.options import LANG, OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, put
from parindex.robustness import audit
from parindex.scoring import score
from parindex.views.audits import AUDITS


@click.command("audit")
@click.argument("definition")
@click.argument("evidence")
@click.option("--draws", type=click.IntRange(min=1), default=10_000, show_default=True, help="How often weights vary.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The same seed, the same result."
)
@click.option("--format", "form", type=click.Choice(list(AUDITS)), help="How to print; else as -o says, or text.")
@LANG
@OUTPUT
@reading
def audit_(definition: str, evidence: str, draws: int, seed: int, lang: str | None, **options: Any) -> None:
    """Audit an index: whether its parts belong together, and whether its ranking would stand another method.

    In the order of an audit by the JRC: framework, data, coherence, added value, robustness, units, questions.
    """
    form, output = options.pop("form"), options.pop("output")
    write = AUDITS[form_of(form, output, AUDITS, "text")]
    scores = score(*read(definition, evidence, **options))
    tell(scores.problems, lang)
    with usage_told():
        found = audit(scores, draws=draws, rng=seed)
    put(write(found, language(lang)), output)
