"""Problems as a table: how severe each is, its code, its place, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from parindex.base import Problem, head, word
from parindex.views.document import TextTable

_HEADS = ("severity", "code", "place", "message", "hint")


def problem_table(problems: Iterable[Problem], lang: str) -> TextTable:
    """Return problems in a language, a row each.

    Examples
    --------
    >>> from parindex import Problem
    >>> from parindex.views.tables import problem_table
    >>> problem_table([Problem("out-of-range", message="101", source="a.csv", line=3, column=2)], "vi").rows
    [['lỗi', 'out-of-range', 'a.csv:3:2', '101', '']]
    """
    told = [problem.said(lang) for problem in problems]
    rows = [[word("severity", one.severity, lang), one.code, one.place, one.message, one.hint] for one in told]
    return TextTable([head(name, lang) for name in _HEADS], rows)
