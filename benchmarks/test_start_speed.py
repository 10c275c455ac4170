"""How long it takes to begin: at most 1.7 x numpy to import what scores, 2.0 x its libraries for `parindex score`.

Each is timed in a process of its own, Python's own start included on both sides. What is installed has its bytecode;
in a checkout it is written beside it first.
"""

import compileall
import os
import subprocess
import sys
from pathlib import Path

import pytest

import parindex

ROOT = Path(__file__).resolve().parents[1]
SURFACE = "import parindex; parindex.load, parindex.read_evidence, parindex.score"


@pytest.fixture(scope="module", autouse=True)
def bytecode(tmp_path_factory):
    """Compile all modules, as an installer does, into a folder of their own."""
    prefix, own = tmp_path_factory.mktemp("bytecode"), Path(parindex.__file__).parent
    sys.pycache_prefix, before = str(prefix), sys.pycache_prefix
    compileall.compile_dir(own, quiet=2)
    sys.pycache_prefix = before
    return prefix


@pytest.fixture
def process(bytecode):
    """Give work that starts Python with some arguments."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def of(*arguments):
        command = [sys.executable, *arguments]
        return lambda: subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)

    return of


def test_import_of_what_scores(against, process):
    against(process("-c", SURFACE), process("-c", "import numpy"), "import numpy")


def test_score_of_the_readme(against, process):
    """The first command of the README."""
    pytest.importorskip("rich")
    score = process("-m", "parindex", "score", "par-ministry-2022", "examples/par-ministries-2023.csv")
    libraries = process("-c", "import numpy, click, rich.console, rich.table")
    against(score, libraries, "import numpy, click, rich")
