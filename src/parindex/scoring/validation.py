"""Everything wrong with evidence for a definition, found without raising."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import numpy as np

from parindex.base import EvidenceError, Problem, Problems, errors
from parindex.definition import Definition, bundled_editions
from parindex.evidence import Evidence, ReadingOptions, read_each_layer
from parindex.scoring.plan import plan_of
from parindex.scoring.printed_totals import fitting_edition
from parindex.scoring.scores import score


def validate(
    definition: Definition,
    evidence: object,
    *,
    editions: Iterable[Definition] | None = None,
    **reading: Unpack[ReadingOptions],
) -> Problems:
    """Return everything wrong with evidence for a definition; bad data never raises.

    Parameters
    ----------
    definition : Definition
        What it is for.
    evidence : Evidence, or anything that `read_evidence` takes
        The table.
    editions : iterable of Definition, optional
        Editions of the index that are tried where totals are printed that do not fit; without them the bundled ones.
    **reading
        How evidence is read; see `read_evidence`.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> for problem in parindex.validate(definition, {"MOHA": {"appraised": 71, "survey": "26,38 %"}}):
    ...     print(problem)
    <data>:1: error out-of-range: MOHA, appraised: 71 is not between 0 and 68.5
    <data>:1: error not-a-number: MOHA, survey: '26,38 %' has a percent sign (the unit is not percent)
    """
    layers = read_each_layer(definition, evidence, **reading)
    return Problems(dict.fromkeys(problem for read in layers for problem in _validated(definition, read, editions)))


def _validated(definition: Definition, read: Evidence, editions: Iterable[Definition] | None) -> tuple[Problem, ...]:
    """Return what is wrong with evidence, where totals are printed with those that do not fit."""
    printed = not np.isnan(read.printed).all()
    if errors(read.problems) or not (printed or plan_of(read.definition).by_formula):
        return read.problems
    try:
        scores = score(definition, read)
    except EvidenceError as error:
        return error.problems
    if not any(problem.code == "total-differs" for problem in scores.problems):
        return scores.problems
    others = bundled_editions(definition) if editions is None else editions
    fitting = fitting_edition(read, scores.total, others, lambda edition, again: score(edition, again).total)
    return scores.problems if fitting is None else (*scores.problems, fitting)
