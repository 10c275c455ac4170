"""`parindex validate` and `parindex score`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import click
import numpy as np

from parindex.base import DefinitionError, EvidenceError, Failure, ParindexError, Severity, say
from parindex.cli.options import FAIL_ON, LANG, OUTPUT, TOLD, read, read_layers, reading, report, tell
from parindex.cli.output_files import WORKBOOK, Outputs, form_of, formats, put, workbook
from parindex.definition import Definition, bundled_editions, editions_beside
from parindex.evidence import Evidence, targets
from parindex.scoring import Scores, score, validate
from parindex.views.problems import PROBLEMS
from parindex.views.tables import FORMATS

#: Every format that `score` writes, by name.
_FORMATS: dict[str, Callable[[Scores, str | None], str | bytes]] = {**FORMATS, WORKBOOK: workbook}


@click.command("validate")
@click.argument("definition")
@click.argument("evidence")
@reading
@FAIL_ON
@TOLD
@LANG
@OUTPUT
def validate_(definition: str, evidence: str, fail_on: Severity, lang: str | None, **options: Any) -> int:
    """Check EVIDENCE against a DEFINITION.

    Every fault is listed with its row and column.
    """
    tell_all = partial(report, fail_on=fail_on, into=Outputs.of(options, PROBLEMS), lang=lang)
    try:
        loaded, layers = read_layers(definition, evidence, **options)
        editions = list(_editions(loaded, definition)) if len(layers) > 1 else _editions(loaded, definition)
        problems = [problem for each in layers for problem in validate(loaded, each, editions=editions)]
        given = layers[-1]
    except (DefinitionError, EvidenceError) as error:
        return tell_all(error.problems, checked=dict.fromkeys(problem.source for problem in error.problems))
    except (ParindexError, OSError) as error:
        return tell_all([], checked=[], failures=[Failure.of(error, definition, evidence)])
    units, columns = len(given.units), len(targets(given.table, given.definition))
    counted = say("{units} units, {columns} columns{gaps}", units=units, columns=columns, gaps=_gaps(given))
    if len(layers) > 1:
        counted = say("{counted}, in each of {count} layers", counted=counted, count=len(layers))
    return tell_all(dict.fromkeys(problems), checked=[given.table.source], counted=counted)


@click.command("score")
@click.argument("definition")
@click.argument("evidence")
@formats(_FORMATS)
@LANG
@OUTPUT
@reading
def score_(
    definition: str,
    evidence: str,
    *,
    form: str | None,
    excel: bool,
    lang: str | None,
    output: str | None,
    **options: Any,
) -> None:
    """Score EVIDENCE by a DEFINITION: totals, ranks and groups."""
    write_as = _FORMATS[form_of(form, output, _FORMATS, excel=excel)]
    scores = score(*read(definition, evidence, **options))
    tell((*scores.problems, *scores.coverage.problems), lang)
    put(write_as(scores, lang), output)


def _editions(loaded: Definition, name: str) -> Iterator[Definition]:
    """Yield other editions of the index, those beside the file before the bundled ones, once they are asked for."""
    beside = {edition.id: edition for edition in editions_beside(loaded, name)}
    yield from beside.values()
    yield from (edition for edition in bundled_editions(loaded) if edition.id not in beside)


def _gaps(evidence: Evidence) -> str:
    """Say how many cells are empty, which is no fault by itself."""
    table = evidence.table
    columns = targets(table, evidence.definition.as_written)
    empty = np.array([table.blank_cells(raw) for raw in columns], dtype=bool)
    nodes = [target.node.id for target in columns.values()]
    for at, target in enumerate(columns.values()):  # points stand for what they come from, and the other way round
        others = [other for other, node in enumerate(nodes) if node == target.node.id and other != at]
        if target.points and others:
            filled = ~empty[at], ~empty[others].all(axis=0)
            empty[others] &= ~filled[0]
            empty[at] &= ~filled[1]
    if not empty.any():
        return ""
    return say(", empty cells: {cells} in {units} units", cells=empty.sum(), units=empty.any(axis=0).sum())
