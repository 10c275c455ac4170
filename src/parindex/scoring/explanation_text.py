"""An explanation as a tree of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parindex.base import (
    Figure,
    Message,
    Name,
    aligned_columns,
    decimal,
    first_of,
    half_up_text,
    language,
    rough,
    say,
    together,
    translated,
    tree_lines,
)
from parindex.definition import measure

if TYPE_CHECKING:
    from parindex.scoring.explanation import Explanation


def tree_text(explanation: Explanation, lang: str | None = None) -> str:
    """Write an explanation as a tree: score, share of the maximum, points lost, weight, contribution, rule."""
    spoken, titles = language(lang), lang is not None
    rows = [
        (lines + _label(node, lang), *(translated(cell, spoken, titles=titles) for cell in _cells(node)))
        for lines, node in tree_lines(explanation, lambda node: node.parts)
    ]
    head = together([explanation.heading or _label(explanation, lang), *_standing(explanation)], " · ")
    if explanation.heading:
        head = together([explanation.name, head], " · ")
    reasons = [f"{translated(reason, spoken, titles=titles)}." for reason in explanation.reasons]
    return "\n".join([translated(head, spoken), *reasons, *aligned_columns(rows, right=(2, 3, 4))])


def _label(node: Explanation, lang: str | None) -> str:
    """Return the id of a node or, in a language named, its title; with the id where a formula names it."""
    if not (node.title and lang):
        return node.id
    return Name(node.id, node.title, kept=True).titled(lang) if node.named else node.title.get(lang)


def _standing(explanation: Explanation) -> list[str]:
    """Say score, points, rank and group of results."""
    said: list[str] = [_score(explanation)]
    points, most = explanation.points, explanation.max
    if points is not None and most is not None and most != explanation.full:
        said.append(say("{points} of {most} points", points=rough(points), most=rough(most)))
    if explanation.rank is not None:
        said.append(_rank(explanation, explanation.rank))
    elif explanation.heading:
        said.append(say("without rank"))
    return [*said, explanation.band or ""]


def _rank(explanation: Explanation, rank: float) -> Message:
    said = say("rank {rank:g} of {count}", rank=rank, count=explanation.n_ranked)
    if not explanation.undecided:
        return said
    return together([said, say("shared with {units}: the authority decides", units=first_of(explanation.undecided))])


def _score(node: Explanation) -> str:
    if node.score is None:
        return say("n/a") if node.left_out else say("missing")
    score = Figure(f"{node.score:f}")
    if node.full is None:
        return say("{score}", score=score)
    return say("{score} of {full}", score=score, full=rough(node.full))


def _cells(node: Explanation) -> tuple[str, ...]:
    percent = lost = weight = adds = ""
    if node.share is not None:
        percent = say("{share} %", share=Figure(f"{node.share:f}"))
    if node.score is not None and node.lost is not None and node.full:
        decimals = max(-int(node.score.as_tuple().exponent), 0)
        lost = say("lost {points}", points=Figure(decimal(node.lost, decimals)))
    if node.weight is not None:
        weight = say("weight {weight}", weight=rough(node.weight, 4))
        if node.contribution is not None:
            adds = say("adds {points}", points=half_up_text(node.contribution, 4))
    papers = (together(["[", paper.said(), "]"], "") for paper in node.documents)
    return _score(node), percent, lost, weight, adds, together([value_and_how(node), *papers], " ")


def value_and_how(node: Explanation) -> str:
    """Say what the value of a node is, and how its score comes from it."""
    if node.value is None or node.how == "given":
        return node.how
    value: str = node.entered or str(node.value)
    if isinstance(node.value, float):
        value = together([rough(node.value), measure(node.unit) if node.unit else ""], " ")
    elif isinstance(node.value, Message):
        value = node.value
    return say("{what}: {how}", what=value, how=node.how)
