"""What the report says of itself, by the name under which its templates know it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from parindex.base import HEADS, Message, capital, local_number, rough, say, translated

MINUS, NONE = "\u2212", "–"

#: The sentences and headings of the page; short words stand in `HEADS`.
WORDS: Mapping[str, Message] = {
    "ranking": say("Ranking"),
    "pictures": say("Pictures"),
    "units": say("Units"),
    "method": say("Method and sources"),
    "contents": say("Contents"),
    "skip": say("Skip to the ranking"),
    "back": say("Back to the ranking"),
    "rank_interval": say("rank interval"),
    "difference_to_median": say("to the median"),
    "strengths": say("Strengths"),
    "weaknesses": say("Weaknesses"),
    "losses": say("Where points were lost"),
    "neighbours": say("Next in the ranking"),
    "alike": say("Units alike"),
    "remarks": say("Remarks"),
    "scroll": say("table that scrolls sideways"),
    "sort_by": say("sort by"),
    "of_unit": say("score of the unit"),
    "combining": say("How the index is put together"),
    "sources": say("Sources"),
    "problems": say("Problems found in the evidence"),
    "no_problems": say("No problem was found in the evidence."),
    "origins": say("What this report rests on"),
    "language": say("Language"),
    "every_node": say("Every part and indicator"),
}


def head_words(lang: str) -> dict[str, str]:
    """Return the words of the page and the heads of columns in a language, with a capital at the front."""
    said = {name: translated(message, lang) for name, message in {**HEADS, **WORDS}.items()}
    return {name: capital(text) for name, text in said.items()}


def number(figure: Decimal | None, lang: str) -> str:
    """Write a published figure, a dash where there is none."""
    return NONE if figure is None else local_number(f"{figure:f}", lang).replace("-", MINUS)


def signed(figure: Decimal | None, lang: str) -> str:
    """Write a difference with its sign."""
    return NONE if figure is None else local_number(f"{figure:+f}", lang).replace("-", MINUS)


def short_number(figure: float | None, lang: str) -> str:
    """Write a number as short as it is: a rank, a maximum."""
    return NONE if figure is None or math.isnan(figure) else local_number(rough(figure), lang).replace("-", MINUS)
