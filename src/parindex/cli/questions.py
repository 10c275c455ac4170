"""What commands share that ask one question about scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from parindex.cli.options import LANG, OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, formats, put
from parindex.scoring import Answer, Scores, score
from parindex.views.tables import ANSWERS

UNIT = click.option("--unit", required=True, help="Code or name of the unit.")


def about_scores(command: Any) -> Any:
    """Give a command the arguments and options of every question about scores."""
    for option in (reading, OUTPUT, LANG, formats(ANSWERS), click.argument("evidence"), click.argument("definition")):
        command = option(command)
    return command


def answer(question: Callable[[Scores], Answer], options: dict[str, Any]) -> None:
    """Score, ask, and print the answer."""
    lang, form, output = (options.pop(name) for name in ("lang", "form", "output"))
    form = form_of(form, output, ANSWERS, excel=options.pop("excel"))
    scores = score(*read(options.pop("definition"), options.pop("evidence"), **options))
    tell(scores.problems, lang)
    with usage_told():
        found = question(scores)
    put(ANSWERS[form](found, lang), output)
