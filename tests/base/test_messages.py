import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.base import DefinitionError, ExtraError, UnreadableError, check_number, check_whole
from parindex.base.messages import say, translated
from parindex.base.problems import Problem

PARTLESS = "component {id!r} has no part"


def test_a_message_is_its_english_text_and_can_be_said_in_vietnamese():
    told = say(PARTLESS, id="land")
    assert told == "component 'land' has no part"
    assert translated(told, "en") == told
    assert translated(told, "vi") == told.said("vi") == "thành phần 'land' không có phần nào"


def test_a_message_within_a_message_is_translated_too():
    told = say("{id}: {message}", id="x", message=say(PARTLESS, id="land"))
    assert told == "x: component 'land' has no part"
    assert translated(told, "vi") == "x: thành phần 'land' không có phần nào"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])  # noqa: S301
def test_a_message_survives_copies_and_processes(again):
    told = again(say(PARTLESS, id="land"))
    assert translated(told, "vi") == "thành phần 'land' không có phần nào"


def test_what_stands_in_a_message_is_no_template():
    assert say(PARTLESS, id="{0.__class__}") == "component '{0.__class__}' has no part"


def test_a_message_quotes_no_more_than_one_reads():
    told = say("{unit}: {message}", unit="u" * 1_000_000, message=say(PARTLESS, id="land" * 100_000))
    for lang in ("en", "vi"):
        assert len(translated(told, lang)) < 2_000
    assert told.startswith("u" * 500 + "…: component 'landland")
    whole = say(PARTLESS, id="land" * 300)
    assert "land" * 300 in whole


def test_a_language_that_is_none_is_refused():
    with pytest.raises(ValueError, match="en and vi"):
        translated("text", "fr")


def test_a_file_that_cannot_be_read_says_why_in_vietnamese(tmp_path):
    with pytest.raises(parindex.UnreadableError) as caught:
        parindex.load(tmp_path / "absent.toml")
    assert str(caught.value) == f"{tmp_path / 'absent.toml'}: No such file or directory"
    assert caught.value.said("en") == str(caught.value)
    assert caught.value.said("vi") == f"{tmp_path / 'absent.toml'}: không có tệp hoặc thư mục này"


def test_text_of_another_code_page_says_so_in_vietnamese(tmp_path):
    table = tmp_path / "old.csv"
    table.write_bytes("unit,ghi chú\nA,thư\u0323\n".encode("cp1258", errors="ignore"))
    with pytest.raises(parindex.UnreadableError) as caught:
        parindex.read_evidence(parindex.load("pgi-2022"), table)
    assert "bảng mã tiếng Việt Windows-1258" in caught.value.said("vi")


def test_a_missing_extra_says_in_vietnamese_what_to_install():
    error = ExtraError(say("reading {file}", file="a.xlsx"), "excel")
    assert str(error) == "reading a.xlsx needs an extra: pip install 'parindex[excel]'"
    assert error.said("vi") == "đọc a.xlsx cần cài thêm thư viện: pip install 'parindex[excel]'"
    assert pickle.loads(pickle.dumps(error)).said("vi") == error.said("vi")  # noqa: S301


def test_an_error_of_many_problems_says_each_in_vietnamese():
    problems = [Problem("empty-component", message=say(PARTLESS, id=name)) for name in ("land", "entry")]
    assert DefinitionError(problems).said("vi").splitlines() == [
        "error empty-component: thành phần 'land' không có phần nào",
        "error empty-component: thành phần 'entry' không có phần nào",
    ]


def test_an_error_without_words_says_what_it_says():
    assert UnreadableError("plain").said("vi") == "plain"
    assert UnreadableError(2, "No such thing").said("vi") == "[Errno 2] No such thing"


def test_numbers_are_written_as_the_language_does():
    told = say("{n:,} of {share:.1f} and {exact}, {plain}", n=3321, share=1234.56, exact=Decimal("0.5"), plain=7)
    assert translated(told, "en") == "3,321 of 1234.6 and 0.5, 7"
    assert str(told.template.format_map(translated(told, "vi").values)) == "3.321 of 1234,6 and 0,5, 7"


@pytest.mark.parametrize("given", [2.5, "2", None, True, Decimal(2)])
def test_what_is_no_whole_number_is_named(given):
    with pytest.raises(TypeError, match="n must be a whole number, not"):
        check_whole("n", given)


@pytest.mark.parametrize(
    "given, exact",
    [
        ("7,2", Fraction(36, 5)),
        (" 7.2 ", Fraction(36, 5)),
        ("-,5", Fraction(-1, 2)),
        ("1/3", Fraction(1, 3)),
        ("2e-3", Fraction(1, 500)),
        (0.1, Fraction(1, 10)),
        (Decimal("60.5"), Fraction(121, 2)),
        (np.float32(0.1), Fraction(1, 10)),
        (np.int64(7), Fraction(7)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_number_is_taken_as_it_is_written(given, exact):
    assert check_number("total", given) == exact


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1,234.5", "1,2,3", "1_000", "1/0", "1e99999999", "9" * 5000])
def test_text_that_is_no_number_is_a_wrong_value(text):
    with pytest.raises(ValueError, match="total must be a number, not") as caught:
        check_number("total", text)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("given", [None, True, float("nan"), float("inf"), Decimal("1e99999999"), [1]])
def test_what_is_neither_number_nor_text_is_of_a_wrong_type(given):
    with pytest.raises(TypeError, match="total must be a number"):
        check_number("total", given)
