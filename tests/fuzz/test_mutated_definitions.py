"""Any text in place of a definition gives problems at their places, or a definition that scores."""

import contextlib
import functools
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import parindex

from .mutations import TOML, damaged, damages, edited, edits, encoded
from .oracle import definition_holds, result_holds, sound_rows

ROOT = Path(__file__).parents[2]
FUZZ = settings.get_profile("fuzz")


@functools.cache
def texts():
    """Give the text of every definition, faulty and sound, the shorter ones first; very long ones say no more."""
    folders = ("indicators", "tests/broken", "examples/definitions")
    files = [path for folder in folders for path in sorted((ROOT / folder).glob("*.toml"))]
    found = [path.read_text(encoding="utf-8") for path in files if not path.name.endswith(".cases.toml")]
    return sorted((text for text in found if len(text) < 40_000), key=lambda text: (len(text), text))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("definitions") / "mutated.toml"


def held(path, content):
    path.write_bytes(content)
    definition = definition_holds(path)
    if definition is None or len(definition.nodes) > 200:
        return
    header, *rows = sound_rows(definition)
    records = [dict(zip(header, row, strict=True)) for row in rows]
    with contextlib.suppress(parindex.EvidenceError):  # the values are made up
        result_holds(parindex.score(definition, records))


@FUZZ
@given(which=st.integers(0, 10_000), changes=edits(TOML))
def test_an_edited_definition_is_told_at_its_places_or_loads(path, which, changes):
    held(path, encoded(edited(texts()[which % len(texts())], changes)))


@FUZZ
@given(which=st.integers(0, 10_000), damage=damages())
def test_a_damaged_definition_is_told_at_its_places_or_loads(path, which, damage):
    held(path, damaged(encoded(texts()[which % len(texts())]), damage))


@FUZZ
@given(which=st.lists(st.integers(0, 10_000), min_size=2, max_size=2), at=st.tuples(*[st.integers(0, 999)] * 8))
def test_keys_and_values_of_one_definition_within_another_are_told_or_load(path, which, at):
    lines, others = (texts()[number % len(texts())].split("\n") for number in which)
    for here, there in zip(at[::2], at[1::2], strict=True):
        other = others[there % len(others)]
        key, equals, _ = lines[here % len(lines)].partition("=")
        lines[here % len(lines)] = key + equals + other.partition("=")[2] if here % 2 and equals else other
    held(path, encoded("\n".join(lines)))


@FUZZ
@given(content=st.binary(max_size=300) | st.text("[]{}=,.\"'#\n\\ aid1e-", max_size=120).map(encoded))
def test_random_text_is_told_at_its_places(path, content):
    held(path, content)
