"""The waterfall: from the maximum down to the total by what each part loses, or from 0 up by what each gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from parindex.base import check_word, head, language, say, translated
from parindex.plot.chart_frame import altair, framed
from parindex.plot.chart_labels import node_label, scores_title
from parindex.plot.plan_chart import plan_steps
from parindex.plot.step_bars import StepMove, step_bars, steps_of
from parindex.scoring import Explanation, Scores
from parindex.targets import TargetPlan

if TYPE_CHECKING:
    import altair as alt

By = Literal["losses", "contributions"]
Of = Literal["parts", "indicators"]
#: Steps are written with so many decimals at least; what would be 0 then is no step of its own.
_DECIMALS, _NOTHING = 2, 1e-9
#: So many indicators are named.
_MOST = 15


def waterfall(
    result: Scores | Explanation | TargetPlan,
    unit: str | None = None,
    *,
    by: By = "losses",
    of: Of = "parts",
    lang: str | None = None,
) -> alt.LayerChart:
    """Draw how the total of a unit comes about, part by part; or what each change of a plan brings.

    Parameters
    ----------
    result : Scores, Explanation or TargetPlan
        What is explained; of scores also the unit. Of a plan, from the total as it is by what each change brings alone
        and what they make together to the total of the plan; `unit`, `by` and `of` say nothing then.
    unit : str, optional
        The unit, by code or name.
    by : {"losses", "contributions"}
        From the maximum down by what each part loses, or from 0 up by what each gives.
    of : {"parts", "indicators"}
        The parts of the index; or, of losses in scores, the indicators that lose most.
    lang : {"vi", "en"}, optional
        The language; without it that of the locale.

    Returns
    -------
    altair.LayerChart
        Its data: `step`, `kind`, `node`, `title`, `label`, `start`, `end`, `amount`, in points of the total. Steps add
        up: what rounding, limits and points left out make is a step as well.

    Raises
    ------
    ValueError
        The unit has no total, `by` is none of these, the total is no sum of what its parts give, or a plan changes
        nothing.
    """
    lang = language(lang)
    check_word("by", by, get_args(By))
    check_word("of", of, get_args(Of))
    if isinstance(result, TargetPlan):
        return plan_steps(result, lang)
    told = _explained(result, unit)
    steps = _steps(told, by, lang) if of == "parts" else _indicator_steps(result, unit, told, by, lang)
    title = translated(say("{name}: {what}", name=told.name, what=_index(result, lang)), lang)
    drawn: alt.LayerChart = framed(_bars(steps, _decimals(told), lang), title, _note(by, lang), lang)
    return drawn


def _index(result: Scores | Explanation, lang: str) -> str:
    """Return what the index is called; an explanation tells its title, and short what edition it is of."""
    if isinstance(result, Scores):
        return scores_title(result, lang)
    return result.title.get(lang) if result.title else result.heading


def _explained(result: Scores | Explanation, unit: str | None) -> Explanation:
    """Return the explanation, of which the total is the sum of what parts give."""
    if isinstance(result, Explanation):
        told = result
    elif unit is None:
        raise ValueError(say("a waterfall is of one unit: name it"))
    else:
        told = result.explain(unit)
    if told.score is None:
        raise ValueError(say("{unit} has no total", unit=told.name))
    counted = [part for part in told.parts if not part.left_out and not part.beside]
    if not counted or any(part.contribution is None for part in counted):
        raise ValueError(say("the total of {id!r} is no sum of what its parts give: it has no waterfall", id=told.id))
    return told


def _steps(told: Explanation, by: By, lang: str) -> list[dict[str, Any]]:
    """Return the steps, from the maximum or 0 to the total."""
    total, counted = float(told.score or 0), [part for part in told.parts if not part.beside and not part.left_out]
    begin = 0.0 if by == "contributions" else told.full
    if begin is None:
        raise ValueError(say("the maximum of {id!r} is not known: draw it by contributions", id=told.id))
    given = {part.id: part.contribution or 0.0 for part in counted}
    amounts = given if by == "contributions" else {id_: most - given[id_] for id_, most in _most(told, counted).items()}
    titles = {part.id: part.called(lang) for part in told.parts}
    order = sorted(amounts, key=lambda id_: -amounts[id_]) if by == "losses" else list(amounts)
    sign = -1 if by == "losses" else 1
    moves = [StepMove(titles[id_], sign * amounts[id_], id_) for id_ in order]
    moves += [
        StepMove(titles[part.id], _beside(part), part.id)
        for part in told.parts
        if part.beside and part.score is not None
    ]
    return _placed(_closed(moves, told, begin, lang), begin, total, by, lang)


def _indicator_steps(
    result: Scores | Explanation, unit: str | None, told: Explanation, by: By, lang: str
) -> list[dict[str, Any]]:
    """Return the steps from the maximum to the total by the indicators that lose most, and what all others lose."""
    if by != "losses" or isinstance(result, Explanation) or told.full is None or unit is None:
        raise ValueError(say("by indicators a waterfall shows losses, of scores whose maximum is known"))
    losses = result.lost(unit)
    lost = [(node, points) for node, points in zip(losses.nodes, losses.lost.tolist(), strict=True) if points > 0]
    moves = [StepMove(node_label(result.definition[node], lang), -points, node) for node, points in lost[:_MOST]]
    if rest := lost[_MOST:]:
        others = translated(say("{count} others", count=len(rest)), lang)
        moves.append(StepMove(others, -sum(points for _, points in rest)))
    return _placed(_closed(moves, told, told.full, lang), told.full, float(told.score or 0), by, lang)


def _closed(moves: list[StepMove], told: Explanation, begin: float, lang: str) -> list[StepMove]:
    """Return the moves with what is left to the total, unless that is below the last digit that is written."""
    rest = float(told.score or 0) - begin - sum(move.amount for move in moves)
    if abs(rest) <= 0.5 * 0.1 ** _decimals(told)[1] + _NOTHING:
        return moves
    return [*moves, StepMove(translated(say("limits, rounding, points left out"), lang), rest)]


def _decimals(told: Explanation) -> tuple[int, int]:
    """Return with how many decimals the total is written, and steps."""
    published = max(-int(told.score.as_tuple().exponent), 0) if told.score is not None else _DECIMALS
    return published, max(published, _DECIMALS)


def _beside(part: Explanation) -> float:
    """Return what a block beside the tree adds: bonus points, or penalty points taken off."""
    return float(part.contribution if part.contribution is not None else part.score or 0)


def _most(told: Explanation, counted: list[Explanation]) -> dict[str, float]:
    """Return what each part could give to the total at most: the maximum of the total by their weights and maxima."""
    weights = {part.id: (1.0 if part.weight is None else part.weight) * (part.full or 0.0) for part in counted}
    scale = (told.full or 0.0) / (sum(weights.values()) or 1.0)
    surest = max(counted, key=lambda part: part.computed or 0)
    if surest.computed and surest.contribution:  # with `times` or a cap it is not the maximum that is shared out
        scale = surest.contribution / surest.computed * (surest.full or 0.0) / (weights[surest.id] or 1.0)
    return {id_: scale * weight for id_, weight in weights.items()}


def _placed(moves: list[StepMove], begin: float, total: float, by: By, lang: str) -> list[dict[str, Any]]:
    """Return the steps with where each begins and ends, the first and the last of them bars from 0."""
    ends = translated(say("maximum"), lang), translated(say("total"), lang)
    first = None if by == "contributions" else ("maximum", ends[0], begin)
    return steps_of(first, moves, ("total", ends[1], total))


def _note(by: By, lang: str) -> list[str]:
    texts = {
        "losses": say("Points of the total that each part loses, from the maximum down to the total."),
        "contributions": say("Points of the total that each part gives, from 0 up to the total."),
    }
    return [translated(texts[by], lang)]


def _bars(steps: list[dict[str, Any]], decimals: tuple[int, int], lang: str) -> Any:
    alt = altair()
    least = min(min(step["start"], step["end"]) for step in steps)
    span = alt.Scale(domainMin=min(0.0, least), nice=True)
    across = alt.X("start:Q", title=head("points", lang), scale=span)
    written, moved = (f",.{count}f" for count in decimals)
    return step_bars(steps, (written, moved), across, lang)
