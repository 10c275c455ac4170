"""What the templates of the page are given: plain words and numbers, already in one language."""

from __future__ import annotations

import attrs


@attrs.frozen
class Bar:
    """A bar in percent of its track: the score, and the marks of median and best; None where there is none."""

    label: str
    value: float | None
    median: float | None
    best: float | None


@attrs.frozen
class NodeLine:
    """One node of a card: its score and rank, and how it lies to the median; `depth` is how deep it hangs."""

    id: str
    title: str
    score: str
    out_of: str
    rank: str
    median: str
    best: str
    difference: str
    side: str
    bar: Bar | None
    depth: int = 0


@attrs.frozen
class LossLine:
    """One indicator at which points are lost: how many of the total, and what one more unit of evidence brings."""

    id: str
    title: str
    lost: str
    one_more: str
    brings: str
    rank: str


@attrs.frozen
class Neighbour:
    """A unit close by in the ranking, and how far its total lies from this one."""

    anchor: str
    name: str
    rank: str
    difference: str


@attrs.frozen
class UnitAlike:
    """A unit with scores much like these: its rank, its total, and where it lies most above or below."""

    name: str
    rank: str
    total: str
    differences: str


@attrs.frozen
class UnitsAlike:
    """The units most alike, nearest first, and how that is measured."""

    lines: tuple[UnitAlike, ...]
    notes: tuple[str, ...]


@attrs.frozen
class UnitCard:
    """One unit: everything that its card says."""

    anchor: str
    id: str
    name: str
    total: str
    out_of: str
    rank: str
    ranked_of: str
    band: str
    interval: str
    lines: tuple[NodeLine, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    losses: tuple[LossLine, ...]
    neighbours: tuple[Neighbour, ...]
    remarks: tuple[str, ...]
    every_node: tuple[NodeLine, ...] = ()
    alike: UnitsAlike | None = None


@attrs.frozen
class RankingCell:
    """A cell of the ranking: what is read, and the number that it is sorted by; "" where there is none."""

    text: str
    key: str


@attrs.frozen
class RankingHead:
    """What stands above a column of the ranking, and whether it holds numbers."""

    title: str
    numeric: bool = True


@attrs.frozen
class RankingRow:
    """One unit in the ranking."""

    anchor: str
    id: str
    name: str
    cells: tuple[RankingCell, ...]
    rank: RankingCell
    marked: bool = False


@attrs.frozen
class RankingTable:
    """The ranking: the heads of its columns of numbers with their titles, and one row a unit."""

    heads: tuple[RankingHead, ...]
    rows: tuple[RankingRow, ...]


@attrs.frozen
class Picture:
    """A picture as SVG, and what it shows in words."""

    title: str
    svg: str


@attrs.frozen
class MethodLine:
    """One node of the index: how it is made of its parts, or of evidence."""

    id: str
    title: str
    depth: int
    weight: str
    max: str
    how: str
    status: str


@attrs.frozen
class SourceLine:
    """A source: its title, its address where that is a link to the web, and a note."""

    title: str
    url: str
    note: str


@attrs.frozen
class MethodSection:
    """How the index is put together, where its figures come from, and what is wrong with the evidence."""

    sentences: tuple[str, ...]
    lines: tuple[MethodLine, ...]
    sources: tuple[SourceLine, ...]
    problems: tuple[str, ...]
    origins: tuple[tuple[str, str], ...]


@attrs.frozen
class PageContent:
    """The page in one language."""

    lang: str
    language_name: str
    words: dict[str, str]
    title: str
    kicker: str
    facts: tuple[tuple[str, str], ...]
    ranking: RankingTable
    pictures: tuple[Picture, ...]
    cards: tuple[UnitCard, ...]
    method: MethodSection
    single: bool
