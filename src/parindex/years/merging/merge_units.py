"""Evidence of former units becomes evidence of the units that they were merged into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import attrs

from parindex.base import EvidenceError, errors, say
from parindex.definition import REGISTRIES, Registry, lineage, registry
from parindex.evidence import Evidence
from parindex.scoring import Scores
from parindex.years.merging.column_weights import ColumnWeights, UnitWeights, weights_of
from parindex.years.merging.merge_notes import notes, refusals
from parindex.years.merging.merged import Merged
from parindex.years.merging.merged_columns import MergedColumn, checked_hows, columns_of, with_points
from parindex.years.merging.merger import Merger


def merge_units(
    evidence: Evidence | Scores,
    *,
    to: int | str = 2025,
    by: object = None,
    weigh: Mapping[str, str | None] | None = None,
    how: Mapping[str, str] | None = None,
) -> Merged:
    """Bring evidence of former units to the units that they were merged into, as of 63 provinces to 34.

    Inputs that are counted are added, and what follows from them follows exactly. Values, points and scores are
    averaged, plainly unless weights are given, and marked as derived. Answers, ranks and whatever has no mean stand
    where all parts of a unit agree, and are refused by name where they do not. A value that a part lacks is missing; a
    unit that went on alone is as it was.

    Parameters
    ----------
    evidence : Evidence or Scores
        Of the former units, for a definition that names a registry; of scores the evidence behind them.
    to : int or str
        The year by whose list the new units are named: 2025 for the 34 provinces.
    by : mapping, path-like, data frame or records, optional
        Weights above 0 of the former units, by their codes or names: one for all columns, ``{"01": 8246.6, …}``, or
        several by name, ``{"population": {…}, "files": {…}}``. A file or frame has a column ``unit`` and one for each.
    weigh : mapping of str to str, optional
        Which weight a node or column takes where there are several, the nearest node above it counts:
        ``{"pci-2013": "population", "land": "area"}``. None stands for plain means.
    how : mapping of str to str, optional
        How columns are merged that are to be merged otherwise, by column, indicator or component: ``sum``, ``mean``,
        ``points`` (the mean of the points that the parts have), ``same`` (all parts must agree), ``missing``.

    Returns
    -------
    Merged
        Its `evidence` is scored as any other: ``parindex.score(definition, merged.evidence)``.

    Raises
    ------
    EvidenceError
        The evidence is faulty; or columns differ that have no mean (`parts-differ`, each once); or a unit has no
        weight (`no-weight`).
    ValueError, UnknownNameError
        Units have no registry, or are those of that year already; `how` or `weigh` name what is not there.

    References
    ----------
    The digital transformation index (DTI) of 2024 is published for the 34 provinces by plain means of the main
    indicators of the provinces merged (Ministry of Science and Technology).

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("pci-2013")
    >>> merged = parindex.merge_units(parindex.read_evidence(definition, "examples/pci-2016.csv"))
    >>> len(merged.evidence.units), merged.parents["08"], merged.how["land"]
    (34, ('02', '08'), 'mean')
    """
    given = evidence.evidence if isinstance(evidence, Scores) else evidence
    if not isinstance(given, Evidence):
        raise TypeError(say("evidence is what read_evidence or score returns, not {type}", type=type(given).__name__))
    if errors(given.problems):
        raise EvidenceError(given.problems)
    year, then, now = _periods(given, to)
    asked = checked_hows(how, given)
    given = with_points(given, asked)
    columns, left = columns_of(given, asked)
    formed = {new: parts for new, parts in lineage(then, now).items() if set(parts) & set(given.units)}
    units = tuple(unit for unit in now.units if unit.id in formed)
    merger = Merger(given, then, year, units, tuple(formed[unit.id] for unit in units), columns)
    weights = weights_of(by, weigh, given.definition, then, _weighted(formed.values(), given))
    return _merged(merger, weights, left)


def _weighted(formed: Iterable[tuple[str, ...]], evidence: Evidence) -> list[str]:
    """Return the units that need a weight: those that are part of another, and are in the evidence."""
    return [part for parts in formed if len(parts) > 1 for part in parts if part in evidence.units]


def _periods(evidence: Evidence, to: int | str) -> tuple[int, Registry, Registry]:
    """Return the year of the new units, and the lists of the former ones and of these."""
    if isinstance(to, bool) or not str(to).isdecimal():
        raise TypeError(say("to is the year by whose list units are named, such as 2025, not {to!r}", to=to))
    then, year = evidence.registry, int(to)
    if then is None or then.id not in REGISTRIES:
        hint = say("units are merged where the definition names a registry, such as vn-provinces")
        raise ValueError(say("nobody knows what became of these units: {hint}", hint=hint))
    now = registry(then.id, year)
    if (now.since is None) or (then.since is not None and now.since <= then.since):
        raise ValueError(say("the units are of {then} already; nothing is to be merged", then=then.label))
    return year, then, now


def _merged(merger: Merger, weights: ColumnWeights, left: tuple[str, ...]) -> Merged:
    names = {column.id: weights.name_for(column.places) for column in merger.columns}
    cells = merger.cells(partial(weights_by_name, names, weights.by))
    if refused := list(refusals(merger, cells)):
        raise EvidenceError(refused)
    evidence = merger.evidence_of(cells)
    told = list(notes(merger, cells, names, left))
    problems = [*merger.evidence.problems, *told, *evidence.problems]
    evidence = attrs.evolve(evidence, problems=problems)
    return Merged(
        evidence=evidence,
        parents={unit.id: parts for unit, parts in zip(merger.units, merger.parts, strict=True)},
        how={column.id: column.how for column in merger.columns},
        weights={column.id: names[column.id] for column in merger.columns if column.id in cells.averaged.cells},
        derived=merger.derived(cells, evidence),
        left=left,
        given=weights,
        merger=merger,
    )


def weights_by_name(
    names: Mapping[str, str | None], by: Mapping[str, UnitWeights], column: MergedColumn
) -> UnitWeights | None:
    """Return the weights that a column takes."""
    name = names[column.id]
    return None if name is None else by[name]
