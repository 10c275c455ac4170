"""Trees of plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from parindex.definition import Component, Definition, Node
from parindex.kernels.round import half_up_exact, in_decimals
from parindex.rules import plain

if TYPE_CHECKING:
    from parindex.explanation import Explanation

_T = TypeVar("_T")


def decimal(value: Fraction | Decimal, decimals: int = 2) -> str:
    """Write a number rounded half up."""
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


def _branches(node: _T, parts: Callable[[_T], Sequence[_T]], prefix: str = "") -> Iterator[tuple[str, _T]]:
    """Yield every node below `node` with the lines that lead to it."""
    below = parts(node)
    for at, part in enumerate(below):
        last = at == len(below) - 1
        yield f"{prefix}{'└─ ' if last else '├─ '}", part
        yield from _branches(part, parts, prefix + ("   " if last else "│  "))


def tree(explanation: Explanation, lang: str | None = None) -> str:
    """Write an explanation as a tree: score, share of the maximum, points lost, weight, contribution, rule."""
    head = [explanation.name, explanation.heading] if explanation.heading else [explanation.id]
    head.append(_score(explanation))
    if explanation.points is not None and explanation.max is not None and explanation.max != explanation.full:
        head.append(f"{explanation.points:.6g} of {explanation.max:.6g} points")
    if explanation.rank is not None:
        head.append(f"rank {explanation.rank:g} of {explanation.n_ranked}")
    elif explanation.heading:
        head.append("without rank")
    head += [explanation.band] if explanation.band else []
    rows = [
        _row(lines + (node.title.get(lang) if node.title and lang else node.id), node)
        for lines, node in _branches(explanation, lambda node: node.parts)
    ]
    return "\n".join([" · ".join(head), *columns(rows, right=(2, 3, 4))])


def _score(node: Explanation) -> str:
    if node.score is None:
        return "n/a" if node.left_out else "missing"
    return f"{node.score:f}" if node.full is None else f"{node.score:f} of {node.full:.6g}"


def _row(label: str, node: Explanation) -> tuple[str, ...]:
    percent = lost = weight = adds = ""
    if node.share is not None:
        percent = f"{node.share:f} %"
    if node.score is not None and node.lost is not None and node.full:
        lost = f"lost {decimal(node.lost, max(-int(node.score.as_tuple().exponent), 0))}"
    if node.weight is not None:
        weight = f"weight {node.weight:.4g}"
        adds = f"adds {node.contribution:.4f}" if node.contribution is not None else ""
    value = ""
    if node.value is not None and node.how != "given":
        value = f"{node.value:.6g}" if isinstance(node.value, float) else node.value
        value += f" {node.unit}: " if node.unit else ": "
    papers = "".join(f" [{paper}]" for paper in node.documents)
    return label, _score(node), percent, lost, weight, adds, value + node.how + papers


def outline(definition: Definition, lang: str = "en") -> str:
    """Write a definition as a tree: title, weight, maximum, way to combine, rule."""
    rows: list[tuple[str, ...]] = []
    root: Node = definition.root
    for lines, node in _branches(root, lambda node: definition.children(node.id)):
        if isinstance(node, Component):
            most, how = node.max, node.combine + (f" × {plain(node.times)}" if node.times else "")
        else:
            most, how = node.obtainable, f"{node.rule.kind}: {node.rule.explain(node, None)}".removesuffix(": given")
        title = node.title.get(lang) if node.title else ""
        weight = f"weight {plain(node.weight)}" if node.weight is not None else ""
        rows.append((lines + node.id, title, weight, f"max {plain(most)}" if most is not None else "", how))
    how = definition.combine + (f" × {plain(definition.times)}" if definition.times else "")
    head = [definition.id, definition.title.get(lang), definition.period, how]
    head += [f"max {plain(definition.max)}"] if definition.max is not None else []
    head += [definition.status] if definition.status else []
    notes = [f"note: {definition.note.get(lang)}"] if definition.note else []
    for source in definition.sources:
        title = source.title.get(lang) if source.title else source.id
        notes.append(f"source: {title}{f' <{source.url}>' if source.url else ''}")
    return "\n".join([" · ".join(head), *columns(rows), *notes])
