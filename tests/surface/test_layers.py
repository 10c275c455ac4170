"""Arrows point down only: a module imports from the rooms below its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
MODULES = sorted((SRC / "parindex").rglob("*.py"))

ORDER = (
    "__main__",
    "cli",
    "commands",
    "__init__",
    "views",
    "analysis",
    "explanation",
    "scoring",
    "judge",
    "walk",
    "evidence",
    "values",
    "layers",
    "labels",
    "figures",
    "columns",
    "documents",
    "readers",
    "workbooks",
    "records",
    "grids",
    "tables",
    "cells",
    "linting",
    "casefiles",
    "catalogue",
    "schema",
    "slips",
    "structure",
    "cases",
    "plan",
    "advice",
    "edges",
    "checks",
    "references",
    "shape",
    "definition",
    "rules",
    "expressions",
    "kernels",
    "arrays",
    "units",
    "registries",
    "positions",
    "git",
    "files",
    "problems",
    "codes",
    "parsers",
    "messages",
    "texts",
    "languages",
)
RANK = {room: rank for rank, room in enumerate(ORDER)}

# Allowed upward inside a function or for the type checker, never when a module is loaded:
LATE = {
    ("cli", "commands"),  # without click and rich the door still opens, and says what to install
    ("scoring", "explanation"),  # a result explains itself
    ("analysis", "views"),  # the same
    ("scoring", "views"),  # a result shows itself through a view
    ("linting", "views"),
    ("explanation", "views"),
    ("documents", "evidence"),  # the same
    ("values", "evidence"),  # it is handed evidence, whose type it names
    ("rules", "definition"),  # a rule is handed its indicator, whose type it names
}


def room(dotted: str) -> str:
    """Name the room of a dotted module: ``parindex.kernels.rank`` is in ``kernels``."""
    return [*dotted.split("."), "__init__"][1]


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_module(dotted: str) -> bool:
    path = SRC.joinpath(*dotted.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def is_late(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def imported(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield line, dotted module, and whether the import is not made when the module is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {id(inner) for node in ast.walk(tree) if is_late(node) for inner in ast.walk(node)}
    package = module_name(path) if path.stem == "__init__" else module_name(path).rpartition(".")[0]
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            inner = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if is_module(name) else base for name in inner]
        for name in names:
            if name.split(".")[0] == "parindex":
                yield node.lineno, name, id(node) in late


def test_there_are_modules_to_look_at():
    assert MODULES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_module_imports_only_from_rooms_below(path):
    here = room(module_name(path))
    assert here in RANK, f"{here} has no place in ORDER"
    upward = []
    for line, name, late in imported(path):
        there = room(name)
        below = there == here or RANK.get(there, -1) > RANK[here]
        if not below and not (late and (here, there) in LATE):
            upward.append(f"{path.relative_to(ROOT)}:{line}: {here} imports {name}")
    assert not upward, "\n".join(upward)
