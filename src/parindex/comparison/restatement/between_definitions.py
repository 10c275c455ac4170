"""Evidence scored by definitions between an old and a new one, and why a unit has no total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.base import errors, first_of, say
from parindex.comparison.restatement.hybrid_definitions import Coalition, Hybrids, rounds, unrounded, without_maxima
from parindex.comparison.restatement.rereading import EvidenceRow, Rescored, columns_read, only_columns, rescored
from parindex.comparison.restatement.shapley_split import Reweighing, coalitions
from parindex.definition import Definition, check_tree
from parindex.evidence import Table
from parindex.scoring import score_unranked, short_of_parts


@attrs.frozen(eq=False, repr=False)
class BetweenDefinitions:
    """The evidence scored by definitions between the old one and the new one, each when it is first asked for."""

    hybrids: Hybrids
    table: Table
    year: int | None
    ends: tuple[Rescored, Rescored]
    ids: Mapping[str, str]
    _readings: dict[Coalition, Rescored] = attrs.field(factory=dict)
    _reweighings: dict[Coalition, Reweighing] = attrs.field(factory=dict)

    @cached_property
    def rows(self) -> list[EvidenceRow]:
        """The rows that the old definition scores."""
        return list(self.ends[0].rows)

    @cached_property
    def unrounded_ends(self) -> tuple[Rescored, Rescored]:
        """The ends without rounding of nodes."""
        first, last = map(_unrounded, self.ends)
        return first, last

    def reading(self, new: Coalition) -> Rescored:
        """Return the evidence as scored with some causes as in the new definition."""
        if not new:
            return self.unrounded_ends[0]
        if new == frozenset(self.hybrids.causes):
            return self.unrounded_ends[1]
        if new not in self._readings:
            self._readings[new] = self._scored(self.hybrids.between(new))
        return self._readings[new]

    def _scored(self, definition: Definition) -> Rescored:
        table = only_columns(self.table, columns_read(self.table, definition))
        reading = rescored(table, definition, self.year, score_unranked)
        if reading.scores is None:  # maxima of components may contradict those of their parts, where only one changed
            again = rescored(table, without_maxima(definition), self.year, score_unranked)
            return reading if again.scores is None else again
        return reading

    def total(self, new: Coalition, row: EvidenceRow) -> Fraction | None:
        """Return the exact total of a row, None where it has none."""
        reading = self.reading(new)
        at = reading.rows.get(row)
        if reading.scores is None or at is None or np.isnan(reading.scores.total[at]):
            return None
        exactness = reading.scores.exactness
        return exactness.exact_score(at)

    def by_node(self, row: EvidenceRow, before: Coalition) -> dict[str, Fraction] | None:
        """Return what other weights do to a row, by node, where some other causes have changed before."""
        if before not in self._reweighings:
            self._reweighings[before] = self._reweighing(before)
        return self._reweighings[before].by_node((self.reading(before).rows[row], self.reading(_and(before)).rows[row]))

    def _reweighing(self, before: Coalition) -> Reweighing:
        first, last = (self.reading(new).scores for new in (before, _and(before)))
        if first is None or last is None:
            raise ValueError(say("only what scores the unit can be told by node"))
        ids = {} if before else {id_: old for old, id_ in self.ids.items()}
        definitions = self.hybrids.between(before), self.hybrids.between(_and(before))
        return Reweighing(definitions, (first, last), (ids, {}))

    def prepare(self, rows: Iterable[int]) -> None:
        """Work out the exact totals of some rows at once."""
        keys = [self.rows[row] for row in rows]
        for new in coalitions(self.hybrids.causes):
            reading = self.reading(new)
            if reading.scores is not None:
                reading.scores.exactness.exact(reading.rows[key] for key in keys if key in reading.rows)


def _unrounded(end: Rescored) -> Rescored:
    """Return what is scored by one of the two definitions, without rounding of nodes."""
    scores = end.scores
    if scores is None or not rounds(scores.definition):
        return end
    definition = unrounded(scores.definition)
    if errors(check_tree(definition)):  # maxima of components may be those of rounded parts
        definition = without_maxima(definition)
    return attrs.evolve(end, scores=score_unranked(definition, attrs.evolve(scores.evidence, definition=definition)))


def why_no_total(reading: Rescored, key: EvidenceRow) -> str:
    """Return why a row has no total, "" where it has one."""
    if key in reading.refused:
        return reading.refused[key].message
    if reading.scores is None:
        faults = errors(reading.problems)
        return faults[0].message if faults else say("nothing is read")
    scores, row = reading.scores, reading.rows.get(key)
    if row is None:
        return say("the row is not read")
    if not np.isnan(scores.total[row]):
        return ""
    plan, missing = scores.exactness.plan, scores.exactness.marks.missing[row]
    names = [plan.ids[node] for node in plan.leaf_nodes.tolist() if missing[node]]
    names += [plan.ids[node] for node in scores.exactness.given.components if missing[node]]
    if names:
        return say("no score of {names}", names=first_of(names))
    short = short_of_parts(plan.definition, scores.exactness.marks, row)
    said = [say("{id}: {message}", id=node, message=parts.said()) for node, parts in short.items()]
    return said[0] if said else say("nothing of it counts")


def _and(before: Coalition) -> Coalition:
    return frozenset((*before, "weights"))
