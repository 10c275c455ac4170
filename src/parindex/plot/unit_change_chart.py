"""What changed one unit's total, or its rank, between two years: a waterfall of causes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from parindex.base import capital, head, say, translated, word
from parindex.plot.chart_frame import altair, framed
from parindex.plot.chart_labels import ARROW, index_title, year_of
from parindex.plot.step_bars import StepMove, reach_of, step_bars, steps_of
from parindex.scoring import Scores
from parindex.years import UnitChange

if TYPE_CHECKING:
    import altair as alt

#: So many nodes of the unit's own evidence have a bar each.
_NODES = 8


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
    chart = step_bars(steps, _formats(change, show), _axis(steps, show, lang), lang, bold=bold)
    drawn: alt.LayerChart = framed(chart, title, [translated(note, lang) for note in _told(change, show)], lang)
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
    nodes, root = list(change.nodes.items()), change.scores.definition.id
    count = len(nodes) if len(nodes) == _NODES + 1 else _NODES  # one alone is named too
    for node, part in nodes[:count]:
        title = change.titles.get(node) if node != root else None
        called = title.get(lang) if title else node
        yield _move(called if node != root else _cause("own", lang), part, node if node != root else "", "evidence")
    if rest := nodes[count:]:
        others = translated(say("{count} others", count=len(rest)), lang)
        yield _move(others, sum((part for _, part in rest), Fraction(0)), "…", "evidence")
    for cause, part in change.total.items():
        if cause != "evidence" and part and not (cause == "rounding" and _is_unseen(change, part)):
            yield _move(_cause(cause, lang), part, "", cause)


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
    """Return the horizontal axis; of ranks the first and every fifth are written."""
    last = max(max(step["start"], step["end"]) for step in steps)
    ranks = {"format": "d", "values": [1, *range(5, int(last) + 5, 5)]} if show == "rank" else {}
    title = head("points" if show == "score" else "rank", lang)
    return altair().X("start:Q", title=title, **reach_of(steps, **ranks))


def _told(change: UnitChange, show: str) -> Iterator[str]:
    """Say where it stood and stands, and how the rank went from the one to the other."""
    yield change.heading()
    if change.path:
        yield change.way()
    if show == "score" and change.nodes:
        yield say("Bars of parts of the index: the unit's own change. Bold: what else changed the total.")
    if show == "rank":
        yield say("Parts of the rank are means over every order of the causes.")
    yield say("Blue: better. Orange: worse.")
