"""Files of cases: found, read and run; expected figures are sums done by hand."""

import json
import math
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import parindex
from parindex.cases.case_files import parse_cases, read_cases
from parindex.definition import cases_of
from parindex.definition.bundled import definition_source as text_of

DEFINITION = """id = "two"
index = "TWO"
version = "1"
title = "Two"
years = [2020, 2021]
combine = "sum"
decimals = 2
max = 30
bands = [{ label = "A", at_least = 20 }, { label = "B" }]

[[indicator]]
id = "a"
max = 10
rule = { kind = "score" }

[[component]]
id = "b"
combine = "weighted-mean"
max = 20

[[indicator]]
id = "b.1"
parent = "b"
weight = "1/3"
max = 20
rule = { kind = "score" }

[[indicator]]
id = "b.2"
parent = "b"
weight = "2/3"
max = 20
rule = { kind = "score" }
"""
EVIDENCE = "{ a = 0.1, b.1 = 10, b.2 = 7 }"  # 0.1 + 10/3 + 14/3 = 8.1, float64 makes 8.100000000000001 of some orders


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.toml").write_text(DEFINITION, encoding="utf-8")
    return tmp_path


def write(name, text):
    Path(name).write_text(text, encoding="utf-8")


def case(evidence=EVIDENCE, expect=None, *, name="one", more="", head=""):
    """Write a file of one case beside the definition."""
    lines = [head, "[[case]]", f'name = "{name}"', 'source = "page 3"', f"evidence = {evidence}"]
    lines += [f"expect = {expect}"] * (expect is not None) + [more]
    write("two.cases.toml", "\n".join(lines) + "\n")
    return "two.toml"


def outcome(*arguments, **options):
    assert parse_cases(*cases_of(case(*arguments, **options)))[1] == ()
    (only,) = parindex.run_cases("two.toml").outcomes
    return only


def misses(*arguments, **options):
    return [(miss.node, miss.got) for miss in outcome(*arguments, **options).misses]


def test_totals_are_compared_as_exact_numbers():
    assert outcome(expect="{ total = 8.1 }").state == "passed"
    assert misses(expect="{ total = 8.10000000000000000001 }") == [("total", Fraction("8.1"))]
    thirds = "{ a = 0, b.1 = 1, b.2 = 0 }"
    assert outcome(thirds, '{ total = "1/3", b = "1/3" }').state == "passed"
    assert misses(thirds, "{ total = 0.3333333333333333 }") == [("total", Fraction(1, 3))]


@pytest.mark.parametrize("expected, state", [("8.2", "passed"), ("8.0", "passed"), ("8.2000001", "failed")])
def test_a_score_as_far_off_as_the_tolerance_says_is_right(expected, state):
    assert outcome(expect=f"{{ total = {expected} }}", more="tolerance = 0.1").state == state


def test_a_tolerance_of_a_case_stands_before_that_of_the_file():
    off = "{ total = 9.1, a = 1.1 }"
    assert misses(expect=off, head="tolerance = 1") == []
    assert misses(expect=off, head="tolerance = 1", more="tolerance = 0") == [
        ("total", Fraction("8.1")),
        ("a", Fraction("0.1")),
    ]
    assert misses(expect=off, head="tolerance = 1", more="tolerance = { a = 0 }") == [("a", Fraction("0.1"))]
    assert misses(expect=off, head="tolerance = { a = 1 }", more="tolerance = { total = 1 }") == []
    assert misses(expect=off, head="tolerance = { a = 1, total = 1 }") == []


def test_a_miss_says_what_was_expected_and_how_far_off_it_is():
    (miss,) = outcome(expect="{ total = 8 }").misses
    assert (miss.expected, miss.got, miss.difference, miss.tolerance) == ((8,), Fraction("8.1"), Fraction("0.1"), 0)
    (problem,) = outcome(expect="{ total = 8 }").problems
    assert str(problem) == (
        "two.cases.toml:6:12: error case-failed: one: total: expected 8, got 8.1, 0.1 apart where 0 is allowed "
        "(source: page 3)"
    )
    assert problem.path == ("case", 0, "expect", "total")
    assert problem.said("vi").message == "one: total: phải là 8, nhưng tính ra 8.1, chênh 0.1 trong khi chỉ cho phép 0"


def test_what_is_published_is_compared_as_printed_without_a_tolerance():
    evidence = "{ a = 0.005, b.1 = 0, b.2 = 0 }"
    assert misses(evidence, "{ published = 0.01 }", head="tolerance = 1") == []
    assert misses(evidence, '{ published = "0.010" }') == []
    assert misses(evidence, "{ published = 0.005 }", head="tolerance = 1") == [("published", Fraction("0.01"))]


TWO = '[{ unit = "x", a = 9, b = 12 }, { unit = "y", a = 9, b = 12 }, { unit = "z", a = 1, b = "" }]'


