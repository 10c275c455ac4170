"""Nothing prints by itself: what C code prints while a solver works goes nowhere, what Python prints arrives."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("scipy")
PCI = Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv"
PRINTS = """
import ctypes, sys
from parindex.base import silent_solver

def shout(word):
    library = ctypes.CDLL("ucrtbase") if sys.platform == "win32" else ctypes.CDLL(None)
    library.puts(word)
    library.fflush(None)
"""


def printed(program):
    """Return what a program writes to its standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, timeout=60, check=True, text=True
    )
    return done.stdout.split(), done.stderr


def test_the_solver_prints_nothing_from_python(tmp_path):
    """HiGHS prints a line of its own now and then, whatever it is told: 23 of them for these provinces."""
    heading, *rows = PCI.read_text(encoding="utf-8").splitlines()
    table = tmp_path / "forty.csv"
    table.write_text("\n".join([heading, *rows[-40:]]), encoding="utf-8")
    program = f"""
        import parindex
        scores = parindex.score(parindex.load("pci-2013"), {str(table)!r})
        ranges = parindex.rank_range(scores, parindex.Uniform(0.5))
        print(len(ranges.best))
    """
    assert printed(program) == (["40"], "")


def test_calls_that_overlap_are_silent_till_the_last():
    program = """
        shout(b"before")
        with silent_solver.silence():
            with silent_solver.silence():
                shout(b"inner")
            shout(b"outer")
        shout(b"after")
    """
    assert printed(PRINTS + textwrap.dedent(program)) == (["before", "after"], "")


@pytest.mark.skipif(sys.platform == "win32", reason="the file itself is taken there")
def test_what_python_prints_meanwhile_arrives():
    program = """
        with silent_solver.silence():
            print("here", flush=True)
    """
    assert printed(PRINTS + textwrap.dedent(program)) == (["here"], "")


@pytest.mark.skipif(sys.platform == "win32", reason="the file itself is taken there anyway")
def test_where_the_stream_of_c_cannot_be_taken_the_file_is():
    program = """
        silent_solver._c_stream = lambda: None
        shout(b"before")
        with silent_solver.silence():
            shout(b"inner")
        shout(b"after")
        print("too")
    """
    assert printed(PRINTS + textwrap.dedent(program)) == (["before", "after", "too"], "")
