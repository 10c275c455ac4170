"""The worksheets of results as published: the ranking, and the scores of every node."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from parindex.base import Message, capital, head, json_figure, say
from parindex.definition import Node
from parindex.scoring import Scores
from parindex.views.workbook.book import Book, Sheet, number_format
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.titles import depth_of, greatest_points, width_of

_HEAD_ROW = 3
_BAR = "#CFE0F3"


@attrs.frozen
class _Labels:
    """The columns that say which unit a row is of: code, name, group, region; those that no unit has are left out."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, scores: Scores, lang: str) -> _Labels:
        regions = [unit.region.get(lang) if unit and unit.region else "" for unit in scores.evidence.members]
        every = {
            "unit": list(scores.units),
            "name": list(scores.names),
            "group": [group or "" for group in scores.group],
            "region": regions,
        }
        filled = {name: cells for name, cells in every.items() if name == "unit" or any(cells)}
        return cls(tuple(filled), tuple(zip(*filled.values(), strict=True)))


def write_ranking(book: Book, plan: SheetPlan) -> None:
    """Write ranks and totals as published, best first; units without a rank last, with the reason."""
    scores, lang = plan.scores, book.lang
    labels, parts, reasons = _Labels.of(scores, lang), scores.shown_parts, _reasons(scores)
    decided = ["total", *(["band"] * any(scores.band))]
    heads = [capital(head(name, lang)) for name in ("rank", *labels.names, *decided)]
    heads += [node.called(lang) for node in parts] + ([book.said(say("Why there is no rank"))] if reasons else [])
    widths = [10, *(_WIDTHS[name] for name in labels.names), *([12] * len(decided)), *([14] * len(parts)), 60]
    sheet = book.sheet(plan.names.ranking, rows=_HEAD_ROW + 1 + len(scores.units), columns=len(heads))
    _begin(sheet, plan)
    sheet.heads(_HEAD_ROW, heads, widths[: len(heads)])
    _write_labels(sheet, scores, labels)
    total = 1 + len(labels.names)
    for at, node in zip(
        (total, *range(total + len(decided), len(heads))), (scores.definition.root, *parts), strict=False
    ):
        _write_published(sheet, plan, at, node)
    for line, row in enumerate(scores.best_first, _HEAD_ROW + 1):
        if "band" in decided:
            sheet.text(line, total + 1, scores.band[row] or "", "centred")
        if reasons:
            sheet.text(line, len(heads) - 1, reasons.get(row, ""), "text")
    _set_up(sheet, labels, len(scores.units), len(heads), total)
    sheet.print_below(_HEAD_ROW, _HEAD_ROW)
    _draw_bars(sheet, scores, total)


def _write_labels(sheet: Sheet, scores: Scores, labels: _Labels) -> None:
    """Write the rank of every unit, best first, and which one it is."""
    for line, row in enumerate(scores.best_first, _HEAD_ROW + 1):
        rank = json_figure(scores.rank[row])
        sheet.put(line, 0, "" if rank is None else rank, "centred")
        sheet.texts(line, labels.rows[row], "label", 1)


def _draw_bars(sheet: Sheet, scores: Scores, column: int) -> None:
    """Draw a bar behind each total, from 0 to the most that it can be."""
    bars = {"type": "data_bar", "bar_color": _BAR, "min_type": "num", "min_value": 0}
    if (most := greatest_points(scores, scores.definition.root)) is not None:
        bars |= {"max_type": "num", "max_value": most}
    sheet.sheet.conditional_format(_HEAD_ROW + 1, column, _HEAD_ROW + len(scores.units), column, bars)


_WIDTHS = {"unit": 12, "name": 36, "group": 16, "region": 26}


def write_scores(book: Book, plan: SheetPlan) -> None:
    """Write the scores of every node as published, best first, a column a node."""
    scores, lang = plan.scores, book.lang
    labels = _Labels.of(scores, lang)
    heads = [capital(head(name, lang)) for name in ("rank", *labels.names)]
    first = len(heads)
    columns = first + len(plan.nodes)
    sheet = book.sheet(plan.names.scores, rows=_HEAD_ROW + 2 + len(scores.units), columns=columns)
    _begin(sheet, plan)
    sheet.texts(_HEAD_ROW - 1, [*heads, *(node.called(lang) for node in plan.nodes)])
    sheet.texts(_HEAD_ROW, ["rank", *labels.names, *(node.id for node in plan.nodes)], "id")
    _write_labels(sheet, scores, labels)
    for at, node in enumerate(plan.nodes, first):
        _write_published(sheet, plan, at, node)
    _set_up(sheet, labels, len(scores.units), columns, first)
    titles = [node.called(lang) for node in plan.nodes]
    sheet.widths(8, *(_WIDTHS[name] for name in labels.names))
    sheet.height(_HEAD_ROW - 1, titles, list(map(width_of, titles)))
    for at, (node, title) in enumerate(zip(plan.nodes, titles, strict=True), first):
        level = {"level": min(depth_of(scores.definition, node), 7)}
        sheet.sheet.set_column(at, at, width_of(title), None, level)
    sheet.print_across(_HEAD_ROW - 1, _HEAD_ROW, min(first, 3))


def _write_published(sheet: Sheet, plan: SheetPlan, column: int, node: Node) -> None:
    """Write the published scores of a node, and what stands in their place."""
    scores = plan.scores
    published = scores.published(node.id)
    number = number_format(scores.definition.published_decimals(node))
    style = sheet.book.style("number", num_format=number, bold=node is scores.definition.root)
    none = sheet.book.style("number", font_color="#808080")
    for line, row in enumerate(scores.best_first, _HEAD_ROW + 1):
        score = published[row]
        if score is None:
            sheet.sheet.write_string(line, column, str(plan.score_value(row, scores.places[node.id])), none)
        else:
            sheet.sheet.write_number(line, column, float(score), style)


def _reasons(scores: Scores) -> dict[int, str]:
    """Say why units have no rank."""
    reasons: dict[int, str] = {}
    for row in (row for row in scores.best_first if not scores.rank[row] >= 1):
        unit = scores.units[row]
        if np.isnan(scores.total[row]):
            reasons[row] = _without_total(scores, unit)
        else:
            reasons[row] = say("it is scored, and not ranked")
    return reasons


def _without_total(scores: Scores, unit: str) -> Message:
    if short := scores.coverage.short.get(unit):
        node, parts = next(iter(short.items()))
        return say("{id}: {message}", id=node, message=parts.said())
    lacking: Sequence[str] = scores.coverage.lacking.get(unit, ())
    return say("lacking: {columns}", columns=", ".join(lacking)) if lacking else say("it has no total")


def _begin(sheet: Sheet, plan: SheetPlan) -> None:
    definition = plan.scores.definition
    sheet.text(0, 0, definition.title.get(sheet.book.lang), "title")
    values = {"ranked": plan.scores.ranked.size, "units": len(plan.scores.units), "version": definition.version}
    text = say("{units} units, {ranked} of them ranked; figures as published; version {version}", **values)
    sheet.text(1, 0, text, "note")


def _set_up(sheet: Sheet, labels: _Labels, units: int, columns: int, frozen: int) -> None:
    sheet.sheet.freeze_panes(_HEAD_ROW + 1, min(frozen, 3))
    sheet.sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + units, columns - 1)
