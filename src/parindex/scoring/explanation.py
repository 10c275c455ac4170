"""How one unit's total comes about: every node with its value, rule, score, weight and contribution."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.base import Text, aligned_columns, decimal, first_of, plain, say, tree_lines
from parindex.definition import Component, GivenPoints, Indicator
from parindex.evidence import Document, value_column
from parindex.kernels import Floats, as_float
from parindex.scoring.coverage import short_of_parts
from parindex.scoring.explanation_records import ExplanationRecords
from parindex.scoring.plan import plan_of

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


#: What stands beside the tree, in words.
_BESIDE = {"bonus": "bonus", "penalty": "penalty", "nothing": "watched"}


@attrs.frozen
class Explanation(ExplanationRecords):
    """One node of the tree that explains a total.

    Attributes
    ----------
    id : str
        The node.
    title : Text or None
        Its title.
    value : float, str or None
        The evidence: a number, an option; None for components and where there is none.
    unit : str or None
        The unit of the value.
    how : str
        How the score comes from the value or the parts: the rule applied, ``given``, ``missing``, ``not applicable``.
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
    parts : tuple of Explanation
        The parts of a component.
    documents : tuple of Document
        What supports the value.
    rank, n_ranked, band, reasons, undecided, name : optional
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
    rank: float | None = None
    n_ranked: int = 0
    band: str | None = None
    reasons: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    name: str = ""
    heading: str = ""

    @property
    def lost(self) -> Fraction | None:
        """The full maximum less the published score, where both are known; nothing is lost beside the tree."""
        if self.score is None or self.full is None or self.beside:
            return None
        return Fraction(repr(self.full)) - Fraction(self.score)

    def to_text(self, lang: str | None = None) -> str:
        """Return the tree as text, with ids or, in a language ("en", "vi"), with titles."""
        return _tree(self, lang)

    def __str__(self) -> str:
        return self.to_text()


def explain(scores: Scores, unit: str) -> Explanation:
    """Explain the total of a unit; `Scores.explain` calls this."""
    row = scores.evidence.row(unit)
    definition = scores.definition
    column = scores.places
    evidence_column = {name: at for at, name in enumerate(scores.evidence.columns)}
    published = scores.published_of(scores.units[row])
    before = _unrounded(scores, row)
    percentages = dict(zip(scores.nodes, scores.exactness.percentages(row), strict=True))

    def line(figures: Floats) -> list[float | None]:
        return [None if math.isnan(figure) else figure for figure in figures.tolist()]

    full, values = line(plan_of(definition).float_program.full), line(scores.values[row])
    points, most = line(scores.points[row]), line(scores.max[row])
    left_out = scores.left_out[row].tolist()

    def node(id_: str, weight: float | None, factor: float | None) -> Explanation:
        item, at = definition[id_], column[id_]
        beside = definition.branch(item).adds is not None
        score = values[at]
        parts: tuple[Explanation, ...] = ()
        if isinstance(item, Component) and id_ not in evidence_column:
            inner = _shares(scores, row, item, factor, before.get(at))
            parts = tuple(node(part.id, share, of_part) for part, share, of_part in inner)
        value, how = _reading(scores, row, item, evidence_column.get(id_))
        how += _rounded(item, before.get(at)) + _raised(scores, row, item)
        return Explanation(
            id=id_,
            title=item.title,
            value=value,
            unit=_unit_of(scores, row, item) if isinstance(value, float) else None,
            how=f"{_BESIDE[item.adds]}, {how}" if item.adds else how,
            score=published[id_],
            points=points[at],
            max=most[at],
            full=None if item.adds else full[at],
            weight=weight,
            contribution=None if factor is None or score is None else factor * score,
            unrounded=before.get(at),
            parts=parts,
            documents=scores.evidence.documents.get((row, id_), ()),
            share=None if beside else percentages[id_],
            beside=beside,
            left_out=left_out[at],
        )

    ranks = zip(scores.rank.tolist(), scores.group, strict=True)
    return attrs.evolve(
        node(definition.id, None, 1.0),
        rank=None if math.isnan(scores.rank[row]) else float(scores.rank[row]),
        n_ranked=sum(rank >= 1 for rank, group in ranks if group == scores.group[row]),
        band=scores.band[row],
        reasons=(*_too_few(scores, row), *scores.band_reasons[row]),
        undecided=tuple(unit for unit in scores.undecided[row] if unit != scores.units[row]),
        name=scores.names[row] or scores.units[row],
        heading=f"{definition.index} {definition.period}",
    )


def _unrounded(scores: Scores, row: int) -> dict[int, Fraction]:
    """Return the exact scores of a unit before rounding, by node, where rounding changes them."""
    exactness = scores.exactness
    if not (before := exactness.unrounded(row)):
        return {}
    exact = exactness.exact([row])[row]
    return {node: score for node, score in before.items() if score != exactness.figure(exact[node])}


