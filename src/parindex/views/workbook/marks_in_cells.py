"""What stands in cells in place of a number, and how worksheets are called, in a language."""

from __future__ import annotations

import attrs

from parindex.base import say, translated
from parindex.views.workbook.cell_texts import quoted_sheet, sheet_name

#: What evidence holds where an indicator is not applicable, and where a value would divide by 0.
NOT_APPLICABLE, BY_ZERO = "n/a", "÷0"
#: What stands in place of a score by the policy for missing values, or for what is not applicable; else it is missing.
STATES = {"zero": "zero", "redistribute": "left_out", "drop": "left_out", "share": "shared_out", "full": "full"}


@attrs.frozen
class CellMarks:
    """The words in place of a score, in a language."""

    missing: str
    left_out: str
    shared_out: str

    @classmethod
    def of(cls, lang: str) -> CellMarks:
        """Return those of a language."""
        words = say("missing"), say("left out"), say("points shared out")
        return cls(*(translated(word, lang) for word in words))


@attrs.frozen
class SheetNames:
    """The names of the worksheets, in a language."""

    ranking: str
    scores: str
    explanation: str
    evidence: str
    calculation: str
    lookup: str
    problems: str
    sources: str

    @classmethod
    def of(cls, lang: str) -> SheetNames:
        """Return those of a language."""
        titles = (
            say("Ranking"),
            say("All scores"),
            say("Explanation"),
            say("Evidence"),
            say("Calculation"),
            say("Reference figures"),
            say("Problems"),
            say("Sources and method"),
        )
        return cls(*(sheet_name(translated(title, lang)) for title in titles))

    def before(self, sheet: str) -> str:
        """Return the name of one of them as it stands before a cell."""
        name: str = getattr(self, sheet)
        return quoted_sheet(name)
