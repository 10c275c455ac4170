"""The worksheet that explains one unit, chosen from a list: evidence, points, components and total, line by line."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from parindex.base import capital, head, letters, say, translated
from parindex.definition import Indicator, Node, combined, measure
from parindex.views.workbook.book import Book, Sheet, lines_of, number_format
from parindex.views.workbook.calculation import FIRST_ROW, WEIGHT_ROW, CellValue, SheetPlan
from parindex.views.workbook.titles import depth_of, greatest_points, weight_of

_CHOICE_ROW, _HEAD_ROW = 2, 6
#: Id, title, value, unit of evidence, rule, score, max, share, lost, weight; the place of the unit stands in the last.
_WIDTHS = (20, 56, 14, 12, 48, 11, 10, 10, 10, 10)
_PLACE = "$J"
_MOST_LEVELS = 7


@attrs.frozen
class _Line:
    """One line: a node, or an input of the indicator above it."""

    node: Node
    depth: int
    item: str = ""
    column: str = ""


def write_explanation(book: Book, plan: SheetPlan, unit: str | None = None) -> None:
    """Write how the total of a unit comes about, chosen in a cell: the one named, shown first, or the best."""
    lines = list(_lines(plan))
    sheet = book.sheet(plan.names.explanation, rows=_HEAD_ROW + 1 + len(lines), columns=len(_WIDTHS))
    sheet.text(0, 0, say("How the total comes about"), "title")
    row = plan.scores.best_first[0] if unit is None else plan.scores.evidence.row(unit)
    if unit is not None:
        sheet.sheet.activate()
    _write_choice(sheet, plan, row)
    heads = [head(name, book.lang) for name in ("id", "title", "value")]
    heads += [book.said(say("unit of evidence"))]
    heads += [head(name, book.lang) for name in ("rule", "score", "max", "share", "lost", "weight")]
    sheet.heads(_HEAD_ROW, heads, _WIDTHS)
    for at, line in enumerate(lines, _HEAD_ROW + 1):
        _write_line(sheet, plan, at, line, row)
    sheet.sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.print_below(_HEAD_ROW, _HEAD_ROW)


def _lines(plan: SheetPlan) -> Iterator[_Line]:
    for node in plan.nodes:
        depth = depth_of(plan.scores.definition, node)
        yield _Line(node, depth)
        if isinstance(node, Indicator):
            for name in node.reads:
                if f"{node.id}.{name}" in plan.given:
                    yield _Line(node, depth + 1, name, f"{node.id}.{name}")


def _write_choice(sheet: Sheet, plan: SheetPlan, row: int) -> None:
    """Write the cell in which a unit is chosen, and what is decided on its total."""
    names = plan.scores.names
    column = 1 if all(names) and len(set(names)) == len(names) else 0
    evidence, first, last = plan.names.before("evidence"), FIRST_ROW, plan.last_row
    units = f"{evidence}${letters(column + 1)}${first}:${letters(column + 1)}${last}"
    sheet.texts(_CHOICE_ROW, [capital(sheet.book.said(say("unit")))])
    sheet.text(_CHOICE_ROW, 1, (names if column else plan.scores.units)[row], "chosen")
    sheet.sheet.data_validation(_CHOICE_ROW, 1, _CHOICE_ROW, 1, {"validate": "list", "source": f"={units}"})
    place = f"SUMPRODUCT(({units}=$B${_CHOICE_ROW + 1})*(ROW({units})-{first - 1}))"
    sheet.text(1, 0, say("Choose a unit in the framed cell; everything below follows"), "note")
    sheet.formula(_CHOICE_ROW, len(_WIDTHS) - 1, place, plan.sheet_rows[row] - first + 1, "note", num_format=";;;")
    decided = {"rank": (_rank(plan, row), "General")}
    decided["published"] = (_total(plan, row), number_format(plan.scores.definition.decimals))
    if ("band", plan.scores.definition.id) in plan.columns:
        decided["band"] = (plan.scores.band[row] or "", "General")
    for kind, (value, number) in decided.items():
        line, column = _DECIDED_AT[kind]
        sheet.texts(line, [capital(sheet.book.said(_DECIDED[kind]))], first=column)
        cells = _calculated(plan, plan.columns[kind, plan.scores.definition.id])
        sheet.formula(line, column + 1, cells, value, "number", align="left", bold=True, num_format=number)


_DECIDED = {"rank": say("rank"), "published": say("total as published"), "band": say("band")}
_DECIDED_AT = {"rank": (_CHOICE_ROW + 1, 0), "published": (_CHOICE_ROW + 2, 0), "band": (_CHOICE_ROW + 1, 2)}


def _rank(plan: SheetPlan, row: int) -> CellValue:
    rank = float(plan.scores.rank[row])
    return rank if rank >= 1 else ""


def _total(plan: SheetPlan, row: int) -> CellValue:
    total = plan.scores.rounded[row]
    return plan.score_value(row, 0) if total is None else float(total)


def _calculated(plan: SheetPlan, column: int) -> str:
    """Write the figure of the unit chosen in a column of the calculation."""
    return _chosen(plan.names.before("calculation"), column, plan.last_row)


def _chosen(sheet: str, column: int, last: int) -> str:
    cells = f"{sheet}${letters(column + 1)}${FIRST_ROW}:${letters(column + 1)}${last}"
    found = f"INDEX({cells},{_PLACE}${_CHOICE_ROW + 1})"
    return f'IF({found}="","",{found})'


def _write_line(sheet: Sheet, plan: SheetPlan, at: int, line: _Line, row: int) -> None:
    sheet.sheet.set_row(at, None, None, {"level": min(line.depth, _MOST_LEVELS)})
    (_write_input if line.item else _write_node)(sheet, plan, at, line, row)


def _write_input(sheet: Sheet, plan: SheetPlan, at: int, line: _Line, row: int) -> None:
    inputs = line.node.inputs if isinstance(line.node, Indicator) else ()
    titles = {given.id: given.called(sheet.book.lang) for given in inputs}
    sheet.text(at, 0, line.column, "label", font_color="#5F6B7A")
    sheet.text(at, 1, titles.get(line.item, line.item), "text", indent=2 * line.depth, font_color="#5F6B7A")
    formula = _chosen(plan.names.before("evidence"), plan.given[line.column], plan.last_row)
    value = plan.evidence_value(row, plan.scores.evidence.columns.index(line.column))
    sheet.formula(at, 2, formula, value, "number", font_color="#5F6B7A")
    for column in range(3, len(_WIDTHS)):
        sheet.text(at, column, "", "label")


def _write_node(sheet: Sheet, plan: SheetPlan, at: int, line: _Line, row: int) -> None:
    node = line.node
    bold, place = not isinstance(node, Indicator), plan.scores.places[node.id]
    sheet.text(at, 0, node.id, "label", bold=bold)
    sheet.text(at, 1, node.called(sheet.book.lang), "text", indent=2 * line.depth, bold=bold)
    _write_value(sheet, plan, at, node, row)
    words = _in_words(plan, node, sheet.book.lang)
    sheet.text(at, 3, measure(node.unit or "") if isinstance(node, Indicator) else "", "text")
    sheet.text(at, 4, words, "text", font_size=9)
    lines = max(lines_of(node.called(sheet.book.lang), _WIDTHS[1] - line.depth), lines_of(words, 1.2 * _WIDTHS[4]))
    if lines > 1:
        sheet.sheet.set_row(at, 15 * lines, None, {"level": min(line.depth, _MOST_LEVELS)})
    score = plan.score_value(row, place)
    decimals = plan.scores.definition.published_decimals(node)
    number = number_format(decimals)
    formula = _calculated(plan, plan.columns["score", node.id])
    sheet.formula(at, 5, formula, score, "number", num_format=number, bold=bold)
    most = None if node.adds else greatest_points(plan.scores, node)
    sheet.put(at, 6, "" if most is None else most, "number", num_format="General")
    _write_shares(sheet, at, score, most, number)
    _write_weight(sheet, plan, at, node)


def _write_value(sheet: Sheet, plan: SheetPlan, at: int, node: Node, row: int) -> None:
    evidence, key = plan.scores.evidence, ("value", node.id)
    if node.id in plan.given:
        formula = _chosen(plan.names.before("evidence"), plan.given[node.id], plan.last_row)
    elif key in plan.columns:
        formula = _calculated(plan, plan.columns[key])
    else:
        sheet.text(at, 2, "", "label")
        return
    value = plan.evidence_value(row, evidence.columns.index(node.id))
    number = "0.00" if key in plan.columns else "General"
    sheet.formula(at, 2, formula, value, "number", num_format=number)


def _write_shares(sheet: Sheet, at: int, score: CellValue, most: float | None, number: str) -> None:
    """Write the share of the most points, and the points lost."""
    known = None if isinstance(score, str) else score
    share: CellValue = "" if known is None or not most else known / most
    lost: CellValue = "" if known is None or most is None else most - known
    here = f"AND(ISNUMBER($F{at + 1}),N($G{at + 1})<>0)"
    sheet.formula(at, 7, f'IF({here},$F{at + 1}/$G{at + 1},"")', share, "number", num_format="0.00%")
    here = f"AND(ISNUMBER($F{at + 1}),ISNUMBER($G{at + 1}))"
    sheet.formula(at, 8, f'IF({here},$G{at + 1}-$F{at + 1},"")', lost, "number", num_format=number)


def _write_weight(sheet: Sheet, plan: SheetPlan, at: int, node: Node) -> None:
    weight = weight_of(plan.scores.definition, node)
    if weight is None:
        sheet.text(at, 9, "", "label")
        return
    cell = f"{plan.names.before('calculation')}{letters(plan.columns['score', node.id] + 1)}${WEIGHT_ROW}"
    sheet.formula(at, 9, cell, weight, "number", num_format="General")


def _in_words(plan: SheetPlan, node: Node, lang: str) -> str:
    if plan.is_given(node):
        return translated(say("given"), lang)
    words = node.rule.explain(node, None) if isinstance(node, Indicator) else combined(node)
    return translated(words, lang, titles=True)
