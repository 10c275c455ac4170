"""The reference of Python lists what is exported, and beside it what is handed back."""

import re
import runpy
from importlib import import_module
from pathlib import Path

import attrs
import pytest

import parindex
from parindex import definition
from parindex.base import keys_of
from parindex.definition.rules.kinds import RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
LISTED = re.findall(r"(?m)^\.\. (?:auto|py:)(?:class|data|exception|function):: (\S+)$", PAGE)
HANDED_BACK = [name for name in LISTED if "." in name]


def test_every_name_of_the_surface_is_listed_once():
    assert sorted(name for name in LISTED if "." not in name) == sorted(parindex.__all__)


@pytest.mark.parametrize("name", HANDED_BACK)
def test_what_is_handed_back_is_in_its_package_and_not_in_the_surface(name):
    package, _, own = name.rpartition(".")
    assert getattr(import_module(package), own).__module__.startswith(f"{package}.")
    assert own not in parindex.__all__


@pytest.mark.parametrize("kind", RULES)
def test_the_attributes_of_every_rule_are_public_and_listed_with_their_types(kind):
    rule = RULES[kind]
    assert getattr(definition, rule.__name__) is rule
    listed = [
        line for line in PAGE.splitlines() if line.startswith(f"| [`{kind}`](rules.md#{kind}) | `{rule.__name__}` |")
    ]
    kinds = rule.__annotations__  # as written, whoever resolved the types of fields since
    attributes = [f"`{field.name}: {kinds[field.name]}`".replace("|", "\\|") for field in attrs.fields(rule)]
    assert [line.split(" | ", 2)[2].removesuffix("|").strip() for line in listed] == [", ".join(attributes)]
    keys = set(keys_of(rule))
    assert {field.name.rstrip("_") for field in attrs.fields(rule)} == keys


def test_pages_say_where_every_table_of_a_definition_stands():
    """What the pages generate is written when they are built, which no other test does."""
    conf = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    for write in conf["GENERATED"].values():
        assert write().count("\n") > 10
