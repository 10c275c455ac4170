"""What is shown of scores: JSON, records, frames, tables, trees."""

import csv
import io
import json
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

import parindex
from parindex.base.number_writing import decimal
from parindex.definition.outline_text import outline
from parindex.views.document.text_table import TextTable
from parindex.views.tables.score_tables import FORMATS

from ..sample import define, indicators

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OPEN = 'rule = { kind = "score", range = [-1e6, 1e6] }'
BODY = (
    """
[[component]]
id = "c"
combine = "sum"
title = { vi = "Phần", en = "Part" }
"""
    + indicators("x", "y", keys=OPEN, parent="c")
    + indicators("z", keys=OPEN)
)
ROOT = 'decimals = 1\nbands = [{ label = "A|1", at_least = 5 }]\nrank = { ties = "average" }'
EVIDENCE = {
    "u|1": {"name": 'Bộ "A", B', "x": 1.25, "y": 2, "z": 3},
    "v": {"x": 0.5, "y": 0.5, "z": None},
    "w": {"name": "Ơ", "x": 3, "y": 3.25, "z": 0},
    "t": {"x": -1, "y": 0, "z": 0.97},
}


@pytest.fixture
def scores():
    return parindex.score(define(BODY, root=ROOT), EVIDENCE)


def refuse(constant):
    raise AssertionError(f"{constant} is not JSON")


def test_the_json_of_a_result_is_strict_and_says_everything(scores):
    read = json.loads(scores.to_json(), parse_constant=refuse)
    assert read == scores.to_dict() == json.loads(scores.to_json(indent=2), parse_constant=refuse)
    head = ["format", "parindex", "definition", "year", "registry", "evidence", "edition", "nodes"]
    assert list(read) == [*head, "units", "problems"]
    assert read["definition"] == {"id": "sample", "version": "1", "sha256": scores.definition.sha256}
    beside = {"max": 1_000_000, "adds": None}
    assert read["nodes"][1:] == [
        {
            "id": "c",
            "title": {"vi": "Phần", "en": "Part"},
            "parent": "sample",
            "kind": "component",
            **beside,
            "max": 2e6,
        },
        {"id": "x", "title": None, "parent": "c", "kind": "indicator", **beside},
        {"id": "y", "title": None, "parent": "c", "kind": "indicator", **beside},
        {"id": "z", "title": None, "parent": "sample", "kind": "indicator", **beside},
    ]
    assert (read["nodes"][0]["id"], read["nodes"][0]["parent"]) == ("sample", None)
    assert [(unit["unit"], unit["name"], unit["published"], unit["rank"], unit["band"]) for unit in read["units"]] == [
        ("u|1", 'Bộ "A", B', "6.3", 1.5, "A|1"),
        ("v", None, None, None, None),
        ("w", "Ơ", "6.3", 1.5, "A|1"),
        ("t", None, "0.0", 3, None),
    ]
    assert read["units"][1] == {
        "unit": "v",
        "name": None,
        "group": None,
        "total": None,
        "published": None,
        "rank": None,
        "band": None,
        "complete": False,
        "undecided": [],
        "band_reasons": [],
        "lacking": ["z"],
        "short": {},
        "few_parts": {},
        "scores": {"c": 1, "x": 0.5, "y": 0.5, "z": None},
        "published_scores": {"c": "1.0", "x": "0.5", "y": "0.5", "z": None},
        "documents": {},
    }
    assert "Bộ" in scores.to_json()


def test_the_published_figure_of_every_node_stands_beside_its_float_as_text(scores):
    first, second, third, fourth = (unit["published_scores"] for unit in scores.to_dict()["units"])
    assert first == {"c": "3.3", "x": "1.3", "y": "2.0", "z": "3.0"}  # 3.25 and 1.25, half up
    assert second["z"] is None
    assert third == {"c": "6.3", "x": "3.0", "y": "3.3", "z": "0.0"}
    assert fourth == {"c": "-1.0", "x": "-1.0", "y": "0.0", "z": "1.0"}


def test_a_published_figure_is_that_of_the_exact_score_where_the_float_lies_below_it():
    unit = parindex.score(define(indicators("x", keys=OPEN)), {"u": {"x": 1.005}}).to_dict()["units"][0]
    assert Fraction(unit["scores"]["x"]) < Fraction("1.005")  # JavaScript makes "1.00" of it
    assert unit["published_scores"] == {"x": "1.01"}


def test_the_json_of_a_result_follows_its_schema(scores):
    jsonschema = pytest.importorskip("jsonschema")
    schema = parindex.result_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    observed = 'rule = { kind = "rescale", anchors = "observed", to = [0, 1] }'
    warned = parindex.score(define(indicators("x", keys=observed)), {"u": {"x": 1}})
    published = parindex.score(parindex.load("par-ministry-2022"), EXAMPLES / "par-ministries-2023.csv")
    assert warned.to_dict()["problems"]
    for result in (scores, warned, published):
        jsonschema.validate(json.loads(result.to_json()), schema)


def test_the_schema_given_is_the_caller_s_own():
    first, second = parindex.result_schema(), parindex.result_schema()
    assert first == second
    assert first is not second
    assert first["properties"] is not second["properties"]


