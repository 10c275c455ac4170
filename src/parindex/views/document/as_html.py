"""A document as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from parindex.views.document.blocks import (
    Bars,
    Block,
    Cells,
    Entries,
    Heading,
    Lines,
    Section,
    TitledBlocks,
    blocks_for,
)
from parindex.views.document.page_text import html_text

_LINES = {
    "paragraph": "<p>{}</p>",
    "aside": '<p class="quiet">{}</p>',
    "note": "<p><small>{}</small></p>",
    "item": "<li>{}</li>",
    "trail": "<code>{}</code>",
}
_LISTS = {"item": ("<ul>", "", "</ul>"), "trail": ('<p class="quiet">', " → ", "</p>")}
_SWATCH = '<svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" fill="{}"/></svg> {}'
#: A cell of so many signs stays in one line.
_LONGEST_NAME = 24
#: Where a line could end within a name: after a hyphen or the dash of a span of years too.
_BREAKS = " -–"
_BAR_WIDTH, _BAR_HEIGHT = 160, 12
_STYLE = """
:root { color-scheme: light; --line: #d0d7de; --quiet: #57606a; }
body { font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: #1f2328; max-width: 72rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
p { margin: .3rem 0; } .quiet { color: var(--quiet); } code { font-size: .85em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
.figure { text-align: right; font-variant-numeric: tabular-nums; } td.name { white-space: nowrap; }
.changes td { overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: 600; } td:last-child, th:last-child { white-space: nowrap; }
.changes td:nth-child(2) { min-width: 11rem; }
.level { border-left: .3rem solid; padding-left: .6rem; }
.loosening, .breaking { border-color: #cf222e; } .restating { border-color: #bf8700; }
.extending { border-color: #1a7f37; } .editorial { border-color: #8c959f; }
@media (max-width: 45rem) { .changes, .changes tbody, .changes tr, .changes td { display: block; }
  .changes thead { display: none; } .changes td { border: 0; padding: .1rem 0; }
  .changes tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } .wide { overflow-x: auto; } }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; }
  h3 { break-after: avoid; } }
"""


def html_page(document: TitledBlocks) -> str:
    """Return a whole page."""
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{html_text(document.title)}</title>"
    )
    return (
        f'<!doctype html>\n<html lang="{html_text(document.lang)}">\n<head>\n{head}\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n{html_fragment(document.blocks)}\n</body>\n</html>\n"
    )


def html_fragment(blocks: Iterable[Block]) -> str:
    """Return blocks as what stands within a page; whatever stands in titles and names is shown as it is."""
    return "\n".join(_WRITERS[type(block)](block) for block in blocks_for("html", blocks))


def _title(heading: Heading) -> str:
    count = "" if heading.count is None else f" ({heading.count})"
    note = f' <span class="quiet">· {html_text(heading.note)}</span>' if heading.note else ""
    return f"{html_text(heading.text)}{count}{note}"


def _heading(heading: Heading) -> str:
    kind = f' class="level {html_text(heading.kind)}"' if heading.kind else ""
    return f"<h{heading.rank}{kind}>{_title(heading)}</h{heading.rank}>"


def _lines(block: Lines) -> str:
    before, between, after = _LISTS.get(block.style, ("", "\n", ""))
    return before + between.join(_LINES[block.style].format(html_text(line)) for line in block.lines) + after


def _table(header: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "", figures: Collection[int] = ()) -> str:
    """Return a table, its header as plain text and its cells as HTML; figures are set to the right."""

    def line(tag: str, cells: Iterable[str]) -> str:
        marks = ((_cell_kind(tag, cell, figure=at in figures), cell) for at, cell in enumerate(cells))
        return "".join(f"<{tag}{mark}>{cell}</{tag}>" for mark, cell in marks)

    heads = line("th", map(html_text, header))
    body = "\n".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    return f"<table{kind}>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cell_kind(tag: str, cell: str, *, figure: bool) -> str:
    """Return how a cell is set: a figure to the right, a few words in one line, a long text not in a sliver."""
    kinds = ["figure"] * figure
    if len(cell) > _LONGEST_NAME:
        kinds += ["long"] * ("<" not in cell)
    elif tag == "td" and not figure and any(sign in cell for sign in _BREAKS):
        kinds.append("name")
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _entries(block: Entries) -> str:
    rows = []
    for entry in block.entries:
        note = f'<br><span class="quiet">{html_text(entry.note)}</span>' if entry.note else ""
        codes = [f"<code>{html_text(code)}</code>" for code in (entry.place, entry.key)]
        rows.append([html_text(entry.text) + note, *codes])
    return _table(block.header, rows, ' class="changes"')


def _cells(block: Cells) -> str:
    header, rows = [*block.table.header], [[html_text(cell) for cell in row] for row in block.table.rows]
    if block.bars:
        header.append("")
        rows = [[*row, _bar(block.bars, parts)] for row, parts in zip(rows, block.bars.rows, strict=True)]
    legend = f"{_legend(block.bars)}\n" if block.bars and block.legend else ""
    return f'{legend}<div class="wide">\n{_table(header, rows, figures=block.table.figures)}\n</div>'


def _legend(bars: Bars) -> str:
    words = [_SWATCH.format(hue, html_text(name)) for name, hue in zip(bars.names, bars.hues, strict=True)]
    return f"<p>{' &#160; '.join(words)}</p>"


def _bar(bars: Bars, parts: Sequence[float]) -> str:
    """Draw parts from the middle: losses to the left, gains to the right."""
    if not parts or not bars.reach:
        return ""
    middle = _BAR_WIDTH / 2
    ends = {1: middle, -1: middle}
    boxes = []
    for part, hue in zip(parts, bars.hues, strict=True):
        side, width = (1 if part > 0 else -1), abs(part) / bars.reach * middle
        left = ends[side] if side > 0 else ends[side] - width
        ends[side] += side * width
        boxes.append(f'<rect x="{left:.1f}" y="0" width="{width:.1f}" height="{_BAR_HEIGHT}" fill="{hue}"/>')
    label = html_text(", ".join(f"{name} {part:+.2f}" for name, part in zip(bars.names, parts, strict=True)))
    axis = f'<path d="M{middle:g} 0v{_BAR_HEIGHT}" stroke="currentColor"/>'
    size = f'width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}"'
    return f'<svg role="img" aria-label="{label}" {size}>{"".join(boxes)}{axis}</svg>'


def _section(section: Section) -> str:
    inside = html_fragment(section.blocks)
    if section.heading is None:
        return f"<section>{inside}\n</section>\n"
    if "html" in section.folds_in:
        return f"<details><summary>{_title(section.heading)}</summary>\n{inside}\n</details>"
    return f"{_heading(section.heading)}\n{inside}"


_WRITERS: Mapping[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Lines: _lines,
    Entries: _entries,
    Cells: _cells,
    Section: _section,
}
