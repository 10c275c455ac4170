"""The two worksheets that formulas live in, a row a unit: the evidence, and the calculation from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parindex.base import Progress, capital, each_told, head, say, translated
from parindex.definition import Attribute, Checklist, Choice, GivenPoints, Indicator, Node, Parameter
from parindex.views.workbook.book import Book, Sheet, number_format
from parindex.views.workbook.calculation import (
    FIRST_ROW,
    ID_ROW,
    MOST_ROW,
    TITLE_ROW,
    WEIGHT_ROW,
    CalculationColumn,
    SheetPlan,
)
from parindex.views.workbook.titles import depth_of, greatest_points, weight_of, width_of

#: How a column of the calculation is written; other columns show all digits, so that nothing looks rounded.
_DIGITS = {"value": "0.00##"}
#: How many levels of columns Excel folds.
_MOST_LEVELS = 7
_WORDS = {
    "value": say("value"),
    "points": say("points of what is left"),
    "most": say("most points of what is left"),
    "published": say("total as published"),
    "key": say("ranked by"),
    "rank": say("rank"),
    "band": say("band"),
}


def write_evidence(book: Book, plan: SheetPlan) -> None:
    """Write what units have handed in, as it is understood; the sheet can be read as evidence again."""
    names = plan.names
    sheet = book.sheet(names.evidence, rows=plan.last_row, columns=plan.heads + len(plan.given))
    note = say(
        "Blue cells are evidence: change one, and {calculation} and {explanation} follow; {ranking} and {scores} stay",
        calculation=names.calculation,
        explanation=names.explanation,
        ranking=names.ranking,
        scores=names.scores,
    )
    _begin(sheet, plan, say("Evidence: {title}", title=plan.scores.definition.title), note)
    _write_labels(sheet, plan)
    evidence = plan.scores.evidence
    for name, column in plan.given.items():
        node, title = _column_of(plan, name, book.lang)
        sheet.text(TITLE_ROW - 1, column, title, "head")
        sheet.text(ID_ROW - 1, column, _head_of(plan, name, node), "id")
        at = evidence.columns.index(name)
        ticks = isinstance(node, Indicator) and isinstance(node.rule, Checklist) and name != node.id
        _write_cells(sheet, plan, column, [plan.evidence_value(row, at) for row in plan.rows], ticks=ticks)
        if isinstance(node, Indicator) and isinstance(node.rule, Choice) and name == node.id:
            _offer(sheet, plan, column, {"validate": "list", "source": f"={plan.lookup.options_of(node)[0]}"})
        sheet.widths(max(width_of(title), len(name) + 2), first=column)
    _end(sheet, plan, plan.heads + len(plan.given))


def _write_cells(sheet: Sheet, plan: SheetPlan, column: int, values: Sequence[float | str], *, ticks: bool) -> None:
    style = sheet.book.style("input", **({"num_format": _ticks(sheet.book.lang)} if ticks else {}))
    for row, value in enumerate(values, FIRST_ROW - 1):
        if isinstance(value, str):
            (sheet.sheet.write_string if value else sheet.sheet.write_blank)(row, column, value or None, style)
        else:
            sheet.sheet.write_number(row, column, value, style)


def _ticks(lang: str) -> str:
    """Return the number format of what is ticked or not, which stands in cells as 1 and 0."""
    yes, no = (translated(word, lang) for word in (say("yes"), say("no")))
    return f'[=1]"{yes}";[=0]"{no}";General'


def _offer(sheet: Sheet, plan: SheetPlan, column: int, choice: Mapping[str, object]) -> None:
    sheet.sheet.data_validation(FIRST_ROW - 1, column, plan.last_row - 1, column, {**choice, "error_type": "warning"})


def _column_of(plan: SheetPlan, name: str, lang: str) -> tuple[Node | Parameter | Attribute | None, str]:
    """Return what a column of evidence is of, and its title."""
    definition, nodes = plan.scores.definition, plan.nodes_by_id
    if name in nodes:
        return nodes[name], nodes[name].called(lang)
    if name in definition.outside:
        figure = definition.outside[name]
        return figure, figure.called(lang)
    node = nodes.get(plan.node_of(name))
    if isinstance(node, Indicator):
        item = name.removeprefix(f"{node.id}.")
        titles = {given.id: given.called(lang) for given in node.inputs}
        return node, f"{node.called(lang)}: {titles.get(item, item)}" if item != name else node.called(lang)
    return None, name


def _head_of(plan: SheetPlan, name: str, node: object) -> str:
    """Return the head by which a column is read again."""
    if isinstance(node, Indicator) and isinstance(node.rule, GivenPoints) and name == node.id:
        return f"{name}.points"
    return name.removesuffix(" (value)")


def write_calculation(
    book: Book, plan: SheetPlan, columns: Sequence[CalculationColumn], progress: Progress | None = None
) -> None:
    """Write the formulas of every unit and node, with what comes out of each."""
    names = plan.names
    sheet = book.sheet(names.calculation, rows=plan.last_row, columns=plan.heads + len(columns))
    note = say(
        "Scores are formulas over {evidence}; blue: weights; grey italics: values that no formula says",
        evidence=names.evidence,
    )
    _begin(sheet, plan, say("Calculation: {title}", title=plan.scores.definition.title), note)
    _write_labels(sheet, plan)
    for row, word in ((MOST_ROW, say("max")), (WEIGHT_ROW, say("weight"))):
        sheet.text(row - 1, 1, word, "note")
    for at, column in enumerate(each_told(columns, progress), plan.heads):
        _write_heads(sheet, plan, at, column)
        _write_column(sheet, plan, at, column)
    _end(sheet, plan, plan.heads + len(columns))


def _write_heads(sheet: Sheet, plan: SheetPlan, at: int, column: CalculationColumn) -> None:
    node, definition = column.node, plan.scores.definition
    title = node.called(sheet.book.lang)
    word = _WORDS.get(column.kind)
    aside = column.kind in ("published", "rank", "band") or (column.kind == "key" and node.id == definition.id)
    shown = title if word is None else sheet.book.said(word) if aside else f"{title}: {sheet.book.said(word)}"
    shown = capital(shown)
    sheet.text(TITLE_ROW - 1, at, shown, "head")
    sheet.text(ID_ROW - 1, at, _id_of(column, decided=aside), "id")
    if column.kind == "score":
        if (most := greatest_points(plan.scores, node)) is not None:
            sheet.put(MOST_ROW - 1, at, most, "number")
        if (weight := weight_of(definition, node)) is not None:
            sheet.put(WEIGHT_ROW - 1, at, weight, "input")
    if column.why is not None:
        sheet.note(ID_ROW - 1, at, column.why)
    depth = min(depth_of(definition, node), _MOST_LEVELS)
    level = _MOST_LEVELS if column.kind == "key" else 0 if aside else depth
    sheet.sheet.set_column(at, at, width_of(shown), None, {"level": level, "hidden": column.kind == "key"})


def _id_of(column: CalculationColumn, *, decided: bool) -> str:
    """Return what programs know a column by."""
    if column.kind == "score":
        return column.node.id
    return column.kind if decided else f"{column.node.id} ({column.kind})"


def _write_column(sheet: Sheet, plan: SheetPlan, at: int, column: CalculationColumn) -> None:
    number = {} if column.kind in ("rank", "band") else {"num_format": _DIGITS.get(column.kind, "0.00##########")}
    if column.kind == "published":
        number = {"num_format": number_format(plan.scores.definition.decimals)}
    live, fixed = (sheet.book.style(style, **number) for style in ("number", "value"))
    write, put = sheet.sheet.write_formula, sheet.sheet.write
    for group, (_, first, last) in enumerate(plan.groups):
        for line in range(first, last + 1):
            row = plan.rows[line - FIRST_ROW]
            value, formula = column.values[row], column.formula(group, row, line)
            if formula is not None:
                write(line - 1, at, f"={formula}", live, value)
            elif value != "":
                put(line - 1, at, value, fixed)


def _begin(sheet: Sheet, plan: SheetPlan, title: str, note: str) -> None:
    sheet.text(0, 0, title, "title")
    sheet.text(1, 0, note, "note")
    sheet.sheet.set_row(TITLE_ROW - 1, 96)


def _write_labels(sheet: Sheet, plan: SheetPlan) -> None:
    heads = ["unit", "name", "group"][: plan.heads]
    sheet.texts(TITLE_ROW - 1, [capital(head(name, sheet.book.lang)) for name in heads])
    sheet.texts(ID_ROW - 1, heads, "id")
    scores = plan.scores
    for at, row in enumerate(plan.rows, FIRST_ROW - 1):
        labels = [scores.units[row], scores.names[row], scores.group[row] or ""]
        sheet.texts(at, labels[: plan.heads], "label")
    sheet.widths(*[12, 28, 16][: plan.heads])


def _end(sheet: Sheet, plan: SheetPlan, columns: int) -> None:
    sheet.sheet.freeze_panes(FIRST_ROW - 1, 2)
    sheet.sheet.autofilter(ID_ROW - 1, 0, plan.last_row - 1, columns - 1)
    sheet.print_across(TITLE_ROW - 1, ID_ROW - 1, 2)