def test_a_record_a_unit_holds_every_node(scores):
    records = scores.to_records()
    assert [record["unit"] for record in records] == list(EVIDENCE)
    expected = {"unit": "w", "name": "Ơ", "group": None, "total": 6.25, "published": "6.3", "rank": 1.5, "band": "A|1"}
    assert records[2] == expected | {"c": 6.25, "x": 3, "y": 3.25, "z": 0}
    assert records[1]["total"] is None


@pytest.mark.parametrize("id_", ["total", "published", "rank", "band"])
def test_an_indicator_named_like_a_column_of_the_result_is_refused_or_kept_apart(id_):
    try:
        definition = define(indicators(id_, "other", keys=OPEN))
    except parindex.DefinitionError as error:
        assert [problem.code for problem in error.problems] == ["wrong-value"]  # noqa: PT017 - one way or the other
        return
    unit = parindex.score(definition, {"u": {id_: 3, "other": 4}}).to_dict()["units"][0]
    assert (unit["total"], unit["published"], unit["rank"], unit["band"]) == (7, "7.00", 1, None)
    assert unit["scores"] == {id_: 3, "other": 4}


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_has_a_row_a_unit_and_a_column_a_node(scores, library):
    pytest.importorskip(library)
    frame = scores.to_frame(library)
    assert list(frame.columns) == ["unit", "name", "group", "total", "published", "rank", "band", "c", "x", "y", "z"]
    assert list(frame["unit"]) == list(EVIDENCE)
    assert frame["total"][2] == 6.25
    missing = frame["total"][1]
    assert missing is None or missing != missing  # noqa: PLR0124 - nan is not itself
    assert list(frame["rank"])[0::2] == [1.5, 1.5]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_takes_what_appears_late(library):
    """The first total, band and half rank stand far below, where a library no longer looks for types."""
    pytest.importorskip(library)
    values = [None] * 150 + [float(at) for at in range(150)] + [200.0, 200.0]
    definition = define(indicators("x", keys=OPEN), root=ROOT)
    scores = parindex.score(definition, {"unit": range(len(values)), "x": values})
    frame = scores.to_frame(library)
    assert len(frame) == len(values)
    assert list(frame["total"])[-3:] == [149, 200, 200]
    assert list(frame["rank"])[-3:] == [3, 1.5, 1.5]
    assert list(frame["band"])[-1] == "A|1"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_a_frame_says_which_extra_to_install(scores, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(parindex.ExtraError, match=rf"pip install 'parindex\[{library}\]'") as caught:
        scores.to_frame(library)
    assert isinstance(caught.value, ImportError)


def test_another_library_of_frames_is_not_known(scores):
    with pytest.raises(ValueError, match="pandas, polars"):
        scores.to_frame("numpy")


ROWS = [
    ["rank", "unit", "name", "c", "z", "total", "band"],
    ["1.5", "u|1", 'Bộ "A", B', "3.3", "3.0", "6.3", "A|1"],
    ["1.5", "w", "Ơ", "6.3", "0.0", "6.3", "A|1"],
    ["3", "t", "", "-1.0", "1.0", "0.0", ""],
    ["", "v", "", "1.0", "", "", ""],
]


def test_what_is_watched_has_a_column_where_a_unit_gives_it():
    definition = define(indicators("z", keys=OPEN) + indicators("late", keys=f'{OPEN}\nadds = "nothing"'))
    heads = [
        FORMATS["csv"](parindex.score(definition, evidence), None).splitlines()[0]
        for evidence in ({"u": {"z": 1}}, {"u": {"z": 1, "late": None}}, {"u": {"z": 1, "late": 2}, "v": {"z": 1}})
    ]
    assert heads == ["rank,unit,z,total", "rank,unit,z,total", "rank,unit,z,late,total"]


def test_csv_has_the_best_first_and_those_without_rank_last(scores):
    text = FORMATS["csv"](scores, None)
    assert list(csv.reader(io.StringIO(text))) == ROWS
    assert text.count("\n") == len(ROWS)


def test_csv_leaves_out_names_and_bands_where_there_are_none():
    scores = parindex.score(define(indicators("x", keys=OPEN)), {"a": {"x": 1}, "b": {"x": 2}})
    assert FORMATS["csv"](scores, None) == "rank,unit,x,total\n1,b,2.00,2.00\n2,a,1.00,1.00\n"


def test_markdown_keeps_its_columns_whatever_the_cells_hold(scores):
    lines = FORMATS["markdown"](scores, None).splitlines()
    assert lines[:3] == [
        "| rank | unit | name | c | z | total | band |",
        "| ---: | --- | --- | ---: | ---: | ---: | --- |",
        '| 1.5 | u&#124;1 | Bộ "A", B | 3.3 | 3.0 | 6.3 | A&#124;1 |',
    ]
    assert len(lines) == len(ROWS) + 1
    assert {line.count("|") for line in lines} == {len(ROWS[0]) + 1}


def test_the_table_for_a_terminal_holds_the_same_cells(scores):
    lines = FORMATS["table"](scores, None).splitlines()
    assert lines[0].split() == ROWS[0]
    assert [line.split() for line in lines[2:]] == [" ".join(row).split() for row in ROWS[1:]]
    assert not any(line != line.rstrip() for line in lines)


def test_a_table_takes_cells_as_they_are():
    text = TextTable(["a", "b"], [["[bold]x[/bold]", ":smile:"], ["y" * 300, "ệ"]]).to_terminal()
    assert "[bold]x[/bold]" in text
    assert ":smile:" in text
    assert "y" * 300 in text


def test_columns_line_up_whatever_signs_and_marks_a_cell_holds():
    """A letter and its marks may be signs apart, which take one place; some signs take two."""
    rows = [["Hà Nội", "1"], [unicodedata.normalize("NFD", "Hà Nội"), "22"], ["河内", "3"]]
    lines = TextTable(["unit", "figure"], rows, {1}).to_terminal().splitlines()
    assert lines[:2] == ["unit     figure", "─" * 15]
    assert [line[:-1].rstrip() for line in lines[2::2]] == ["Hà Nội", "河内"]
    assert [len(unicodedata.normalize("NFC", line)) for line in lines[2:]] == [15, 15, 13]


def test_a_table_of_nothing_is_an_empty_line():
    assert TextTable([], []).to_terminal() == "\n"
    assert TextTable(["a", "bb"], []).to_terminal() == "a   bb\n──────\n"


def test_a_cell_stays_in_its_line_and_steers_no_terminal():
    text = TextTable(["a", "b"], [["x\ny", "\x1b[31m"]]).to_terminal()
    assert text.splitlines()[2:] == ["x\\ny   \\x1b[31m"]


def test_json_as_a_file_is_the_same_result(scores):
    assert json.loads(FORMATS["json"](scores, None), parse_constant=refuse) == scores.to_dict()
    assert FORMATS["json"](scores, None).endswith("}\n")


@pytest.mark.parametrize(
    "lang, words",
    [
        ("en", ("sum", "bands", "c Part", "max 1000000 given")),
        ("vi", ("tổng", "nhóm kết quả", "c Phần", "tối đa 1000000 điểm nhập trực tiếp")),
    ],
)
def test_the_outline_of_a_definition_shows_titles_limits_and_rules(lang, words):
    lines = [" ".join(line.split()) for line in outline(define(BODY, root=ROOT), lang).splitlines()]
    way, bands, title, rule = words
    assert lines[0] == f"sample · Sample · 2020– · {way}"
    assert len(lines) == 6
    assert lines[5] == f"{bands}: A|1 ≥ 5"
    assert title in lines[1]
    assert lines[2].endswith(rule)


@pytest.mark.parametrize(
    "value, decimals, written",
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("2.675", 2, "2.68"),
        ("1e30", 1, "1" + "0" * 30 + ".0"),
        ("7", 0, "7"),
    ],
)
def test_a_decimal_is_written_half_up_and_never_in_powers_of_ten(value, decimals, written):
    assert decimal(Fraction(value), decimals) == written


