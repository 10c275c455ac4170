"""Scoring the same evidence by two definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Unpack

import attrs
import numpy as np

from parindex.base import EvidenceError, Problem, errors, say
from parindex.comparison.restatement.between_definitions import BetweenDefinitions
from parindex.comparison.restatement.hybrid_definitions import Hybrids, ids_in
from parindex.comparison.restatement.movements import Restatement
from parindex.comparison.restatement.rereading import (
    Rescored,
    columns_read,
    node_of_column,
    only_columns,
    rescored,
    rows_of,
    with_names,
)
from parindex.definition import Definition, Indicator, Score
from parindex.evidence import PRINTED, Evidence, ReadingOptions, Table, read_evidence, targets
from parindex.scoring import Scores, plan_of, score


def restate(
    old: Definition,
    new: Definition,
    evidence: object,
    renamed: Mapping[str, str] | None = None,
    *,
    top: int = 10,
    **reading: Unpack[ReadingOptions],
) -> Restatement:
    """Score the same evidence by two definitions, and split what moves by cause.

    Parameters
    ----------
    old, new : Definition
        The definition by which results are published, and the one that may take its place.
    evidence : anything that `read_evidence` takes
        Evidence for the old definition. It may hold columns that only the new one reads.
    renamed : mapping of str to str, optional
        Nodes that go by another id, old to new. Their columns are read under either.
    top : int
        How many first ranks are looked at for who enters and leaves them.
    **reading
        See `read_evidence`.

    Returns
    -------
    Restatement

    Raises
    ------
    DefinitionError
        A definition made in Python is faulty.
    EvidenceError
        The old definition cannot score the evidence; `problems` holds every fault. What the new one finds wrong is in
        the result.
    ValueError
        `renamed` names nodes that are not there, or two by one id.

    References
    ----------
    Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework based on the
    Shapley value. Journal of Economic Inequality 11, 99-126. https://doi.org/10.1007/s10888-011-9214-z

    Examples
    --------
    >>> import parindex
    >>> old, new = parindex.load("pci-2013"), parindex.load("pci-2022")
    >>> restatement = parindex.restate(old, new, "examples/pci-2016.csv")
    >>> restatement.causes, restatement.summary["rank_changed"]
    (('weights',), 58)
    """
    for given in (old, new):
        if not isinstance(given, Definition):
            raise TypeError(say("old and new are what parindex.load returns, not {type}", type=type(given).__name__))
    names = dict(renamed or {})
    if top < 1:
        raise ValueError(say("top is a whole number of 1 or more"))
    if absent := [pair for pair in names.items() if pair[0] not in old or pair[1] not in new]:
        raise ValueError(say("no such nodes to be renamed: {absent}", absent=absent))
    if len(set(names.values())) < len(names):
        raise ValueError(say("two nodes are renamed to one"))
    plan_of(new)  # a faulty one is no matter of evidence
    ids = ids_in(old, new, names)
    read = read_evidence(old, evidence, **reading)
    table, doubled = _in_new_words(read.table, ids)
    old_ids = {new_id: old_id for old_id, new_id in ids.items()}
    old_names = {name: _in_words_of(old_ids, name) for name in table.columns}
    ours = with_names(table, old_names)
    other = _for_the_units_of(old, new, read)
    read_by_old, read_by_new = columns_read(ours, old), columns_read(table, other)
    over = tuple(name for name in table.columns if old_names[name] not in read_by_old and name in read_by_new)
    year = reading.get("year")
    if over or doubled or old_names.keys() != set(old_names.values()):
        read = read_evidence(
            old, only_columns(ours, {old_names[name] for name in table.columns if name not in over}), year=year
        )
    if errors(read.problems):
        raise EvidenceError(read.problems)
    before = score(old, read)
    first = Rescored(before, rows_of(read.table), before.problems)
    table = only_columns(table, table.columns.keys() - _only_checked(table, other, before, ids))
    then = rescored(only_columns(table, read_by_new), other, year)
    then = attrs.evolve(then, problems=(*then.problems, *_fixed(before, other, ids)))
    lacking = tuple(old_names[name] for name in table.columns if name not in read_by_new and name != PRINTED)
    passed_over = (*over, *doubled), (*lacking, *doubled)
    between = BetweenDefinitions(Hybrids.of(old, other, ids), table, year, (first, then), ids)
    place = np.array([then.rows.get(row, -1) for row in first.rows], dtype=np.intp)
    return Restatement(old, new, before, then.scores, place, names, passed_over, then.problems, top, between=between)


def _only_checked(table: Table, new: Definition, before: Scores, ids: Mapping[str, str]) -> set[str]:
    """Return columns of points that values have been held against by the old definition; by the new one they differ."""
    fixed = {ids[id_] for id_ in before.definition.pointed}
    return {raw for raw, target in targets(table, new).items() if target.points and target.node.id not in fixed}


def _fixed(before: Scores, new: Definition, ids: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning for each indicator of which only points are given, and for which the new rule gives others."""
    for leaf in before.definition.as_written.leaves:
        later = new[ids[leaf.id]] if leaf.id in before.definition.pointed and ids[leaf.id] in new else None
        as_given = isinstance(leaf.rule, Score) and isinstance(later, Indicator) and isinstance(later.rule, Score)
        if isinstance(later, Indicator) and not as_given and attrs.evolve(later, **_same(leaf)) != later:
            message = say("{id}: only points are given, so what its new rule makes of values is not told", id=leaf.id)
            column = f"{leaf.id}.points"
            yield before.evidence.table.problem("points-alone", message, say("give values"), "warning", column=column)


def _same(leaf: Indicator) -> dict[str, Any]:
    """Return what turns the value of an indicator into points."""
    keys = ("unit", "range", "better", "rule", "inputs", "value", "on_zero_denominator", "max")
    return {key: getattr(leaf, key) for key in keys}


def _in_new_words(table: Table, ids: Mapping[str, str]) -> tuple[Table, list[str]]:
    """Return evidence with old nodes under their new ids, and the columns dropped as they stand there twice."""
    names = {name: other for name in table.columns if (other := _in_words_of(ids, name)) != name}
    doubled = [name for name in table.columns if name in names.values() and name not in names]
    return with_names(only_columns(table, table.columns.keys() - set(doubled)), names), doubled


def _in_words_of(ids: Mapping[str, str], name: str) -> str:
    """Return what a column is called where its node goes by another id."""
    node = node_of_column(name, ids)
    return ids[node] + name[len(node) :] if node else name


def _for_the_units_of(old: Definition, new: Definition, read: Evidence) -> Definition:
    """Return the new definition such that it finds the units of the evidence as the old one does.

    Where both look them up in one registry it is that of the old one's years; rows without names are not looked up.
    """
    if read.registry is None and (old.units or old.unit):
        return attrs.evolve(new, units=None, unit=())
    if old.units == new.units and not (old.unit or new.unit):
        return attrs.evolve(new, years=old.years)
    return new
