"""Any text in place of a file of cases gives problems at their places, or cases that run."""

import functools
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import parindex
from parindex.cases.case_files import parse_cases, read_cases
from parindex.definition import cases_of

from .mutations import TOML, damaged, damages, edited, edits, encoded

ROOT = Path(__file__).parents[2]
FUZZ = settings.get_profile("fuzz")


@functools.cache
def texts():
    """Give the text of every file of cases, faulty and sound, each naming its definition; long ones say no more."""
    files = [path for folder in ("indicators", "tests/broken") for path in sorted((ROOT / folder).glob("*.cases.toml"))]
    found = [(path.name.removesuffix(".cases.toml"), path.read_text(encoding="utf-8")) for path in files]
    named = [text if "\ndefinition = " in text else f'definition = "{id_}"\n{text}' for id_, text in found]
    return sorted((text for text in named if len(text) < 12_000), key=lambda text: (len(text), text))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("cases") / "mutated.cases.toml"


def held(path, content):
    """Hold that every problem has its place, and that cases without faults run without an exception."""
    path.write_bytes(content)
    try:
        problems = parse_cases(*cases_of(path))[1]
    except parindex.UnreadableError:
        return
    if not problems:
        try:
            problems = parindex.run_cases(read_cases(path)).problems
        except parindex.DefinitionError:
            return
    lines = content.decode("utf-8-sig").split("\n")
    for problem in problems:
        assert problem.message
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@FUZZ
@given(which=st.integers(0, 10_000), changes=edits(TOML))
def test_an_edited_file_of_cases_is_told_at_its_places_or_runs(path, which, changes):
    held(path, encoded(edited(texts()[which % len(texts())], changes)))


@FUZZ
@given(which=st.integers(0, 10_000), damage=damages())
def test_a_damaged_file_of_cases_is_told_at_its_places_or_runs(path, which, damage):
    held(path, damaged(encoded(texts()[which % len(texts())]), damage))
