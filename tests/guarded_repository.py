"""A repository with two definitions, their cases and settings, made for tests of what guards published figures."""

import subprocess
from pathlib import Path

DEFINITION = """id = "{id}"
index = "{id}"
version = "1"
title = "Work of offices"
years = [2025]
combine = "sum"
status = "assumed"

[[indicator]]
id = "report"
max = 10
"""
CASES = """tolerance = 0.005

[[case]]
name = "Yearbook"
source = "Yearbook 2025, page 3"
evidence = { unit = "A", report = 4 }
expect = { total = 4, rank = 1 }

[[case]]
name = "Table"
source = "Yearbook 2025, page 4"
evidence = "offices.csv"
expect = [{ unit = "A", total = 5 }, { unit = "B", total = 6 }]
"""
SETTINGS = '[check.severity]\nno-cases = "error"\n'
_WHO = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")


def guarded(tmp_path, monkeypatch):
    """Work in a repository in which all of them are committed; give its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    write("i/offices.toml", DEFINITION.format(id="offices"))
    write("i/offices.cases.toml", CASES)
    write("i/offices.csv", "unit,report\nA,5\nB,6\n")
    write("i/other.toml", DEFINITION.format(id="other"))
    write("i/other.cases.toml", CASES.replace("offices.csv", "other.csv"))
    write("i/other.csv", "unit,report\nA,5\nB,6\n")
    write("parindex.toml", SETTINGS)
    git("init", "--quiet")
    commit("before")
    return tmp_path


def commit(message):
    """Commit everything."""
    git("add", ".")
    git("commit", "--quiet", "-m", message)


def git(*arguments):
    subprocess.run(["git", *_WHO, *arguments], check=True, capture_output=True)


def write(name, text):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(name, old, new):
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    write(name, text.replace(old, new, 1))
