"""How one unit's total comes about: every node with its value, rule, score, weight and contribution."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.base import (
    AsFrame,
    AsJson,
    FieldKind,
    Message,
    Name,
    Text,
    Titled,
    data_frame,
    decimal_text,
    json_figure,
    json_float,
    json_text,
    language,
    plain,
    say,
    shipped_schema,
    translated,
    version,
    with_titles,
)
from parindex.definition import Component, Node
from parindex.evidence import Document
from parindex.later import view
from parindex.scoring.explained_nodes import ExplainedNodes
from parindex.scoring.explained_unit import ExplainedUnit
from parindex.scoring.explanation_records import FIELD_KINDS, explanation_records
from parindex.scoring.explanation_text import tree_text
from parindex.scoring.part_shares import part_shares
from parindex.scoring.score_reasons import InputRead, measured_in, node_read

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen
class Explanation(Titled, AsJson, AsFrame):
    """One node of the tree that explains a total.

    Attributes
    ----------
    id : str
        The node.
    title : Text or None
        Its title.
    value : float, str or None
        The evidence: a number, an option, what is ticked; None for components and where there is none.
    entered : str or None
        What was entered, where that is a word.
    inputs : tuple of InputRead
        What the value is worked out from.
    unit : str or None
        The unit of the value.
    how : str
        How the score comes from the value or the parts: the rule applied, ``given``, ``missing``, ``not applicable``.
    computed : float or None
        The score as computed.
    score : Decimal or None
        The score as published, rounded half up at the node's own decimals, else at the definition's.
    unrounded : Fraction or None
        The exact score before it was rounded to go up, where the node rounds and that changes it.
    points, max : float or None
        Points obtained and obtainable, without what dropped out.
    full : float or None
        The maximum when nothing drops out, which `score` is out of.
    weight : float or None
        The share in its group, where the component weighs its parts.
    contribution : float or None
        What it adds to the total, where all above it is linear. Those of the parts of a node that rounds add to that of
        its `unrounded` score.
    share : Decimal or None
        The score in percent of `full`, rounded half up from the exact result at two decimals.
    beside : bool
        It stands beside the tree: a bonus, a penalty, or what is only watched.
    left_out : bool
        It has no score and needs none.
    named : bool
        A formula names it, by its id.
    parts : tuple of Explanation
        The parts of a component.
    documents : tuple of Document
        What supports the value.
    code, name, rank, n_ranked, band, reasons, undecided : optional
        Of the unit; on the root only. Reasons say of which parts there are too few for a total, or why it is in no
        better group of results; the undecided units share its rank until the authority decides.
    """

    id: str
    title: Text | None
    value: float | str | None
    unit: str | None
    how: str
    score: Decimal | None
    points: float | None
    max: float | None
    full: float | None
    weight: float | None
    contribution: float | None
    unrounded: Fraction | None = None
    parts: tuple[Explanation, ...] = ()
    documents: tuple[Document, ...] = ()
    share: Decimal | None = None
    beside: bool = False
    left_out: bool = False
    named: bool = False
    computed: float | None = None
    entered: str | None = None
    inputs: tuple[InputRead, ...] = ()
    rank: float | None = None
    n_ranked: int = 0
    band: str | None = None
    reasons: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    code: str = ""
    name: str = ""
    heading: str = ""
    provenance: Mapping[str, Any] = attrs.field(factory=dict, eq=False, repr=False)

    @property
    def lost(self) -> Fraction | None:
        """The full maximum less the published score, where both are known; nothing is lost beside the tree."""
        if self.score is None or self.full is None or self.beside:
            return None
        return Fraction(repr(self.full)) - Fraction(self.score)

    def to_text(self, lang: str | None = None) -> str:
        """Return the tree as text, in a language ("en", "vi") with titles, else in that of the locale with ids.

        Raises
        ------
        ValueError
            Nothing is said in that language.

        Examples
        --------
        >>> import parindex
        >>> definition = parindex.load("par-ministry-2022")
        >>> scores = parindex.score(definition, {"MOHA": {"appraised": 60.65, "survey": 26.38}})
        >>> print(scores.explain("MOHA").to_text("vi"))
        Bộ Nội vụ · PAR INDEX 2022–2023 · 87,03/100 · hạng 1/1 · B
        ├─ Điểm thẩm định        60,65/68,5   88,54 %   mất 7,85   điểm nhập trực tiếp
        └─ Điều tra xã hội học   26,38/31,5   83,75 %   mất 5,12   điểm nhập trực tiếp
        """
        return tree_text(self, lang)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        score = "no score" if self.score is None else self.score
        return f"<Explanation of {self.name or self.code or self.id!r}: {score}, {len(self.parts)} parts>"

    def said(self, text: str, lang: str | None = None) -> str:
        """Say one of its texts, such as `how`: in a language with titles, else in that of the locale with ids."""
        return translated(text, language(lang), titles=lang is not None)

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return everything as plain JSON values, its words as `to_text` says them; see `explanation_schema`.

        A part of an explanation is given without what is known of the unit.

        Raises
        ------
        ValueError
            Nothing is said in that language.
        """
        head = {**self.provenance, "unit": self._unit(lang)} if self.provenance else {"parindex": version()}
        return {**head, "lang": language(lang), "node": self.node_dict(lang)}

    def to_json(self, indent: int | None = None, lang: str | None = None) -> str:
        """Return `to_dict` as JSON text."""
        return json_text(self.to_dict(lang), indent)

    def _unit(self, lang: str | None) -> dict[str, Any]:
        return {
            "id": self.code,
            "name": self.name,
            "rank": None if self.rank is None else json_figure(self.rank),
            "n_ranked": self.n_ranked,
            "band": self.band,
            "reasons": [self.said(reason, lang) for reason in self.reasons],
            "undecided": list(self.undecided),
        }

    def node_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the node and all below it, as it stands in `to_dict`."""
        lost = self.lost
        return {
            "id": self.id,
            "title": self.title.get(language(lang)) if self.title else None,
            "value": None if isinstance(self.value, Message) else self.value,
            "entered": self.said(self.entered, lang) if self.entered else None,
            "unit": self.unit,
            "inputs": [self._input(given, lang) for given in self.inputs],
            "how": self.said(self.how, lang),
            "score": _in_json(self.computed),
            "published": decimal_text(self.score),
            "unrounded": None if self.unrounded is None else plain(self.unrounded),
            "points": _in_json(self.points),
            "max": _in_json(self.max),
            "full": _in_json(self.full),
            "percent": None if self.share is None else float(self.share),
            "published_percent": decimal_text(self.share),
            "lost": None if lost is None else float(lost),
            "published_lost": None if lost is None else self._published_lost(),
            "weight": self.weight,
            "contribution": _in_json(self.contribution),
            "beside": self.beside,
            "left_out": self.left_out,
            "documents": [attrs.asdict(paper) for paper in self.documents],
            "parts": [part.node_dict(lang) for part in self.parts],
        }

    def _published_lost(self) -> str | None:
        """Return what is lost as text, with the decimals of the published score."""
        if self.full is None or self.score is None:
            return None
        return f"{Decimal(repr(self.full)) - self.score:f}"

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return FIELD_KINDS

    def to_records(self, lang: str | None = None) -> list[dict[str, Any]]:
        """Return one flat record a node, each above its parts; what is published exactly, as text."""
        return explanation_records(self, lang)

    def to_frame(self, library: str = "pandas", *, lang: str | None = None) -> Any:
        """Return one row a node as a data frame of pandas or polars; words in a language, or that of the locale."""
        return data_frame(self.to_records(lang), library, self.field_kinds)

    def to_html(self, lang: str | None = None, *, whole: bool = True) -> str:
        """Return the tree as one page of HTML that folds, without script, file or network; for screen and print.

        Parameters
        ----------
        lang : {"vi", "en"}, optional
            In which language; in that of the locale, or of ``PARINDEX_LANG``, unless one is named.
        whole : bool
            A page of its own; without, what stands in the page of another program: one element, without a heading.

        Examples
        --------
        >>> import parindex
        >>> scores = parindex.score(parindex.load("par-ministry-2022"), {"MOHA": {"appraised": 60.65, "survey": 26.38}})
        >>> page = scores.explain("MOHA").to_html("vi")
        >>> page.splitlines()[1], "<script" in page
        ('<html lang="vi">', False)
        """
        page: str = view("explanation page")(self, lang, whole=whole)
        return page

    def _input(self, given: InputRead, lang: str | None) -> dict[str, Any]:
        return {
            "id": given.id,
            "title": given.title.get(language(lang)) if given.title else None,
            "value": given.value,
            "entered": self.said(given.entered, lang) if given.entered else None,
        }


def explain(scores: Scores, unit: str) -> Explanation:
    """Explain the total of a unit; `Scores.explain` calls this."""
    row = scores.evidence.row(unit)
    explained = _Explaining.of(ExplainedUnit(scores, row))
    rank, group = scores.rank, scores.group
    return attrs.evolve(
        explained.node(scores.definition.root, None, 1.0),
        rank=None if math.isnan(rank[row]) else float(rank[row]),
        n_ranked=scores.explained_nodes.n_ranked[group[row]],
        band=scores.band[row],
        reasons=tuple(with_titles(reason, scores.explained_nodes.titles) for reason in _reasons(explained.unit)),
        undecided=tuple(other for other in scores.undecided[row] if other != scores.units[row]),
        code=scores.units[row],
        name=scores.called(row),
        heading=f"{scores.definition.index} {scores.period}",
        provenance=scores.provenance,
    )


def _reasons(unit: ExplainedUnit) -> list[str]:
    """Say of which parts there are too few for a total, and why the unit is in no better group of results."""
    short = unit.short if np.isnan(unit.scores.total[unit.row]) else {}
    too_few = [say("{id}: {message}", id=Name(id_), message=parts.said()) for id_, parts in short.items()]
    return [*too_few, *unit.scores.band_reasons[unit.row]]


@attrs.frozen(eq=False)
class _Explaining:
    """Explains the nodes of one unit."""

    unit: ExplainedUnit
    nodes: ExplainedNodes
    published: tuple[Decimal | None, ...]
    percentages: tuple[Decimal | None, ...]

    @classmethod
    def of(cls, unit: ExplainedUnit) -> _Explaining:
        exactness, row = unit.scores.exactness, unit.row
        return cls(unit, unit.nodes, exactness.published(row, slice(None)), exactness.percentages(row))

    def node(self, node: Node, weight: float | None, factor: float | None) -> Explanation:
        """Explain a node, of which one point adds `factor` to the total, and all below it."""
        unit, nodes = self.unit, self.nodes
        at, read, beside = unit.scores.places[node.id], node_read(unit, node), node.id in nodes.beside
        score, points, most = map(_known, unit.figures(node.id))
        return Explanation(
            id=node.id,
            title=node.title,
            value=read.value,
            unit=measured_in(unit, node) if isinstance(read.value, float) else None,
            how=read.how,
            score=self.published[at],
            points=points,
            max=most,
            full=None if node.adds else _known(nodes.full[at]),
            weight=weight,
            contribution=None if factor is None or score is None else factor * score,
            unrounded=unit.unrounded.get(at),
            parts=self._parts(node, factor),
            documents=unit.evidence.documents.get((unit.row, node.id), ()),
            share=None if beside else self.percentages[at],
            beside=beside,
            left_out=unit.is_left_out(node.id),
            named=node.id in nodes.named,
            computed=score,
            entered=read.entered,
            inputs=read.inputs,
        )

    def _parts(self, node: Node, factor: float | None) -> tuple[Explanation, ...]:
        if not isinstance(node, Component) or node.id in self.unit.evidence_columns:
            return ()
        return tuple(self.node(*shared) for shared in part_shares(self.unit, node, factor))


def _in_json(figure: float | None) -> float | None:
    return None if figure is None else json_float(figure)


def _known(figure: float) -> float | None:
    return None if math.isnan(figure) else figure


def explanation_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Explanation.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.explanation_schema()["required"]
    ['parindex', 'lang', 'node']
    """
    return shipped_schema("parindex.scoring", "explanation")
