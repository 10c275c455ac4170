"""Evidence that is still being filled in: what is not there, not sound or not supported yet becomes empty cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from parindex.base import EvidenceError, Problem, Problems, errors, fold
from parindex.evidence.cells.table import Table
from parindex.evidence.columns import ColumnTarget, lacking_columns, targets
from parindex.evidence.documents import unsupported_claims
from parindex.evidence.evidence import Evidence
from parindex.evidence.reading import reread

#: What is no fault of evidence that is still being filled in.
_STILL_OPEN = frozenset({"missing-column", "missing-value", "missing-document", "missing-parameter"})
#: What is told and harms nothing else.
_HARMLESS = frozenset({"unknown-column"})
#: So often cells are emptied since what they give is faulty.
_ROUNDS = 4
#: Raw columns and rows.
_Places = dict[str, set[int]]


@attrs.frozen(eq=False)
class OpenedEvidence:
    """Evidence with a column for everything that is asked, and nothing in cells that do not count yet.

    Attributes
    ----------
    evidence : Evidence
        Without what is faulty, and without points that are claimed and not supported by a document that is required.
    claimed : Evidence
        The same with these points.
    faulty : frozenset of (row, node)
        Where a cell is faulty.
    unsupported : mapping of (row, indicator) to tuple of str
        Where a document is lacking, and the items that lack it; no items where the indicator as a whole does.
    absent : frozenset of str
        The columns that the table does not have.
    problems : Problems
        Everything wrong with the evidence as it is given, but for what is not filled in yet.
    """

    evidence: Evidence
    claimed: Evidence
    faulty: frozenset[tuple[int, str]]
    unsupported: Mapping[tuple[int, str], tuple[str, ...]]
    absent: frozenset[str]
    problems: Problems


def opened(evidence: Evidence) -> OpenedEvidence:
    """Return evidence that is still being filled in, with its open cells empty.

    Raises
    ------
    EvidenceError
        Something is wrong with the table as a whole, such as a unit that stands in it twice.
    """
    absent = _absent(evidence)
    table = evidence.table.unasked(absent)
    table = attrs.evolve(table, spared=frozenset(table.columns))
    faulty, told = set[tuple[int, str]](), [fault for fault in evidence.problems if fault.code not in _STILL_OPEN]
    known = targets(table, evidence.definition.as_written)
    claimed, faults = evidence, _faults(told)
    for _ in range(_ROUNDS if faults or absent else 0):
        places = _faulty_places(table, known, faults)
        if places is None:
            raise EvidenceError(evidence.problems)
        faulty |= {(row, known[raw].node.id) for raw, rows in places.items() for row in rows}
        table = _emptied(table, places)
        claimed = reread(evidence, table, range(len(evidence.units)))
        if not (faults := _faults(claimed.problems)):
            break
    if faults:
        raise EvidenceError(evidence.problems)
    unsupported = _unsupported(claimed)
    counted = claimed
    if unsupported:
        counted = reread(evidence, _emptied(table, _columns_of(known, unsupported)), range(len(evidence.units)))
    return OpenedEvidence(counted, claimed, frozenset(faulty), unsupported, frozenset(absent), Problems(told))


def _absent(evidence: Evidence) -> list[str]:
    """Return the columns that the table lacks."""
    definition = evidence.definition.as_written
    nowhere = {id_ for id_, where in evidence.applies.items() if where.elsewhere.all()}
    lacking = lacking_columns(definition, targets(evidence.table, definition), nowhere)
    return [name for names in lacking.values() for name in names]


def _faults(problems: Iterable[Problem]) -> list[Problem]:
    return [fault for fault in errors(problems) if fault.code not in _STILL_OPEN | _HARMLESS]


def _faulty_places(table: Table, known: Mapping[str, ColumnTarget], faults: list[Problem]) -> _Places | None:
    """Return the cells of faults, of a value that is worked out all that it is worked out from; None if not cells."""
    rows: dict[str, list[int]] = {}
    for row, unit in enumerate(table.units):
        rows.setdefault(unit, []).append(row)
    places: _Places = {}
    for fault in faults:
        unit, raw = (*map(str, fault.path), "", "")[:2]
        if raw not in known or len(rows.get(unit, ())) != 1:
            return None
        node = known[raw].node
        whole = known[raw].item and fault.code not in _OF_ONE_CELL
        for name in [other for other, target in known.items() if target.node is node] if whole else [raw]:
            places.setdefault(name, set()).update(rows[unit])
    return places


#: Faults of a cell itself, not of what follows from it.
_OF_ONE_CELL = frozenset({"not-a-number", "unknown-option", "ambiguous-number", "share-or-percent"})


def _emptied(table: Table, places: Mapping[str, set[int]]) -> Table:
    """Return the table with nothing in some cells."""
    columns = dict(table.columns)
    for raw, rows in places.items():
        columns[raw] = [None if row in rows else cell for row, cell in enumerate(columns[raw])]
    return attrs.evolve(table, columns=columns, whole=table.whole or table)


def _unsupported(evidence: Evidence) -> dict[tuple[int, str], tuple[str, ...]]:
    """Return where a document is lacking, and of which items."""
    items: dict[tuple[int, str], list[str]] = {}
    for claim in unsupported_claims(evidence):
        items.setdefault((claim.row, claim.leaf.id), []).append(claim.item)
    return {place: tuple(filter(None, names)) for place, names in items.items()}


def _columns_of(known: Mapping[str, ColumnTarget], unsupported: Mapping[tuple[int, str], tuple[str, ...]]) -> _Places:
    """Return the cells of what is not supported."""
    places: _Places = {}
    for (row, leaf), items in unsupported.items():
        folded = set(map(fold, items))
        for raw, target in known.items():
            if target.node.id == leaf and (not items or fold(target.item) in folded):
                places.setdefault(raw, set()).add(row)
    return places
