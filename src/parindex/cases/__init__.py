"""Published figures as tests of a definition."""

from parindex.cases.case import Case as Case, CaseRow as CaseRow, Cases as Cases, Cell as Cell, Expected as Expected
from parindex.cases.case_files import (
    cases_naming as cases_naming,
    figure as figure,
    is_printed as is_printed,
    parse_cases as parse_cases,
    written_cases as written_cases,
)
from parindex.cases.outcomes import (
    CaseResults as CaseResults,
    CaseState as CaseState,
    ExpectedFigure as ExpectedFigure,
    Miss as Miss,
    Outcome as Outcome,
    cases_schema as cases_schema,
    run_cases as run_cases,
)
