"""Published figures as tests of a definition."""

from parindex.cases.case_files import parse_cases
from parindex.cases.outcomes import CaseResults, Miss, Outcome, run_cases

__all__ = [
    "CaseResults",
    "Miss",
    "Outcome",
    "parse_cases",
    "run_cases",
]
