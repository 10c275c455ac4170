"""A document in Markdown, as forges show it in comments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from parindex.views.document.blocks import (
    Block,
    Cells,
    Entries,
    Heading,
    Lines,
    LocatedText,
    Section,
    TitledBlocks,
    blocks_for,
)
from parindex.views.document.markdown_text import escaped, escaped_line

_HEADINGS = {1: "### {}", 2: "#### {}", 3: "**{}**", 4: "{}"}  # a comment is no page: its largest heading is small
_LINES = {"item": "- {}", "note": "*{}*"}


def markdown_document(document: TitledBlocks) -> str:
    """Return the blocks in Markdown; whatever stands in titles and names is shown as it is."""
    return _written(document.blocks) + "\n"


def _written(blocks: Iterable[Block]) -> str:
    return "\n\n".join(_WRITERS[type(block)](block) for block in blocks_for("markdown", blocks))


def _title(heading: Heading) -> str:
    count = "" if heading.count is None else f" ({heading.count})"
    return escaped_line(f"{heading.text}{count}{f' · {heading.note}' if heading.note else ''}")


def _heading(heading: Heading) -> str:
    return _HEADINGS[heading.rank].format(_title(heading))


def _lines(block: Lines) -> str:
    template, between = _LINES.get(block.style, "{}"), "\n" if block.style == "item" else "\n\n"
    return between.join(template.format(escaped_line(line)) for line in block.lines)


def _entry(entry: LocatedText) -> str:
    note = f" — *{escaped(entry.note)}*" if entry.note else ""
    return f"| {escaped(entry.text)}{note} | {escaped(entry.place)} | {_code(entry.key)} |"


def _code(text: str) -> str:
    """Return a key as code, or as it is where no code can hold it."""
    return f"`{text}`" if text.isalnum() and text.isascii() else escaped(text)


def _entries(block: Entries) -> str:
    header = " | ".join(map(escaped, block.header))
    return "\n".join([f"| {header} |", "| --- | --- | --- |", *map(_entry, block.entries)])


def _section(section: Section) -> str:
    inside = _written(section.blocks)
    if section.heading is None:
        return inside
    if "markdown" in section.folds_in:
        return f"<details><summary>{_title(section.heading)}</summary>\n\n{inside}\n\n</details>"
    return f"{_heading(section.heading)}\n\n{inside}"


_WRITERS: Mapping[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Lines: _lines,
    Entries: _entries,
    Cells: lambda block: block.table.to_markdown().rstrip("\n"),
    Section: _section,
}