@pytest.mark.parametrize(
    "expect, missed",
    [
        ('{ unit = "x", rank = 1, band = "A" }', []),
        ('{ unit = "y", rank = [1, 2] }', []),
        ('{ unit = "y", rank = 2, band = "B" }', [("rank", 1), ("band", "A")]),
        ('{ unit = "z", total = "missing", rank = "missing", band = "missing", published = "missing", a = 1 }', []),
        ('{ unit = "z", b = 0, a = "missing" }', [("b", None), ("a", 1)]),
        ('[{ unit = "x", total = 21 }, { unit = "z", total = 1 }]', [("total", None)]),
    ],
)
def test_ranks_bands_and_missing_totals_of_several_units(expect, missed):
    assert misses(TWO, expect) == missed


def test_a_unit_is_found_by_its_code_or_name():
    write(
        "here.cases.toml",
        'definition = "pgi-2022"\n[[case]]\nname = "a table"\nsource = "made up"\nevidence = "table.csv"\n'
        'expect = [{ unit = "79", total = 10 }, { unit = "Hà Nội", total = 4 }, { unit = "Huế", total = 4 }]\n',
    )
    write("table.csv", "unit,hazards,standards,leadership,incentives\nHồ Chí Minh,1,2,3,4\n01,1,1,1,1\n")
    (only,) = parindex.run_cases("here.cases.toml").outcomes
    assert [(problem.line, problem.message[:21]) for problem in only.problems] == [(6, "a table: no unit 'Huế")]


def test_a_single_row_without_a_unit_is_of_none_that_the_definition_lists():
    """A country, or a calculation by hand."""
    write(
        "here.cases.toml",
        'definition = "sipas-2023"\n[[case]]\nname = "the country"\nsource = "made up"\n'
        "evidence = { policy = 80, services = 40 }\nexpect = { total = 65, rank = 1 }\n",
    )
    assert parindex.run_cases("here.cases.toml").problems == ()


REFUSED = "{ a = 10.01, b.1 = 21, b.2 = 7 }"


@pytest.mark.parametrize(
    "problems, said",
    [
        ('["out-of-range"]', []),
        ('[{ code = "out-of-range", column = "a" }, { code = "out-of-range", column = "b.1" }]', []),
        ('[{ code = "out-of-range", column = "b" }, { code = "out-of-range", column = "A" }]', []),
        ('[{ code = "out-of-range", column = "a" }]', ["one: the evidence is refused: out-of-range: unit, b.1: 21 is"]),
        ('["out-of-range", "not-a-number"]', ["one: the evidence has no problem not-a-number"]),
        (
            '["out-of-range", { code = "out-of-range", unit = "x", column = "a" }]',
            ["one: the evidence has no problem out-of-range (x, a)"],
        ),
    ],
)
def test_evidence_has_to_be_refused_for_the_problems_named_and_no_others(problems, said):
    found = outcome(REFUSED, more=f"problems = {problems}")
    assert [str(problem.message)[: len(text)] for problem, text in zip(found.problems, said, strict=True)] == said
    assert found.state == ("refused" if said else "passed")


def test_evidence_refused_where_scores_are_expected_fails_at_the_cell():
    found = outcome(REFUSED, "{ total = 1 }")
    assert (found.state, found.misses) == ("refused", ())
    assert [(problem.line, problem.column) for problem in found.problems] == [(5, 14), (5, 27)]


def test_a_refusal_that_was_foreseen_gives_no_scores_that_could_be_compared():
    found = outcome(REFUSED, "{ total = 1 }", more='problems = ["out-of-range"]')
    assert (found.state, found.problems, found.misses) == ("refused", found.problems, ())
    assert [problem.message for problem in found.problems] == [
        "one: the evidence is refused as expected, and there are no scores to compare"
    ]


def test_a_warning_can_be_expected_beside_scores():
    evidence = "{ a = 1, b.1 = 3, b.2 = 3, total = 5 }"
    assert outcome(evidence, "{ total = 4 }", more='problems = ["total-differs"]').state == "passed"
    assert outcome(evidence, "{ total = 4 }").state == "passed"
    found = outcome(evidence.replace("5", "4"), "{ total = 4 }", more='problems = ["total-differs"]')
    assert [problem.column for problem in found.problems] == [13]


def test_names_with_dots_are_written_with_or_without_quotes():
    assert outcome('{ a = 1, "b.1" = 3, b.2 = 3 }', '{ "b.1" = 3, b.2 = 3 }', more="tolerance = { b.1 = 0 }").state == (
        "passed"
    )


def test_figures_may_stand_in_tables_of_their_own():
    text = '[[case]]\nname = "long"\nsource = "page 3"\n\n[[case.evidence]]\nunit = "x"\na = 1\nb.1 = 3\nb.2 = 3\n\n'
    write("two.cases.toml", text + '[[case.expect]]\nunit = "x"\ntotal = 5\n')
    (problem,) = parindex.run_cases("two.toml").problems
    assert (problem.line, problem.column) == (13, 1)


