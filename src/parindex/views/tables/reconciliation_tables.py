"""What an appraisal changed as tables, in every format of `parindex reconcile`."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from parindex.appraisal import Reconciliation
from parindex.base import decimal, json_text
from parindex.views.document import TextTable


def unit_table(reconciliation: Reconciliation, lang: str | None = None) -> TextTable:
    """Return one row a unit, group by group, what was lowered most first; figures and differences as published."""
    records = reconciliation.by_unit()
    groups = list(dict.fromkeys(record["group"] for record in records))
    records.sort(key=lambda record: (groups.index(record["group"]), record["difference"] or 0.0))
    named, grouped = any(record["name"] for record in records), any(groups)
    places = reconciliation.before.definition.decimals
    labels = ["unit", *(["name"] * named), *(["group"] * grouped)]
    header = [*labels, *reconciliation.layers, "difference", "rank", "over-claimed", "under-claimed"]
    rows = []
    for record in records:
        then, now = (None if figure is None else Decimal(figure) for figure in record["published"])
        ranks = record["rank_before"], record["rank_after"]
        rows.append(
            [
                record["unit"],
                *([record["name"]] * named),
                *([record["group"] or ""] * grouped),
                _figure(then),
                _figure(now),
                "" if then is None or now is None else f"{now - then:f}",
                " → ".join("–" if rank is None else f"{rank:g}" for rank in ranks),
                *(decimal(Fraction(repr(record[key])), places) for key in ("over_claimed", "under_claimed")),
            ]
        )
    rank_at = header.index("rank")
    return TextTable(header, rows, (*range(len(labels), rank_at), rank_at + 1, rank_at + 2))


def change_table(reconciliation: Reconciliation, lang: str | None = None) -> TextTable:
    """Return one row a change, as people read it."""
    rows = [
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
        for change in reconciliation.changes
    ]
    header = ["unit", "indicator", "what", *reconciliation.layers, "points", "total", "rank", "note"]
    return TextTable(header, rows, (6, 7))


def to_tables(reconciliation: Reconciliation, lang: str | None = None) -> str:
    """Return both tables for a terminal, that of changes where there are any."""
    tables = [
        unit_table(reconciliation, lang),
        *([change_table(reconciliation, lang)] if reconciliation.changes else []),
    ]
    return "\n".join(table.to_terminal() for table in tables)


def to_csv(reconciliation: Reconciliation, lang: str | None = None) -> str:
    """Return every change as CSV."""
    keys = ("unit", "name", "indicator", "what", "before", "after")
    rows = [
        [
            *(getattr(change, key) for key in keys),
            *map(_figure, (*change.published, change.effect)),
            "" if math.isnan(change.rank) else f"{change.rank:g}",
            change.note,
        ]
        for change in reconciliation.changes
    ]
    return TextTable([*keys, "points_before", "points_after", "total", "rank", "note"], rows).to_csv()


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:f}"


#: Every format that `reconcile` writes, by name.
CHANGES: dict[str, Callable[[Reconciliation, str | None], str]] = {
    "table": to_tables,
    "csv": to_csv,
    "json": lambda reconciliation, lang: json_text(reconciliation.to_dict(), 2) + "\n",
}
