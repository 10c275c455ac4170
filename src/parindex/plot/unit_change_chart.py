"""What changed one unit's total, or its rank, between two years: a waterfall of causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from parindex.base import Message, capital, head, say, translated, word
from parindex.plot.chart_frame import altair, framed
from parindex.plot.chart_labels import ARROW, index_title, year_of
from parindex.plot.step_bars import StepMove, reach_of, step_bars, steps_of
from parindex.scoring import Scores
from parindex.years import UnitChange, merged_before

if TYPE_CHECKING:
    import altair as alt

#: So many nodes of the unit's own evidence have a bar each, and of what cannot be compared.
_NODES, _APART = 8, 5
#: So many ranks are written along the axis.
_RANKS = 14


def unit_change(change: UnitChange, show: Literal["score", "rank"], lang: str) -> alt.LayerChart:
    """Draw what changed the total of a unit, its own evidence node by node, or its rank, by cause."""
    reason = change.reason if show == "score" else change.rank_reason
    if reason:
        raise ValueError(say("{unit} has no change by cause: {why}", unit=change.name or change.unit, why=reason))
    moves = list(_of_total(change, lang) if show == "score" else _of_rank(change, lang))
    before, after = _ends(change, show)
    sign = -1 if show == "rank" or change.scores.definition.rank.best == "lowest" else 1
    years = [
        f"{capital(head('total' if show == 'score' else 'rank', lang))} {year_of(scores, lang, at)}"
        for at, scores in enumerate(_both(change))
    ]
    steps = steps_of(("before", years[0], before), moves, ("after", years[1], after), zero=False, sign=sign)
    bold = [step["label"] for step in steps if not step["node"]]
    title = translated(say("{name}: {what}", name=change.name or change.unit, what=_index(change, lang)), lang)
    chart = step_bars(steps, _formats(change, show), _axis(steps, show, lang), lang, bold=bold, rank=show == "rank")
    notes = [capital(translated(note, lang)) for note in _told(change, {move.cause for move in moves}, show)]
    drawn: alt.LayerChart = framed(chart, title, notes, lang)
    return drawn


def _both(change: UnitChange) -> tuple[Scores, Scores]:
    return change.before, change.scores


def _index(change: UnitChange, lang: str) -> str:
    years = [str(scores.year) if scores.year is not None else scores.definition.id for scores in _both(change)]
    return f"{index_title(change.scores.definition, lang)}, {ARROW.join(years)}"


def _ends(change: UnitChange, show: str) -> tuple[float, float]:
    """Return the published total, or the rank, before and after."""
    first = change.before.units.index(change.unit_before)
    last = change.scores.units.index(change.unit)
    if show == "rank":
        return float(change.before.rank[first]), float(change.scores.rank[last])
    return float(change.before.rounded[first] or 0), float(change.scores.rounded[last] or 0)


def _of_total(change: UnitChange, lang: str) -> Iterator[StepMove]:
    """Yield what changed the total: own evidence by node, the least of it together; then every other cause."""
    yield from _by_node(change, change.nodes, _NODES, "evidence", lang)
    for cause, part in change.total.items():
        if cause == "incomparable" and change.incomparable_nodes:
            yield from _by_node(change, change.incomparable_nodes, _APART, cause, lang)
        elif cause != "evidence" and part and not (cause == "rounding" and _is_unseen(change, part)):
            yield _move(_cause(cause, lang), part, "", cause)


def _by_node(change: UnitChange, parts: Mapping[str, Fraction], most: int, cause: str, lang: str) -> Iterator[StepMove]:
    """Yield the parts of one cause by node, those beyond the most together; one alone is named too."""
    nodes, root = sorted(parts.items(), key=lambda pair: -abs(pair[1])), change.scores.definition.id
    count = len(nodes) if len(nodes) == most + 1 else most
    for node, part in nodes[:count]:
        title = change.titles.get(node) if node != root else None
        called = title.get(lang) if title else node
        own = _cause("own" if cause == "evidence" else cause, lang)
        yield _move(called if node != root else own, part, node if node != root else "", cause)
    if rest := nodes[count:]:
        others = translated(say("{count} others", count=len(rest)), lang)
        yield _move(others, sum((part for _, part in rest), Fraction(0)), "…", cause)


def _is_unseen(change: UnitChange, part: Fraction) -> bool:
    """Return whether a part is nothing with the decimals that are written."""
    return abs(part) < Fraction(1, 2 * 10 ** _decimals(change))


def _decimals(change: UnitChange) -> int:
    return max(scores.definition.decimals for scores in _both(change))


def _of_rank(change: UnitChange, lang: str) -> Iterator[StepMove]:
    """Yield what changed the rank; the unit's own change and that of the others even where they are nothing."""
    for cause, part in change.rank.items():
        if part or cause in ("own", "others"):
            yield _move(_cause(cause, lang), part, "", cause)


def _move(title: str, part: Fraction, node: str, cause: str) -> StepMove:
    return StepMove(title, float(part), node, cause)


def _cause(cause: str, lang: str) -> str:
    return capital(word("cause", cause, lang))


def _formats(change: UnitChange, show: str) -> tuple[str, str]:
    """Return how ends and moves are written."""
    return ("~g", ".2~f") if show == "rank" else (f",.{_decimals(change)}f",) * 2


def _axis(steps: list[dict[str, Any]], show: str, lang: str) -> Any:
    """Return the horizontal axis; of ranks as many are written as it has room for."""
    reached = [figure for step in steps for figure in (step["start"], step["end"])]
    low, high = max(1, int(min(reached)) - 1), int(max(reached)) + 2
    step = next((step for step in (1, 2, 5, 10, 20, 50) if high - low <= _RANKS * step), 100)
    ranks = {"format": "d", "values": [rank for rank in range(low, high) if rank == 1 or rank % step == 0]}
    title = head("points" if show == "score" else "rank", lang)
    return altair().X("start:Q", title=title, **reach_of(steps, **(ranks if show == "rank" else {})))


def _told(change: UnitChange, causes: set[str], show: str) -> Iterator[Message]:
    """Say where it stood and stands, how the rank went from the one to the other, and what bars stand for."""
    yield change.heading()
    if change.path:
        yield change.way()
    yield from merged_before(_both(change))
    if show == "rank":
        yield say("Parts of the rank are means over every order of the causes.")
    elif change.nodes and causes - {"evidence", "incomparable"}:
        yield say("Bars of parts of the index: the unit's own change. Bold: what else changed the total.")
    elif change.nodes:
        yield say("Bars of parts of the index: the unit's own change.")
    if "incomparable" in causes:
        yield say("Blue: better. Orange: worse. Grey: in one of the years alone, so not comparable.")
    else:
        yield say("Blue: better. Orange: worse.")
