"""One page to hand over: a ranking, a card a unit, sources and method."""

from parindex.views.report.report_file import REPORTS as REPORTS, report as report, report_content as report_content
from parindex.views.report.report_page import BOTH as BOTH, report_page as report_page