@pytest.mark.parametrize("decimals, expected", [(0, "0"), (2, "0.00"), (7, "0.0000000"), (12, "0.000000000000")])
def test_a_published_figure_is_never_written_in_powers_of_ten(decimals, expected):
    scores = parindex.score(define(indicators("x", keys=OPEN), root=f"decimals = {decimals}"), {"u": {"x": 0}})
    assert scores.to_records()[0]["published"] == expected
    assert FORMATS["csv"](scores, None).splitlines()[1] == f"1,u,{expected},{expected}"


def test_reprs_are_short(scores):
    assert repr(scores) == "<Scores of 'sample': 4 units, 3 ranked, 4 nodes>"
    assert repr(scores.definition) == "<Definition 'sample': 4 nodes, 3 indicators>"
    assert repr(scores.evidence) == "<Evidence for 'sample': 4 units x 3 columns>"


def calls_of(form, units):
    """Count the calls of Python functions that writing scores of some units takes."""
    rows = {f"U{at}": {"x": at % 7, "y": at % 3, "z": 1} for at in range(units)}
    scores = parindex.score(define(BODY, root=ROOT), rows)
    count = 0

    def counting(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        FORMATS[form](scores, None)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("form", FORMATS)
def test_writing_scores_takes_twice_the_steps_for_twice_the_units(form):
    assert calls_of(form, 400) < 2.2 * calls_of(form, 200)


@pytest.mark.parametrize("form", FORMATS)
def test_totals_are_rounded_once_for_all_units(form, scores, monkeypatch):
    from parindex.scoring.exactness import Exactness

    asked, published = [], Exactness.published

    def counting(self, units, nodes):
        asked.append(nodes)
        return published(self, units, nodes)

    monkeypatch.setattr(Exactness, "published", counting)
    FORMATS[form](scores, None)
    FORMATS[form](scores, None)
    assert asked.count(0) == 1
    assert [total for _ in range(100) for total in scores.rounded[:1]] == [scores.rounded[0]] * 100
    assert asked.count(0) == 1
