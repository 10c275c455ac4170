"""Trees of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from parindex.kernels.round import half_up_exact, in_decimals
from parindex.rules import plain

if TYPE_CHECKING:
    from fractions import Fraction

    from parindex.definition import Definition
    from parindex.explanation import Explanation


def decimal(value: Fraction | Decimal, decimals: int = 2) -> str:
    """Write a number rounded half up."""
    from fractions import Fraction

    return str(in_decimals(half_up_exact(Fraction(value), decimals), decimals))


def columns(rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Line up the cells of rows; columns in `right` to the right, and without what is empty in all of them."""
    width = [max((len(row[at]) for row in rows), default=0) for at in range(len(rows[0]) if rows else 0)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width[at]) if at in right else cell.ljust(width[at]) for at, cell in enumerate(row) if width[at]
        ]
        lines.append("   ".join(cells).rstrip())
    return lines


def _branches(node: Explanation, lang: str | None, prefix: str = "") -> Iterator[tuple[str, Explanation]]:
    for at, part in enumerate(node.parts):
        last = at == len(node.parts) - 1
        label = part.title.get(lang) if part.title and lang else part.id
        yield f"{prefix}{'└─ ' if last else '├─ '}{label}", part
        yield from _branches(part, lang, prefix + ("   " if last else "│  "))


def tree(explanation: Explanation, lang: str | None = None) -> str:
    """Write an explanation as a tree: score, share of the maximum, points lost, weight, contribution, rule."""
    head = [explanation.name, explanation.heading] if explanation.heading else [explanation.id]
    head.append(_score(explanation))
    if explanation.rank is not None:
        head.append(f"rank {explanation.rank:g} of {explanation.n_ranked}")
    elif explanation.heading:
        head.append("without rank")
    head += [explanation.band] if explanation.band else []
    rows = [_row(label, node) for label, node in _branches(explanation, lang)]
    return "\n".join([" · ".join(head), *columns(rows, right=(2, 3, 4))])


def _score(node: Explanation) -> str:
    if node.score is None:
        return "n/a" if node.how.startswith("not applicable") else "missing"
    return f"{node.score:f}" if node.full is None else f"{node.score:f} of {node.full:.6g}"


def _row(label: str, node: Explanation) -> tuple[str, ...]:
    percent = lost = weight = adds = ""
    if node.score is not None and node.lost is not None and node.full:
        from fractions import Fraction

        percent = f"{decimal(Fraction(node.score) / (Fraction(node.score) + node.lost) * 100)} %"
        lost = f"lost {decimal(node.lost, max(-int(node.score.as_tuple().exponent), 0))}"
    if node.weight is not None:
        weight = f"weight {node.weight:.4g}"
        adds = f"adds {node.contribution:.4f}" if node.contribution is not None else ""
    value = ""
    if node.value is not None and node.how != "given":
        value = f"{node.value:.6g}" if isinstance(node.value, float) else node.value
        value += f" {node.unit}: " if node.unit else ": "
    return label, _score(node), percent, lost, weight, adds, value + node.how


def outline(definition: Definition, lang: str = "en") -> str:
    """Write a definition as a tree: title, weight, maximum, way to combine, rule."""
    from parindex.definition import Component

    rows: list[tuple[str, ...]] = []

    def walk(id_: str, prefix: str) -> None:
        parts = definition.parts(id_)
        for at, part in enumerate(parts):
            last = at == len(parts) - 1
            weight = f"weight {plain(part.weight)}" if part.weight is not None else ""
            if isinstance(part, Component):
                most, how = part.max, part.combine + (f" × {plain(part.times)}" if part.times else "")
            else:
                most, how = (
                    part.obtainable,
                    f"{part.rule.kind}: {part.rule.explain(part, None)}".removesuffix(": given"),
                )
            limit = f"max {plain(most)}" if most is not None else ""
            title = part.title.get(lang) if part.title else ""
            rows.append((f"{prefix}{'└─ ' if last else '├─ '}{part.id}", title, weight, limit, how))
            walk(part.id, prefix + ("   " if last else "│  "))

    walk(definition.id, "")
    how = definition.combine + (f" × {plain(definition.times)}" if definition.times else "")
    head = [definition.id, definition.title.get(lang), definition.period, how]
    head += [f"max {plain(definition.max)}"] if definition.max is not None else []
    head += [definition.status] if definition.status else []
    notes = [f"note: {definition.note.get(lang)}"] if definition.note else []
    for source in definition.sources:
        title = source.title.get(lang) if source.title else source.id
        notes.append(f"source: {title}{f' <{source.url}>' if source.url else ''}")
    return "\n".join([" · ".join(head), *columns(rows), *notes])
