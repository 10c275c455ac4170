"""What another definition makes of published results, as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path as FilePath

import attrs
import numpy as np

from parindex.base import Figure, decimal, json_figure, local_number, name_from, say, translated
from parindex.comparison import Restatement
from parindex.views.document import PRINTED, Bars, Block, Cells, Heading, Lines, Section, TextTable

#: Parts are shown with so many decimals more than totals are published with.
_MORE_DECIMALS = 2
_NODES = 3
_MOST_UNITS, _MOST_LISTED = 200, 50
#: What the parts of a change are called, and hues that can be told apart without red and green, on light and dark.
_PARTS = {
    "structure": (say("structure"), "#009e73"),
    "rules": (say("rules"), "#e69f00"),
    "weights": (say("weights"), "#0072b2"),
    "rounding": (say("rounding"), "#8c8c8c"),
}


def restated_results(restatement: Restatement, lang: str = "en", *, brief: bool = False) -> Section:
    """Return what moves, and the units that move most, with the parts of their changes; `brief` without all others."""
    return Section(list(_Effect(restatement, lang).blocks(brief=brief)))


class _Effect:
    """A restatement in one language."""

    def __init__(self, restatement: Restatement, lang: str) -> None:
        self.restatement, self.lang, self.translate = restatement, lang, partial(translated, lang=lang)
        self.places = max(restatement.old.decimals, restatement.new.decimals)
        self.decimals = self.places + _MORE_DECIMALS
        self.parts = (*restatement.causes, "rounding")
        self.part_names = [self.translate(_PARTS[part][0]) for part in self.parts]
        self.by_node = "weights" in restatement.causes
        self.banded = any(label for pair in restatement.band for label in pair)

    def blocks(self, *, brief: bool) -> Iterator[Block]:
        """Yield what moves, the units that move most, those without a total, and what a reader should know."""
        source = name_from(FilePath.cwd(), self.restatement.before.evidence.table.source)
        largest = self.restatement.largest
        first, rest = largest[: self.restatement.top], largest[self.restatement.top : _MOST_UNITS]
        yield Heading(self.translate(say("Effect on the results of {source}", source=source)))
        yield Lines(list(map(self.translate, self.summary())), "item")
        if first:
            heading = say("Largest changes ({count} of {units} units)", count=len(first), units=len(largest))
            yield Heading(self.translate(heading), 4)
            yield attrs.evolve(self.table(first), legend=True)
        if rest and brief:
            message = say("{count} units more are left out here.", count=len(largest) - len(first))
            yield Lines([self.translate(message)])
        elif rest:
            further = Heading(self.translate(say("Further units")))
            yield Section([self.table(rest)], further, folds_in=PRINTED, only_in=PRINTED)
        problems = [str(problem.said(self.lang)) for problem in self.restatement.problems[:_MOST_LISTED]]
        for heading, lines in (
            (say("Without a total:"), self.lacking()),
            (say("What the new definition finds wrong with the evidence:"), problems),
        ):
            if lines:
                yield Section([Lines(lines, "item")], Heading(self.translate(heading)), folds_in=PRINTED)
        if notes := list(map(self.translate, self.notes())):
            yield Lines(notes, "note")

    def summary(self) -> Iterator[str]:
        """Yield in a few lines what moves."""
        restatement, sums = self.restatement, self.restatement.summary
        yield say("{compared} of {units} units are scored by both", compared=sums["compared"], units=sums["units"])
        if sums["compared"]:
            moved = {key: sums[f"{key}_changed"] for key in ("total", "rank", "band")}
            yield say("other totals: {total}; other ranks: {rank}; other groups of results: {band}", **moved)
        if sums["mean_rank_shift"] is not None:
            mean = Figure(decimal(Fraction(repr(sums["mean_rank_shift"])), 1))
            most = Figure(f"{sums['largest_rank_shift']:g}")
            yield say("ranks move by {mean} places on average, by {most} at most", mean=mean, most=most)
        if entered := self.units_named(restatement.entered):
            yield say("enter the first {top}: {units}", top=restatement.top, units=entered)
        if left := self.units_named(restatement.left):
            yield say("leave the first {top}: {units}", top=restatement.top, units=left)

    def number(self, text: str) -> str:
        """Return a number as the language writes it."""
        return local_number(text, self.lang)

    def units_named(self, units: Iterable[str]) -> str:
        """Return the names of units, given by their codes."""
        return _first([self.unit(self.rows[unit]) for unit in units])

    @cached_property
    def rows(self) -> dict[str, int]:
        """The rows of units."""
        return {unit: row for row, unit in enumerate(self.restatement.units)}

    def unit(self, row: int) -> str:
        """Return the name of a unit and its code, which may be all there is."""
        name, code = self.restatement.before.names[row], self.restatement.units[row]
        return f"{name} ({code})" if name and name != code else code

    def lacking(self) -> list[str]:
        """Return which units have no total on one side, and why; the same reason once."""
        by_reason: dict[str, list[str]] = {}
        for record in self.restatement.one_sided:
            by_reason.setdefault(self.translate(record["why"]), []).append(self.unit(self.rows[record["unit"]]))
        return [f"{_first(units)}: {why}" for why, units in by_reason.items()]

    def notes(self) -> Iterator[str]:
        """Yield what a reader should know."""
        yield from self.restatement.notes
        if self.restatement.largest:
            template = "parts are rounded to {decimals} decimals; exactly they add to the change"
            yield say(template, decimals=self.decimals)
        if titles := self.node_titles():
            yield say("nodes: {nodes}", nodes="; ".join(titles))

    def node_titles(self) -> list[str]:
        """Return the nodes whose weights are told, by their ids and titles."""
        shown = self.restatement.largest[:_MOST_UNITS] if self.by_node else ()
        nodes = dict.fromkeys(node for row in shown for node, _ in self.largest_parts(row))
        sides = self.restatement.before.definition, self.restatement.new
        titles = {id_: side[id_].title for side in sides for id_ in nodes if id_ in side}
        return [f"{id_} = {title.get(self.lang)}" for id_, title in titles.items() if title]

    def table(self, rows: Sequence[int]) -> Cells:
        """Return what there is to say of units, with a bar of its parts for each."""
        names = [say("name"), say("total"), say("change of total"), say("rank")]
        names += [say("group of results")] * self.banded
        weights = say("weights that move it most, against the mean") if self.means else say("weights that move it most")
        header = [*map(self.translate, names), *self.part_names, *([self.translate(weights)] * self.by_node)]
        parts_at = len(names)
        figures = (1, 2, 3, *range(parts_at, parts_at + len(self.parts)))
        hues = [_PARTS[part][1] for part in self.parts]
        bars = Bars(self.part_names, hues, list(map(self.sizes, rows)), self.reach)
        return Cells(TextTable(header, [self.cells(row) for row in rows], figures), bars)

    def cells(self, row: int) -> list[str]:
        """Return what there is to say of one unit."""
        restatement = self.restatement
        split, change = restatement.split_at(row), restatement.changes[row]
        ranks = restatement.before.rank[row], restatement.rank[row]
        return [
            self.unit(row),
            " → ".join("–" if total is None else self.number(f"{total:f}") for total in restatement.published[row]),
            "–" if change is None else self.number(_signed(change, self.places)),
            " → ".join("–" if np.isnan(rank) else self.number(str(json_figure(rank))) for rank in ranks),
            *([" → ".join(label or "–" for label in restatement.band[row])] * self.banded),
            *(
                "–" if split is None else self.number(_signed(getattr(split, part), self.decimals))
                for part in self.parts
            ),
            *([self.nodes(row)] * self.by_node),
        ]

    @cached_property
    def means(self) -> dict[str, Fraction]:
        """What each changed weight adds in the mean of all units that move; none of very many units."""
        rows = self.restatement.largest if self.by_node and len(self.restatement.largest) <= _MOST_UNITS else ()
        known = [parts for parts in map(self.restatement.weights_at, rows) if parts]
        nodes = dict.fromkeys(node for parts in known for node in parts)
        return {
            node: sum((parts.get(node, Fraction(0)) for parts in known), Fraction(0)) / len(known) for node in nodes
        }

    def nodes(self, row: int) -> str:
        """Name the nodes whose weights move a unit most; where all units are shown, those that set it apart."""
        between = "; " if self.lang == "vi" else ", "  # where numbers have commas
        parts = self.largest_parts(row)
        return between.join(f"{node} {self.number(_signed(part, self.decimals))}" for node, part in parts)

    def largest_parts(self, row: int) -> list[tuple[str, Fraction]]:
        """Return the largest parts of the weights of nodes in the change of a unit."""
        weights = self.restatement.weights_at(row) or {}
        parts = {node: part - self.means.get(node, 0) for node, part in weights.items()}
        return [part for part in sorted(parts.items(), key=lambda part: -abs(part[1]))[:_NODES] if part[1]]

    def sizes(self, row: int) -> tuple[float, ...]:
        """Return the parts of the change of a unit; none where it has no split."""
        split = self.restatement.split_at(row)
        return () if split is None else tuple(float(getattr(split, part)) for part in self.parts)

    @cached_property
    def reach(self) -> float:
        """How far the parts of a unit that is shown reach to either side at most."""
        rows = self.restatement.largest[: max(self.restatement.top, _MOST_UNITS)]
        sides = [[part for part in self.sizes(row) if part * sign > 0] for row in rows for sign in (1, -1)]
        return max((abs(sum(side)) for side in sides), default=0.0)


def _signed(change: Fraction, decimals: int) -> str:
    """Write a change with its sign."""
    text = decimal(change, decimals)
    return text if text.startswith("-") or not any(digit in "123456789" for digit in text) else f"+{text}"


def _first(names: Sequence[str]) -> str:
    beyond = len(names) - _MOST_LISTED
    return ", ".join(names[:_MOST_LISTED]) + (f" … (+{beyond})" if beyond > 0 else "")
