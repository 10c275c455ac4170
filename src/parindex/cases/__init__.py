"""Published figures as tests of a definition."""

from parindex.cases.case import Case as Case, Cases as Cases
from parindex.cases.case_files import parse_cases as parse_cases
from parindex.cases.outcomes import (
    CaseResults as CaseResults,
    CaseState as CaseState,
    ExpectedFigure as ExpectedFigure,
    Miss as Miss,
    Outcome as Outcome,
    cases_schema as cases_schema,
    run_cases as run_cases,
)
