"""What every answer offers: records, JSON, a frame, and a text in both languages."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from parindex.base import (
    HEADS,
    FieldKind,
    Message,
    aligned_columns,
    half_up_text,
    head,
    language,
    local_number,
    rough,
    shipped_schema,
    translated,
)
from parindex.scoring.analysis_result import AnalysisResult, ByUnit

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


_NUMBERS = (
    *("score", "max", "lost", "published", "share", "one_more", "median", "best", "worst", "percent_rank"),
    *("other", "contribution", "distance", "total", "total_before", "published_before", "change", "value"),
    *("rank_before", "rank_shift"),
)


@attrs.frozen
class AnswerColumn:
    """One column of an answer as people read it: the name of its head, or a unit, and cells, perhaps of figures."""

    name: str
    cells: Sequence[str]
    figures: bool = False

    def head(self, lang: str) -> str:
        """Return what stands above it."""
        return head(self.name, lang) if self.name in HEADS else self.name


class AsTable(ByUnit):
    """What people read as a table: a heading, columns, and notes, in text, CSV, Markdown and JSON."""

    #: The key in `HEADS` of what stands above a field, where a field of that name says something else elsewhere.
    heads: ClassVar[Mapping[str, str]] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        return ()

    def of_units(self, units: Collection[str]) -> list[dict[str, Any]]:
        """Return all records: an answer is of the units that it was asked about."""
        return self.to_records()

    @abstractmethod
    def heading(self) -> Message | str:
        """Say in a line what it is about."""

    @abstractmethod
    def columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return the columns as people read them: with ids, or titles where a language is named."""

    def filled_columns(self, lang: str | None = None) -> list[AnswerColumn]:
        """Return those of `columns` in which anything stands."""
        return [column for column in self.columns(lang) if any(column.cells)]

    def to_text(self, lang: str | None = None) -> str:
        """Return the answer as text, with ids or, in a language ("en", "vi") that is named, with titles."""
        spoken, columns = language(lang), self.filled_columns(lang)
        rows = list(zip(*([column.head(spoken), *column.cells] for column in columns), strict=True))
        right = [at for at, column in enumerate(columns) if column.figures]
        heading, *notes = self.in_words(lang)
        return "\n".join([heading, *aligned_columns(rows, right), *notes])

    def in_words(self, lang: str | None = None) -> list[str]:
        """Return the heading and the notes: with ids, or titles where a language is named."""
        lines = (self.heading(), *self.notes)
        return [translated(line, language(lang), titles=lang is not None) for line in lines]

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.heading()}>"


class Answer(AsTable, AnalysisResult):
    """The answer to a question about scores: its rows are nodes or units, not one analysis of all units."""

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """Figures are numbers even where there is none, and `published` too, which is text in JSON."""
        return {name: "number" for name in _NUMBERS if name in next(iter(self.to_records()), {})}


def answers_schema() -> dict[str, Any]:
    """Return the JSON Schema of `to_dict` of answers: losses, ranks, peers, what would be, what can still become.

    Examples
    --------
    >>> import parindex
    >>> names = [one["$ref"].rpartition("/")[2] for one in parindex.answers_schema()["oneOf"]]
    >>> names[:5]
    ['lost', 'summary', 'ranks', 'peers', 'difference']
    >>> names[5:]
    ['what-if', 'what-ifs', 'what-if-each', 'against-cohort', 'outlook', 'outlook-unit']
    """
    return shipped_schema("parindex.scoring", "answers")


def labels(scores: Scores, nodes: Sequence[str], lang: str | None) -> list[str]:
    """Return nodes as people read them: ids, or titles where a language is named."""
    return list(nodes) if lang is None else [scores.definition[node].called(lang) for node in nodes]


def unit_label(scores: Scores, row: int) -> str:
    """Return the name of a unit with its code."""
    return f"{scores.names[row]} ({scores.units[row]})" if scores.names[row] else scores.units[row]


def figure(value: float | Decimal | None, lang: str, decimals: int | None = None, *, sign: bool = False) -> str:
    """Write a number in a language, rounded half up where decimals are given, nothing where there is none."""
    if value is None or math.isnan(value):
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
    else:
        text = rough(value + 0) if decimals is None else half_up_text(value, decimals)
    return local_number(f"+{text}" if sign and value > 0 else text, lang)


def places(shift: float | Fraction | None, lang: str) -> str:
    """Write by how many places a rank moves so that nobody takes up for down: ▲ is up; nothing where there is none."""
    if shift is None or math.isnan(shift):
        return ""
    if not shift:
        return "="
    return ("▲" if shift < 0 else "▼") + local_number(f"{round(abs(float(shift)), 2):g}", lang)
