"""Evidence with some cells otherwise: rows taken, perhaps one unit many times, and what follows worked out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs
import numpy as np

from parindex.base import Collector, errors
from parindex.evidence import Applicability, Evidence, compute
from parindex.kernels import Mask, as_float


def altered(evidence: Evidence, rows: Sequence[int], cells: Sequence[Mapping[str, Fraction]]) -> tuple[Evidence, Mask]:
    """Return rows of evidence, each with some cells otherwise, and where that is faulty (n_rows,).

    Columns that are worked out from others follow.
    """
    taken = _taken(evidence, rows)
    values, not_applicable = taken.values.copy(), taken.not_applicable.copy()
    long, settled = dict(taken.long), {at: (policy, where.copy()) for at, (policy, where) in taken.settled.items()}
    for place, changes in enumerate(cells):
        for name, figure in changes.items():
            at = taken.columns.index(name)
            values[place, at], not_applicable[place, at] = as_float(figure), False
            long.pop((place, at), None)
            if Fraction(repr(as_float(figure))) != figure:
                long[place, at] = figure
            if at in settled:
                settled[at][1][place] = False
    mixed = attrs.evolve(taken, values=values, not_applicable=not_applicable, long=long, settled=settled)
    problems = Collector()
    for leaf in evidence.definition.computed:
        mixed = compute(mixed, leaf, problems)
    faulty = np.zeros(len(rows), dtype=bool)
    faulty[[problem.line for problem in errors(problems) if problem.line is not None]] = True
    return mixed, faulty


def _taken(evidence: Evidence, rows: Sequence[int]) -> Evidence:
    """Return rows without the columns that are worked out; each row is its own line, by which problems name it."""
    size, picked = min(evidence.computed, default=len(evidence.columns)), np.array(rows, dtype=np.intp)
    places: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row, []).append(place)
    long = {
        (place, at): figure for (row, at), figure in evidence.long.items() if at < size for place in places.get(row, ())
    }
    settled = {at: (policy, where[picked]) for at, (policy, where) in evidence.settled.items() if at < size}
    applies: dict[str, Applicability] = {node: where.rows(picked) for node, where in evidence.applies.items()}
    table = evidence.table.take(list(rows))
    table = attrs.evolve(table, lines=tuple(range(len(rows))), row_tables=(), cell_lines={}, origins={})
    return attrs.evolve(
        evidence,
        units=tuple(evidence.units[row] for row in rows),
        names=tuple(evidence.names[row] for row in rows),
        columns=evidence.columns[:size],
        values=evidence.values[picked, :size],
        not_applicable=evidence.not_applicable[picked, :size],
        slack=evidence.slack[:size],
        problems=(),
        long=long,
        computed={},
        settled=settled,
        applies=applies,
        documents={},
        printed=np.full(len(rows), np.nan),
        members=tuple(evidence.members[row] for row in rows),
        table=table,
    )
