"""The command `parindex`: in this process, or in one of its own where the process is what is tested."""

import contextlib
import io
import os
import subprocess
import sys
from unittest import mock

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

DONE, FAULTY, FAILED = 0, 1, 2


def run(*arguments, given=b"", **environment):
    """Run the command here; give its exit code, what it printed and what it said besides."""
    code, (printed, said) = _run(arguments, given, environment, (io.BytesIO(), io.BytesIO()))
    return _sound(code, printed, said)


def transcript(*arguments, **environment):
    """Run the command here; give its exit code and both its streams in one, as on a terminal."""
    terminal = io.BytesIO()
    code, (shown, _) = _run(arguments, b"", environment, (terminal, terminal))
    return code, shown


def _run(arguments, given, environment, streams):
    from parindex.cli.entry import main

    standing_in = {
        "stdin": io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"),
        # As a stream of a locale without letters; the command itself makes it UTF-8.
        "stdout": io.TextIOWrapper(streams[0], encoding="ascii", newline="\n", write_through=True),
        "stderr": io.TextIOWrapper(streams[1], encoding="ascii", newline="\n", write_through=True),
    }
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, environment))
        for name, stream in standing_in.items():
            stack.enter_context(mock.patch.object(sys, name, stream))
        code = main([os.fsdecode(argument) for argument in arguments])
        return code, [stream.getvalue().decode("utf-8") for stream in streams]


def process(
    *arguments, given=None, program=("-m", "parindex"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **environment
):
    """Run the command, or another program, in a process of its own; give the same."""
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        stdout=stdout,
        stderr=stderr,
        env=os.environ | environment,
        timeout=120,
        check=False,
    )
    return _sound(done.returncode, (done.stdout or b"").decode("utf-8"), (done.stderr or b"").decode("utf-8"))


def _sound(code, printed, said):
    for trace in ("Traceback", "Exception ignored", "Error in"):
        assert trace not in said + printed
    return code, printed, said
