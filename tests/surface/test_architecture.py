"""The map of the code is right: what CONTRIBUTING and the page of the architecture name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAPS = [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md"]
PACKAGE = ROOT / "src" / "parindex"
#: In code, as `src/parindex/base/git.py` or `tests/broken/`; where the name is to be chosen (`NAME.toml`) it is not.
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|toml|json|py))`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
#: A function of a file: "`walk` in `src/parindex/…`" or a row of the table of behaviours.
FUNCTIONS = re.compile(r"((?:`[\w.]+`(?:, | and ))*`[\w.]+`) (?:in|of) `(src/[\w./]+\.py)`")
ROW = re.compile(r"(?m)^\| [^|]+ \| `(src/[\w./]+\.py)` \| ((?:`[\w.]+`(?:, )?)+)")


def names_of(path):
    """Return what a map names: paths from the root, and links from its own folder."""
    text = path.read_text(encoding="utf-8")
    written = {name for name in PATH.findall(text) if "NAME" not in name and not name.startswith("__init__")}
    return {ROOT / name for name in written} | {path.parent / link for link in LINK.findall(text)}


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.name)
def test_every_path_that_is_named_exists(path):
    named = names_of(path)
    assert len(named) > 30
    assert [str(name) for name in sorted(named) if not name.exists()] == []


def defined(file, name):
    """Return whether a module defines a function, class or name at its top, or a method of a class."""
    own = re.escape(name.rpartition(".")[2])
    return re.search(rf"(?m)^ *(?:def|class) {own}\b|^{own}\b.*=", (ROOT / file).read_text(encoding="utf-8"))


def test_every_function_is_in_the_file_that_is_named():
    text = "\n".join(path.read_text(encoding="utf-8") for path in MAPS)
    pairs = [*FUNCTIONS.findall(text), *((names, file) for file, names in ROW.findall(text))]
    told = {(file, name) for names, file in pairs for name in re.findall(r"`([\w.]+)`", names)}
    assert len(told) > 50
    assert [f"{name} in {file}" for file, name in sorted(told) if not defined(file, name)] == []


def test_every_room_is_on_the_map():
    rooms = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    contributing = set(re.findall(r"(?m)^  (\w+)/ ", MAPS[0].read_text(encoding="utf-8")))
    architecture = set(re.findall(r"(?m)^ +(?:├─ )?(\w+)  +\S", MAPS[1].read_text(encoding="utf-8")))
    assert contributing == rooms
    assert architecture == rooms


def test_twenty_behaviours_have_a_file():
    assert len(ROW.findall(MAPS[1].read_text(encoding="utf-8"))) >= 20
