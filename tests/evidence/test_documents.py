"""Documents behind values: required, refused, of single items, used twice, given back."""

import json

import jsonschema
import pytest

import parindex

from ..sample import codes, define, indicators

CHECKLIST = (
    '\n[[indicator]]\nid = "a"\nmax = 2\ndocuments = "required"\n'
    'rule = { kind = "checklist", points = { p = 1, "từ xa" = 1 } }\n'
)
BOTH = {"a.p": "yes", "a.từ xa": "yes"}


def told(table, definition=None):
    found = parindex.validate(define(CHECKLIST) if definition is None else definition, {"u": table})
    return [(problem.code, problem.message.partition(": ")[0]) for problem in found]


@pytest.mark.parametrize(
    "papers, missing",
    [
        ({"a.document": "QĐ 1"}, []),
        ({"a.note": "phần I"}, []),
        ({"a.p.document": "QĐ 1", "a.từ xa.note": "trang 4"}, []),
        ({"a.p.document": "QĐ 1"}, ["u, a.từ xa"]),
        ({"a.p.document": "QĐ 1", "a.Từ Xa.document": "Refused."}, ["u, a.từ xa"]),
        ({"a.document": "QĐ 1", "a.p.document": "không hợp lệ"}, ["u, a.p"]),
        ({"a.page": 5}, ["u, a"]),
        ({"a.document": "-"}, ["u, a"]),
        ({"a.document": "Không có"}, ["u, a"]),
        ({}, ["u, a"]),
    ],
)
def test_points_of_a_checklist_need_a_document_for_all_or_for_each(papers, missing):
    assert told({**BOTH, **papers}) == [("missing-document", place) for place in missing]


def test_nothing_claimed_needs_no_document():
    assert told({"a.p": "no", "a.từ xa": "no"}) == []
    assert told({"a.p": "yes", "a.từ xa": "no", "a.p.document": "QĐ 1"}) == []


def test_a_document_behind_unrelated_indicators_is_a_warning():
    parts = '\n[[component]]\nid = "d"\ncombine = "sum"\n' + indicators("x", "y", parent="d") + indicators("z")
    same = dict.fromkeys(("x.document", "y.document"), "QĐ  12")
    figures = {"x": 1, "y": 1, "z": 1}
    assert told({**figures, **same}, define(parts)) == []
    assert told({**figures, **same, "z.document": "qđ 12"}, define(parts)) == [("document-reused", "u, z")]


def test_documents_come_back_in_the_explanation_and_in_json():
    definition = define(indicators("x"))
    scores = parindex.score(definition, {"u": {"x": 1, "x.document": "QĐ 12", "x.page": "3", "x.note": "phụ lục"}})
    (paper,) = scores.explain("u").parts[0].documents
    assert (paper.document, paper.page, paper.note) == ("QĐ 12", "3", "phụ lục")
    assert "[QĐ 12 · p. 3 · phụ lục]" in str(scores.explain("u"))
    read = json.loads(scores.to_json())
    jsonschema.validate(read, parindex.result_schema())
    assert read["units"][0]["documents"]["x"][0]["document"] == "QĐ 12"


@pytest.mark.parametrize("id_", ["note", "value", "a.document", "stt"])
def test_no_indicator_is_called_by_a_word_of_the_tables(id_):
    assert codes(indicators(id_)) == ["wrong-value"]
