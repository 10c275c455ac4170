"""What each change of a plan brings, from the total as it is to that of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parindex.base import capital, head, say, translated
from parindex.plot.chart_frame import altair, framed
from parindex.plot.chart_labels import ARROW, scores_title
from parindex.plot.step_bars import StepMove, reach_of, step_bars, steps_of
from parindex.targets import TargetPlan

if TYPE_CHECKING:
    import altair as alt

#: With so many decimals at most a move is written that is nothing with those of the total.
_PLACES = 4


def plan_steps(plan: TargetPlan, lang: str) -> alt.LayerChart:
    """Draw what each change of a plan brings by itself, and what they make together."""
    if not plan.made:
        raise ValueError(say("this is reached already: nothing needs to change"))
    totals = [float(scores.rounded[plan.row] or 0) for scores in (plan.scores, plan.after)]
    moves = _moves(plan, lang)
    rest = totals[1] - totals[0] - sum(move.amount for move in moves)
    decimals = plan.scores.definition.decimals
    if abs(rest) > 0.5 * 0.1**decimals:
        moves.append(
            StepMove(capital(translated(say("what they do together, and rounding"), lang)), rest, cause="together")
        )
    ends = (capital(translated(say("total as it is"), lang)), capital(translated(say("total by the plan"), lang)))
    sign = plan.scores.definition.rank.sign
    steps = steps_of(("before", ends[0], totals[0]), moves, ("after", ends[1], totals[1]), zero=False, sign=sign)
    written, moved = f",.{decimals}f", f",.{_needed(moves, decimals)}f"
    axis = altair().X("start:Q", title=head("points", lang), **reach_of(steps))
    bold = [step["label"] for step in steps if not step["node"]]
    name = plan.name or plan.unit
    title = say("{name}: {what}", name=name, what=scores_title(plan.scores, lang))
    notes = [capital(line) for line in plan.in_words(lang)]
    drawn: alt.LayerChart = framed(
        step_bars(steps, (written, moved), axis, lang, bold=bold), translated(title, lang), notes, lang
    )
    return drawn


def _moves(plan: TargetPlan, lang: str) -> list[StepMove]:
    """Return one step a change: what changes from what to what, and what that brings alone."""
    rows = zip(plan.made, *(column.cells for column in plan.columns(lang)[:3]), strict=True)
    return [
        StepMove(title, change.alone, change.move.name, values=f"{before}{ARROW}{after}")
        for change, title, before, after in rows
    ]


def _needed(moves: list[StepMove], decimals: int) -> int:
    """Return with how many decimals, up to some, no move that is one looks like none."""
    least = min(abs(move.amount) for move in moves if move.amount) if any(move.amount for move in moves) else 1
    enough = (places for places in range(decimals, _PLACES) if least >= 0.5 * 0.1**places)
    return max(decimals, next(enough, _PLACES))
