"""Work that takes a while: it shows on a terminal, and Ctrl-C ends all of it."""

import io
import os
import sys
import threading
import time
from multiprocessing import active_children

import pytest

from parindex.base import ParindexError
from parindex.cli import catalogue_command, long_work

from ..command import DONE, FAILED, run


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, work, patience):
    """Return what a terminal shows of work, in small letters of its own."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(long_work, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    with long_work.bar() as progress:
        work(progress)
    return terminal.getvalue()


def test_what_takes_a_while_shows_how_far_it_is(monkeypatch):
    def work(progress):
        for done in (1, 2):
            time.sleep(0.2)
            progress(done, 3)

    assert "1/3" in shown(monkeypatch, work, 0.01)


def test_what_does_not_tell_how_far_it_is_shows_that_it_goes_on(monkeypatch):
    assert "━" in shown(monkeypatch, lambda progress: time.sleep(0.3), 0.01)


def test_what_is_soon_done_shows_nothing(monkeypatch):
    assert shown(monkeypatch, lambda progress: progress(1, 3), 60) == ""
    assert threading.active_count() < 20


def test_what_is_no_terminal_shows_nothing(monkeypatch):
    monkeypatch.setattr(long_work, "PATIENCE", 0)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with long_work.bar() as progress:
        time.sleep(0.05)
        progress(1, 2)
    assert sys.stderr.getvalue() == ""


def test_without_workers_there_is_no_executor():
    with long_work.workers(None) as shared:
        assert shared == {}


@pytest.fixture(scope="module")
def two_workers():
    """Two seconds: processes start."""
    with long_work.workers(2) as shared:
        yield shared["executor"]
    assert active_children() == []


def test_workers_share_the_work_and_tell_what_failed_and_where(two_workers):
    assert [*two_workers.map(abs, [-1, -2, -3])] == [1, 2, 3]
    failed = two_workers.submit(int, "x").exception(timeout=60)
    assert type(failed) is ValueError
    assert "in run" in failed.__notes__[0]


def test_workers_are_gone_once_the_work_is_broken_off():
    """Two seconds: processes start."""

    def interrupted(executor):
        waiting.extend(executor.submit(time.sleep, 600) for _ in range(4))
        raise KeyboardInterrupt

    waiting, others = [], {*active_children()}
    with pytest.raises(KeyboardInterrupt), long_work.workers(1) as shared:
        interrupted(shared["executor"])
    assert {*active_children()} == others
    assert all(future.done() for future in waiting)


@pytest.mark.parametrize("lang, told", [("en", "a process that shared the work was ended"), ("vi", "một tiến trình")])
def test_a_worker_that_is_ended_from_outside_is_told(two_workers, lang, told):
    failed = two_workers.submit(os._exit, 1).exception(timeout=60)
    assert isinstance(failed, ParindexError)
    assert told in failed.said(lang)


@pytest.mark.parametrize("lang, told", [("en", "interrupted"), ("vi", "đã dừng theo yêu cầu")])
def test_ctrl_c_ends_a_command_with_one_line(monkeypatch, lang, told):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    assert run("list", "--lang", lang)[0] == DONE
    monkeypatch.setattr(catalogue_command, "catalogue", interrupt)
    assert run("list", "--lang", lang) == (FAILED, "", f"parindex: {told}\n")
