"""New values told in words: what stood there before, and what stands there then."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np

from parindex.base import Message, Text, language, say, short, translated
from parindex.definition import Indicator
from parindex.evidence import Evidence, NewValue, owner_of
from parindex.kernels import RATIONAL


@attrs.frozen
class ToldChange:
    """One new value: of which unit and column, and in words."""

    unit: str
    column: str
    before: Message | str
    after: Message | str
    title: Text  # of the node, and of the input

    @property
    def told(self) -> Message:
        """Say both."""
        return say("{before} → {after}", before=self.before, after=self.after)

    def line(self, lang: str | None) -> str:
        """Return it with the column: its id, or its title where a language is named."""
        spoken = language(lang)
        return f"{self.column if lang is None else self.title.get(spoken)}: {translated(self.told, spoken)}"


def told_change(before: Evidence, after: Evidence, value: NewValue, place: int) -> ToldChange:
    """Tell a new value; `place` is the row of the unit in the evidence `after`."""
    said = (said_value(before, value.row, value.column), said_value(after, place, value.column))
    return ToldChange(before.units[value.row], value.column, *said, _title(before, value.column))


def _title(evidence: Evidence, column: str) -> Text:
    """Return the title of a column: of the node, and of the input or item."""
    definition = evidence.definition
    node = next((node for node in definition.nodes if node.id == column), None)
    if node is not None:
        return node.title or Text(column, column)
    leaf, item = owner_of(definition, column)
    if leaf is None:
        return Text(column, column)
    input_title = next((given.title for given in leaf.inputs if given.id == item and given.title), None)
    own, further = leaf.title or Text(leaf.id, leaf.id), input_title or Text(item, item)
    return Text(*(f"{own.get(lang)}: {further.get(lang)}" for lang in ("vi", "en")))


def said_value(evidence: Evidence, row: int, column: str) -> Message | str:
    """Say what a unit has in a column."""
    if column not in evidence.columns:
        return say("missing")
    at = evidence.columns.index(column)
    if evidence.not_applicable[row, at]:
        return say("n/a")
    if np.isnan(evidence.values[row, at]):
        return say("missing")
    value, definition = Fraction(evidence.exact([row], at, RATIONAL)[0]), evidence.definition
    owner = next((node for node in definition.nodes if node.id == column), None)
    if isinstance(owner, Indicator) and (options := owner.rule.options()):
        return str(options[int(value)])
    leaf, _ = owner_of(definition, column)
    if owner is None and leaf is not None and not leaf.inputs and leaf.rule.item_limits(leaf) is None:
        return say("yes") if value else say("no")
    return short(value)
