"""The JSON Schema of evidence: what one cell may hold, in which forms, and what it leaves to `validate`."""

import re
import unicodedata

import jsonschema
import pytest

import parindex
from parindex.base import fold
from parindex.evidence.cells.cell_numbers import read_number
from parindex.evidence.forms.text_patterns import PLAIN, number_texts, text_pattern, unit_pattern
from parindex.evidence.layouts.footers import FOOTER
from parindex.evidence.layouts.total_words import claim_of

from ..sample import define

BODY = """
[[attributes]]
id = "hills"

[[component]]
id = "service"
combine = "sum"
max = 9

[[indicator]]
id = "rate"
parent = "service"
title = { vi = "Tỷ lệ", en = "Rate" }
unit = "percent"
range = [0, 100]
max = 4
inputs = ["done", "all"]
value = "100 * done / all"
not_applicable = "drop"
rule = { kind = "proportional", cap = 100 }

[[indicator]]
id = "counter"
parent = "service"
max = 5
rule = { kind = "choice", points = { "Đạt" = 5, "2" = 2.5, "no" = 0 } }

[[indicator]]
id = "plan"
max = 2
rule = { kind = "checklist", points = { tasks = 1, "chi tiêu" = 1 } }

[[indicator]]
id = "staff"
max = 3
when = "hills"
not_applicable = "drop"
rule = { kind = "count", each = 1 }

[[indicator]]
id = "tenths"
max = 2
rule = { kind = "score", step = 0.1 }

[[indicator]]
id = "speed"
max = 1
rule = { kind = "rescale", anchors = [1, 10], to = [0, 1], transform = "log", clip = true }
"""


@pytest.fixture(scope="module")
def takes():
    schema = parindex.evidence_schema(define(BODY), "en")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).is_valid


@pytest.mark.parametrize(
    "column, right, wrong",
    [
        (
            "rate",
            [0, 60.5, "60,5", " 60.5 % ", "n/a", "KHÔNG  ÁP dụng", None, "", "1 234"],
            [-1, 100.5, True, [1], "six"],
        ),
        ("rate.done", [5, "1.234.567", "N/A"], [1e30, "12..5", False, "5%%"]),
        ("counter", ["Đạt", "ĐẠT ", "no", 2, "2", None], ["n/a", "dat", 5, 2.5, True, "đạt."]),
        ("plan.tasks", ["yes", "Có", True, False, 1, 0, "x", None], ["maybe", 2, 0.5, -1, "n/a", []]),
        ("plan", [0, 1.5, "2"], [3, "yes", True]),
        ("staff", [0, 3, "7", "n/a"], [2.5, -1, "seven", True]),
        ("tenths", [0, 0.1, 0.3, 0.7, 2, "0,7"], [0.25, 2.1, 0.7000001]),
        ("speed", [0.5, "3", 1e9], [0, -1, "fast"]),
        ("service", [0, 8.5, "9"], [9.5, -1, "n/a"]),
        ("counter.points", [0, 2.5, 5], [6, -1, "Đạt"]),
        ("hills", ["yes", "không", True, 1, 0], [2, 0.5, "hilly", "n/a"]),
        ("rate.document", ["QĐ 12", 12, None], []),
        ("total", [87.5, "87,5", "n/a"], ["high", True]),
    ],
)
def test_a_cell_is_judged_alike_in_all_forms(takes, column, right, wrong):
    for cells, is_right in ((right, True), (wrong, False)):
        for cell in cells:
            for source in (
                {"a": {column: cell}},
                {"a": {column: {"value": cell}}},
                [{"unit": "a", column: cell}],
                {"unit": ["a"], column: [cell]},
            ):
                assert takes(source) == is_right, source
            refused = [p for p in parindex.validate(define(BODY), {"a": {column: cell}}) if column in p.path]
            assert is_right or any(problem.severity == "error" for problem in refused), cell


def test_objects_hold_what_belongs_to_a_column(takes):
    row = {"rate": {"done": 5, "all": 6, "note": "late"}, "plan": {"tasks": "yes", "tasks.document": "QĐ 1"}}
    assert takes({"a": row})
    assert not takes({"a": {"rate": {"done": "five"}}})
    assert not takes({"a": {"rate": {"dun": 5}}})
    assert takes({"a": {"service": {"points": 5}}})
    assert takes({"a": {"service.points": 5}})
    assert not takes({"a": {"service.points": 50}})


