"""Every type that stands in a public signature can be imported from a package, and is in the reference."""

import ast
import builtins
import inspect
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
LISTED = re.findall(r"(?m)^\.\. (?:auto|py:)(?:class|data|exception|function|type):: (\S+)$", PAGE)
DOCUMENTED = re.findall(r"(?m)^\.\. auto(?:class|exception|function):: (\S+)$", PAGE)


def named(name):
    """Return what the reference calls so."""
    package, _, own = name.rpartition(".")
    return getattr(import_module(package or "parindex"), own)


@cache
def imports_of(module):
    """Return from which module each name of a module is imported, also for type checkers only."""
    tree = ast.parse(Path(sys.modules[module].__file__).read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {alias.asname or alias.name: node.module for node in froms for alias in node.names}


def home(name, module):
    """Return the module that defines a name which stands in an annotation of a module, "" where it is none of ours."""
    while (source := imports_of(module).get(name, module)) != module:
        if source != "parindex" and not source.startswith("parindex."):
            return ""
        import_module(source)
        module = source
    return "" if hasattr(builtins, name) else module


def names_in(annotation):
    """Return the names in an annotation but for words of a Literal."""
    if not isinstance(annotation, str):
        return set()
    return {node.id for node in ast.walk(ast.parse(annotation, mode="eval")) if isinstance(node, ast.Name)}


def functions_of(thing):
    """Yield what has a public signature: a function, and the public methods and properties of a class."""
    if not inspect.isclass(thing):
        yield inspect.unwrap(thing)
        return
    for cls in (cls for cls in thing.__mro__ if cls.__module__.startswith("parindex")):
        for name, member in vars(cls).items():
            unbound = (
                getattr(member, "__func__", None) or getattr(member, "fget", None) or getattr(member, "func", member)
            )
            if not name.startswith("_") and inspect.isfunction(unbound) and unbound.__module__.startswith("parindex"):
                yield inspect.unwrap(unbound)


def annotations_of(thing):
    """Yield each public annotation with the module that it stands in: of signatures, and of attributes of classes."""
    for function in functions_of(thing):
        yield from ((annotation, function.__module__) for annotation in function.__annotations__.values())
    for cls in thing.__mro__ if inspect.isclass(thing) else ():
        if cls.__module__.startswith("parindex"):
            own = vars(cls).get("__annotations__", {})
            yield from ((annotation, cls.__module__) for name, annotation in own.items() if not name.startswith("_"))


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_type_of_a_signature_is_exported_and_in_the_reference(name):
    lacking = set()
    for annotation, module in annotations_of(named(name)):
        for word in names_in(annotation) - {"Self"}:
            where = home(word, module)
            if not where or isinstance(vars(sys.modules[where]).get(word), TypeVar):
                continue
            if inspect.ismodule(vars(sys.modules[where]).get(word)):
                continue
            places = {word, f"{'.'.join(where.split('.')[:2])}.{word}"}
            if not any(place in LISTED for place in places):
                lacking.add(f"{word} of {where}")
    assert sorted(lacking) == []


@pytest.mark.parametrize("name", [name for name in LISTED if "." in name])
def test_every_type_of_the_reference_can_be_imported(name):
    assert named(name) is not None


def test_the_walk_sees_what_is_not_exported():
    """It follows imports for type checkers and properties, and passes over numpy and builtins."""
    assert home("Severity", "parindex.base.problems") == "parindex.base.problems"
    assert home("Scores", "parindex.scoring.answers.what_if.many_scenarios") == "parindex.scoring.scores"
    assert home("Mapping", "parindex.base.problems") == home("str", "parindex.base.problems") == ""
    assert names_in("Mapping[str, Literal['a'] | Floats]") == {"Mapping", "str", "Literal", "Floats"}
