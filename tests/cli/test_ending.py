"""A run ends when it is told to, in whichever way and whatever it is doing, and leaves nothing behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parindex.base import FAILED

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are listed as Linux does")
#: Seconds after which a run has not ended.
TOO_LATE = 30
DEFINITION = 'id = "t"\nindex = "T"\nversion = "1"\ntitle = "T"\nyears = [2025]\ncombine = "sum"\n' + "".join(
    f'[[indicator]]\nid = "{name}"\nmax = 10\n' for name in "ab"
)
ENDLESS = "--method", "uncertainty", "--draws", "2000000000", "--workers", "2"
#: Work in C that hears no signal, of minutes.
DEAF = """
import hashlib, signal, sys
from parindex.cli import ending, main, run
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may ignore it
ending.PATIENCE = 0.1
def work(*_):
    print("begun", flush=True)
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2_000_000_000)
run.run = work
sys.exit(main())
"""


@pytest.fixture
def begun():
    """Give what begins a process that leads a session of its own."""
    with contextlib.ExitStack() as stack:

        def begin(*arguments, **options):
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
            run = subprocess.Popen([sys.executable, *arguments], start_new_session=True, **pipes, **options)
            stack.enter_context(run)
            stack.callback(run.kill)
            return run

        yield begin


def processes(session):
    """Return the processes of a session that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of, *_ = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(of) == session and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def at_work(session):
    """Return how many processes of a session are past their start: of one that has just begun Python itself tells.

    That is a reader of a pipe whose writer was ended by force; it has no thread yet but its first.
    """
    found = 0
    for process in processes(session):
        with contextlib.suppress(OSError):
            found += len(list(Path(f"/proc/{process}/task").iterdir())) > 1
    return found


def eventually(condition):
    """Wait until something is so."""
    end = time.monotonic() + TOO_LATE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(process):
    """Return how a process ended and what it said; nothing of its session is left."""
    _, said = process.communicate(timeout=TOO_LATE)
    eventually(lambda: not processes(process.pid))
    return process.returncode, said


@pytest.fixture
def sensitivity(begun, tmp_path):
    (tmp_path / "t.toml").write_text(DEFINITION)
    (tmp_path / "t.csv").write_text("unit,a,b\nu,1,2\nv,3,4\n")

    def begin(*options):
        return begun("-m", "parindex", "sensitivity", "t.toml", "t.csv", *ENDLESS, *options, cwd=tmp_path)

    return begin


@LINUX
@pytest.mark.slow
def test_a_run_with_workers_ends_however_it_is_told_and_leaves_no_process(sensitivity, tmp_path):
    """Six seconds of the processor: three runs with two workers each."""
    (tmp_path / "o.csv").write_text("before")
    runs = [sensitivity("-o", "o.csv") for _ in range(3)]
    for run in runs:
        eventually(lambda run=run: at_work(run.pid) >= 3)
    group, alone, killed = runs
    for _ in range(2):  # whoever presses Ctrl-C presses it twice
        os.killpg(group.pid, signal.SIGINT)
    alone.send_signal(signal.SIGTERM)
    killed.kill()
    told = FAILED, "parindex: interrupted\n"
    assert [ended(run) for run in runs] == [told, told, (-signal.SIGKILL, "")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.csv", "t.csv", "t.toml"]
    assert (tmp_path / "o.csv").read_text() == "before"


@LINUX
@pytest.mark.slow
def test_workers_that_are_starting_end_without_a_word(sensitivity):
    """A second: processes start."""
    run = sensitivity()
    eventually(lambda: len(processes(run.pid)) > 2)
    os.killpg(run.pid, signal.SIGINT)
    assert ended(run) == (FAILED, "parindex: interrupted\n")


@LINUX
def test_work_that_hears_nothing_is_ended_by_force(begun):
    run = begun("-c", DEAF, "--lang", "vi")
    assert run.stdout.readline() == "begun\n"
    run.send_signal(signal.SIGHUP)
    assert ended(run) == (FAILED, "parindex: đã dừng theo yêu cầu\n")


@LINUX
def test_a_run_begun_to_ignore_the_end_of_its_terminal_goes_on(begun):
    run = begun(
        "-c",
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
        "from parindex.cli import ending; ending.end_when_told(); os.kill(os.getpid(), signal.SIGHUP); print('on')",
    )
    assert (run.communicate(timeout=TOO_LATE), run.returncode) == (("on\n", ""), 0)


@LINUX
def test_ctrl_c_while_libraries_are_read_ends_it_without_a_word(begun):
    code = "import sys; sys.modules['parindex.cli.entry'] = None; from parindex.cli import ending, main;"
    code += "import builtins, signal; real = builtins.__import__;"
    code += "builtins.__import__ = lambda *a: signal.raise_signal(signal.SIGINT) or real(*a); sys.exit(main())"
    assert ended(begun("-c", code)) == (FAILED, "")