def _rounded(node: Component | Indicator, before: Fraction | None) -> str:
    """Say what a score was before it was rounded, to three digits more; nothing where it is the same."""
    if before is None or node.decimals is None:
        return ""
    steps = Fraction(10) ** (node.decimals + 3)
    shown, more = math.trunc(before * steps) / steps, "…" * ((before * steps).denominator != 1)
    return f", rounded to {node.decimals} decimal{'s' * (node.decimals != 1)} from {plain(shown)}{more}"


def _too_few(scores: Scores, row: int) -> list[str]:
    """Say of which parts there are too few for a total."""
    short = short_of_parts(scores.definition, scores.exactness.marks, row) if np.isnan(scores.total[row]) else {}
    return [say("{id}: {message}", id=id_, message=parts.said()) for id_, parts in short.items()]


def _shares(
    scores: Scores, row: int, component: Component, factor: float | None, before: Fraction | None
) -> list[tuple[Component | Indicator, float | None, float | None]]:
    """Return for every part its share of the weight, and what one point of its score adds to the total.

    `before` is the score of the component before it was rounded, where that differs.
    """
    parts = scores.definition.parts(component.id)
    column = scores.places
    at = column[component.id]
    kind = component.combination
    counts = [not scores.left_out[row, column[part.id]] for part in parts]
    raw = [float(1 if part.weight is None else part.weight) * here for part, here in zip(parts, counts, strict=True)]
    if (each := _each_share(scores, row, component)) is not None:
        full = plan_of(scores.definition).float_program.full
        raw = [
            weight + here * each / full[column[part.id]] for weight, here, part in zip(raw, counts, parts, strict=True)
        ]
    total = sum(raw) if kind.weighted == "mean" else 1.0
    shares = [weight / total if total else 0.0 for weight in raw]
    score, points = scores.values[row, at], scores.points[row, at]
    if component.decimals is not None and kind.additive and scores.exactness.marks.reduced[row, at]:
        factor = None  # what points were before rounding is not told
    if before is not None:
        score = points = as_float(before)
    for node, sign in plan_of(scores.definition).beside if at == 0 else ():  # which is not brought to it
        if not np.isnan(scores.values[row, node]):
            score, points = score - sign * scores.values[row, node], points - sign * scores.points[row, node]
    shared: list[tuple[Component | Indicator, float | None, float | None]] = []
    told = component.better == "higher" and kind.linear and not np.isnan(score)
    told = told and not _at_limit(component, score, points)
    for part, share in zip(parts, shares, strict=True):
        inner = None if factor is None or not told else factor * float(component.times or 1) * share
        if inner is not None and kind.weighted != "mean":
            brought = _brought(scores.values[row, column[part.id]], scores.points[row, column[part.id]])
            inner = None if brought is None else inner * (score / points if points else 1.0) * brought
        shared.append((part, None if kind.weighted == "no" else share, inner))
    if component is scores.definition.root:
        shared += [(block, None, 1.0 if block.adds == "bonus" else -1.0) for block in scores.definition.beside]
        shared += [(leaf, None, None) for leaf in scores.definition.watched]
    return shared


def _brought(score: float, points: float) -> float | None:
    """Return how many points a sum adds for one point of the score of a part; None where the score is 0 and they not.

    It adds the points obtained, and brings them to the full maximum.
    """
    return points / score if score else None if points else 1.0


def _at_limit(component: Component, *figures: float) -> bool:
    """Return whether a figure stands at the floor or cap of a component, but for what taking off a bonus rounds."""
    limits = (float(limit) for limit in (component.cap, component.floor) if limit is not None)
    return any(math.isclose(figure, limit, rel_tol=1e-9, abs_tol=1e-9) for limit in limits for figure in figures)


def _each_share(scores: Scores, row: int, component: Component) -> float | None:
    """Return the points that each part left of a component gets of those that are shared out; None where none are."""
    marks, full = scores.exactness.marks, plan_of(scores.definition).float_program.full
    if marks.shared is None:
        return None
    parts = [scores.places[part.id] for part in scores.definition.parts(component.id)]
    points = sum(float(full[part]) for part in parts if marks.shared[row, part])
    left = sum(not marks.left_out[row, part] for part in parts)
    return points / left if points and left else None


def _raised(scores: Scores, row: int, node: Component | Indicator) -> str:
    """Say how many points a node counts where it gets a share of others."""
    at = scores.places[node.id]
    if (
        scores.exactness.marks.shared is None
        or scores.left_out[row, at]
        or node.id == scores.definition.id
        or node.adds
    ):
        return ""
    parent = scores.definition[node.parent or scores.definition.id]
    each = _each_share(scores, row, parent) if isinstance(parent, Component) else None
    full = plan_of(scores.definition).float_program.full[at]
    return "" if each is None else f", raised to {full + each:.6g} points"


