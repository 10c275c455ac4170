"""Texts that go out: what steers is shown, what people write stays, and JSON says the same."""

import json
import unicodedata

import pytest
from hypothesis import given, strategies as st

from parindex.base import as_no_formula, csv_text, for_log, harmless_json, one_line, say, translated, visible
from parindex.base.messages import together

LETTERS = "Đắk Lắk ệ Hue\u0302\u0301 ﬁ 你好 🌾 ❤\ufe0f – “x” ½ \u00a0%"


def test_what_people_write_stays():
    assert visible(LETTERS) == one_line(LETTERS) == for_log(LETTERS) == as_no_formula(LETTERS) == LETTERS


def test_every_character_of_control_and_format_is_shown():
    """Those of Unicode's categories Cc, Cf, Cs, Zl and Zp; beside them stand marks that join or number letters."""
    kept = {
        sign
        for sign in map(chr, range(0x110000))
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and visible(sign) == sign
    }
    assert {unicodedata.name(sign).split()[0] for sign in kept} == {
        *("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"),  # signs above numbers and joiners of their scripts, which show
    }


def test_a_message_is_in_one_line_whatever_stands_in_it():
    told = say("{id}: {message}", id="a\x1b[31m", message=together(["b\n::error::c", "\u202ed"]))
    assert told == r"a\x1b[31m: b\n::error::c, \u202ed"
    assert translated(told, "vi") == told


@pytest.mark.parametrize(
    "text, shown",
    [
        ("::error::x", ": :error::x"),
        ("a\n  ::set-env name=x::y", "a\n  : :set-env name=x::y"),
        ("a ##[error]x", "a ## [error]x"),
        ("##vso[task.complete]", "## vso[task.complete]"),
        ("##teamcity[x]", "## teamcity[x]"),
        ("section_start:1:a", "section_start :1:a"),
        ("a\r\nb\tc\r\n", "a\r\nb\tc\r\n"),
        ("a\rb", "a\\rb"),
        ("\ufeffa\ufeff", "\ufeffa\\ufeff"),
        ("a::b ## c", "a::b ## c"),
    ],
)
def test_no_line_of_a_log_commands_a_runner(text, shown):
    assert for_log(text) == shown


def test_commands_that_are_meant_stay_and_steer_no_terminal():
    assert for_log("::error::a\x9b\n", commands=True) == "::error::a\\x9b\n"


@given(st.text(st.sampled_from('a\x00\x1b\x7f\x9b\u2028\u202e\U000e0041\ud800#[:</!script\n\\"')))
def test_json_says_the_same(text):
    written = harmless_json(json.dumps({text: [text]}, ensure_ascii=False, indent=1))
    assert json.loads(written) == {text: [text]}
    assert for_log(written) == written
    assert not {"</", "<!", "<script"} & {written[at : at + size] for at in range(len(written)) for size in (2, 7)}


@pytest.mark.parametrize("number", ["-2.5", "+1", "-1/3", "-0,5", "1e-5", "-inf", "-5%", "-", "="])
def test_numbers_and_single_signs_are_no_formulas(number):
    assert as_no_formula(number) == number


@pytest.mark.parametrize("text", ["=1+1", "+84 24", "-2+3", "@SUM(1)", "＝1+1", "'=1", "''-a"])
def test_a_formula_begins_with_one_apostrophe_more(text):
    assert as_no_formula(text) == f"'{text}"


@pytest.mark.parametrize(
    "text, safe", [("a;=1+1;", "a;'=1+1;"), ("a,@A1", "a,'@A1"), ("=1;-A1", "'=1;'-A1"), ("a;'=1", "a;''=1")]
)
def test_no_formula_begins_where_another_country_parts_cells(text, safe):
    assert as_no_formula(text) == safe


@pytest.mark.parametrize("text", ["a; =1", "a, -5", "a;b", "a=b-c", "x;", "1;-", "a:-b"])
def test_what_begins_no_cell_or_no_formula_stays(text):
    assert as_no_formula(text) == text


def test_csv_has_every_text_in_one_line():
    assert csv_text([["a\r\n::error::b", "\t=1", "c,d"]]) == 'a ::error::b,\'=1,"c,d"\n'
