"""How long it takes to begin: to import what scores, against numpy, and `parindex score`, against its libraries.

Each is timed in a process of its own, Python's own start included on both sides, and once everything has its bytecode.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SURFACE = "import parindex; parindex.load, parindex.read_evidence, parindex.score"


@pytest.fixture
def process():
    """Give work that starts Python with some arguments, once everything has its bytecode."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def of(*arguments):
        def work():
            subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True)

        work()
        return work

    return of


def test_import_of_what_scores(against, process):
    against(process("-c", SURFACE), process("-c", "import numpy"), "import numpy")


def test_score_of_the_readme(against, process):
    """The first command of the README."""
    pytest.importorskip("rich")
    score = process("-m", "parindex", "score", "par-ministry-2022", "examples/par-ministries-2023.csv")
    libraries = process("-c", "import numpy, click, rich.console, rich.table")
    against(score, libraries, "import numpy, click, rich")
