"""The units most alike to one, as a card shows them: how they stand, and where they differ most."""

from __future__ import annotations

from parindex.base import capital, translated
from parindex.scoring import Scores, peers
from parindex.views.report.page_content import UnitAlike, UnitsAlike
from parindex.views.report.page_words import MINUS, number, short_number

#: How many of them a card shows.
_PEERS = 5


def units_alike(scores: Scores, row: int, lang: str) -> UnitsAlike | None:
    """Return the units most alike to that of a row; None where there is nobody, or no score, to compare it by."""
    try:
        found = peers(scores, scores.units[row], _PEERS)
    except ValueError:
        return None
    lines = [
        UnitAlike(
            name=scores.called(other),
            rank=short_number(scores.rank[other], lang),
            total=number(scores.rounded[other], lang),
            differences="; ".join(found.differences(at, lang)).replace(" -", f" {MINUS}"),
        )
        for at, other in enumerate(found.rows)
    ]
    return UnitsAlike(tuple(lines), tuple(capital(translated(note, lang)) for note in found.notes))
