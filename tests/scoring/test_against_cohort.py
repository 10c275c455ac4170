"""One unit against a cohort: where it stands, what it is held against, and which cohorts are refused."""

import copy
import json
import time
from decimal import Decimal
from fractions import Fraction

import jsonschema
import pytest

import parindex
from parindex import Cohort

from ..sample import define, indicators

DELIVERY = """
id = "delivery"
index = "D"
version = "1"
years = [2024, 2025]
title = { en = "Delivery" }
combine = "sum"
decimals = 1

[[indicator]]
id = "files"
max = 10
rule = { kind = "rescale", anchors = "observed", to = [0, 10]%s }
"""
FILES = {"A": {"files": 20}, "B": {"files": 60}, "C": {"files": 100}}


def delivery(more=""):
    return parindex.loads(DELIVERY % more)


def cohort_of(definition, table=None, **reading):
    return parindex.score(definition, FILES if table is None else table, **reading).cohort


@pytest.mark.parametrize(
    "id_, evidence",
    [
        ("pci-2013", "examples/pci-2016.csv"),
        ("papi-2021", "examples/papi-2022.csv"),
        ("qd766-2026", "examples/qd766-dak-lak.csv"),
        ("examples/definitions/hdi.toml", "examples/hdi-2012.csv"),
        ("par-ministry-2022", "examples/par-ministries-2023.csv"),
    ],
)
def test_units_of_the_examples_have_against_their_cohort_what_they_have_among_all(id_, evidence):
    definition = parindex.load(id_)
    scores = parindex.score(definition, evidence)
    cohort = Cohort.from_json(scores.cohort.to_json())
    assert cohort == scores.cohort
    for row in (0, len(scores.units) // 2, len(scores.units) - 1):
        read = scores.evidence.table.take([row])
        found = parindex.score_against(definition, read, cohort)
        assert found.ranks == (scores.rank[row],)
        assert found.scores.rounded == (scores.rounded[row],)
        assert found.scores.band == (scores.band[row],)
        assert found.change(scores.units[row]) == 0
        assert found.explain(scores.units[row]).to_text() == scores.explain(scores.units[row]).to_text()


def test_a_new_value_does_not_move_the_ends_and_is_told_beyond_them():
    cohort = cohort_of(delivery())
    found = parindex.score_against(delivery(), {"D": {"files": 120}, "A": {"files": 40}}, cohort)
    assert found.scores.rounded == (Decimal("12.5"), Decimal("2.5"))
    assert found.ranks == (1, 3)
    assert found.known == (False, True)
    assert [one.n_ranked for one in found.standings] == [4, 3]
    assert str(found.told[0]) == (
        "D, files: 120 lies beyond the values of the cohort, 20 to 100: its points go on beyond them"
    )
    assert len(found.told) == 1


def test_a_rule_that_clips_counts_what_lies_beyond_as_the_end():
    definition = delivery(", clip = true")
    found = parindex.score_against(definition, {"D": {"files": 120}}, cohort_of(definition))
    assert found.scores.rounded == (Decimal("10.0"),)
    assert found.ranks == (1,)
    assert found.standings[0].level == ("C",)
    assert str(found.told[0]).endswith("it counts as 100")


def test_with_the_new_values_the_ends_move_as_in_scoring_all_again():
    cohort = cohort_of(delivery())
    found = parindex.score_against(delivery(), {"C": {"files": 80}}, cohort, anchors="with")
    assert found.scores.rounded == (Decimal("10.0"),)  # 80 is the most now
    found = parindex.score_against(delivery(), {"A": {"files": 80}}, cohort, anchors="with")
    assert found.scores.rounded == (Decimal("5.0"),)  # from 60 to 100
    assert found.change("A") == Fraction(5)


def test_a_group_that_the_cohort_does_not_have_gives_no_scale():
    text = DELIVERY % ""
    text += '[[group]]\nid = "g"\n[[group]]\nid = "h"\n'
    text += "".join(f'[[unit]]\nid = "{id_}"\ngroup = "{group}"\n' for id_, group in zip("ABC", "ggh", strict=True))
    definition = parindex.loads(text)
    cohort = cohort_of(definition, {"A": {"files": 20}, "B": {"files": 60}})
    found = parindex.score_against(definition, {"C": {"files": 60}}, cohort)
    assert found.scores.rounded == (None,)
    assert found.ranks == (None,)
    assert [problem.code for problem in found.scores.problems if problem.code == "no-spread"] == ["no-spread"]


def test_a_cohort_of_another_definition_is_refused_unless_it_is_asked_for():
    cohort = cohort_of(delivery())
    other = delivery(", clip = true")
    with pytest.raises(ValueError, match="another definition: 'delivery', version 1"):
        parindex.score_against(other, {"D": {"files": 120}}, cohort)
    found = parindex.score_against(other, {"D": {"files": 120}}, cohort, scored_by="any")
    assert found.scores.rounded == (Decimal("10.0"),)
    assert "another definition" in found.told[0]
    renamed = parindex.loads((DELIVERY % "").replace('"files"', '"cases"'))
    with pytest.raises(ValueError, match="does not hold cases"):
        parindex.score_against(renamed, {"D": {"cases": 120}}, cohort, scored_by="any")


def test_a_cohort_of_another_year_is_told():
    found = parindex.score_against(delivery(), {"B": {"files": 60}}, cohort_of(delivery(), year=2024), year=2025)
    assert [str(told) for told in found.told] == ["the cohort is of 2024, the evidence of 2025"]


def test_words_and_kinds_are_checked():
    with pytest.raises(ValueError, match="anchors is one of cohort, with"):
        parindex.score_against(delivery(), {"B": {"files": 60}}, cohort_of(delivery()), anchors="all")
    with pytest.raises(TypeError, match=r"parindex\.Cohort"):
        parindex.score_against(delivery(), {"B": {"files": 60}}, cohort_of(delivery()).to_dict())
    with pytest.raises(parindex.EvidenceError):
        parindex.score_against(delivery(), {"B": {"files": "x"}}, cohort_of(delivery()))


def test_what_is_stored_and_what_is_answered_fit_their_schemas():
    cohort = cohort_of(delivery(), {**FILES, "E": {"files": None}, "F": {"files": Fraction(1, 3)}})
    jsonschema.validate(json.loads(cohort.to_json()), parindex.cohort_schema())
    assert Cohort.from_dict(cohort.to_dict()) == cohort
    assert cohort.values["files"][-1] == Fraction(1, 3)
    found = parindex.score_against(delivery(), {"D": {"files": 120}, "A": {"files": 40}}, cohort)
    jsonschema.validate(json.loads(found.to_json()), parindex.answers_schema())


@pytest.mark.parametrize(
    "place, value, words",
    [
        (("units",), {}, "/units"),
        (("units", 0, "unit"), "B", "twice"),
        (("units", 0, "rank"), True, "/units/0/rank"),
        (("units", 0, "rank"), float("nan"), "/units/0/rank"),
        (("units", 0, "rank"), 0, "/units/0/rank: 0 is below 1"),
        (("units", 0, "scores"), {}, "differ"),
        (("units", 1, "scores", "delivery"), "1e9", "/units/1/scores/delivery"),
        (("units", 1, "scores", "delivery"), "1/0", "'1/0' is not written as it should be"),
        (("units", 1, "scores", "delivery"), "9" * 5000, "/units/1/scores/delivery"),
        (("units", 1, "published", "delivery"), "NaN", "/units/1/published/delivery"),
        (("units", 1, "published", "delivery"), "1.11", "/units/1/published/delivery: '1.11' is not "),
        (("units", 1, "published", "delivery"), None, "/units/1/published/delivery: "),
        (("values", "files"), ["1"], "1 values for 3 units"),
        (("values", "files", 0), 1, "/values/files/0"),
        (("definition", "sha256"), None, "/definition/sha256"),
    ],
)
def test_a_stored_cohort_that_is_not_whole_is_refused_with_its_place(place, value, words):
    stored = copy.deepcopy(cohort_of(delivery()).to_dict())
    inner = stored
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(parindex.UnreadableError, match=words) as caught:
        Cohort.from_dict(stored, name="cohort 7")
    assert caught.value.said("vi").startswith("cohort 7: đây không phải nhóm đối chiếu đã lưu")


@pytest.mark.parametrize("text", ["", "[]", "[" * 100_000, b"\xff", '"x"'])
def test_a_text_that_is_no_stored_cohort_is_refused(text):
    with pytest.raises(parindex.UnreadableError, match="<text>: this is no stored cohort"):
        Cohort.from_json(text)


def test_a_unit_goes_by_its_name_in_the_cohort_and_what_it_lacks_is_told():
    index = define(indicators("a", "b", keys="max = 10"))
    rows = {"P1": {"name": "Phòng Một", "a": 3, "b": 4}, "P2": {"name": "Phòng Hai", "a": 5, "b": 1}}
    cohort = parindex.score(index, rows).cohort
    found = parindex.score_against(index, {"P1": {"a": 9, "b": ""}}, cohort)
    assert found.names == ("Phòng Một",)
    assert [record["name"] for record in found.to_records()] == ["Phòng Một"]
    assert found.explain("P1").name == "Phòng Một"
    text = found.to_text("en")
    assert text.startswith("Phòng Một (P1) against 2 units")
    assert "P1 has no total; lacking: b" in text.splitlines()
    assert "P1 không có tổng điểm" in found.to_text("vi")
    both = parindex.score_against(index, {"P1": {"name": "Một", "a": 9, "b": 1}, "P3": {"a": 1, "b": 1}}, cohort)
    assert both.names == ("Một", "")


def test_many_units_are_put_among_many_in_the_time_of_sorting_them():
    definition = define(indicators("a", "b", keys='rule = { kind = "rescale", anchors = "observed", to = [0, 10] }'))
    cohort = parindex.score(definition, {f"u{at}": {"a": at % 50, "b": at % 7} for at in range(1500)}).cohort
    started = time.process_time()
    found = parindex.score_against(definition, {f"v{at}": {"a": at % 60, "b": 3} for at in range(1500)}, cohort)
    assert time.process_time() - started < 5  # pair by pair it took a minute
    totals = [Fraction(10 * (at % 50), 49) + Fraction(10 * (at % 7), 6) for at in range(1500)]
    assert found.ranks[0] == 1 + sum(total > 5 for total in totals)
    assert len(found.standings[0].level) == sum(total == 5 for total in totals)
    assert sum("lies beyond the values of the cohort, 0 to 49" in str(told) for told in found.told) == 250


LEVEL = {"u": (4, 2, 1), "v": (3, 3, 1), "w": (4, 2, 2), "x": (1, 1, None), "y": (None, 5, 5), "z": (2, 4, 1)}
RANKS = {
    "as published": '{ on = "rounded" }',
    "exactly": "{ }",
    "the lowest first": '{ best = "lowest", ties = "max" }',
    "by two more scores": '{ then = ["c", "a"], ties = "average" }',
    "densely": '{ on = "rounded", then = ["c"], ties = "dense" }',
}


@pytest.mark.parametrize("name", RANKS)
def test_a_unit_stands_among_many_that_are_level_as_if_all_were_scored_again(name):
    """Totals are (a + b) / 2 and c decides nothing but ties; x has no c, y no total."""
    body = indicators("a", "b", keys="max = 9\nweight = 1") + indicators("c", keys='max = 9\nadds = "nothing"')
    definition = define(body, "weighted-mean", f"decimals = 1\nrank = {RANKS[name]}")
    table = {unit: dict(zip("abc", row, strict=True)) for unit, row in LEVEL.items()}
    scores = parindex.score(definition, table)
    for unit in ("u", "x", "y", "z", "new"):
        for row in (*LEVEL.values(), (9, 9, 9), (0, 0, 0), (3, 3.02, 1), (None, 2, 2)):
            values = dict(zip("abc", row, strict=True))
            again = parindex.score(definition, {**table, unit: values})
            found, at = parindex.score_against(definition, {unit: values}, scores.cohort), again.units.index(unit)
            assert found.known == (unit in table,)
            if None in row[:2]:
                assert found.ranks == (None,)
                assert found.exact(unit) is None
                continue
            assert found.ranks == (again.rank[at],)
            assert found.exact(unit) == again.exactness.exact_score(at)
            assert found.standings[0].n_ranked == sum(rank >= 1 for rank in again.rank)
            level = {other for other, rank in zip(again.units, again.rank, strict=True) if rank == again.rank[at]}
            assert set(found.standings[0].level) == level - {unit}
