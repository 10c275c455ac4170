"""What an appraisal changed as tables, in every format of `parindex reconcile`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from parindex.appraisal import Change, Reconciliation, Remainder
from parindex.base import Figure, Message, decimal, head, json_document, language, local_number, translated, word
from parindex.views.document import TextTable
from parindex.views.tables.legend import joined, legend

_KEYS = ("unit", "name", "indicator", "what", "before", "after")
_LAST = ("points_before", "points_after", "change_of_total", "change_of_rank", "note")
_A_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def unit_table(reconciliation: Reconciliation, lang: str | None = None) -> TextTable:
    """Return one row a unit, group by group, what was lowered most first; figures and differences as published."""
    records, said = reconciliation.by_unit(), language(lang)
    groups = list(dict.fromkeys(record["group"] for record in records))
    records.sort(key=lambda record: (groups.index(record["group"]), record["difference"] or 0.0))
    named, grouped = any(record["name"] for record in records), any(groups)
    places = reconciliation.before.definition.decimals
    labels = ["unit", *(["name"] * named), *(["group"] * grouped)]
    header = [*labels, *reconciliation.layers, "difference", "rank", "over_claimed", "under_claimed"]
    rows = []
    for record in records:
        then, now = (None if figure is None else Decimal(figure) for figure in record["published"])
        ranks = ("–" if rank is None else f"{rank:g}" for rank in (record["rank_before"], record["rank_after"]))
        rows.append(
            [
                record["unit"],
                *([record["name"]] * named),
                *([record["group"] or ""] * grouped),
                _figure(then),
                _figure(now),
                "" if then is None or now is None else Figure(f"{now - then:f}"),
                _then_and_now(ranks, said),
                *(Figure(decimal(Fraction(repr(record[key])), places)) for key in ("over_claimed", "under_claimed")),
            ]
        )
    rank_at = header.index("rank", len(labels))
    figures = (*range(len(labels), rank_at), rank_at + 1, rank_at + 2)
    return TextTable([head(key, said) for key in header], rows, figures)


def change_table(reconciliation: Reconciliation, lang: str | None = None) -> TextTable:
    """Return one row a change, as people read it."""
    said = language(lang)
    rows = [_change_row(line, said) for line in _lines(reconciliation)]
    header = [
        "unit",
        "indicator",
        "what",
        *reconciliation.layers,
        "points",
        "change_of_total",
        "change_of_rank",
        "note",
    ]
    return TextTable([head(key, said) for key in header], rows, (6, 7))


def _lines(reconciliation: Reconciliation) -> list[Change | Remainder]:
    """Return the changes of each unit, and behind them what else moved its total, so that rows add up."""
    rest: dict[str, list[Remainder]] = {}
    for remainder in reconciliation.remainders:
        rest.setdefault(remainder.unit, []).append(remainder)
    lines: dict[str, list[Change | Remainder]] = {unit: [] for unit in reconciliation.before.units}
    for change in reconciliation.changes:
        lines[change.unit].append(change)
    return [line for unit, own in lines.items() for line in (*own, *rest.get(unit, ()))]


def _change_row(line: Change | Remainder, lang: str) -> list[str]:
    if isinstance(line, Remainder):
        return [line.unit, "", word("moved_by", line.why, lang), "", "", "", _figure(line.effect), "", ""]
    return [
        line.unit,
        line.indicator,
        word("what", line.what, lang),
        *_says(line, lang),
        _then_and_now((_figure(figure) or "–" for figure in line.published), lang),
        _figure(line.effect),
        _moved(line, signed=True),
        line.note,
    ]


def for_readers(reconciliation: Reconciliation, lang: str | None) -> list[TextTable]:
    """Return both tables in a language, that of changes where there are any, and what ids in it stand for."""
    tables, said = [unit_table(reconciliation, lang)], language(lang)
    if reconciliation.changes or reconciliation.remainders:
        tables.append(change_table(reconciliation, lang))
    nodes = (change.indicator for change in reconciliation.changes)
    return [*(table.in_language(said) for table in tables), *legend(reconciliation.before.definition, nodes, lang)]


def to_csv(reconciliation: Reconciliation, lang: str | None = None) -> str:
    """Return every change as CSV, and what else moved a total."""
    rows = []
    for line in _lines(reconciliation):
        if isinstance(line, Remainder):
            rows.append([line.unit, line.name, "", line.why, "", "", "", "", _figure(line.effect), "", ""])
        else:
            rows.append([*(getattr(line, key) for key in _KEYS), *_figures(line), line.note])
    return TextTable([*_KEYS, "points_before", "points_after", "total", "rank", "note"], rows).to_csv()


def for_excel(reconciliation: Reconciliation, lang: str | None = None) -> str:
    """Return every change as CSV for Excel, heads and words in a language."""
    said = language(lang)
    rows = []
    for line in _lines(reconciliation):
        said_of = [line.unit, line.name]
        if isinstance(line, Remainder):
            why = word("moved_by", line.why, said)
            rows.append([*said_of, "", why, "", "", "", "", _figure(line.effect), "", ""])
        else:
            what = word("what", line.what, said)
            rows.append([*said_of, line.indicator, what, *_says(line, said), *_figures(line), line.note])
    keys = (*_KEYS[:-2], *reconciliation.layers, *_LAST)
    return TextTable([head(key, said) for key in keys], rows).to_excel_csv()


def _says(change: Change, lang: str) -> list[str]:
    """Return what either layer says, numbers as such."""
    layers = [str(change.before), str(change.after)]
    told = (translated(says, lang) if isinstance(says, Message) else says for says in (change.before, change.after))
    return [Figure(text) if _A_NUMBER.fullmatch(text) else said for text, said in zip(layers, told, strict=True)]


def _figures(change: Change) -> list[str]:
    return [*map(_figure, (*change.published, change.effect)), _moved(change)]


def _moved(change: Change, *, signed: bool = False) -> str:
    if math.isnan(change.rank):
        return ""
    return Figure(f"{change.rank:+g}" if signed and change.rank else f"{change.rank:g}")


def _then_and_now(figures: Iterable[str], lang: str) -> str:
    return " → ".join(local_number(figure, lang) for figure in figures)


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else Figure(f"{figure:f}")


#: Every format that `reconcile` writes, by name.
CHANGES: dict[str, Callable[[Reconciliation, str | None], str]] = {
    "table": lambda reconciliation, lang: joined(TextTable.to_terminal, for_readers(reconciliation, lang)),
    "csv": to_csv,
    "excel": for_excel,
    "json": lambda reconciliation, lang: json_document(reconciliation.to_dict(), lang),
    "markdown": lambda reconciliation, lang: joined(TextTable.to_markdown, for_readers(reconciliation, lang)),
}
