"""What another definition makes of published results, as fragments of text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from html import escape

import numpy as np

from parindex.base import columns, decimal, json_figure, say, translated
from parindex.comparison import Restatement
from parindex.views.tables import escaped

#: Parts are shown with so many decimals more than totals are published with.
_MORE = 2
_NODES = 3
_MOST_UNITS, _MOST_LISTED = 200, 50
#: Hues of the parts that can be told apart without red and green, on light and dark.
_HUES = {"weights": "#0072b2", "rules": "#e69f00", "structure": "#009e73", "rounding": "#8c8c8c"}
_WIDTH, _HEIGHT = 160, 12
_WORDS = {
    "name": say("name"),
    "total": say("total"),
    "change of total": say("change of total"),
    "rank": say("rank"),
    "group of results": say("group of results"),
    "structure": say("structure"),
    "rules": say("rules"),
    "weights": say("weights"),
    "rounding": say("rounding"),
}


class _Shown:
    """A restatement in one language: the same lines and cells for every format."""

    def __init__(self, found: Restatement, lang: str) -> None:
        self.found, self.lang = found, lang
        self.parts = (*found.causes, "rounding")
        self.decimals = max(found.old.decimals, found.new.decimals) + _MORE

    def told(self, text: str) -> str:
        """Return a message in the language."""
        return translated(text, self.lang)

    def unit(self, row: int) -> str:
        """Return the name of a unit, or its code where it has none."""
        return self.found.before.names[row] or self.found.units[row]

    def signed(self, figure: Fraction, decimals: int | None = None) -> str:
        """Write a change with its sign."""
        text = decimal(figure, self.decimals if decimals is None else decimals)
        return text if text.startswith("-") or not any(mark in "123456789" for mark in text) else f"+{text}"

    def heading(self) -> str:
        """Say what was scored."""
        source = self.found.before.evidence.table.source
        return self.told(say("Effect on the results of {source}", source=source))

    def summary(self) -> list[str]:
        """Say in a few lines what moves."""
        found, sums = self.found, self.found.summary
        out = [say("{compared} of {units} units are scored by both", compared=sums["compared"], units=sums["units"])]
        if sums["compared"]:
            moved = {key: sums[f"{key}_changed"] for key in ("total", "rank", "band")}
            out.append(say("other totals: {total}; other ranks: {rank}; other groups of results: {band}", **moved))
        if sums["mean_rank_shift"] is not None:
            mean = decimal(Fraction(repr(sums["mean_rank_shift"])), 1)
            most = f"{sums['largest_rank_shift']:g}"
            out.append(say("ranks move by {mean} places on average, by {most} at most", mean=mean, most=most))
        rows = {unit: row for row, unit in enumerate(found.units)}
        entered, left = (
            self._first([self.unit(rows[unit]) for unit in units]) for units in (found.entered, found.left)
        )
        if entered:
            out.append(say("enter the first {top}: {units}", top=found.top, units=entered))
        if left:
            out.append(say("leave the first {top}: {units}", top=found.top, units=left))
        return [self.told(line) for line in out]

    @staticmethod
    def _first(names: Sequence[str]) -> str:
        beyond = len(names) - _MOST_LISTED
        return ", ".join(names[:_MOST_LISTED]) + (f" … (+{beyond})" if beyond > 0 else "")

    def lacking(self) -> list[str]:
        """Say which units have no total on one side, and why; the same reason once."""
        by_reason: dict[str, list[str]] = {}
        for record in self.found.one_sided:
            by_reason.setdefault(self.told(record["why"]), []).append(record["name"] or record["unit"])
        return [f"{self._first(units)}: {why}" for why, units in by_reason.items()]

    def notes(self) -> list[str]:
        """Say what a reader should know."""
        out = [self.told(note) for note in self.found.notes]
        if self.found.largest:
            more = say(
                "parts are rounded to {decimals} decimals; exactly they add to the change", decimals=self.decimals
            )
            out.append(self.told(more))
        return out

    def problems(self) -> list[str]:
        """Return what the new definition finds wrong with the evidence."""
        return [str(problem.said(self.lang)) for problem in self.found.problems[:_MOST_LISTED]]

    def header(self) -> tuple[str, ...]:
        """Return the heads of the columns of `cells`."""
        names = ("name", "total", "change of total", "rank", *(["group of results"] * self.banded), *self.parts)
        heads = [self.told(_WORDS[name]) for name in names]
        words = say("weights that move it most, against the mean") if self.means else say("weights that move it most")
        return (*heads, *([self.told(words)] * self.by_node))

    @property
    def banded(self) -> bool:
        """Whether there are groups of results."""
        return any(label for pair in self.found.band for label in pair)

    @property
    def by_node(self) -> bool:
        """Whether weights changed."""
        return "weights" in self.found.causes

    def cells(self, row: int) -> tuple[str, ...]:
        """Return what there is to say of one unit, in the columns of `header`."""
        found = self.found
        split, change = found.split_at(row), found.changes[row]
        places = max(found.old.decimals, found.new.decimals)
        bands = [" → ".join(label or "–" for label in found.band[row])] if self.banded else []
        ranks = " → ".join(
            "–" if np.isnan(rank) else f"{json_figure(rank)}" for rank in (found.before.rank[row], found.rank[row])
        )
        figures = ["–" if split is None else self.signed(getattr(split, part)) for part in self.parts]
        return (
            self.unit(row),
            " → ".join("–" if total is None else f"{total:f}" for total in found.published[row]),
            "–" if change is None else self.signed(change, places),
            ranks,
            *bands,
            *figures,
            *([self.nodes(row)] * self.by_node),
        )

    @cached_property
    def means(self) -> dict[str, Fraction]:
        """What each changed weight adds in the mean of all units; none of very many units."""
        rows = self.found.largest if self.by_node and len(self.found.largest) <= _MOST_UNITS else ()
        known = [parts for parts in map(self.found.weights_at, rows) if parts]
        nodes = dict.fromkeys(node for parts in known for node in parts)
        return {
            node: sum((parts.get(node, Fraction(0)) for parts in known), Fraction(0)) / len(known) for node in nodes
        }

    def nodes(self, row: int) -> str:
        """Name the nodes whose weights move a unit most; where all units are shown, those that set it apart."""
        parts = {node: part - self.means.get(node, 0) for node, part in (self.found.weights_at(row) or {}).items()}
        largest = sorted(parts.items(), key=lambda part: -abs(part[1]))[:_NODES]
        return ", ".join(f"{node} {self.signed(part)}" for node, part in largest if part)

    @property
    def first(self) -> tuple[int, ...]:
        """The rows that move most."""
        return self.found.largest[: self.found.top]

    @property
    def rest(self) -> tuple[int, ...]:
        """Further rows, as far as there is room."""
        return self.found.largest[self.found.top : _MOST_UNITS]

    def largest(self) -> str:
        """Return the heading of the table of units."""
        count, units = len(self.first), len(self.found.largest)
        return self.told(say("Largest changes ({count} of {units} units)", count=count, units=units))


def to_text(found: Restatement, lang: str = "en") -> str:
    """Return a fragment for a terminal: what moves, and the units that move most.

    Examples
    --------
    >>> import parindex
    >>> from parindex.views.comparison.restatement_text import to_text
    >>> old, new = parindex.load("pci-2013"), parindex.load("pci-2022")
    >>> print(to_text(parindex.restate(old, new, "examples/pci-2016.csv")).splitlines()[1])
    63 of 63 units are scored by both
    """
    shown = _Shown(found, lang)
    lines = [shown.heading(), *shown.summary()]
    if shown.first:
        header = shown.header()
        figures = (1, 2, 3, *range(4 + shown.banded, 4 + shown.banded + len(shown.parts)))
        lines += ["", shown.largest(), *columns([header, *map(shown.cells, shown.first)], right=figures)]
    lines += _block(shown.told(say("Without a total:")), shown.lacking())
    lines += _block(shown.told(say("What the new definition finds wrong with the evidence:")), shown.problems())
    lines += ["", *shown.notes()] if shown.notes() else []
    return "\n".join(lines) + "\n"


def _block(heading: str, lines: list[str]) -> list[str]:
    return ["", heading, *(f"  {line}" for line in lines)] if lines else []


def to_markdown(found: Restatement, lang: str = "en") -> str:
    """Return a fragment for a comment on a pull request; long lists are folded."""
    shown = _Shown(found, lang)
    parts = [f"**{escaped(shown.heading())}**", "\n".join(f"- {escaped(line)}" for line in shown.summary())]
    if shown.first:
        parts.append(f"{escaped(shown.largest())}\n\n{_table(shown, shown.first)}")
    if shown.rest:
        parts.append(_folded(shown.told(say("Further units")), _table(shown, shown.rest)))
    for heading, lines in (
        (say("Without a total:"), shown.lacking()),
        (say("What the new definition finds wrong with the evidence:"), shown.problems()),
    ):
        if lines:
            parts.append(_folded(shown.told(heading), "\n".join(f"- {escaped(line)}" for line in lines)))
    parts += [f"*{escaped(note)}*" for note in shown.notes()]
    return "\n\n".join(parts) + "\n"


def _folded(summary: str, inside: str) -> str:
    return f"<details><summary>{escaped(summary)}</summary>\n\n{inside}\n\n</details>"


def _table(shown: _Shown, rows: Sequence[int]) -> str:
    header = shown.header()
    text = {0, *([len(header) - 1] if shown.by_node else [])}
    rule = ["---" if at in text else "---:" for at in range(len(header))]
    lines = [list(map(escaped, header)), rule, *(list(map(escaped, shown.cells(row))) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def to_html(found: Restatement, lang: str = "en") -> str:
    """Return a fragment of HTML that needs nothing else: tables, with a bar of the parts for each unit."""
    shown = _Shown(found, lang)
    lines = "".join(f"<li>{escape(line)}</li>" for line in shown.summary())
    parts = [f"<section><h3>{escape(shown.heading())}</h3>", f"<ul>{lines}</ul>"]
    if shown.first:
        parts += [f"<h4>{escape(shown.largest())}</h4>", _legend(shown), _rows(shown, shown.first)]
    if shown.rest:
        summary = escape(shown.told(say("Further units")))
        parts.append(f"<details><summary>{summary}</summary>\n{_rows(shown, shown.rest)}\n</details>")
    for heading, told in (
        (say("Without a total:"), shown.lacking()),
        (say("What the new definition finds wrong with the evidence:"), shown.problems()),
    ):
        if told:
            listed = "".join(f"<li>{escape(line)}</li>" for line in told)
            summary = escape(shown.told(heading))
            parts.append(f"<details><summary>{summary}</summary><ul>{listed}</ul></details>")
    parts += [f"<p><small>{escape(note)}</small></p>" for note in shown.notes()]
    return "\n".join([*parts, "</section>"]) + "\n"


def _legend(shown: _Shown) -> str:
    swatch = '<svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" fill="{}"/></svg> {}'
    words = [swatch.format(_HUES[part], escape(shown.told(_WORDS[part]))) for part in shown.parts]
    return f"<p>{' &#160; '.join(words)}</p>"


def _rows(shown: _Shown, rows: Sequence[int]) -> str:
    header = "".join(f"<th>{escape(name)}</th>" for name in (*shown.header(), ""))
    scale = max((_reach(shown, row) for row in shown.found.largest), default=0.0)
    lines = []
    for row in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in shown.cells(row))
        lines.append(f"<tr>{cells}<td>{_bar(shown, row, scale)}</td></tr>")
    table = f"<table>\n<thead><tr>{header}</tr></thead>\n<tbody>\n{chr(10).join(lines)}\n</tbody>\n</table>"
    return f'<div class="wide">\n{table}\n</div>'


def _figures(shown: _Shown, row: int) -> dict[str, float]:
    split = shown.found.split_at(row)
    return {} if split is None else {part: float(getattr(split, part)) for part in shown.parts}


def _reach(shown: _Shown, row: int) -> float:
    """Return how far the parts of a unit reach to either side."""
    figures = _figures(shown, row).values()
    return max(sum(f for f in figures if f > 0), -sum(f for f in figures if f < 0))


def _bar(shown: _Shown, row: int, scale: float) -> str:
    """Draw the parts of one unit from the middle: losses to the left, gains to the right."""
    figures, middle = _figures(shown, row), _WIDTH / 2
    if not figures or not scale:
        return ""
    ends = {1: middle, -1: middle}
    boxes = []
    for part, figure in figures.items():
        side, width = (1 if figure > 0 else -1), abs(figure) / scale * middle
        left = ends[side] if side > 0 else ends[side] - width
        ends[side] += side * width
        boxes.append(f'<rect x="{left:.1f}" y="0" width="{width:.1f}" height="{_HEIGHT}" fill="{_HUES[part]}"/>')
    label = ", ".join(f"{shown.told(_WORDS[part])} {figure:+.2f}" for part, figure in figures.items())
    axis = f'<path d="M{middle:g} 0v{_HEIGHT}" stroke="currentColor"/>'
    return (
        f'<svg role="img" aria-label="{escape(label)}" width="{_WIDTH}" height="{_HEIGHT}">{"".join(boxes)}{axis}</svg>'
    )
