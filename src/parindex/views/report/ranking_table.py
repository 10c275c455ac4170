"""The ranking as the page shows it: whole, or shortened around one unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import attrs

from parindex.base import capital, head
from parindex.views.report.page_content import RankingCell, RankingHead, RankingRow, RankingTable
from parindex.views.report.page_words import number, short_number
from parindex.views.report.unit_cards import CardWriter

#: An index of more parts than these shows none of them beside the totals.
_MOST_PARTS = 12
#: The first so many units, and so many on each side of the one that the page is about.
_FIRST, _AROUND = 3, 3


def ranking_table(writer: CardWriter, single: int | None = None) -> RankingTable:
    """Return the ranking of all units, or of the first ones and those around a single one."""
    reported, scores = writer.reported, writer.scores
    order = list(scores.best_first)
    rows = order if single is None else _around(order, order.index(single))
    parts = range(len(reported.parts)) if len(reported.parts) <= _MOST_PARTS else range(0)
    grouped, banded = any(scores.group), any(scores.band)
    bounded = any(writer.interval(row) for row in order)
    heads = [RankingHead(head("group", writer.lang), numeric=False)] * grouped
    heads += [RankingHead(head("total", writer.lang))] + [RankingHead(writer.interval_head)] * bounded
    heads += [RankingHead(head("band", writer.lang), numeric=False)] * banded
    heads += [RankingHead(reported.parts[at].called(writer.lang)) for at in parts]

    def cells(row: int) -> tuple[RankingCell, ...]:
        listed = [_text(scores.group[row])] if grouped else []
        listed.append(_figure(reported.total.scores[row], writer.lang))
        listed += [RankingCell(writer.interval(row), _key(reported.intervals.bounds[row, 0]))] if bounded else []
        listed += [_text(scores.band[row])] if banded else []
        return (*listed, *(_figure(reported.standings[at].scores[row], writer.lang) for at in parts))

    lines = [
        RankingRow(
            anchor=writer.anchor(row) if single in (None, row) else "",
            id=scores.units[row],
            name=scores.called(row),
            cells=cells(row),
            rank=RankingCell(short_number(scores.rank[row], writer.lang), _key(scores.rank[row])),
            marked=row == single,
        )
        for row in rows
    ]
    return RankingTable(tuple(attrs.evolve(one, title=capital(one.title)) for one in heads), tuple(lines))


def _around(order: Sequence[int], at: int) -> list[int]:
    """Return the first units and those around a place, in order."""
    places = {*range(min(_FIRST, len(order))), *range(max(at - _AROUND, 0), min(at + _AROUND + 1, len(order)))}
    return [order[place] for place in sorted(places)]


def _figure(figure: Decimal | None, lang: str) -> RankingCell:
    return RankingCell(number(figure, lang), "" if figure is None else f"{figure:f}")


def _text(text: str | None) -> RankingCell:
    return RankingCell(text or "", text or "")


def _key(figure: float) -> str:
    return "" if math.isnan(figure) else f"{figure:g}"
