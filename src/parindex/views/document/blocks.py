"""A document as a small tree of blocks, in one language and before any format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import attrs

from parindex.views.document.text_table import TextTable

Format = Literal["text", "markdown", "html"]
#: Formats with a reader who sees nothing else, as one at a terminal does.
PRINTED: tuple[Format, ...] = ("markdown", "html")


@attrs.frozen(kw_only=True)
class Block:
    """A piece of a document; formats that are not in `only_in` pass it over."""

    only_in: tuple[Format, ...] = ("text", *PRINTED)


def blocks_for(form: Format, blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks that a format writes."""
    return [block for block in blocks if form in block.only_in]


@attrs.frozen
class Heading(Block):
    """A heading of rank 1 to 4; `count` is how many things stand below it, `kind` how it is coloured."""

    text: str
    rank: int = 3
    note: str = ""
    count: int | None = None
    kind: str = ""


@attrs.frozen
class Lines(Block):
    """Paragraphs, asides, notes on what stands above, a list, or names of which each leads to the next."""

    lines: Sequence[str]
    style: Literal["paragraph", "aside", "note", "item", "trail"] = "paragraph"


@attrs.frozen
class LocatedText:
    """One thing said of a place, with the key by which a program knows it."""

    text: str
    place: str
    key: str
    note: str = ""


@attrs.frozen
class Entries(Block):
    """Things said of places: a line each for a terminal, a table with a header elsewhere."""

    header: Sequence[str]
    entries: Sequence[LocatedText]


@attrs.frozen
class Bars:
    """A bar for each row of a table, of parts that lie on both sides of nothing; `reach` is the longest side.

    A row without parts has no bar.
    """

    names: Sequence[str]
    hues: Sequence[str]
    rows: Sequence[Sequence[float]]
    reach: float


@attrs.frozen
class Cells(Block):
    """A table; where a format can draw, with bars beside its rows and a `legend` above them."""

    table: TextTable
    bars: Bars | None = None
    legend: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Section(Block):
    """Blocks that belong together; in formats of `folds_in` they are folded, and the heading opens them."""

    blocks: Sequence[Block]
    heading: Heading | None = None
    folds_in: tuple[Format, ...] = ()


@attrs.frozen
class TitledBlocks:
    """Blocks under a title, in one language."""

    title: str
    lang: str
    blocks: Sequence[Block]
