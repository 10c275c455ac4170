"""Totals as a source prints them, held against those computed; by which edition they fit where they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs
import numpy as np

from parindex.base import Problem, errors, first_of, say
from parindex.definition import Definition
from parindex.evidence import PRINTED, Evidence, read_evidence
from parindex.kernels import Floats, Mask

#: Editions are tried for a table of at most so many units; one fits where so many in a hundred totals do.
MOST_UNITS, FITS = 5_000, 90
#: Fewer totals fit some edition by chance.
LEAST_ROWS = 3


def differs(evidence: Evidence, totals: Floats) -> Mask:
    """Return where a printed total differs by more than the rounding of each figure explains (n_units,)."""
    definition = evidence.definition
    half = 0.5 * 10.0**-definition.decimals
    slack = half * (1 + len(evidence.columns) * max(1.0, float(definition.times or 1))) * (1 + 1e-9)
    return np.asarray(np.abs(totals - evidence.printed) > slack)


def misprints(evidence: Evidence, totals: Floats) -> Iterator[Problem]:
    """Yield printed totals that differ."""
    for row in np.flatnonzero(differs(evidence, totals)).tolist():
        words = {"unit": evidence.units[row], "printed": evidence.printed[row], "computed": totals[row]}
        message = say("{unit}: the total is printed as {printed:.12g}, computed {computed:.12g}", **words)
        hint = say("a figure is misprinted; --ignore total passes the column over")
        problem = evidence.table.problem("total-differs", message, hint, row=row, column=PRINTED)
        yield attrs.evolve(problem, severity="warning")


def fitting_edition(
    evidence: Evidence,
    totals: Floats,
    editions: Iterable[Definition],
    totals_by: Callable[[Definition, Evidence], Floats],
) -> Problem | None:
    """Return a warning where printed totals fit other editions of the index, and fewer of them this one."""
    rows = int((~np.isnan(evidence.printed)).sum())
    own = _fitting(evidence, totals)
    if own == rows or rows < LEAST_ROWS or len(evidence.units) > MOST_UNITS:
        return None
    fits: dict[str, int] = {}
    for edition in editions:
        read = read_evidence(edition, evidence.table)
        if not errors(read.problems):
            fits[f"{edition.id} ({edition.period})"] = _fitting(read, totals_by(edition, read))
    best = max(fits.values(), default=0)
    if best <= own or best * 100 < rows * FITS:
        return None
    named = first_of([name for name, count in fits.items() if count == best])
    values = {"editions": named, "count": best, "rows": rows, "own": own, "id": evidence.definition.id}
    message = say("the totals fit {editions}: {count} of {rows} rows, by {id!r} {own} do", **values)
    hint = say("validate the table by that edition")
    return evidence.table.problem("other-edition", message, hint, "warning", column=PRINTED)


def _fitting(evidence: Evidence, totals: Floats) -> int:
    known = ~np.isnan(evidence.printed) & ~np.isnan(totals)
    return int((known & ~differs(evidence, totals)).sum())
