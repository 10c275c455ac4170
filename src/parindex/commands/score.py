"""`parindex validate` and `parindex score`."""

from __future__ import annotations

from typing import Any

import click
import numpy as np

from parindex.columns import targets
from parindex.commands.shared import FORMAT, OUTPUT, form_of, put, read, reading, report, tell
from parindex.evidence import Evidence
from parindex.problems import DONE, FAULTY, errors
from parindex.scoring import score, validate
from parindex.tables import is_blank
from parindex.views.table import FORMATS


@click.command("validate")
@click.argument("definition")
@click.argument("evidence")
@reading
@FORMAT
def validate_(definition: str, evidence: str, form: str, **options: Any) -> int:
    """Check EVIDENCE against a DEFINITION.

    Every fault is listed with its row and column.
    """
    _, found = read(definition, evidence, **options)
    problems = validate(found.definition, found)
    report(problems, form, f"{len(found.units)} units, {len(found.columns)} columns{_gaps(found)}")
    return FAULTY if errors(problems) else DONE


@click.command("score")
@click.argument("definition")
@click.argument("evidence")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="How to print; else as -o says.")
@OUTPUT
@reading
def score_(definition: str, evidence: str, form: str | None, output: str | None, **options: Any) -> None:
    """Score EVIDENCE by a DEFINITION: totals, ranks and groups."""
    scores = score(*read(definition, evidence, **options))
    tell(scores.problems)
    put(FORMATS[form_of(form, output, FORMATS)](scores), output)


def _gaps(evidence: Evidence) -> str:
    """Say how many cells are empty, which is no fault by itself."""
    columns = [evidence.table.columns[raw] for raw in targets(evidence.table, evidence.definition)]
    empty = np.array([[is_blank(cell) for cell in cells] for cells in columns], dtype=bool)
    return f", empty cells: {empty.sum()} in {empty.any(axis=0).sum()} units" if empty.any() else ""
