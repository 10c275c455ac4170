"""Whatever is sent, `Limits.server()` holds: little time, little memory, clear and short words, nothing opened."""

import sys

import pytest

from .hostile.hostile_inputs import GROUPS, INPUTS
from .hostile.security_table import PAGE, named, plain, trials
from .hostile.trials import MEGABYTE

#: Seconds of the processor, bytes of a process with all that is imported, characters of a message.
MOST_SECONDS, MOST_MEMORY, MOST_CHARACTERS = 10, 1024 * MEGABYTE, 1_500


def faults(one, expected):
    """Say what is wrong with what came of an input."""
    if one["failed"]:
        yield one["failed"]
        return
    if one["status"] != expected:
        yield f"{one['status']}, not {expected}: {one['message'][:200]}"
    if one["seconds"] >= MOST_SECONDS or one["peak"] >= MOST_MEMORY:
        yield f"{one['seconds']} s, {one['peak'] // MEGABYTE} MB"
    if one["longest"] > MOST_CHARACTERS:
        yield f"a message of {one['longest']} characters"
    yield from (f"{sign} is shown as it is" for sign in one["steers"])
    yield from (f"opened: {name}" for name in one["opened"])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted and bounded as Linux does")
def test_hostile_inputs_are_read_or_refused_within_bounds_and_open_nothing():
    found = trials()
    wrong = {name: list(faults(found[name], expected)) for name, (expected, _) in INPUTS.items()}
    assert {name: told for name, told in wrong.items() if told} == {}


def test_the_page_on_security_names_what_is_tried_and_what_comes_of_it():
    """The page is written by `python -m tests.surface.hostile.security_table`."""
    assert len(INPUTS) == sum(map(len, GROUPS.values())) > 40
    assert named(PAGE.read_text(encoding="utf-8")) == {plain(name): status for name, (status, _) in INPUTS.items()}
