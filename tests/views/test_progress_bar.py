"""A bar under the cell of a notebook or on a terminal, where a call takes a while; nothing prints otherwise."""

import io
import logging
import os
import sys
import types
from functools import partial

import pytest

import parindex
from parindex.base import told
from parindex.views.notebook import ProgressBar, progress_bar
from parindex.views.report.pages_told import pages_told

from ..sample import define, indicators

TABLE = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MONRE": {"appraised": 61.15, "survey": 25.85}}


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Handle:
    """What IPython gives for what is displayed."""

    def __init__(self, shown):
        self.shown = shown

    def update(self, data, raw):
        self.shown.append(data["text/html"])


@pytest.fixture
def notebook(monkeypatch):
    """Run as in a kernel; what stands under the cell, one after the other."""
    shown = []
    display = types.ModuleType("IPython.display")
    display.display = lambda data, raw, display_id: shown.append(data["text/html"]) or Handle(shown)
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return shown


@pytest.fixture
def patience(monkeypatch):
    """Take anything for long."""
    monkeypatch.setattr(progress_bar, "PATIENCE", 0)
    monkeypatch.setattr(progress_bar, "PAUSE", 0)


def test_a_notebook_shows_a_bar_by_itself_and_takes_it_away(notebook, patience):
    bar = told(None)
    for done in (1, 2, 3):
        bar(done, 3)
    assert [html.split("</progress>")[-1] for html in notebook] == ["", " 1 / 3", " 2 / 3", ""]


def test_what_is_soon_done_shows_nothing(notebook):
    bar = told(None)
    for done in (1, 2, 3):
        bar(done, 3)
    assert notebook == []


def test_who_is_told_can_be_chosen(notebook):
    def listener(done, total):
        raise AssertionError

    assert told(False) is None
    assert told(listener) is listener
    assert isinstance(told(True), ProgressBar)


def test_without_a_notebook_nobody_is_told_unless_asked_for(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert told(None) is None
    assert isinstance(told(True), ProgressBar)


def test_a_terminal_shows_a_line_and_takes_it_away(monkeypatch, patience):
    monkeypatch.setattr(sys, "stderr", Terminal())
    bar = ProgressBar(in_notebook=False)
    for done in (999, 1000):
        bar(done, 1000)
    assert sys.stderr.getvalue() == "\r999 / 1,000\r             \r"


def test_what_is_no_terminal_shows_nothing(monkeypatch, patience):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    bar = ProgressBar(in_notebook=False)
    bar(1, 2)
    assert sys.stderr.getvalue() == ""


def test_an_analysis_shows_how_far_it_is(notebook, patience):
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)
    parindex.uncertainty(scores, parindex.Uniform(0.2), draws=200_000)
    assert any("/ 200,000" in html for html in notebook)
    notebook.clear()
    parindex.uncertainty(scores, parindex.Uniform(0.2), draws=200_000, progress=False)
    assert notebook == []


def calls_of(work):
    """Return what a listener is told while something runs."""
    calls = []
    work(lambda done, total: calls.append((done, total)))
    return calls


def test_each_case_left_out_is_told():
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)
    assert calls_of(lambda told: parindex.leave_out(scores, progress=told)) == [(1, 2), (2, 2)]


def test_each_unit_left_out_of_compared_ones_is_told():
    leaf = indicators("a", keys='max = 10\nrule = { kind = "percentile-rank" }')
    scores = parindex.score(define(leaf), {name: {"a": at} for at, name in enumerate("uvw")})
    assert calls_of(lambda told: parindex.leave_out(scores, "units", progress=told)) == [(1, 3), (2, 3), (3, 3)]


def test_each_weight_moved_down_and_up_is_told():
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)
    assert calls_of(lambda told: parindex.one_at_a_time(scores, progress=told)) == [(at, 4) for at in (1, 2, 3, 4)]


def test_many_cases_are_told_some_at_a_time():
    ids = [f"i{at}" for at in range(120)]
    keys = 'max = 10\nnot_applicable = "drop"\nrule = { kind = "score" }'
    table = {unit: dict.fromkeys(ids, figure) for unit, figure in (("u", 3), ("v", 4))}
    scores = parindex.score(define(indicators(*ids, keys=keys)), table)
    calls = calls_of(lambda told: parindex.leave_out(scores, progress=told))
    assert calls == [(done, 120) for done in range(3, 121, 3)]


def test_each_table_compared_is_told():
    compare = partial(parindex.diff, "par-ministry-2022", "par-ministry-2022", [TABLE, TABLE])
    assert calls_of(lambda told: compare(progress=told)) == [(1, 2), (2, 2)]


def test_each_card_of_a_report_is_told(tmp_path):
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)

    def calls(lang):
        return calls_of(lambda told: parindex.report(scores, tmp_path / "x.html", lang=lang, progress=told))

    assert calls("vi") == [(1, 2), (2, 2)]
    assert calls("both") == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_a_pdf_is_at_is_told(caplog):
    log, calls = logging.getLogger("weasyprint.progress"), []
    with caplog.at_level(logging.INFO), pages_told(lambda *told: calls.append(told), 3):
        log.info("Step 3 - Applying CSS")
        log.info("Step 4 - Creating formatting structure")
        for page in range(1, 6):
            log.info("Step 5 - Creating layout - Page %d", page)
        log.info("Step 6 - Creating PDF")
    assert calls == [(6, 12), (7, 12), (8, 12), (9, 12), (12, 12)]
    assert len(caplog.records) == 8  # who reads the log goes on reading it
    assert (log.level, log.filters) == (logging.NOTSET, [])


def test_the_log_of_the_printer_is_heard_by_nobody_else(caplog):
    calls = []
    with pages_told(lambda *told: calls.append(told), 3):
        logging.getLogger("weasyprint.progress").info("Step 4 - Creating formatting structure")
    assert calls == [(6, 12), (12, 12)]
    assert not caplog.records


def test_a_pdf_is_told_to_its_end(tmp_path):
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)
    try:
        calls = calls_of(lambda told: parindex.report(scores, tmp_path / "x.pdf", lang="vi", progress=told))
    except parindex.ParindexError as error:  # a library of the system is not there
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    assert calls[:2] == [(1, 8), (2, 8)]
    assert calls[-1] == (8, 8)
    assert calls == sorted(set(calls))
    assert {(4, 8), (6, 8)} <= set(calls)  # what WeasyPrint says is still understood


def test_the_columns_of_a_workbook_and_its_writing_are_told():
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)
    calls = calls_of(lambda told: scores.to_excel(io.BytesIO(), progress=told))
    count = len(calls)
    assert count > 3  # two indicators and the total have a column at least
    assert calls == [(done, count) for done in range(1, count + 1)]


def test_nothing_is_printed_where_nobody_watches(capfd, patience, tmp_path):
    scores = parindex.score(parindex.load("par-ministry-2022"), TABLE)
    for progress in (None, True, False):
        parindex.leave_out(scores, progress=progress)
        parindex.one_at_a_time(scores, progress=progress)
        scores.to_excel(io.BytesIO(), progress=progress)
        parindex.report(scores, tmp_path / "x.html", progress=progress)
    assert capfd.readouterr() == ("", "")
