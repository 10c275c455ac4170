"""`parindex explain`: a unit's total, or a problem code."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import click
from click.core import ParameterSource

from parindex.base import CODES, code_dict, hinted, json_text, language, near, say, translated, word
from parindex.cli.options import LANG, OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import WORKBOOK, form_of, put, workbook
from parindex.cli.printing import print_result
from parindex.definition import catalogue
from parindex.scoring import Explanation, score

#: How an explanation is written in a language.
FORMS: Mapping[str, Callable[[Explanation, str | None], str]] = {
    "text": lambda explanation, lang: explanation.to_text(lang) + "\n",
    "json": lambda explanation, lang: explanation.to_json(2, lang) + "\n",
    "html": lambda explanation, lang: explanation.to_html(lang),
}
FORMATS = (*FORMS, WORKBOOK)


@click.command("explain")
@click.argument("what", metavar="CODE|DEFINITION")
@click.argument("evidence", required=False)
@reading
@click.option("--unit", help="Code or name of the unit.")
@LANG
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to print; else as -o says, or text.")
@OUTPUT
@click.pass_context
def explain_(
    context: click.Context,
    /,
    what: str,
    evidence: str | None,
    *,
    unit: str | None,
    lang: str | None,
    form: str | None,
    output: str | None,
    **options: Any,
) -> None:
    """Show how the total of one unit comes about, or what a problem CODE means.

    A unit needs a DEFINITION, EVIDENCE and --unit; --lang then shows titles in place of ids. A code stands alone, as in
    `parindex explain unknown-key`.
    """
    if evidence is None:
        _needs_no_more(context, what)
        told = json_text(code_dict(what), 2) if form == "json" else explained(what, language(lang))
        print_result(f"{told}\n")
        return
    if unit is None:
        raise click.MissingParameter(param_hint="'--unit'", param_type="option")
    scores = score(*read(what, evidence, **options))
    tell(scores.problems, lang)
    with usage_told():
        explanation = scores.explain(unit)
    form = form_of(form, output, FORMATS, "text")
    put(workbook(scores, lang, unit) if form == WORKBOOK else FORMS[form](explanation, lang), output)


def _needs_no_more(context: click.Context, what: str) -> None:
    """Refuse what is no code, and options that a code does not take."""
    if what not in CODES:
        bundled = [entry.id for entry in catalogue()]
        if what in bundled or os.path.lexists(what):
            raise click.UsageError(say("{name} is a definition: name its EVIDENCE and a --unit as well", name=what))
        refusal = say("{name!r} is no problem code and no definition", name=what)
        raise click.UsageError(hinted(refusal, near(what, [*CODES, *bundled])))
    given = [
        option.opts[-1]
        for option in context.command.params
        if context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    ]
    if context.params["form"] in ("text", "json"):
        given.remove("--format")
    if taken := [name for name in given if name not in ("what", "--lang")]:
        raise click.UsageError(say("{asked} takes no {option}", asked=say("a code"), option=taken[0]))


def explained(code: str, lang: str = "en") -> str:
    """Explain a key of `CODES` in a language, `en` or `vi`."""
    texts = CODES[code]
    mend = say("How to mend it: {mend}", mend=texts.mend.get(lang))
    head = f"{code} · {word('severity', texts.severity, lang)}"
    return "\n\n".join([head, texts.meaning.get(lang), translated(mend, lang)])
