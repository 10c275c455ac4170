"""Work that takes a while: it shows on a terminal, and Ctrl-C ends all of it."""

import io
import os
import signal
import sys
import threading
import time
from multiprocessing import active_children

import pytest

from parindex.cli import catalogue_command, long_work
from parindex.cli.entry import _ended_alike

from ..command import DONE, FAILED, run

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX systems")


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


def test_workers_share_the_work_and_end_with_it():
    """Two seconds: processes start."""
    with long_work.workers(1) as shared:
        assert [*shared["executor"].map(abs, [-1, -2])] == [1, 2]
    assert active_children() == []


def test_workers_end_within_two_seconds_of_ctrl_c():
    """Some seconds: processes start."""

    def interrupted(executor):
        executor.submit(abs, 1).result()
        for _ in range(4):
            executor.submit(time.sleep, 600)
        began.append(time.monotonic())
        raise KeyboardInterrupt

    began = []
    with pytest.raises(KeyboardInterrupt), long_work.workers(2) as shared:
        interrupted(shared["executor"])
    while active_children() and time.monotonic() - began[0] < 2:  # the pool and we both wait for them to end
        time.sleep(0.01)
    assert active_children() == []
    assert time.monotonic() - began[0] < 2


@POSIX
def test_a_request_to_end_is_as_ctrl_c():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), _ended_alike():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("lang, told", [("en", "interrupted"), ("vi", "đã dừng theo yêu cầu")])
def test_ctrl_c_ends_a_command_with_one_line(monkeypatch, lang, told):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    assert run("list", "--lang", lang)[0] == DONE
    monkeypatch.setattr(catalogue_command, "catalogue", interrupt)
    assert run("list", "--lang", lang) == (FAILED, "", f"parindex: {told}\n")
