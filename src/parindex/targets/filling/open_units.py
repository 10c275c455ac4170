"""Everything that follows from what is open: of each unit the least and the most, the groups of results, the ranks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from parindex.definition import Definition
from parindex.kernels import Floats, Indices, Integers, Mask
from parindex.scoring import Exactness
from parindex.targets.filling.band_intervals import BandEnds, band_ends
from parindex.targets.filling.open_nodes import OpenNodes
from parindex.targets.filling.open_walks import OpenWalks, sense, so_far
from parindex.targets.filling.rank_intervals import OpenRanks, rank_intervals

#: A published figure of every unit, None where there is none.
Figures = tuple[Decimal | None, ...]


@attrs.frozen(eq=False)
class OpenUnits:
    """Units of which something is open, walked at their least and their most."""

    nodes: OpenNodes
    walks: OpenWalks
    so_far: Exactness

    @classmethod
    def of(cls, nodes: OpenNodes) -> OpenUnits:
        """Walk some evidence."""
        return cls(nodes, OpenWalks.of(nodes), so_far(nodes))

    @property
    def definition(self) -> Definition:
        """What is scored."""
        return self.nodes.definition

    @cached_property
    def rows(self) -> tuple[Indices, Indices]:
        """The rows of `walks` where each unit has the least total, and the most."""
        return np.arange(len(self.nodes.evidence.units)), self.walks.most

    @cached_property
    def unknown(self) -> Mask:
        """Of which units nothing is known: what applies to them, or where their total ends (n_units,)."""
        low, high = self.walks.endless
        return self.nodes.undecided | low[:, 0] | high[:, 0]

    @cached_property
    def points(self) -> Floats:
        """The totals with no points for what is open, nan where there is none."""
        return np.where(self._without_so_far, np.nan, self.so_far.values[:, 0])

    @cached_property
    def published_points(self) -> Figures:
        """The same as published."""
        gone = self._without_so_far.tolist()
        figures = zip(self.so_far.published(slice(None), 0), gone, strict=True)
        return tuple(None if none else figure for figure, none in figures)

    @cached_property
    def _without_so_far(self) -> Mask:
        gone = np.isnan(self.so_far.values[:, 0]) | self.nodes.undecided
        gone[[row for row, _ in self.so_far.undefined]] = True
        return gone

    def values(self, node: int = 0) -> tuple[Floats, Floats]:
        """Return the least and the most of all units at a node: nan where there is none, infinite without an end."""
        both = [np.where(self.nodes.undecided, np.nan, self.walks.exactness.values[rows, node]) for rows in self.rows]
        low, high = (side[:, node] for side in self.walks.endless)
        least, most = np.fmin(*both), np.fmax(*both)
        with_score = ~np.isnan(least)
        return np.where(low & with_score, -np.inf, least), np.where(high & with_score, np.inf, most)

    def published(self, node: int = 0) -> tuple[Figures, Figures]:
        """Return the same as published, None where there is none or no end."""
        first, last = (self.walks.exactness.published(rows, node) for rows in self.rows)
        least, most = self.values(node)
        pairs = list(zip(first, last, strict=True))
        return (
            tuple(_end(min, pair, float(end)) for pair, end in zip(pairs, least, strict=True)),
            tuple(_end(max, pair, float(end)) for pair, end in zip(pairs, most, strict=True)),
        )

    @cached_property
    def counts(self) -> Integers:
        """How many indicators, or components given, are open that go into the total (n_units,)."""
        return np.asarray(self.nodes.open[:, self.counting].sum(axis=1))

    @cached_property
    def counting(self) -> Indices:
        """The places of nodes that go into the total, or are not told to add nothing."""
        definition = self.definition
        counts = [definition.branch(node).adds != "nothing" for node in definition.nodes]
        return np.flatnonzero(counts)

    @cached_property
    def attained(self) -> Mask:
        """Whether some way to fill in gives the least total, and some the most (n_units,)."""
        sure = ~self.unknown
        for (row, _), span in self.walks.spans.items():
            sure[row] &= span.attained
        for name in self.nodes.shared:
            sure &= ~self.nodes.open[:, self.nodes.places[name]]
        return sure

    @cached_property
    def ranks(self) -> OpenRanks:
        """Between what ranks lie."""
        members = self.nodes.evidence.members or (None,) * len(self.points)
        ranked = np.array([member is None or member.ranked for member in members], dtype=bool)
        exactness = self.walks.exactness
        return rank_intervals(
            exactness, self.rows, self.nodes.groups, ranked=ranked, unknown=self.unknown, certain=self.attained
        )

    @cached_property
    def bands(self) -> tuple[BandEnds, ...]:
        """Between what groups of results lie."""
        members = self.nodes.evidence.members or (None,) * len(self.points)
        return tuple(
            BandEnds() if self.unknown[row] else self._bands(row, member.group if member else None)
            for row, member in enumerate(members)
        )

    def _bands(self, row: int, group: str | None) -> BandEnds:
        def published(node: str) -> tuple[Decimal, Decimal] | None:
            place = self.nodes.places[node]
            ends = [figure for figure in self._both(row, place) if figure is not None]
            return (min(ends), max(ends)) if ends else None

        def above_zero(node: str) -> tuple[Fraction, Fraction] | None:
            place = self.nodes.places[node]
            if self.walks.exactness.marks.without_score[row, place]:
                return None
            span = self.walks.span(row, place)
            return span.low, span.high

        return band_ends(self.definition, group, published, above_zero)

    def at(self, row: int, node: int) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Return what a unit has so far at a node, and the least and the most that it can have, as published."""
        low, high = (bool(side[row, node] | self.nodes.undecided[row]) for side in self.walks.endless)
        both = [figure for figure in self._both(row, node) if figure is not None]
        points = None if self._without_so_far[row] else self.so_far.published(np.array([row]), node)[0]
        return points, min(both) if both and not low else None, max(both) if both and not high else None

    def ends(self, row: int) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
        """Return the scores of what is open of a unit such that its total is the most, and the least.

        Where a lower total is the better one, the least comes first.
        """
        best, worst = dict[int, Fraction](), dict[int, Fraction]()
        for (unit, node), span in self.nodes.spans.items():
            if unit == row:
                raising = sense(self.definition, self.definition.nodes[node]) * self.definition.rank.sign > 0
                best[node], worst[node] = (span.high, span.low) if raising else (span.low, span.high)
        return best, worst

    def _both(self, row: int, node: int) -> tuple[Decimal | None, ...]:
        return self.walks.exactness.published(np.array([row, self.walks.most[row]]), node)


def _end(
    choose: Callable[[list[Decimal]], Decimal], pair: tuple[Decimal | None, Decimal | None], end: float
) -> Decimal | None:
    known = [figure for figure in pair if figure is not None]
    return choose(known) if known and np.isfinite(end) else None
