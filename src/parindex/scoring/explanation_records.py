"""The nodes of an explanation as flat records, for frames and views."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from parindex.base import AsFrame, FieldKind, Text, data_frame, decimal_text, language, plain, translated
from parindex.later import view

_FIGURES = ("score", "points", "max", "full", "share", "lost", "weight", "contribution")
_TEXTS = ("node", "title", "parent", "value", "unit", "how", "documents")


class ExplanationRecords(AsFrame):
    """What can be given as a data frame with a row a node, each above its parts."""

    __slots__ = ()
    id: str
    title: Text | None
    value: float | str | None
    entered: str | None
    unit: str | None
    how: str
    score: Decimal | None
    points: float | None
    max: float | None
    full: float | None
    share: Decimal | None
    weight: float | None
    contribution: float | None
    left_out: bool
    parts: tuple[Self, ...]
    documents: tuple[Any, ...]

    @property
    @abstractmethod
    def lost(self) -> Fraction | None:
        """The full maximum less the published score, where both are known."""

    def walked(self, level: int = 0, parent: str | None = None) -> Iterator[tuple[int, str | None, Self]]:
        """Yield this node and every one below it, with how far below it stands and what it hangs from."""
        yield level, parent, self
        for part in self.parts:
            yield from part.walked(level + 1, self.id)

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        numbers: dict[str, FieldKind] = dict.fromkeys(_FIGURES, "number")
        return {**dict.fromkeys(_TEXTS, "text"), "level": "whole", **numbers, "left_out": "flag"}

    def to_records(self, lang: str | None = None) -> list[dict[str, Any]]:
        """Return one flat record a node, each above its parts; what is published exactly, as text."""
        told = language(lang)
        return [
            {
                "node": node.id,
                "title": node.title.get(told) if node.title else None,
                "parent": parent,
                "level": level,
                "value": f"{node.value:.12g}" if isinstance(node.value, float) else _answer(node, told),
                "unit": node.unit,
                "how": str(translated(node.how, told, titles=lang is not None)),
                "score": decimal_text(node.score),
                "points": node.points,
                "max": node.max,
                "full": node.full,
                "share": decimal_text(node.share),
                "lost": None if node.lost is None else plain(node.lost),
                "weight": node.weight,
                "contribution": node.contribution,
                "left_out": node.left_out,
                "documents": "; ".join(translated(paper.said(), told) for paper in node.documents) or None,
            }
            for level, parent, node in self.walked()
        ]

    def to_html(self, lang: str | None = None) -> str:
        """Return the tree as one page of HTML that folds, without script, file or network; for screen and print.

        Parameters
        ----------
        lang : {"vi", "en"}, optional
            In which language; in that of the locale, or of ``PARINDEX_LANG``, unless one is named.

        Examples
        --------
        >>> import parindex
        >>> scores = parindex.score(parindex.load("par-ministry-2022"), {"MOHA": {"appraised": 60.65, "survey": 26.38}})
        >>> page = scores.explain("MOHA").to_html("vi")
        >>> page.splitlines()[1], "<script" in page
        ('<html lang="vi">', False)
        """
        page: str = view("explanation page")(self, lang)
        return page

    def to_frame(self, library: str = "pandas", *, lang: str | None = None) -> Any:
        """Return one row a node as a data frame of pandas or polars; words in a language, or that of the locale."""
        return data_frame(self.to_records(lang), library, self.field_kinds)


def _answer(node: ExplanationRecords, lang: str) -> str | None:
    """Return an answer as it was entered, None where there is none."""
    answer = node.entered or node.value
    return str(translated(answer, lang)) if isinstance(answer, str) else None
