"""A document for a terminal or a log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from parindex.base import visible
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


def text_document(document: TitledBlocks) -> str:
    """Return the blocks as plain text, an empty line between them but none below a heading."""
    return "\n".join(_lines(document.blocks)) + "\n"


def _lines(blocks: Iterable[Block]) -> list[str]:
    lines: list[str] = []
    gap: list[str] = []
    for block in blocks_for("text", blocks):
        lines += gap + _WRITERS[type(block)](block)
        gap = [] if isinstance(block, Heading) else [""]
    return lines


def _line(text: str) -> str:
    """Return one line, whatever stands in titles and names, that no runner takes for a command."""
    return visible(re.sub("^ *::", ": :", text)).replace("##[", "## [")


def _heading(heading: Heading) -> list[str]:
    return [_line(f"{heading.text} · {heading.note}" if heading.note else heading.text)]


def _entry(entry: LocatedText) -> str:
    return _line(f"{entry.key}  {entry.place}  {entry.text}{f' · {entry.note}' if entry.note else ''}")


def _section(section: Section) -> list[str]:
    lines = _lines(section.blocks)
    return lines if section.heading is None else [*_heading(section.heading), *(f"  {line}" for line in lines)]


_WRITERS: Mapping[type[Block], Callable[[Any], list[str]]] = {
    Heading: _heading,
    Lines: lambda block: [_line(line) for line in block.lines],
    Entries: lambda block: [_entry(entry) for entry in block.entries],
    Cells: lambda block: [_line(line) for line in block.table.lines()],
    Section: _section,
}
