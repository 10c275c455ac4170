"""Loading a definition of 2,000 lines: within 4 x of `tomli.loads` the first time in a process, 2 x after.

After means the same text again, which is known by then; another text of that size is benchmarked beside it. And
`parindex check` of all bundled definitions, start-up included, against the start of Python with numpy.
"""

import re
import subprocess
import sys
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
import tomli

from parindex.base import LIMITS
from parindex.definition.reading.definition_text import _parsed, load_text

INDICATORS = Path(__file__).resolve().parents[1] / "indicators"
LINES = 2_000


@pytest.fixture(scope="module")
def text():
    """Repeat the tree of the PCI 2006 below other ids until the file has 2,000 lines."""
    once = (INDICATORS / "pci-2006.toml").read_text(encoding="utf-8")
    once = re.sub(r"^weights_total = .*\n", "", once, flags=re.MULTILINE)  # of copies side by side they do not hold
    head, bracket, tree = once.partition("[[")
    out = head + bracket + tree
    for copy in count(1):
        if out.count("\n") >= LINES:
            return out
        out += bracket + re.sub(r'^((?:id|parent) = "[^"]+)', rf"\g<1>_{copy}", tree, flags=re.MULTILINE)
    return out


def bare(text):
    return lambda: tomli.loads(text, parse_float=Decimal)


def test_load_2000_lines_the_first_time(against, text, tmp_path):
    """Both are timed in a process of their own, once everything is imported."""
    path = tmp_path / "long.toml"
    path.write_text(text, encoding="utf-8")
    code = (
        "import sys, time, tomli, parindex.definition\n"
        "text = open(sys.argv[1], encoding='utf-8').read()\n"
        "start = time.perf_counter()\n"
        "{}(text)\n"
        "print(time.perf_counter() - start)\n"
    )

    def told(function):
        arguments = [sys.executable, "-c", code.format(function), path]
        return lambda: float(subprocess.run(arguments, capture_output=True, check=True).stdout)

    against(told("parindex.definition.load_text"), told("tomli.loads"), "tomli.loads", clock=lambda work: work())


def test_load_2000_lines_again(against, text):
    against(lambda: load_text(text), bare(text), "tomli.loads")


def test_load_2000_other_lines(against, text):
    definition, problems = against(lambda: _parsed(text, "", None, None, LIMITS), bare(text), "tomli.loads")
    assert definition is not None
    assert not problems


def test_check_all_bundled_definitions(against):
    pytest.importorskip("click")

    def run(*arguments):
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    against(run("-m", "parindex", "check", INDICATORS), run("-c", "import numpy"), "import numpy")
