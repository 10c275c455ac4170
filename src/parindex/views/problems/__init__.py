"""Formats of problems: each a function from a report to text."""

from parindex.views.annotations import line as line
from parindex.views.problems.formats import PROBLEMS as PROBLEMS
from parindex.views.problems.problem_lines import problem_html as problem_html, summary as summary
