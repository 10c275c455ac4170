"""A comparison as a comment on a pull request, which may be only so long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from parindex.views.comparison.comparison_report import ComparisonReport
from parindex.views.document import Block, Cells, Entries, Heading, Lines, LocatedText, Section, markdown_document

#: The first line of a comment, which shows nowhere: whoever renews it finds it by this.
COMMENT_MARK = "<!-- parindex-diff -->"
#: GitHub says that it takes 65,536 characters, and keeps four bytes for each; in UTF-16 units it is never more than
#: that, and less than the 1,000,000 characters of GitLab. Some room is left for what a workflow adds.
_LONGEST_COMMENT = 65_536 - 536
#: No title, reason or name takes more letters than these.
_LONGEST_TEXT = 600


def to_comment(report: ComparisonReport) -> str:
    """Return a summary and tables in Markdown; of very many changes the first, and how many are left out."""
    for brief in (False, True):
        if _size(text := _comment(report, len(report.told), brief=brief)) <= _LONGEST_COMMENT:
            return text
    counts = range(1, len(report.told))
    most = bisect_right(counts, _LONGEST_COMMENT, key=lambda count: _size(_comment(report, count, brief=True)))
    return _comment(report, most, brief=True)


def _comment(report: ComparisonReport, most: int, *, brief: bool) -> str:
    document = report.document(most, brief=brief)
    shortened = attrs.evolve(document, blocks=list(map(_shortened, document.blocks)))
    return f"{COMMENT_MARK}\n{markdown_document(shortened)}"


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


def _shortened(block: Block) -> Block:
    """Return a block whose texts are cut where they are very long."""
    return _SHORTENED[type(block)](block)


def _heading(heading: Heading) -> Heading:
    return attrs.evolve(heading, text=_cut(heading.text))


def _entry(entry: LocatedText) -> LocatedText:
    return attrs.evolve(entry, text=_cut(entry.text), place=_cut(entry.place), note=_cut(entry.note))


def _section(section: Section) -> Section:
    heading = section.heading and _heading(section.heading)
    return attrs.evolve(section, blocks=list(map(_shortened, section.blocks)), heading=heading)


def _cells(cells: Cells) -> Cells:
    rows = [list(map(_cut, row)) for row in cells.table.rows]
    return attrs.evolve(cells, table=attrs.evolve(cells.table, rows=rows))


_SHORTENED: Mapping[type[Block], Callable[[Any], Block]] = {
    Heading: _heading,
    Lines: lambda block: attrs.evolve(block, lines=list(map(_cut, block.lines))),
    Entries: lambda block: attrs.evolve(block, entries=list(map(_entry, block.entries))),
    Cells: _cells,
    Section: _section,
}
