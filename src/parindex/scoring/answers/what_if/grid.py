"""What one step more, or any of some values, would bring every unit at every node: the grid of all cases."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from parindex.base import (
    EvidenceError,
    Message,
    array,
    check_number,
    decimal_text,
    json_figure,
    json_float,
    json_pointer,
    language,
    say,
    short,
    together,
    translated,
)
from parindex.evidence import NewCells, new_values, read_with
from parindex.kernels import Floats, Indices, as_float
from parindex.scoring.answers.answer import Answer, AnswerColumn, figure, labels, unit_label
from parindex.scoring.answers.unit_summary import lowest_nodes
from parindex.scoring.answers.what_if.each_step import Steps, moves_by, steps_of
from parindex.scoring.answers.what_if.many_scenarios import as_published, scored_each
from parindex.scoring.answers.what_if.outcomes import Brought, outcomes
from parindex.scoring.answers.what_if.values_in_words import said_value

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores

#: So many cases are worked out at once, so that memory stays bounded.
_CHUNK = 2**16
#: What brings the same to so many decimals stands in the order of the definition.
_ALIKE = 9


@attrs.frozen(repr=False, kw_only=True)
class WhatIfEach(Answer):
    """What each unit would have with one value otherwise: one row a unit, node and new value.

    Arrays are (n_rows,), nan where there is no total or no rank.

    Attributes
    ----------
    scores : Scores
        The scores as they are.
    by : Fraction or None
        How many units of evidence more; None where values were given.
    rows : array of int
        The unit of each row, by its place among those of `scores`.
    columns_changed : tuple of str
        The node, or the input, that has another value.
    value : array
        The new value; nan where it is an answer, a band or an input, which is told in words.
    total, change, rank : array
        The total that it would have, by how much that differs from what it has, and the rank.
    steps : array
        The totals as published, in whole steps of the last decimal.
    words : mapping of int to Message
        The changes that are told in words, by row.
    not_tried : tuple of str
        Nodes whose evidence cannot move by that: half a file, two answers.
    """

    analysis: ClassVar[str] = "what-if-each"
    heads: ClassVar[Mapping[str, str]] = {"more": "one_more", "one_more": "brings", "rank": "rank_then"}
    scores: Scores = attrs.field(eq=False)
    by: Fraction | None
    rows: Indices = array()
    columns_changed: tuple[str, ...]
    value: Floats = array()
    total: Floats = array()
    change: Floats = array()
    rank: Floats = array()
    steps: Floats = array()
    words: Mapping[int, Message] = attrs.field(factory=dict, hash=False)
    not_tried: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """The step; None where values were given."""
        return {"by": None if self.by is None else float(self.by)}

    @cached_property
    def published(self) -> tuple[Decimal | None, ...]:
        """The totals as published."""
        return as_published(self.steps, self.scores.definition.decimals)

    @property
    def notes(self) -> tuple[Message, ...]:
        """The nodes of which nothing is tried."""
        if not self.not_tried or self.by is None:
            return ()
        told = {"by": short(self.by), "nodes": together(self.not_tried)}
        return (say("no {by} more is tried where evidence moves by whole steps, answers or bands: {nodes}", **told),)

    @property
    def shift(self) -> Floats:
        """By how many places the unit would be further down, negative further up."""
        return np.asarray(self.rank - self.scores.rank[self.rows])

    def told(self, at: int) -> Message:
        """Return what a row changes, in words."""
        if at in self.words:
            return self.words[at]
        column, row = self.columns_changed[at], int(self.rows[at])
        after = short(Fraction(repr(float(self.value[at]))))
        return say("{before} → {after}", before=said_value(self.scores.evidence, row, column), after=after)

    def matrix(self, name: str) -> tuple[tuple[str, ...], Floats]:
        """Return columns, and an array (n_units, n_columns) of `total`, `change`, `rank` or `shift`; nan elsewhere.

        Of several values of a column it is that of the last.
        """
        columns = tuple(dict.fromkeys(self.columns_changed))
        place = {column: at for at, column in enumerate(columns)}
        table = np.full((len(self.scores.units), len(columns)), np.nan)
        table[self.rows, [place[column] for column in self.columns_changed]] = getattr(self, name)
        return columns, table

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record a row."""
        scores = self.scores
        return [
            {
                "unit": scores.units[row],
                "name": scores.names[row] or None,
                "node": self.columns_changed[at],
                "value": json_float(self.value[at]),
                "more": str(self.told(at)),
                "total": json_float(self.total[at]),
                "published": decimal_text(self.published[at]),
                "one_more": json_float(self.change[at]),
                "rank_before": json_figure(scores.rank[row]),
                "rank": json_figure(self.rank[at]),
                "rank_shift": json_figure(self.shift[at]),
            }
            for at, row in enumerate(self.rows.tolist())
        ]

    def heading(self) -> Message:
        """Say what is tried."""
        units = len(set(self.rows.tolist()))
        row = int(self.rows[0]) if units else 0
        if self.by is None:
            if units == 1:
                return say("what each of some values would bring {unit}", unit=unit_label(self.scores, row))
            return say("what each of some values would bring, {count} units", count=units)
        if units == 1:
            named = {"unit": unit_label(self.scores, row), "total": self.scores.rounded[row], "by": short(self.by)}
            return say("{unit}: what {by} more at each node alone would bring, of a total of {total}", **named)
        return say("what {by} more at each node alone would bring, {count} units", by=short(self.by), count=units)

    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return every row; of one unit those that bring most first."""
        spoken, scores, decimals = language(lang), self.scores, self.scores.definition.decimals
        order, one = list(range(self.rows.size)), len(set(self.rows.tolist())) == 1
        if one and self.by is not None:
            gains = np.round(self.change * scores.definition.rank.sign, _ALIKE)
            order.sort(key=lambda at: (np.isnan(gains[at]), -gains[at]))
        nodes = [self.columns_changed[at] for at in order]
        called = [labels(scores, [node], lang if node in scores.definition else None)[0] for node in nodes]
        told = [translated(self.told(at), spoken) for at in order]
        brings = [figure(self.change[at], spoken, decimals + 2, sign=True) for at in order]
        return [
            AnswerColumn("unit", ["" if one else scores.units[self.rows[at]] for at in order]),
            AnswerColumn("name", ["" if one else scores.names[self.rows[at]] for at in order]),
            AnswerColumn("title" if lang else "id", called),
            AnswerColumn("changes" if self.by is None else "one_more", told),
            AnswerColumn("total", [figure(self.published[at], spoken) for at in order], figures=True),
            AnswerColumn("brings", brings, figures=True),
            AnswerColumn("rank_then", [figure(self.rank[at], spoken) for at in order], figures=True),
        ]


def grid(
    scores: Scores,
    *,
    by: object = 1,
    values: Mapping[str, Iterable[object]] | None = None,
    units: Iterable[str] | None = None,
    nodes: Iterable[str] | None = None,
) -> WhatIfEach:
    """Return what each unit would have with one value otherwise; see `what_if_each`."""
    rows = np.arange(len(scores.units))
    if units is not None:
        rows = np.array([scores.evidence.row(unit) for unit in _listed("units", units)], dtype=np.intp)
    if values is not None:
        if not isinstance(values, Mapping):
            raise TypeError(say("values are lists by column, not {value!r}", value=values))
        return _of_values(scores, rows, {column: _listed(column, some) for column, some in values.items()})
    step = _step(by)
    nodes = None if nodes is None else _listed("nodes", nodes)
    places = lowest_nodes(scores)
    if nodes is not None:
        wanted = {scores.places[scores.definition[node].id] for node in nodes}
        places = [at for at in places if at in wanted]
    size = max(1, _CHUNK // max(1, len(places)))
    parts = [_of_steps(scores, rows[start : start + size], places, step) for start in range(0, max(rows.size, 1), size)]
    return _joined(scores, step, parts)


def _step(by: object) -> Fraction:
    step = check_number("by", by)
    if step <= 0 or math.isinf(as_float(step)):
        raise ValueError(say("by is a number above 0, not {by}", by=str(by)[:80]))
    return step


def _listed(name: str, several: object) -> list[Any]:
    """Return what is listed; a text is no list of its letters."""
    if isinstance(several, (str, bytes)) or not isinstance(several, Iterable):
        raise TypeError(say("{name} must be a list, not {value!r}", name=name, value=several))
    return list(several)


def _of_steps(scores: Scores, rows: Indices, nodes: Sequence[int], by: Fraction) -> WhatIfEach:
    steps = steps_of(scores, rows, nodes, by)
    brought = outcomes(scores, steps.rows, steps.cells)
    best = _best(scores, steps, brought)
    ids = scores.nodes
    return WhatIfEach(
        scores=scores,
        by=by,
        rows=steps.rows[best],
        columns_changed=tuple(ids[at] for at in steps.nodes[best].tolist()),
        value=steps.values[best],
        total=brought.totals[best],
        change=brought.changes[best],
        rank=brought.ranks[best],
        steps=brought.steps[best],
        words={nth: steps.told[at] for nth, at in enumerate(best.tolist()) if at in steps.told},
        not_tried=tuple(ids[at] for at in nodes if not moves_by(scores, at, by)),
    )


def _best(scores: Scores, steps: Steps, brought: Brought) -> Indices:
    """Return of several steps of a unit at a node the one that brings most; none that is worse than nothing."""
    gains = brought.changes * scores.definition.rank.sign
    first_total = np.isnan(gains) & ~np.isnan(brought.totals)  # there is none without the step
    gains = np.where(first_total, 0.0, gains)
    counts = (gains > 0) | ((gains == 0) & steps.expected)
    gains = np.where(counts, gains, -np.inf)
    keys = steps.nodes * len(scores.units) + steps.rows
    order = np.lexsort((-gains, keys))
    first = np.concatenate([[True], np.diff(keys[order]) != 0]) if order.size else np.empty(0, dtype=bool)
    best = np.sort(order[first])
    return np.asarray(best[counts[best]])


def _joined(scores: Scores, by: Fraction | None, parts: Sequence[WhatIfEach]) -> WhatIfEach:
    if len(parts) == 1:
        return parts[0]
    words: dict[int, Message] = {}
    start = 0
    for part in parts:
        words |= {start + at: told for at, told in part.words.items()}
        start += part.rows.size
    return WhatIfEach(
        scores=scores,
        by=by,
        columns_changed=tuple(name for part in parts for name in part.columns_changed),
        words=words,
        not_tried=parts[0].not_tried,
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "value", "total", "change", "rank", "steps")
        },
    )


def _of_values(scores: Scores, rows: Indices, values: Mapping[str, Iterable[object]]) -> WhatIfEach:
    """Return what units would have with each value of some columns alone; the values are checked as evidence is."""
    unit, wanted, problems = scores.units[int(rows[0])] if rows.size else "", [], []
    for name, several in values.items():
        for nth, value in enumerate(several if rows.size else ()):
            found, faults = new_values(scores.evidence, {unit: {name: value}})
            pointer = json_pointer((name, nth))
            wanted += [attrs.evolve(each, pointer=pointer) for each in found]
            problems += [attrs.evolve(each, pointer=pointer) for each in faults]
    if problems:
        raise EvidenceError(problems)
    read = read_with(scores.evidence, [int(rows[0])] * len(wanted), [[value] for value in wanted])
    count, cells = rows.size, {}
    for column in dict.fromkeys(value.column for value in wanted):
        places = [place for place, value in enumerate(wanted) if value.column == column]
        cases = {place * count + nth: place for place in places for nth in range(count)}
        cells[column] = NewCells.taken_from(read, column, cases)
    every = np.tile(rows, len(wanted))
    each = [value for value in wanted for _ in range(count)]
    alike = read.definition == scores.evidence.definition and all(map(scores.evidence.gives, cells))
    brought = outcomes(scores, every, cells) if alike else scored_each(scores, every, each)
    figures = [read.values[place, read.columns.index(value.column)] for place, value in enumerate(wanted)]
    words = {}
    for place, value in enumerate(wanted):
        after = said_value(read, place, value.column)
        for nth, row in enumerate(rows.tolist()):
            before = said_value(scores.evidence, row, value.column)
            words[place * count + nth] = say("{before} → {after}", before=before, after=after)
    return WhatIfEach(
        scores=scores,
        by=None,
        rows=every,
        columns_changed=tuple(value.column for value in each),
        value=np.repeat(np.array(figures, dtype=np.float64), count),
        total=brought.totals,
        change=brought.changes,
        rank=brought.ranks,
        steps=brought.steps,
        words=words,
    )
