"""Results as tables: for the terminal, CSV and Markdown, from the same cells."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from parindex.appraisal import Reconciliation
from parindex.base import decimal, json_figure
from parindex.scoring import Scores

_TEXT = ("unit", "name", "group", "band")
_SIGNS = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_{}[]~$!"},
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
        # else a comment calls people, and links to other requests
        **{sign: f"{sign}\u200b" for sign in "@#"},
    }
)


def cells(scores: Scores) -> tuple[list[str], list[list[str]]]:
    """Return the header and one row a unit, best first and units without a rank last, all as published.

    The table shows the parts directly below the index.
    """
    parts = [part.id for part in scores.definition.children(scores.definition.id)]
    named, grouped = any(scores.names), any(scores.group)
    banded = any(scores.definition.bands_of(group) for group in scores.group)
    header = ["rank", "unit", *(["name"] * named), *(["group"] * grouped), *parts, "total", *(["band"] * banded)]
    figures = [scores.published(part) for part in parts]
    rows = []
    for row in scores.best_first:
        rank = json_figure(scores.rank[row])
        rows.append(
            [
                "" if rank is None else str(rank),
                scores.units[row],
                *([scores.names[row]] * named),
                *([scores.group[row] or ""] * grouped),
                *("" if column[row] is None else f"{column[row]:f}" for column in figures),
                "" if scores.rounded[row] is None else f"{scores.rounded[row]:f}",
                *([scores.band[row] or ""] * banded),
            ]
        )
    return header, rows


def to_csv(scores: Scores) -> str:
    """Return the table as CSV; without rank, group and band it can be read back as evidence."""
    header, rows = cells(scores)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def to_markdown(scores: Scores) -> str:
    """Return the table in Markdown."""
    header, rows = cells(scores)
    return markdown(header, rows, right=tuple(name for name in header if name not in _TEXT))


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    return " ".join(text.split()).translate(_SIGNS)


def markdown(header: list[str], rows: list[list[str]], right: tuple[str, ...]) -> str:
    """Return a table in Markdown, columns named in `right` set to the right."""
    lines = [header, ["---:" if name in right else "---" for name in header], *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def ruled(header: list[str], rows: list[list[str]], right: tuple[str, ...] = ()) -> str:
    """Return a table for a terminal, columns named in `right` set to the right; needs the extra `cli`."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in header:
        table.add_column(name, justify="right" if name in right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    text = io.StringIO()
    console = Console(file=text, width=100_000, highlight=False, markup=False, emoji=False)
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def to_table(scores: Scores) -> str:
    """Return the table for a terminal; needs the extra `cli`."""
    header, rows = cells(scores)
    return ruled(header, rows, right=tuple(name for name in header if name not in _TEXT))


def to_json_lines(scores: Scores) -> str:
    """Return the JSON of the result as text for people to read."""
    return scores.to_json(indent=2) + "\n"


#: Every format that `score` writes, by name.
FORMATS: dict[str, Callable[[Scores], str]] = {
    "table": to_table,
    "csv": to_csv,
    "json": to_json_lines,
    "markdown": to_markdown,
}


def changes(found: Reconciliation) -> str:
    """Return what an appraisal changed for a terminal: a table of units and one of changes; needs the extra `cli`."""
    first, last = found.layers
    header, rows = _units(found)
    units = ruled(header, rows, right=(first, last, "difference", "over-claimed", "under-claimed"))
    if not found.changes:
        return units
    listed = ruled(
        ["unit", "indicator", "what", first, last, "points", "total", "rank", "note"],
        [
            [
                change.unit,
                change.indicator,
                change.what,
                change.before,
                change.after,
                " → ".join(_figure(figure) or "–" for figure in change.published),
                _figure(change.effect),
                "" if math.isnan(change.rank) else f"{change.rank:+g}" if change.rank else "0",
                change.note,
            ]
            for change in found.changes
        ],
        right=("total", "rank"),
    )
    return f"{units}\n{listed}"


def _units(found: Reconciliation) -> tuple[list[str], list[list[str]]]:
    """Return one row a unit, group by group, what was lowered most first; figures and differences as published."""
    records = found.by_unit()
    groups = list(dict.fromkeys(record["group"] for record in records))
    records.sort(key=lambda record: (groups.index(record["group"]), record["difference"] or 0.0))
    named, grouped = any(record["name"] for record in records), any(groups)
    places = found.before.definition.decimals
    header = ["unit", *(["name"] * named), *(["group"] * grouped), *found.layers, "difference", "rank"]
    rows = []
    for record in records:
        then, now = (None if figure is None else Decimal(figure) for figure in record["published"])
        ranks = " → ".join(
            "–" if rank is None else f"{rank:g}" for rank in (record["rank_before"], record["rank_after"])
        )
        rows.append(
            [
                record["unit"],
                *([record["name"]] * named),
                *([record["group"] or ""] * grouped),
                _figure(then),
                _figure(now),
                "" if then is None or now is None else f"{now - then:f}",
                ranks,
                *(decimal(Fraction(repr(record[key])), places) for key in ("over_claimed", "under_claimed")),
            ]
        )
    return [*header, "over-claimed", "under-claimed"], rows


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:f}"


def changes_csv(found: Reconciliation) -> str:
    """Return every change as CSV."""
    out = io.StringIO()
    keys = ("unit", "name", "indicator", "what", "before", "after")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*keys, "points_before", "points_after", "total", "rank", "note"])
    for change in found.changes:
        figures = map(_figure, (*change.published, change.effect))
        rank = "" if math.isnan(change.rank) else f"{change.rank:g}"
        writer.writerow([*(getattr(change, key) for key in keys), *figures, rank, change.note])
    return out.getvalue()


#: Every format that `reconcile` writes, by name.
CHANGES: dict[str, Callable[[Reconciliation], str]] = {
    "table": changes,
    "csv": changes_csv,
    "json": lambda found: json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False, indent=2) + "\n",
}
