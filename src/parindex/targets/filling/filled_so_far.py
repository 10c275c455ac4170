"""Asking what can still become of units whose evidence is being filled in."""

from __future__ import annotations

from typing import Unpack

import attrs
import numpy as np

from parindex.base import EvidenceError, Problem, Problems, errors, say
from parindex.definition import Definition
from parindex.evidence import Evidence, ReadingOptions, opened, read_evidence
from parindex.scoring import score
from parindex.targets.filling.open_nodes import OpenNodes
from parindex.targets.filling.open_units import OpenUnits
from parindex.targets.filling.open_walks import groups_of
from parindex.targets.filling.total_outlook import Outlook, outlook_of

#: What it takes to find the ends of one open cell whose points depend on those of other units, as work is counted.
_COMPARED_CELL = 20_000


def _refuse_too_many(evidence: Evidence) -> None:
    """Refuse to look for more ends of cells than limits allow, before it costs more."""
    compared = {leaf.id for leaf in evidence.definition.leaves if leaf.rule.cohort}
    given = [at for at, name in enumerate(evidence.columns) if name in compared]
    count = len(compared) * len(evidence.units) - int(np.count_nonzero(~np.isnan(evidence.values[:, given])))
    most = evidence.limits.max_work
    if count * _COMPARED_CELL > most:
        message = say(
            "{count:,} open cells of indicators that compare units take more work than is allowed", count=count
        )
        hint = say("give fewer units; Limits(max_work=…) allows more than {most:,}", most=most)
        raise EvidenceError((Problem("too-large", "error", message, hint, evidence.table.source),))


def outlook(definition: Definition, evidence: object, **reading: Unpack[ReadingOptions]) -> Outlook:
    """Return what units have so far and what can still become of them, where evidence is still being filled in.

    Open are cells with nothing in them, columns that the table does not have, inputs and items of an indicator of which
    some are given, points without a document that is required, figures from outside that nobody gives, and cells that
    are faulty. Each open indicator is taken to get a value that gives it a score; what is filled in stays as it is.

    Parameters
    ----------
    definition : Definition
        The index.
    evidence : Evidence, or anything that `read_evidence` takes
        The table, as far as it is filled in.
    **reading
        How evidence is read; see `read_evidence`.

    Returns
    -------
    Outlook

    Raises
    ------
    EvidenceError
        Something is wrong with the table as a whole, such as a unit that stands in it twice; or more is open than
        limits allow to be worked out (`too-large`).

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> found = parindex.outlook(definition, evidence)
    >>> found.published_points[0], found.published_least[0], found.published_most[0]
    (Decimal('60.65'), Decimal('60.65'), Decimal('92.15'))
    >>> found.best_rank, found.worst_rank
    (array([1., 1.]), array([2., 2.]))
    >>> [(field.node, field.why, str(field.at_stake)) for field in found.of("MOHA").open]
    [('survey', 'empty', '63/2')]
    """
    source = opened(read_evidence(definition, evidence, **reading))
    counted = source.evidence
    _refuse_too_many(counted)
    nodes = OpenNodes(source, groups_of(counted))
    sound = attrs.evolve(counted, problems=Problems(set(counted.problems) - set(errors(counted.problems))))
    return outlook_of(score(counted.definition, sound), OpenUnits.of(nodes), source.problems)