@pytest.mark.parametrize("name", ["foo", "rate.dun", "counter.tasks", "sample"])
def test_unknown_columns_are_refused_in_all_forms(takes, name):
    for source in ({"a": {name: 5}}, [{"unit": "a", name: 5}], {"unit": ["a"], name: [5]}):
        assert not takes(source)


@pytest.mark.parametrize(
    "name", ["Rate", "Tỷ lệ", "rate: Rate", "rate_2020", "name", "year", "plan.Tasks", "Tổng điểm"]
)
def test_columns_called_otherwise_are_left_to_validate(takes, name):
    assert takes({"a": {name: 5}})


@pytest.mark.parametrize("source", [{}, [], [5], 5, "a", None, {"a": 5}, {"a": {}, "b": 5}])
def test_what_is_no_evidence_at_all_is_refused(takes, source):
    assert not takes(source)


def test_rows_that_may_be_totals_or_of_another_year_are_not_judged(takes):
    assert takes({"Tổng cộng": {"rate": 999}})
    assert takes([{"unit": "a", "year": 2019, "rate": 999}])
    assert not takes({"Hà Nội": {"rate": 999}})


def test_titles_and_descriptions_are_in_a_language_and_the_id_follows_the_definition():
    english, vietnamese = (parindex.evidence_schema(define(BODY), lang) for lang in ("en", "vi"))
    assert english["$defs"]["cell.rate"]["title"] == "Rate"
    assert vietnamese["$defs"]["cell.rate.points"]["title"] == "Tỷ lệ: điểm"
    assert vietnamese["$defs"]["cell.rate"]["description"] == "%, 0 đến 100"
    changed = parindex.evidence_schema(define(BODY.replace("max = 3", "max = 2")), "en")
    assert len({english["$id"], changed["$id"], vietnamese["$id"]}) == 3
    assert english["$id"].startswith("urn:parindex:evidence:sample:")


def test_a_definition_is_asked_for():
    for asked in (parindex.fields, parindex.evidence_schema):
        with pytest.raises(TypeError, match="definition is what parindex"):
            asked({"a": 1})


def test_plain_characters_have_one_form_only():
    """Else a pattern would refuse a text that reads as the same once it is folded."""
    plain = [sign for sign in map(chr, range(0x10000)) if re.fullmatch(f"[{PLAIN}]", sign)]
    assert {*"aZ09 .,%-−’đĐơỪỹ\t"} <= {*plain}
    for sign in plain:
        assert unicodedata.normalize("NFC", sign) == sign
        assert len(sign.casefold()) == 1
        assert unicodedata.category(sign) not in ("Cf", "Cs")
        assert sign.isspace() == (re.fullmatch(r"[\t-\r \u00a0]", sign) is not None)
        assert len(fold(sign)) == (not sign.isspace())


@pytest.mark.parametrize("word", ["Đúng hạn", "CÓ", "a+b (c)", "ß", "không/chưa", "Straße 1", "x^2 | y", "[-]"])
def test_a_word_is_matched_however_it_folds(word):
    pattern = re.compile(text_pattern([word]))
    forms = (word, word.upper(), word.lower(), f"  {word.replace(' ', chr(0xA0))} ", unicodedata.normalize("NFD", word))
    assert all(pattern.search(form) for form in forms)
    assert not pattern.search("some other word")


@pytest.mark.parametrize(
    "text", ["1.234,5", "1 234", "1'234", "1’234.5", "12.34.5", ".5", "5.", "1e-3", "−7", "1,2,3", "+.e1"]
)
def test_texts_of_numbers_are_those_that_are_read(text):
    pattern = number_texts(percent=False, inapplicable=False)
    assert bool(re.search(pattern, text)) == bool(read_number(text, "").text)


@pytest.mark.parametrize(
    "unit", ["Tổng cộng", "TỔNG SỐ:", "Trung bình (63)", "Average of all", "Cả nước", "tong", "Ghi chú: x", "*"]
)
def test_no_total_and_no_note_is_surely_a_unit(unit):
    assert claim_of(unit) or FOOTER.match(unit.casefold().replace("ú", "u"))
    assert not re.search(unit_pattern(), unit)


@pytest.mark.parametrize("unit", ["01", "MOHA", "Hà Nội", "Sở Nội vụ", "Công an tỉnh", "a", "Đắk Lắk"])
def test_names_of_units_are_surely_units(unit):
    assert re.search(unit_pattern(), unit)