def _reading(scores: Scores, row: int, node: Component | Indicator, at: int | None) -> tuple[float | str | None, str]:
    """Return the evidence of a node, and in words how its score comes from it."""
    if at is None:
        if isinstance(node, Component):
            return None, _combined(scores, row, node)
        counted = ", counted as 0" * (scores.definition.missing_policy(node) == "zero" and node.adds == "nothing")
        return None, _elsewhere(scores, row, node) or f"missing{counted}"
    value = float(scores.evidence.values[row, at])
    if np.isnan(value):
        return None, _absence(scores, row, node, at)
    if isinstance(node, Component):
        return value, "given, turned round" if node.better == "lower" else "given"
    if (of_value := _with_value(scores, row, node)) is not None:  # others give points, this unit a value
        node, at = of_value
        return _of_value(scores, row, node, at, node.rule.explain(node, None))
    return _of_value(scores, row, node, at, scores.rule_of(row, node))


def _with_value(scores: Scores, row: int, node: Component | Indicator) -> tuple[Indicator, int] | None:
    """Return an indicator as defined and the column of its values, where a unit gives one and others give points."""
    name = value_column(node.id)
    if not (isinstance(node, Indicator) and isinstance(node.rule, GivenPoints)):
        return None
    at = scores.evidence.columns.index(name) if name in scores.evidence.columns else -1
    if at < 0 or np.isnan(scores.evidence.values[row, at]):
        return None
    written: Indicator = node.rule.of
    return None if written.rule.cohort else (written, at)


def _unit_of(scores: Scores, row: int, node: Component | Indicator) -> str | None:
    """Return the unit that the evidence of a node is in."""
    node, _ = _with_value(scores, row, node) or (node, 0)
    return node.unit if isinstance(node, Indicator) else None


def _of_value(scores: Scores, row: int, node: Indicator, at: int, how: str) -> tuple[float | str, str]:
    """Return the value of an indicator, and in words how its score comes from it."""
    value = float(scores.evidence.values[row, at])
    shown: float | str = value
    if (options := node.rule.options()) is not None:
        shown = options[int(value)]
    elif node.rule.items(node) and f"{node.id}.{node.reads[0]}" in scores.evidence.columns:  # else it is given itself
        shown = _figures(scores, row, node)
    elif node.value is not None and (at in scores.evidence.computed or scores.evidence.columns[at] != node.id):
        figures = ", ".join(filter(None, (_figures(scores, row, node), _outside(scores, row, node.refers_to))))
        how = f"{node.value}{f' ({figures})' if figures else ''}: {how}"
    return shown, how


def _figures(scores: Scores, row: int, node: Indicator) -> str:
    """Write what a value is worked out from: inputs, answers, or what is ticked."""
    evidence = scores.evidence
    ticks = {1.0: "yes", 0.0: "no"} if not node.inputs and node.rule.item_limits(node) is None else {}
    figures = [(name, evidence.values[row, evidence.columns.index(f"{node.id}.{name}")]) for name in node.reads]
    words = ((name, "–" if np.isnan(figure) else ticks.get(figure) or f"{figure:.12g}") for name, figure in figures)
    return ", ".join(map(" ".join, words))


def _outside(scores: Scores, row: int, names: Iterable[str]) -> str:
    """Write the figures from outside and attributes among what a formula names."""
    evidence = scores.evidence
    outside = (name for name in names if name in scores.definition.outside)
    figures = ((name, evidence.values[row, evidence.columns.index(name)]) for name in outside)
    return ", ".join(f"{name} {figure:.12g}" for name, figure in figures)


def evidence_in_words(scores: Scores, row: int, node: Component | Indicator) -> str:
    """Write what the evidence of one unit says of a node that it gives."""
    at = scores.evidence.columns.index(node.id)
    if isinstance(node, Indicator) and node.inputs and at in scores.evidence.computed:
        return _figures(scores, row, node)
    value, how = _reading(scores, row, node, at)
    return how if value is None else f"{value:.12g}" if isinstance(value, float) else value


