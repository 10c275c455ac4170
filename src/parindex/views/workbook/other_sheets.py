"""The worksheets beside results: what formulas look up, problems, sources and method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from parindex.base import capital, head, local_number, say, translated, word
from parindex.definition import title_in_year
from parindex.scoring import Scores, evidence_head, figures_used
from parindex.views.document import file_name, web_address
from parindex.views.tables import problem_table
from parindex.views.workbook.book import Book
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.lookup_tables import FIRST_ROW, STATISTICS

#: Longer links are no links to Excel.
_LONGEST_LINK = 2_000
#: How wide the columns of sources are, and those of problems.
_WIDTHS, _OF_PROBLEMS = (34, 80, 60, 50), (12, 20, 26, 70, 60)


def write_lookup(book: Book, plan: SheetPlan) -> None:
    """Write what formulas look up, where they do."""
    tables, lang = plan.lookup, book.lang
    if not (tables.statistics or tables.options):
        return
    rows = FIRST_ROW + max(len(tables.statistics), len(tables.options))
    sheet = book.sheet(plan.names.lookup, rows=rows, columns=9)
    sheet.text(0, 0, say("What the formulas look up"), "title")
    heads = [head("id", lang), head("indicator", lang), head("group", lang), book.said(say("statistic"))]
    sheet.texts(FIRST_ROW - 2, [capital(word) for word in (*heads, head("value", lang))])
    for at, row in enumerate(tables.statistics, FIRST_ROW - 1):
        sheet.texts(at, [row.leaf.id, row.leaf.called(lang), row.group or ""], "text")
        sheet.text(at, 3, STATISTICS[row.name], "text")
        sheet.formula(at, 4, row.formula, row.value)
    heads = [head("id", lang), book.said(say("option")), head("points", lang)]
    sheet.texts(FIRST_ROW - 2, [capital(word) for word in heads], first=6)
    for at, (leaf, option, points) in enumerate(tables.options, FIRST_ROW - 1):
        sheet.texts(at, [leaf.id, option], "text", 6)
        sheet.put(at, 8, float(points), "number")
    sheet.widths(12, 40, 14, 22, 14, 3, 12, 50, 10)
    sheet.sheet.freeze_panes(FIRST_ROW - 1, 0)
    sheet.print_below(FIRST_ROW - 2, FIRST_ROW - 2)


def write_problems(book: Book, plan: SheetPlan) -> None:
    """Write what was told when the evidence was scored."""
    scores, lang = plan.scores, book.lang
    problems = (*scores.problems, *scores.coverage.problems)
    table = problem_table((attrs.evolve(problem, source=file_name(problem.source)) for problem in problems), lang)
    sheet = book.sheet(plan.names.problems, rows=4 + len(problems), columns=len(table.header))
    sheet.text(0, 0, say("Problems"), "title")
    if not problems:
        sheet.text(1, 0, say("no problems"), "note")
    sheet.texts(3, [capital(name) for name in table.header])
    for at, row in enumerate(table.rows, 4):
        sheet.texts(at, row, "text")
        sheet.height(at, row, _OF_PROBLEMS)
    sheet.widths(*_OF_PROBLEMS)
    sheet.sheet.freeze_panes(4, 0)
    sheet.sheet.autofilter(3, 0, 3 + max(len(problems), 1), 4)
    sheet.print_below(3, 3)


def write_sources(book: Book, plan: SheetPlan) -> None:
    """Write which definition and evidence the results are of, where their figures come from, and how to read them."""
    scores, lang = plan.scores, book.lang
    rows = list(_method(scores, lang))
    sources = scores.definition.sources
    sheet = book.sheet(plan.names.sources, rows=len(rows) + len(sources) + 9, columns=4)
    sheet.text(0, 0, say("Sources and method"), "title")
    for at, (what, text) in enumerate(rows, 2):
        sheet.text(at, 0, capital(what), "head", align="left")
        sheet.text(at, 1, text, "text")
        sheet.height(at, [text], [_WIDTHS[1]])
    line = len(rows) + 3
    if sources:
        heads = [head("source", lang), head("title", lang), head("note", lang), book.said(say("address"))]
        sheet.texts(line, [capital(word) for word in heads])
    for at, source in enumerate(sources, line + 1):
        title, note = (text.get(lang) if text else "" for text in (source.title, source.note))
        sheet.texts(at, [source.id, title, note], "text")
        sheet.height(at, [source.id, title, note], _WIDTHS[:3])
        _write_link(sheet.sheet, book, at, 3, source.url or "")
    sheet.widths(*_WIDTHS)
    sheet.print_below(0, 0)


def _write_link(sheet: Any, book: Book, row: int, column: int, address: str) -> None:
    if web_address(address) and len(address) <= _LONGEST_LINK:
        sheet.write_url(row, column, address, book.style("link"))
    else:
        sheet.write_string(row, column, address, book.style("text"))


def _method(scores: Scores, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what results rest on, each with its word."""
    definition, made, evidence = scores.definition, scores.provenance, evidence_head(scores.evidence)
    yield head("index", lang), f"{definition.index} {scores.period}"
    yield head("title", lang), title_in_year(definition, scores.year).get(lang)
    yield translated(say("definition"), lang), definition.id
    yield translated(say("version"), lang), definition.version
    yield translated(say("fingerprint of the definition"), lang), made["definition"]["sha256"]
    if definition.status:
        yield head("status", lang), word("status", definition.status, lang)
    if definition.note:
        yield head("note", lang), definition.note.get(lang)
    yield translated(say("registry of units"), lang), made["registry"] or ""
    yield head("evidence", lang), file_name(evidence["source"])
    yield translated(say("fingerprint of the evidence"), lang), evidence["sha256"]
    yield translated(say("program"), lang), f"parindex {made['parindex']}"
    yield translated(say("decimals published"), lang), str(definition.decimals)
    for figure in figures_used(scores.evidence):
        of_all = "" if figure["figure"] is None else local_number(f"{figure['figure']:.12g}", lang)
        yield translated(say("figure from outside"), lang), f"{figure['id']} {of_all}".strip()
    for node in definition.nodes[1:]:
        if node.status:
            yield head("status", lang), f"{node.id} {node.called(lang)}: {word('status', node.status, lang)}"
