"""Supporting documents: which one stands behind each value, whether one is missing, whether one serves too often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs
import numpy as np

from parindex.base import Problem, clean, fold, say
from parindex.definition import Definition, Indicator
from parindex.evidence.cells.table import Table, written
from parindex.evidence.document_columns import document_column
from parindex.evidence.evidence import MARKS, Document, Evidence
from parindex.kernels import FLOAT, Floats

#: Words that say there is no document.
NONE = frozenset(map(fold, ("", "none", "no", "n/a", "không", "không có", "chưa có")))


def documents_of(table: Table, definition: Definition) -> dict[tuple[int, str], tuple[Document, ...]]:
    """Return the documents of every row and indicator that has any."""
    fields_of: dict[tuple[int, str], dict[str, dict[str, str]]] = {}
    for raw, cells in table.columns.items():
        place = document_column(raw, definition)
        if place is None:
            continue
        leaf, item, field = place
        for row, cell in enumerate(cells):
            text = clean(written(cell))
            if text and not (field == "document" and fold(text.strip(MARKS)) in NONE):
                fields_of.setdefault((row, leaf), {}).setdefault(item, {})[field] = text
    papers = fields_of.items()
    return {place: tuple(Document(**fields, item=item) for item, fields in items.items()) for place, items in papers}


@attrs.frozen
class UnsupportedClaim:
    """Points that a unit claims without a document: of an indicator, or of an item of it, by its name."""

    row: int
    leaf: Indicator
    name: str
    refused: bool

    @property
    def item(self) -> str:
        """The item, "" where it is the indicator as a whole."""
        return self.name.removeprefix(self.leaf.id).removeprefix(".")


def check_documents(evidence: Evidence, given: Mapping[str, Floats]) -> Iterator[Problem]:
    """Yield points without a document where one is required, and documents used for unrelated indicators.

    `given` holds the points of indicators that are given in place of their value, or beside it.
    """
    table = evidence.table
    for claim in unsupported_claims(evidence, given):
        values = {"unit": table.units[claim.row], "id": claim.name}
        message = say("{unit}, {id}: points are claimed and there is no document and no explanation", **values)
        hint = say("fill the column {id}.document or {id}.note", id=claim.name)
        if claim.refused:
            message = say("{unit}, {id}: points are claimed and its document is refused", **values)
            hint = say("give it no points, or name another document")
        column = _column(evidence, claim.leaf)
        yield table.problem("missing-document", message, hint, row=claim.row, column=column)
    yield from _reused(evidence)


def unsupported_claims(
    evidence: Evidence, given: Mapping[str, Floats] = MappingProxyType({})
) -> Iterator[UnsupportedClaim]:
    """Yield points that are claimed without a document where one is required; `given` as in `check_documents`."""
    at = {name: column for column, name in enumerate(evidence.columns)}
    for leaf in evidence.definition.leaves:
        if leaf.documents is None or not (leaf.id in at or leaf.id in given):
            continue
        none = np.full(len(evidence.units), np.nan)
        column = evidence.values[:, at[leaf.id]] if leaf.id in at else none
        observed = ~np.isnan(column)
        values = np.where(observed, column, leaf.rule.filler)[:, None]
        with np.errstate(all="ignore"):
            points = leaf.rule.compile([leaf], FLOAT)(values, observed[:, None], evidence.company())[:, 0]
        points = np.where(observed, points, np.nan_to_num(given.get(leaf.id, none)))
        for row in np.flatnonzero(points != 0).tolist():
            for name, refused in _unsupported(evidence, row, leaf, at):
                yield UnsupportedClaim(row, leaf, name, refused)


def _unsupported(evidence: Evidence, row: int, leaf: Indicator, at: Mapping[str, int]) -> Iterator[tuple[str, bool]]:
    """Yield what is claimed and not supported, and whether that was refused: an indicator, or items of a checklist."""
    held = evidence.documents.get((row, leaf.id), ())
    refused = any(paper.refused for paper in held)
    if not any(paper.holds for paper in held):
        yield leaf.id, refused
        return
    ticked = leaf.rule.items(leaf) if leaf.rule.item_limits(leaf) is None else ()
    items = {fold(paper.item): paper for paper in held if paper.item}
    if any(not paper.item and paper.holds for paper in held):  # one for all of them
        items = {item: paper for item, paper in items.items() if paper.refused}
        ticked = tuple(item for item in ticked if fold(item) in items)
    for item in ticked:
        paper, name = items.get(fold(item)), f"{leaf.id}.{item}"
        column = at.get(f"{leaf.id}.{fold(item)}", at.get(name))
        if column is not None and evidence.values[row, column] > 0 and not (paper and paper.holds):
            yield name, bool(paper and paper.refused)


def _column(evidence: Evidence, leaf: Indicator) -> str:
    names = [f"{leaf.id}.document", leaf.id, f"{leaf.id}.points", *(f"{leaf.id}.{item}" for item in leaf.reads)]
    return next((name for name in names if name in evidence.table.columns), "")


def _reused(evidence: Evidence) -> Iterator[Problem]:
    """Find documents of indicators that have nothing but the index itself in common."""
    definition = evidence.definition
    branch = {leaf.id: definition.branch(leaf).id for leaf in definition.leaves}
    first: dict[tuple[int, str], str] = {}
    for (row, leaf), papers in evidence.documents.items():
        for paper in papers:
            key = row, fold(paper.document)
            if not paper.document or paper.refused:
                continue
            other = first.setdefault(key, leaf)
            if branch[other] != branch[leaf]:
                unit = evidence.table.units[row]
                values = {"unit": unit, "id": leaf, "document": paper.document[:80], "other": other}
                message = say("{unit}, {id}: the document {document!r} supports {other!r} already", **values)
                column = _column(evidence, definition.leaves[[node.id for node in definition.leaves].index(leaf)])
                yield evidence.table.problem("document-reused", message, "", "warning", row=row, column=column)
