"""The digest of evidence as it was read: equal where every value is, from whatever file and in whatever order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from parindex.definition import Attribute, Choice, GivenPoints
from parindex.evidence.columns import targets
from parindex.evidence.evidence import Evidence, value_column
from parindex.evidence.outside_figures import OF_DEFINITION
from parindex.kernels import Indices

#: What is digested, and how; another one begins another way.
_FORMAT = "parindex evidence 1"


def evidence_digest(evidence: Evidence) -> str:
    """Return the SHA-256 of evidence, as hexadecimal digits; see "The digest of evidence" in the documentation."""
    units = np.array(sorted(range(len(evidence.units)), key=evidence.units.__getitem__), dtype=np.intp)
    digest = hashlib.sha256(_line(_FORMAT))
    digest.update(_line([evidence.units[row] for row in units.tolist()]))
    options = dict(_options(evidence))
    for name, at in sorted(_given(evidence)):
        for piece in _column(evidence, name, at, units, options.get(name, ())):
            digest.update(piece)
    printed = evidence.printed[units]
    if not np.isnan(printed).all():
        digest.update(_line("total") + _numbers(printed))
    documents = ((evidence.units[row], leaf, of) for (row, leaf), of in evidence.documents.items())
    for unit, leaf, of in sorted(documents, key=lambda one: one[:2]):
        digest.update(_line(["documents", unit, leaf, [attrs.astuple(document) for document in of]]))
    return digest.hexdigest()


def _line(value: Any) -> bytes:
    """Return JSON in one line of ASCII without blanks."""
    return f"{json.dumps(value, separators=(',', ':'))}\n".encode()


def _numbers(values: np.ndarray[Any, Any]) -> bytes:
    """Return numbers as little-endian float64, one nan for all, no negative zero."""
    return np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8").tobytes()


def _given(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Yield the columns that evidence gives: not what is worked out, nor what definition and registry say."""
    outside = evidence.definition.outside
    given = {target.id for target in targets(evidence.table, evidence.definition).values()} if outside else set()
    for at, name in enumerate(evidence.columns):
        own = isinstance(outside.get(name), Attribute) and name not in given
        if at not in evidence.computed and not own and evidence.origins.get(name) != OF_DEFINITION:
            yield name, at


def _options(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns whose values are places of options, with these."""
    for leaf in evidence.definition.leaves:
        given = leaf.rule.of if isinstance(leaf.rule, GivenPoints) else None
        rule = leaf.rule if given is None else given.rule
        if isinstance(rule, Choice):
            yield leaf.id if given is None else value_column(leaf.id), rule.points.names()


def _column(evidence: Evidence, name: str, at: int, units: Indices, options: Sequence[str]) -> Iterator[bytes]:
    """Yield one column, nothing where it says nothing: its name, its values, where it is n/a, and exact values."""
    values, absent = evidence.values[units, at], np.flatnonzero(evidence.not_applicable[units, at]).tolist()
    if np.isnan(values).all() and not absent:
        return
    yield _line(["column", name])
    if options:
        yield _line([None if np.isnan(value) else options[int(value)] for value in values.tolist()])
    else:
        yield _numbers(values)
    if absent:
        yield _line(["n/a", absent])
    if evidence.long:
        exact = ((place, evidence.long.get((row, at))) for place, row in enumerate(units.tolist()))
        if digits := [[place, str(figure)] for place, figure in exact if figure is not None]:
            yield _line(["exact", digits])
