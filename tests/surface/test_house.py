"""The house: a room a noun, arrows that point one way, names that stand for one thing (contracts: `lint-imports`)."""

import ast
import functools
from collections import Counter
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

import parindex

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "parindex"
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
PACKAGES = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
#: Folders of tests that are no package: what they hold is about several.
ACROSS = {"broken", "fuzz", "mutation", "properties", "published", "surface"}
LEAST_LINES, MOST_LINES, MOST_ENTRIES, DEEPEST = 25, 500, 19, 10


@functools.cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def twice(names):
    return sorted(name for name, count in Counter(names).items() if count > 1)


def imported(path):
    """Return the modules of parindex that a file imports anywhere in it."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {tuple(name.split(".")) for name in found if name.split(".")[0] == "parindex"}


def rooms(path):
    """Return the packages whose modules a file imports."""
    return {name[1] for name in imported(path) if len(name) > 1} & PACKAGES


def home(path):
    """Return the package that a module is in; none for the surface itself."""
    inside = path.relative_to(SOURCE).parts
    return inside[0] if len(inside) > 1 else None


def test_no_file_of_tests_is_called_as_another():
    names = [path.name for path in TESTS if path.name != "conftest.py"]
    assert len(names) > 80
    assert twice(names) == []


def test_every_folder_of_tests_is_a_package_or_across_them():
    folders = {path.parent.relative_to(ROOT / "tests").parts[0] for path in TESTS if path.parents[1].name == "tests"}
    assert folders >= ACROSS
    assert sorted(folders - ACROSS - PACKAGES) == []


@pytest.mark.parametrize(
    "path", [path for path in TESTS if path.parent.name in PACKAGES], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_test_of_a_package_is_about_it(path):
    """It is called as a module of it, imports from it, uses its names of the surface, or runs a command of it."""
    package, subject = path.parent.name, path.stem.removeprefix("test_")
    modules = {module.stem for module in MODULES if home(module) == package}
    nodes = list(ast.walk(parsed(path)))
    surface = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & set(
        parindex._PACKAGES.get(package, "").split()
    )
    runs = package == "cli" and "command" in {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert subject in modules or package in rooms(path) or surface or runs


def test_no_module_is_longer_than_one_reads_or_so_short_that_it_is_a_part_of_another():
    lengths = {path.relative_to(SOURCE).as_posix(): len(path.read_bytes().splitlines()) for path in MODULES}
    assert len(lengths) > 100
    assert [name for name, lines in lengths.items() if lines > MOST_LINES] == []
    assert [name for name, lines in lengths.items() if lines < LEAST_LINES and "__" not in name] == []


def test_the_top_can_be_seen_at_once():
    entries = [path.name for path in SOURCE.iterdir() if path.name != "__pycache__"]
    assert "__init__.py" in entries
    assert len(entries) <= MOST_ENTRIES


def test_no_two_public_classes_share_a_name():
    classes = [
        node.name
        for path in MODULES
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(classes) > 80
    assert twice(classes) == []


def test_packages_stand_on_each_other_without_a_circle_and_not_too_deep():
    """Late imports count too: they are for what is slow, not for what points up."""
    below = {package: set() for package in PACKAGES}
    for path in MODULES:
        if (own := home(path)) in PACKAGES:
            below[own] |= rooms(path) - {own}
    assert set(chain.from_iterable(below.values())) >= {"base", "kernels", "definition"}
    depth = {}
    for package in TopologicalSorter(below).static_order():  # refuses a circle
        depth[package] = 1 + max((depth[other] for other in below[package]), default=0)
    assert max(depth.values()) <= DEEPEST


def test_only_one_module_prints():
    """What is printed elsewhere would reach terminals and logs as files have it.

    The door of the command tells what ended it, by the same means; a notebook shows how far work is.
    """
    names = {"echo", "secho", "print", "print_exception", "write"}
    printing = {
        path.relative_to(SOURCE).as_posix(): ast.unparse(node.func)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names
    }
    printed = {name for name, call in printing.items() if call.startswith(("click.", "print", "sys.", "traceback."))}
    assert printed == {"cli/printing.py", "cli/entry.py", "views/notebook/progress_bar.py"}
