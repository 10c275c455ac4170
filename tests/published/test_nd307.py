"""Decree 307/2025/NĐ-CP: every figure of the three definitions against the decree's criteria, typed apart from them.

Source: ../shared/facts/nd307/criteria.csv, one row a criterion of the decree of 27 November 2025 (articles 5, 6, 7 and
9). What the decree makes of figures at the edges is tried by the cases beside the definitions.
"""

from fractions import Fraction

import pytest

import parindex

from .tables import read

SETS = ("province", "commune", "ward")
#: Criteria held against a figure from outside, and the criterion in percent of one.
OUTSIDE = {
    ("province", "3.e"): 100,
    ("province", "3.g"): "national_insurance",
    ("province", "3.h"): "national_poverty",
    ("province", "3.i"): "national_water",
    ("province", "3.l"): "national_online",
    ("commune", "3.e"): "provincial_online",
    ("ward", "3.e"): "provincial_online",
}
#: Below these shares the text is silent, and no points are given (column `rule` of the table).
SILENT = {
    ("province", "4.a"): 20,
    ("province", "4.b"): 10,
    ("commune", "4.a"): 20,
    ("ward", "4.a"): 10,
    ("all", "P.1"): 300,
}


@pytest.fixture
def criteria(shared):
    return read(shared("../facts/nd307/criteria.csv"))


def named(id_):
    """Return the id of a criterion in a definition: ids have no đ, which is not d."""
    return id_.replace("đ", "dd")


def printed(article):
    """Return an article as notes print it: 5.3a is article 5.3(a)."""
    digits = article.rstrip("abcdđeghiklm")
    letter = article[len(digits) :]
    return f"Article {digits}({letter})" if letter else f"Article {digits}"


def leaf_of(definition, id_):
    """Return the indicator that scores a criterion; of population, that of units of no particular kind."""
    return definition["1.1.b" if id_ == "1.1" else named(id_)]


def of_set(criteria, of):
    return [row for row in criteria if row["set"] == of]


@pytest.mark.parametrize("of", SETS)
def test_every_criterion_of_the_decree_has_its_maximum_and_place(of, criteria):
    definition = parindex.load(f"nd307-{of}-2025")
    rows = of_set(criteria, of)
    assert len(rows) > 15
    for row in rows:
        node = definition[named(row["id"])]
        assert node.max == Fraction(row["max"]), row["id"]
        assert node.parent == (named(row["parent"]) or "base"), row["id"]
        assert node.title.vi == row["title_vi"], row["id"]
        assert node.note.en.startswith(printed(row["article"])), row["id"]
    assert [definition[group].max for group in "1234"] == [25, 25, 40, 10]


def test_sipas_gives_points_by_rank():
    """Article 5.3.k: ranks 1 to 10 get 3 points, 11 to 20 get 2, the others 1."""
    rule = parindex.load("nd307-province-2025")["3.k"].rule
    assert rule.by == "given"
    assert [(step.to, step.points) for step in rule.points] == [(10, 3), (20, 2), (None, 1)]


@pytest.mark.parametrize("of", SETS)
def test_every_edge_base_step_and_cap_is_that_of_the_decree(of, criteria):
    definition = parindex.load(f"nd307-{of}-2025")
    rows = [row for row in of_set(criteria, of) if row["step"]]
    assert len(rows) == {"province": 16, "commune": 10, "ward": 10}[of]
    for row in rows:
        leaf, key = leaf_of(definition, row["id"]), (of, row["id"])
        edge = OUTSIDE[key] if key in OUTSIDE else Fraction(row["at_or_below"])
        figures = [edge, *(Fraction(row[name]) for name in ("base_points", "step", "step_points", "cap"))]
        rule = leaf.rule
        assert [rule.from_, rule.base, rule.per, rule.each, rule.most(leaf)] == figures, key
        assert leaf.better == ("lower" if row["direction"] == "down" else "higher"), key
        assert rule.nothing_before == SILENT.get(key), key
        assert leaf.decimals == 2, key


@pytest.mark.parametrize("of", SETS)
def test_what_is_had_or_not_gives_all_points_or_none(of, criteria):
    definition = parindex.load(f"nd307-{of}-2025")
    for row in of_set(criteria, of):
        if row["kind"] == "pass-fail":
            points = dict(definition[row["id"]].rule.points.items)
            assert points == {"có": Fraction(row["max"]), "không": 0}, row["id"]


def test_population_of_mountain_units_and_of_wards_of_central_cities(criteria):
    """Mountain units: edge and step at 75 %; wards of centrally run cities: an edge of 21,000 (column `rule`)."""
    for of, edge, step in (("province", 2_000_000, 60_000), ("commune", 16_000, 1_000)):
        rule = parindex.load(f"nd307-{of}-2025")["1.1.a"].rule
        assert (rule.from_, rule.per) == (edge * Fraction(3, 4), step * Fraction(3, 4))
    assert parindex.load("nd307-ward-2025")["1.1.a"].rule.from_ == 21_000
    (row,) = (row for row in of_set(criteria, "ward") if row["id"] == "1.1")
    assert "21000 instead of 14000" in row["rule"]


@pytest.mark.parametrize("of", SETS)
def test_priority_points_are_those_of_article_9(of, criteria):
    definition = parindex.load(f"nd307-{of}-2025")
    rows = {row["id"]: row for row in of_set(criteria, "priority (all)")}
    assert definition["P"].max == Fraction(rows["P"]["cap"])
    assert (definition["P"].adds, definition["P"].combine) == ("bonus", "max")
    population, row = definition["P.1"].rule, rows["P.1"]
    figures = [Fraction(row[name]) for name in ("at_or_below", "base_points", "step", "step_points")]
    assert [population.from_, population.base, population.per, population.each] == figures
    assert population.nothing_before == SILENT["all", "P.1"]
    assert population.most(definition["P.1"]) == Fraction(row["cap"])
    for id_ in ("P.3a",) if of == "province" else ("P.3a", "P.3b", "P.3c", "P.3d"):
        assert dict(definition[id_].rule.points.items) == {"có": Fraction(rows[id_]["max"]), "không": 0}


def test_classes_are_those_of_article_4():
    for of in SETS:
        bands = [(band.label, band.at_least) for band in parindex.load(f"nd307-{of}-2025").bands]
        assert bands[-3:] == [("Loại I", 75), ("Loại II", 60), ("Loại III", None)]
        assert bands[:-3] == ([("Loại đặc biệt", None)] if of == "ward" else [])
    gates = parindex.load("nd307-ward-2025").bands[0].requires
    assert [(gate.node, gate.at_least) for gate in gates] == [("base", 90), ("P.3", 10)]


@pytest.mark.parametrize("of", SETS)
def test_readings_are_marked_as_assumed(of):
    """What the text leaves open stands as `assumed`, so that nobody takes it for printed."""
    definition = parindex.load(f"nd307-{of}-2025")
    assumed = {leaf.id for leaf in definition.leaves if leaf.status == "assumed"}
    silent = {id_ for named_set, id_ in SILENT if named_set in (of, "all")}
    mountain = set() if of == "ward" else {"1.1.a"}
    assert assumed == silent | mountain | ({"3.e", "3.i"} if of == "province" else set())
