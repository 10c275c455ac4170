"""Published figures as tests of a definition."""

from parindex.cases.case_files import parse_cases
from parindex.cases.outcomes import CaseResults, run_cases

__all__ = [
    "CaseResults",
    "parse_cases",
    "run_cases",
]
