"""Pages and docstrings run as written.

In a Markdown page, read from top to bottom in one working folder:

- ``python`` blocks are run; with ``>>>`` as a doctest, else as they stand, all in one namespace;
- ``console`` blocks: each line ``$ command`` is run and prints exactly what follows it, up to the next ``$``;
- a block whose fence names a file (```` ```toml my-index.toml ````) is saved under that name;
- all other blocks (``sh``, ``text``, ``toml``, …) are only read.
"""

import doctest
import importlib
import os
import pkgutil
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path

import pytest

import parindex

from ..command import transcript

pytestmark = pytest.mark.many
ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
FENCE = re.compile(r"(?ms)^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$")
COMMAND = re.compile(r"(?m)^\$ (?P<command>.*)\n(?P<printed>(?:(?!\$ ).*\n)*)")
#: A command without pipes, wildcards and the like; it may ask for its exit code.
PLAIN = re.compile(r"parindex (?P<arguments>[^|&;<>()$`*?]*)(?P<asks>; echo \"exit code \$\?\")?")
FOUND = {module.name for module in pkgutil.walk_packages(parindex.__path__, "parindex.")}
MODULES = ["parindex", *sorted(FOUND - {"parindex.__main__"})]  # which would start the command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work where the examples and definitions are at hand and what a page writes goes away again."""
    for name in ("examples", "indicators"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def run_doctest(test):
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=report.append, clear_globs=False)
    assert not runner.failures, "".join(report)


def run_python(text, namespace, page, line):
    if ">>>" in text:
        test = doctest.DocTestParser().get_doctest(text, namespace, page.name, str(page), line)
        run_doctest(test)
        namespace.update(test.globs)
    else:
        exec(compile("\n" * line + text, str(page), "exec"), namespace)  # noqa: S102 - our own pages


def run_console(text, where):
    for match in COMMAND.finditer(text):
        plain = PLAIN.fullmatch(match["command"])
        shown = shown_by_a_shell(match["command"]) if plain is None else shown_here(plain)
        assert shown == match["printed"], f"{where}: $ {match['command']}"


def shown_here(plain):
    code, shown = transcript(*shlex.split(plain["arguments"]))
    return shown + (f"exit code {code}\n" if plain["asks"] else "")


def shown_by_a_shell(command):
    scripts = sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"]
    return subprocess.run(  # noqa: S602 - our own pages
        command,
        shell=True,
        env=os.environ | {"PATH": scripts, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # both streams, as on a terminal
        encoding="utf-8",
        check=False,
    ).stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_runs_as_written(page, folder, monkeypatch):
    if page.parent.name == "vi":  # as its first page tells its readers
        monkeypatch.setenv("PARINDEX_LANG", "vi")
    source = page.read_text(encoding="utf-8")
    namespace = {"__name__": "__main__"}
    for block in FENCE.finditer(source):
        language, _, file = block["info"].strip().partition(" ")
        line = source.count("\n", 0, block.start("text"))
        if file and not language.startswith("{"):
            (folder / file).write_text(block["text"], encoding="utf-8")
        elif language == "python":
            run_python(block["text"], namespace, page, line)
        elif language == "console":
            run_console(block["text"], f"{page.name}:{line + 1}")


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.usefixtures("folder")
def test_docstring_examples_run_as_written(name):
    for test in doctest.DocTestFinder().find(importlib.import_module(name)):
        run_doctest(test)
