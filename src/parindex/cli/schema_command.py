"""`parindex schema`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from parindex.appraisal import reconciliation_schema
from parindex.base import LANGUAGES, code_schema, head, json_text, language, problems_schema, say
from parindex.cases import cases_schema
from parindex.cli.options import OUTPUT
from parindex.cli.output_files import put
from parindex.comparison import comparison_schema
from parindex.definition import catalogue_schema, definition_schema, load, outline_schema, units_schema
from parindex.evidence import evidence_schema, fields_schema, layout_schema
from parindex.robustness import audit_schema
from parindex.scoring import answers_schema, cohort_schema, explanation_schema, result_schema, sensitivity_schema
from parindex.targets import targets_schema
from parindex.views.document import TextTable
from parindex.years import change_schema, merging_schema, series_schema

#: What there is a JSON Schema of, by name.
SCHEMAS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "definition": definition_schema,
    "result": result_schema,
    "explanation": explanation_schema,
    "sensitivity": sensitivity_schema,
    "audit": audit_schema,
    "answers": answers_schema,
    "cohort": cohort_schema,
    "series": series_schema,
    "changes": change_schema,
    "merging": merging_schema,
    "targets": targets_schema,
    "problems": problems_schema,
    "code": code_schema,
    "cases": cases_schema,
    "comparison": comparison_schema,
    "reconciliation": reconciliation_schema,
    "catalogue": catalogue_schema,
    "outline": outline_schema,
    "units": units_schema,
    "layout": layout_schema,
    "fields": fields_schema,
}
#: What each command prints as JSON, by the names of schemas; a picture is Vega-Lite, which has a schema of its own.
PRINTED: Mapping[str, tuple[str, ...]] = {
    "list": ("catalogue",),
    "show": ("outline",),
    "units": ("units",),
    "fields": ("fields",),
    "check": ("problems",),
    "test": ("problems",),
    "validate": ("problems",),
    "score": ("result",),
    "explain": ("explanation", "code"),
    "lost": ("answers",),
    "summary": ("answers",),
    "ranks": ("answers",),
    "difference": ("answers",),
    "peers": ("answers",),
    "series": ("series", "changes"),
    "merge-units": ("merging", "result"),
    "target": ("targets",),
    "frontier": ("targets",),
    "what-if": ("answers",),
    "plot": (),
    "outlook": ("answers",),
    "layout": ("layout",),
    "reconcile": ("reconciliation",),
    "sensitivity": ("sensitivity",),
    "audit": ("audit",),
    "diff": ("comparison",),
}
#: That of evidence is the one of a definition.
EVIDENCE = "evidence"
#: Schemas whose descriptions are in languages of which one can be chosen.
_WITH_LANG = ("definition", EVIDENCE)


@click.command("schema")
@click.argument("definition", required=False)
@click.option(
    "--of", type=click.Choice([*SCHEMAS, EVIDENCE]), help="What the schema describes; else a definition file."
)
@click.option("--list", "listed", is_flag=True, help="List the schemas, and which commands print what they describe.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="One language of descriptions; both unless given.")
@OUTPUT
def schema_(definition: str | None, *, of: str | None, lang: str | None, output: str | None, listed: bool) -> None:
    """Print the JSON Schema of a definition file, for editors of TOML, or that of results in JSON.

    With --of evidence it is that of evidence in JSON for a DEFINITION.
    """
    if listed:
        if of is not None:
            raise click.UsageError(say("{asked} takes no {option}", asked="--list", option="--of"))
        put(_overview(language(lang)), output)
        return
    of = of or "definition"
    if lang is not None and of not in _WITH_LANG:
        raise click.UsageError(say("{asked} takes no {option}", asked=f"--of {of}", option="--lang"))
    put(json_text(_schema(of, definition, lang), 2) + "\n", output)


def _schema(of: str, definition: str | None, lang: str | None) -> dict[str, Any]:
    """Return a schema by its name; of evidence, that of a definition."""
    if (definition is None) == (of == EVIDENCE):
        asked = say("a schema of evidence is that of a definition: parindex schema DEFINITION --of evidence")
        raise click.UsageError(asked)
    if definition is not None:
        return evidence_schema(load(definition), lang)
    return SCHEMAS[of](lang) if of in _WITH_LANG else SCHEMAS[of]()


def _overview(lang: str) -> str:
    """Return one row a schema: its name, the commands that print what it describes, the function that returns it."""
    rows = []
    for name, make in SCHEMAS.items():
        commands = [command for command, names in PRINTED.items() if name in names]
        rows.append([name, ", ".join(commands), f"parindex.{make.__name__}()"])
    rows.append([EVIDENCE, "", f"parindex.{evidence_schema.__name__}(definition)"])
    return TextTable([head(key, lang) for key in ("json_schema", "commands", "in_python")], rows).to_terminal()
