"""A report of 63 units by 100 indicators: within three seconds, and half as much again as the figures in it."""

import time

import pytest

from parindex.scoring import losses

from .flat import scores

pytest.importorskip("jinja2")
pytest.importorskip("vl_convert")

SECONDS, LOSSES = 3, 5


def report():
    from parindex.views.report import report_page

    return report_page(scores(domains=8), lang="vi")


def figures():
    scored = scores(domains=8)
    return [(scored.summary(unit), losses(scored, unit, LOSSES)) for unit in scored.units]


def test_a_report_against_the_figures_in_it(against):
    page = against(report, figures, "summaries and losses of all units", rounds=3)
    assert page.count("<article") == 63


def test_a_report_takes_three_seconds_at_most(quick):
    before = time.process_time()
    report()
    if not quick:
        assert time.process_time() - before < SECONDS