def _combined(scores: Scores, row: int, node: Component) -> str:
    at = scores.places[node.id]
    score, points, most = scores.values[row, at], scores.points[row, at], scores.max[row, at]
    words = node.combine_in_words + (f" × {plain(node.times)}" if node.times is not None else "")
    named = dict(node.formula.tree.names()) if node.formula is not None else {}
    if figures := _outside(scores, row, named):
        words += f" ({figures})"
    if (turn := scores.definition.turn(node)) is not None:
        words = f"{words}, turned round: {plain(turn)} less it"
    if np.isnan(score) and node.needs is not None:
        short = short_of_parts(scores.definition, scores.exactness.marks, row).get(node.id)
        if short is not None:
            return f"{words}: {short.said()}"
    if np.isnan(score):
        return f"{words}: " + ("nothing is left, left out" if scores.left_out[row, at] else "a part is missing")
    if node.combination.alternative:
        first = next(
            part.id for part in scores.definition.parts(node.id) if not scores.left_out[row, scores.places[part.id]]
        )
        words += f": {first}"
    return words if points == score else f"{words}: {points:.6g} of {most:.6g} points"


def _elsewhere(scores: Scores, row: int, node: Component | Indicator) -> str:
    """Say that a node does not apply to a unit, by which condition, and what follows; "" where it may."""
    applies = scores.evidence.applies.get(node.id)
    if applies is None or not applies.elsewhere[row]:
        return ""
    conditions = " and ".join(str(condition) for condition, _ in scores.definition.conditions(node))
    alone = applies.alternative[row] or isinstance(node, Component)
    return f"applies only to {conditions}, {'left out' if alone else _without_value(scores, row, node)}"


def _without_value(scores: Scores, row: int, node: Component | Indicator) -> str:
    """Say what an indicator that is not applicable does."""
    shared, definition = scores.exactness.marks.shared, scores.definition
    parent, policy = definition[node.parent or definition.id], getattr(node, "not_applicable", "")
    goes = shared is not None and shared[row, scores.places[node.id]]
    if goes and isinstance(parent, Component) and _each_share(scores, row, parent) is not None:
        return f"its {plain(definition.maximum(node))} points shared among the others"
    return {"full": "counted in full", "zero": "counted as 0"}.get(policy, "left out")


def _absence(scores: Scores, row: int, node: Component | Indicator, at: int) -> str:
    if elsewhere := _elsewhere(scores, row, node):
        return elsewhere
    if scores.evidence.not_applicable[row, at] and isinstance(node, Indicator):
        return f"not applicable, {_without_value(scores, row, node)}"
    at_zero = scores.evidence.settled.get(at)
    if at_zero is not None and at_zero[1][row]:
        return f"divides by 0, counted {'in full' if at_zero[0] == 'full' else 'as 0'}"
    words = {"zero": "missing, counted as 0", "redistribute": "missing, left out"}
    return words.get(scores.definition.missing_policy(node), "missing")


def _tree(explanation: Explanation, lang: str | None = None) -> str:
    """Write an explanation as a tree: score, share of the maximum, points lost, weight, contribution, rule."""
    head = [explanation.name, explanation.heading] if explanation.heading else [explanation.id]
    head.append(_score(explanation))
    if explanation.points is not None and explanation.max is not None and explanation.max != explanation.full:
        head.append(f"{explanation.points:.6g} of {explanation.max:.6g} points")
    if explanation.rank is not None:
        shared = f", shared with {first_of(explanation.undecided)}: the authority decides"
        rank = f"rank {explanation.rank:g} of {explanation.n_ranked}"
        head.append(rank + (shared if explanation.undecided else ""))
    elif explanation.heading:
        head.append("without rank")
    head += [explanation.band] if explanation.band else []
    rows = [
        _row(lines + (node.title.get(lang) if node.title and lang else node.id), node)
        for lines, node in tree_lines(explanation, lambda node: node.parts)
    ]
    reasons = [f"{reason}." for reason in explanation.reasons]
    return "\n".join([" · ".join(head), *reasons, *aligned_columns(rows, right=(2, 3, 4))])


def _score(node: Explanation) -> str:
    if node.score is None:
        return "n/a" if node.left_out else "missing"
    return f"{node.score:f}" if node.full is None else f"{node.score:f} of {node.full:.6g}"


def _row(label: str, node: Explanation) -> tuple[str, ...]:
    percent = lost = weight = adds = ""
    if node.share is not None:
        percent = f"{node.share:f} %"
    if node.score is not None and node.lost is not None and node.full:
        lost = f"lost {decimal(node.lost, max(-int(node.score.as_tuple().exponent), 0))}"
    if node.weight is not None:
        weight = f"weight {node.weight:.4g}"
        adds = f"adds {node.contribution:.4f}" if node.contribution is not None else ""
    value = ""
    if node.value is not None and node.how != "given":
        value = f"{node.value:.6g}" if isinstance(node.value, float) else node.value
        value += f" {node.unit}: " if node.unit else ": "
    papers = "".join(f" [{paper}]" for paper in node.documents)
    return label, _score(node), percent, lost, weight, adds, value + node.how + papers
