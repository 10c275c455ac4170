"""Numbers in which thousands are set off: read or shown as they are meant wherever people type them, never guessed."""

import pytest

import parindex
from parindex.base import check_number, without_thousands

from ..sample import define, indicators

MEANT = {
    "1'000": "1000",
    "1’000": "1000",
    "1ʼ000": "1000",
    "1`000": "1000",
    "1_000": "1000",
    "1 000": "1000",
    "-1\u202f000,5": "-1000.5",
    "12'345'678.25": "12345678.25",
    "1.000.000": "1000000",
    "1,000.5": "1000.5",
    "1\u2009000": "1000",
    "1·000": "1000",
    "1٬000٬000": "1000000",
    "1,00,000.5": "100000.5",
    "-12,34,56,789": "-123456789",
}
OPEN = [
    "1.000",
    "1,000",
    "1'00",
    "1'000 000",
    "1234'567",
    "1.000.5",
    "1000",
    "a",
    "",
    "1'000'",
    "１'000",
    "1,00",
    "1,00,00",
    "100,00,000",
]


@pytest.mark.parametrize("text, meant", MEANT.items())
def test_a_number_with_thousands_set_off_is_shown_as_it_is_meant(text, meant):
    assert without_thousands(text) == meant
    with pytest.raises(ValueError, match=rf"write {meant}"):
        check_number("total", text)


@pytest.mark.parametrize("text", OPEN)
def test_what_may_be_another_number_is_not_guessed(text):
    assert without_thousands(text) == ""


@pytest.mark.parametrize("text", ["1'000", "1’000", "1 000", "1.000.000", "1,000.5"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_definition_is_told_how_to_write_it(text, quote):
    content = 'id = "d"\nindex = "D"\nversion = "1"\nyears = [2025]\ncombine = "sum"\n[[indicator]]\nid = "a"\n'
    with pytest.raises(parindex.DefinitionError) as told:
        parindex.loads(f"{content}max = {quote}{text}{quote}\n")
    assert f"write {MEANT[text]}" in str(told.value)
    assert f"viết {MEANT[text]}" in told.value.said("vi")


@pytest.mark.parametrize("text, hint", [("1`000", "write 1000"), ("1_000", "write 1000"), ("12'34", "three digits")])
def test_a_cell_that_is_no_number_is_told_how_to_write_it(text, hint):
    (told,) = parindex.read_evidence(define(indicators("a")), [{"unit": "u", "a": text}]).problems
    assert (told.code, hint in told.hint) == ("not-a-number", True)
