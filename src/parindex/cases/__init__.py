"""Published figures as tests of a definition."""

from parindex.cases.case_files import parse_cases as parse_cases
from parindex.cases.outcomes import CaseResults as CaseResults, Miss as Miss, Outcome as Outcome, run_cases as run_cases
