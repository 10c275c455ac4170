"""Formats of problems: each a function from a report to text."""

from parindex.views.problems.formats import PROBLEMS
from parindex.views.problems.problem_lines import line, summary

__all__ = [
    "PROBLEMS",
    "line",
    "summary",
]
