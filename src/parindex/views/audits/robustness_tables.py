"""Tables of robustness, rounded for people to read."""

from __future__ import annotations

import numpy as np

from parindex.base import Figure, method, translated, word
from parindex.robustness import Alternatives, IntervalSummary, LeaveOut, Sobol
from parindex.scoring import Scores
from parindex.views.audits.coherence_tables import figure_cells, table_of
from parindex.views.document import TextTable


def alternatives_table(found: Alternatives, lang: str) -> TextTable:
    """Return how far ranks move by each other method, and who moves most."""
    overview = found.overview()
    columns = [
        [translated(method(name), lang) for name in found.changed],
        [record["first"] or "" for record in overview],
        [_rank(record["rank"]) for record in overview],
        [str(record["then"] or "") for record in overview],
        figure_cells(found.mean_rank_shift, 1),
        [_rank(shift) for shift in found.greatest_rank_shift.tolist()],
        figure_cells(found.share_moved_10),
        figure_cells(found.spearman),
        figure_cells(found.kendall),
    ]
    heads = ["changed", "first_unit", "rank", "then", "mean_rank_shift", "greatest_rank_shift", "share_moved_10"]
    return table_of([*heads, "spearman", "kendall"], columns, 2, lang)


def without_table(found: LeaveOut, lang: str) -> TextTable:
    """Return how far ranks move without each part."""
    columns = [
        list(found.changed),
        figure_cells(found.mean_rank_shift, 1),
        [_rank(shift) for shift in found.greatest_rank_shift.tolist()],
    ]
    return table_of(["left_out", "mean_rank_shift", "greatest_rank_shift"], columns, 1, lang)


def shares_table(found: Sobol, lang: str) -> TextTable:
    """Return what the shifts of ranks come from, most first."""
    records = sorted(found.to_records(), key=lambda record: -(record["total"] or 0.0))
    columns = [
        [word("factor", record["factor"], lang) for record in records],
        figure_cells([np.nan if record["first"] is None else record["first"] for record in records]),
        figure_cells([np.nan if record["total"] is None else record["total"] for record in records]),
    ]
    return table_of(["factor", "first_order", "total_effect"], columns, 1, lang)


def intervals_table(found: IntervalSummary, scores: Scores, lang: str) -> TextTable:
    """Return the rank of each unit and between which places it lies in nine of ten draws, best first."""
    order = np.argsort(found.rank, kind="stable").tolist()
    names = dict(zip(scores.units, scores.names, strict=True))
    columns = [
        [found.units[at] for at in order],
        [names[found.units[at]] for at in order],
        *([_rank(line[at]) for at in order] for line in (found.rank, found.low, found.median, found.high)),
    ]
    return table_of(["unit", "name", "rank", "low_rank", "median_rank", "high_rank"], columns, 2, lang)


def _rank(figure: float | None) -> str:
    return "" if figure is None or np.isnan(figure) else Figure(f"{figure:g}")