def test_another_definition_can_be_tried_with_the_same_cases():
    case(expect="{ total = 8.1, b = 8 }")
    raised = attrs.evolve(parindex.load("two.toml"), times=Fraction(2), max=None)
    assert [miss.got for miss in parindex.run_cases("two.toml", raised).outcomes[0].misses] == [Fraction("16.2")]
    cases = read_cases("two.toml")
    assert parindex.run_cases(cases).problems == ()
    other = attrs.evolve(raised, component=(), indicator=raised.indicator[:1], order=(), times=None)
    case("{ a = 0.1 }", '{ total = 0.1, b = "missing" }')
    assert [(miss.node, miss.got) for miss in parindex.run_cases("two.toml", other).outcomes[0].misses] == [
        ("b", "no such node")
    ]


def test_only_cases_with_a_text_in_their_name_are_run():
    case(expect="{ total = 8.1 }", name="Hà Nội 2013")
    assert len(parindex.run_cases("two.toml", only="hà nội").outcomes) == 1
    assert parindex.run_cases("two.toml", only="Huế").outcomes == ()


def test_roots_are_compared_to_45_digits():
    text = DEFINITION.replace('combine = "sum"', 'combine = "geometric-mean"').replace("max = 30\n", "", 1)
    write("two.toml", text)
    digits = str(math.isqrt(2 * 10**100))
    root = f"{digits[0]}.{digits[1:40]}"
    assert (
        outcome("{ a = 1, b = 2 }", f"{{ total = {root[:29]} }}", more=f"tolerance = 0.{'0' * 26}1").state == "passed"
    )
    assert outcome("{ a = 1, b = 2 }", "{ total = 1.41421356 }").state == "failed"


def test_results_are_plain_json():
    case(TWO, '[{ unit = "x", total = 20.5, rank = [2, 3] }, { unit = "z", total = 1 }]')
    results = parindex.run_cases("two.toml")
    values = json.loads(results.to_json())
    assert (values["cases"], values["failed"], values["definition"]["id"]) == (1, 1, "two")
    (told,) = values["outcomes"]
    assert told["misses"] == [
        {"unit": "x", "node": "total", "expected": 20.5, "got": 21, "difference": 0.5, "tolerance": 0},
        {"unit": "x", "node": "rank", "expected": [2, 3], "got": 1, "difference": None, "tolerance": 0},
        {"unit": "z", "node": "total", "expected": 1, "got": None, "difference": None, "tolerance": 0},
    ]
    assert [problem["line"] for problem in told["problems"]] == [6, 6, 6]
    assert repr(results) == "<CaseResults of 'two': 1 cases, 1 failed>"


def test_cases_are_found_by_definition_by_file_and_by_bundled_id():
    case(expect="{ total = 8.1 }")
    for name in ("two.toml", "two.cases.toml"):
        assert parindex.run_cases(name).source == "two.cases.toml"
    assert parindex.run_cases("pgi-2022").source == "pgi-2022.cases.toml"


def test_a_definition_without_cases_says_where_they_would_stand():
    with pytest.raises(parindex.UnreadableError, match=r"two\.toml: has no cases .*two\.cases\.toml"):
        parindex.run_cases("two.toml")
    with pytest.raises(parindex.UnreadableError, match="no bundled definition and no file"):
        parindex.run_cases("pgi-2202")


def test_cases_are_no_definition():
    case(expect="{ total = 8.1 }")
    for read in (parindex.load, parindex.check, text_of):
        with pytest.raises(parindex.UnreadableError, match="holds cases, not a definition"):
            read("two.cases.toml")
    with pytest.raises(parindex.UnreadableError, match="no bundled definition"):
        parindex.load("pgi-2022.cases")
    assert not [entry.id for entry in parindex.catalogue() if "cases" in entry.id]


def test_a_faulty_definition_is_told_by_its_own_problems():
    case(expect="{ total = 8.1, anything = 1 }")
    write("two.toml", f'colour = "red"\n{DEFINITION}')
    assert parse_cases(*cases_of("two.cases.toml"))[1] == ()
    with pytest.raises(parindex.DefinitionError, match="unknown-key"):
        parindex.run_cases("two.cases.toml")


@pytest.mark.parametrize(
    "named", ["../outside.csv", "/etc/hostname", "link.csv", "sub/../../outside.csv", "absent.csv"]
)
def test_a_table_lies_in_the_folder_of_the_cases(folder, named):
    folder = folder / "inner"
    (folder / "sub").mkdir(parents=True)
    (folder.parent / "outside.csv").write_text("unit,a\nx,1\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(folder.parent / "outside.csv")
    text = f'definition = "../two.toml"\n[[case]]\nname = "n"\nsource = "s"\nevidence = "{named}"\nexpect = {{}}'
    (folder / "x.cases.toml").write_text(text.replace("{}", '[{ unit = "x", a = 1 }]'), encoding="utf-8")
    (problem,) = parse_cases(*cases_of(folder / "x.cases.toml"))[1]
    assert (problem.code, problem.line) == ("wrong-value", 5)
    assert problem.message == (
        f"{named}: No such file or directory"
        if named == "absent.csv"
        else f"{named}: lies outside the folder of the cases"
    )
