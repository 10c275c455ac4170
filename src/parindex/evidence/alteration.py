"""Evidence with some cells otherwise: with new numbers, or as other evidence has them; what follows is worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import attrs
import numpy as np

from parindex.base import Collector, errors
from parindex.evidence.evidence import Evidence
from parindex.evidence.worked_out import compute
from parindex.kernels import Floats, Indices, Mask, as_float


@attrs.frozen(eq=False)
class NewCells:
    """What some rows hold in one column in place of what they have: numbers, nan where there is none, and n/a.

    `long` are exact values that float64 does not hold, by the place among `rows`. `settled` says where the cell counts
    as "zero" or "full" since its value divides by 0.
    """

    rows: Indices
    values: Floats
    not_applicable: Mask
    long: Mapping[int, Fraction] = MappingProxyType({})
    settled: tuple[str, Mask] | None = None

    @classmethod
    def of(cls, figures: Mapping[int, Fraction | None]) -> NewCells:
        """Return exact numbers by their row; None is a missing one."""
        floats = [np.nan if figure is None else as_float(figure) for figure in figures.values()]
        pairs = enumerate(zip(figures.values(), floats, strict=True))
        long = {at: figure for at, (figure, near) in pairs if figure is not None and Fraction(repr(near)) != figure}
        nowhere = np.zeros(len(floats), dtype=bool)
        return cls(np.array(list(figures), dtype=np.intp), np.array(floats, dtype=np.float64), nowhere, long)

    @classmethod
    def taken_from(cls, evidence: Evidence, column: str, places: Mapping[int, int]) -> NewCells:
        """Return a column of other evidence, another year's for one: for each row, the row there that it is taken from.

        Both must give the column itself, not inputs that it is worked out from: see `Evidence.gives`.
        """
        at, there = evidence.columns.index(column), np.array(list(places.values()), dtype=np.intp)
        long = {place: evidence.long[row, at] for place, row in enumerate(there.tolist()) if (row, at) in evidence.long}
        settled = evidence.settled.get(at)
        return cls(
            np.array(list(places), dtype=np.intp),
            evidence.values[there, at],
            evidence.not_applicable[there, at],
            long,
            None if settled is None else (settled[0], settled[1][there]),
        )


@attrs.frozen(eq=False)
class Altered:
    """Altered evidence, and where a value worked out in it is faulty: (n_rows,) by indicator."""

    evidence: Evidence
    faulty: Mapping[str, Mask]

    @property
    def faulty_rows(self) -> Mask:
        """The rows in which any value worked out is faulty."""
        nowhere = np.zeros(len(self.evidence.units), dtype=bool)
        return np.asarray(np.logical_or.reduce([nowhere, *self.faulty.values()]), dtype=bool)


def altered(
    evidence: Evidence,
    cells: Mapping[str, NewCells],
    rows: Sequence[int] | None = None,
    problems: Collector | None = None,
) -> Altered:
    """Return evidence with some cells otherwise; columns that are worked out from others follow.

    This is the one way to alter evidence that was read: for what would be if a unit had another value, and for mixing
    two layers or two years, of which one gives the rows and the other some columns of some units::

        cells = {column: NewCells.taken_from(later, column, {row: row_there for row, row_there in pairs})}
        mixed = altered(earlier, cells).evidence

    Parameters
    ----------
    evidence : Evidence
        What is altered.
    cells : mapping of column to NewCells
        New cells, by a column that evidence gives itself; their rows are places in the evidence that is returned.
    rows : sequence of int, optional
        The rows of evidence that are taken, perhaps one many times, in place of all once. Each is its own line of the
        table then, and nothing of documents, printed totals and problems is kept.

    Cells are not checked again, and where a node applies is not asked again: no attribute of a unit may be altered so.
    A value that is worked out and is not defined or not allowed is missing there and told by `faulty`.
    """
    taken = _as_given(evidence) if rows is None else _taken(evidence, rows)
    values, not_applicable = taken.values.copy(), taken.not_applicable.copy()
    long, settled = dict(taken.long), dict(taken.settled)
    for name, new in cells.items():
        at = taken.columns.index(name)
        values[new.rows, at], not_applicable[new.rows, at] = new.values, new.not_applicable
        for place, row in enumerate(new.rows.tolist()) if long or new.long else ():
            long.pop((row, at), None)
            if place in new.long:
                long[row, at] = new.long[place]
        if at in settled or new.settled is not None:
            settled[at] = _settled(settled.get(at), new, len(values))
    mixed = attrs.evolve(taken, values=values, not_applicable=not_applicable, long=long, settled=settled)
    faulty = {}
    for leaf in evidence.definition.computed:
        told = Collector()
        mixed = compute(mixed, leaf, told)
        if problems is not None:
            problems += told
        if rows is not None and (lines := [fault.line for fault in errors(told) if fault.line is not None]):
            faulty[leaf.id] = np.isin(np.arange(len(values)), lines)
    return Altered(mixed, faulty)


def _settled(before: tuple[str, Mask] | None, new: NewCells, size: int) -> tuple[str, Mask]:
    """Return where a column counts as 0 or in full, with that of new cells."""
    policy = (new.settled or before or ("zero",))[0]
    where = np.zeros(size, dtype=bool) if before is None else before[1].copy()
    where[new.rows] = False if new.settled is None else new.settled[1]
    return policy, where


def _as_given(evidence: Evidence) -> Evidence:
    """Return evidence without the columns that are worked out, which stand behind the others."""
    size = min(evidence.computed, default=len(evidence.columns))
    return attrs.evolve(
        evidence,
        columns=evidence.columns[:size],
        values=evidence.values[:, :size],
        not_applicable=evidence.not_applicable[:, :size],
        slack=evidence.slack[:size],
        long={place: figure for place, figure in evidence.long.items() if place[1] < size},
        computed={},
        settled={at: state for at, state in evidence.settled.items() if at < size},
    )


def _taken(evidence: Evidence, rows: Sequence[int]) -> Evidence:
    """Return rows as they are given; each is its own line, by which problems name it."""
    given, picked = _as_given(evidence), np.array(rows, dtype=np.intp)
    copies: dict[int, list[int]] = {}
    for place, row in enumerate(picked.tolist() if given.long else ()):
        copies.setdefault(row, []).append(place)
    table = evidence.table.take(picked.tolist())
    places = tuple(range(len(picked)))
    table = attrs.evolve(table, lines=places, row_tables=(), cell_lines={}, origins={}, pointers=None)
    return attrs.evolve(
        given,
        units=tuple(evidence.units[row] for row in rows),
        names=tuple(evidence.names[row] for row in rows),
        values=given.values[picked],
        not_applicable=given.not_applicable[picked],
        problems=(),
        long={(place, at): figure for (row, at), figure in given.long.items() for place in copies.get(row, ())},
        settled={at: (policy, where[picked]) for at, (policy, where) in given.settled.items()},
        applies={node: where.rows(picked) for node, where in evidence.applies.items()},
        documents={},
        printed=np.full(len(picked), np.nan),
        members=tuple(evidence.members[row] for row in rows),
        table=table,
    )
