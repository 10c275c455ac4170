"""Steps that lead from one figure to another, a row each: what waterfalls of all kinds are drawn of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from parindex.base import head
from parindex.plot.chart_frame import BLUE, DARK, ORANGE, altair, inline, title_axis, wrapped
from parindex.plot.chart_labels import distinct

#: So many signs go into a line of a label.
_LABEL_SIGNS = 40
#: What a bar stands for, and its colour: what was before or could be, what is lost, gained, and what is after.
#: What cannot be told for better or worse is pale.
COLOURS = {"maximum": "#c9c9c9", "before": "#8f8f8f", "loss": ORANGE, "gain": BLUE, "total": DARK, "after": DARK}
_ENDS = ("maximum", "before", "total", "after")
_NEITHER, _PALE = "incomparable", "#c9c9c9"


@attrs.frozen
class StepMove:
    """One step on the way: what it is of, and by how much it leads further."""

    title: str
    amount: float
    node: str = ""
    cause: str = ""
    values: str = ""  # which stand below the title, whole


def steps_of(
    begin: tuple[str, str, float] | None,
    moves: Sequence[StepMove],
    end: tuple[str, str, float],
    *,
    zero: bool = True,
    sign: int = 1,
) -> list[dict[str, Any]]:
    """Return one record a step: from a begin (kind, title, figure), else from 0, by moves to an end.

    Begin and end are bars from 0, or with `zero` false marks where they are. A move is a gain where it leads up, or
    with a `sign` of -1 down.
    """
    reached = 0.0 if begin is None else begin[2]
    steps = [] if begin is None else [_end(begin, zero=zero)]
    for move in moves:
        kind = "gain" if move.amount * sign >= 0 else "loss"
        steps.append(_step(kind, move, reached, reached + move.amount))
        reached += move.amount
    steps.append(_end(end, zero=zero))
    for step, move in zip(steps[begin is not None :], moves, strict=False):
        step["label"] = _label(move)
        step["title"] += f": {move.values}" if move.values else ""
    called = [step.pop("label", wrapped(step["title"], _LABEL_SIGNS, 2)) for step in steps]
    labels = distinct([(name, step["node"] or step["kind"]) for name, step in zip(called, steps, strict=True)])
    return [{"step": at, **step, "label": label} for at, (step, label) in enumerate(zip(steps, labels, strict=True))]


def _label(move: StepMove) -> str:
    """Return a title in two lines, or in one with its values below."""
    lines = 1 if move.values else 2
    return "\n".join(filter(None, [wrapped(move.title, _LABEL_SIGNS, lines), move.values]))


def _end(end: tuple[str, str, float], *, zero: bool) -> dict[str, Any]:
    kind, title, figure = end
    return {**_step(kind, StepMove(title, figure), 0.0 if zero else figure, figure), "amount": round(figure, 6)}


def _step(kind: str, move: StepMove, start: float, end: float) -> dict[str, Any]:
    figures = {name: round(figure, 6) for name, figure in (("start", start), ("end", end), ("amount", end - start))}
    return {"kind": kind, "cause": move.cause, "node": move.node, "title": move.title, **figures}


def step_bars(
    steps: Sequence[dict[str, Any]],
    formats: tuple[str, str],
    axis: Any,
    lang: str,
    *,
    bold: Sequence[str] = (),
    rank: bool = False,
) -> Any:
    """Return bars of steps, with the figures of their ends and moves in two formats of d3.

    `axis` is the horizontal channel of `start`; the labels that are `bold` are written so. Moves of a `rank` have the
    signs of ranks.
    """
    alt, labels = altair(), [step["label"] for step in steps]
    written, moved = formats
    moves = _of_rank(moved) if rank else f"format(datum.amount, '+{moved}')"
    told = f"indexof({list(_ENDS)}, datum.kind) >= 0 ? format(datum.amount, '{written}') : {moves}"
    base = (
        alt.Chart()
        .transform_calculate(written=told)
        .encode(
            y=title_axis(labels, bold),
            tooltip=[
                alt.Tooltip("title:N", title=head("component", lang)),
                alt.Tooltip("written:N", title=head("rank" if rank else "points", lang)),
            ],
        )
    )
    kinds = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    colour = alt.condition(alt.datum.cause == _NEITHER, alt.value(_PALE), alt.Color("kind:N", scale=kinds, legend=None))
    layers = [base.mark_bar(height={"band": 0.7}).encode(x=axis, x2="end:Q", color=colour)]
    if any(step["start"] == step["end"] and step["kind"] in _ENDS for step in steps):
        marks = base.transform_filter(f"indexof({list(_ENDS)}, datum.kind) >= 0")
        layers.append(marks.mark_tick(thickness=5, size=21, opacity=1).encode(x="end:Q", color=colour))
    right = base.transform_calculate(right="max(datum.start, datum.end)").mark_text(align="left", dx=6)
    layers.append(right.encode(x="right:Q", text="written:N"))
    return alt.layer(*layers, data=inline(list(steps))).properties(height=alt.Step(30))


def _of_rank(form: str) -> str:
    """Return how a move of a rank is written, as an expression: up is towards the first."""
    return f"datum.amount ? (datum.amount < 0 ? '▲' : '▼') + format(abs(datum.amount), '{form}') : '='"


def reach_of(steps: Sequence[dict[str, Any]], **axis: Any) -> dict[str, Any]:
    """Return scale and axis of a horizontal channel as far as steps reach, with room for figures; not from 0."""
    alt = altair()
    reached = [figure for step in steps for figure in (step["start"], step["end"])]
    low, high = min(reached), max(reached)
    room = 0.06 * (high - low) or 1.0
    scale = alt.Scale(domain=[low - room, high + 3 * room], nice=False, zero=False)
    return {"scale": scale, "axis": alt.Axis(orient="top", tickCount=8, **axis)}
