"""Index 766 of 10 October 2026, as the National Public Service Portal published it.

Source: counts and official points of five units of Đắk Lắk, group points, totals and ranks of 34 provinces, in
../shared/data/qd766 (what is known of them: ../shared/facts/qd766/qd766.md). Tolerance: none; points are printed in two
decimals and have to come out so. Expected points are those printed, and where the portal prints none (5.1 to 5.3) those
of an own computation in fractions.
"""

import random
from collections import defaultdict
from fractions import Fraction

import pytest

import parindex

from .tables import read

#: The rate that earns full points, where that is not 100 %, and what 0 of 0 counts as.
FULL_FROM = {"3.1": 80, "3.3": 50, "4.3": 80, "5.2": 80, "5.3": 80, "6.3": 90}
COUNTS = ("numerator", "denominator")
FULL_AT_ZERO = {"4.6", "6.1", "6.2"}
GROUPS = {
    "1": "1_transparency",
    "2": "2_progress",
    "3": "3_online",
    "4": "4_digitised",
    "5": "5_payment",
    "6": "6_satisfaction",
}


@pytest.fixture(scope="module")
def definition():
    return parindex.load("qd766-2026")


@pytest.fixture(scope="module")
def units(shared):
    """Return the rows of each unit, by its code and by the id of what they are about."""
    units = defaultdict(dict)
    for row in read(shared("qd766/daklak_2026-10-10.csv")):
        units[row["portal_code"]][row["id"]] = row
    return units


def evidence(rows):
    counts = {f"{id_}.{count}": row[count] for id_, row in rows.items() if row["numerator"] for count in COUNTS}
    return {"3": rows["3"]["official_points"], **counts}


@pytest.fixture(scope="module")
def scores(definition, units):
    return parindex.score(definition, {code: evidence(rows) for code, rows in units.items()})


def half_up(number, decimals):
    return Fraction((number * 10**decimals + Fraction(1, 2)).__floor__(), 10**decimals)


def worked_out(id_, row, maximum):
    """Return the points of an indicator, by a computation of their own."""
    done, of = Fraction(row["numerator"]), Fraction(row["denominator"])
    if not of:
        return maximum if id_ in FULL_AT_ZERO else Fraction(0)
    rate = done / of * 100
    rate = half_up(rate, 2) if id_.startswith("5.") else rate
    full_from = FULL_FROM.get(id_, 100)
    return half_up(maximum * min(rate, full_from) / full_from, 2)


def test_every_indicator_group_and_total_of_five_units_is_the_official_one(scores, units):
    compared = 0
    for code, rows in units.items():
        place = scores.units.index(code)
        for id_, row in rows.items():
            if row["official_points"]:
                ours = scores.total[place] if id_ == "total" else scores[id_][place]
                assert ours == pytest.approx(float(row["official_points"]), abs=1e-9), (code, id_)
                compared += 1
    assert compared == 5 * 18
    assert [str(total) for total in scores.rounded] == [rows["total"]["official_points"] for rows in units.values()]


def test_points_of_counts_are_those_of_an_own_computation(scores, units, definition):
    for code, rows in units.items():
        for id_, row in rows.items():
            if row["numerator"]:
                expected = worked_out(id_, row, definition[id_].max)
                assert Fraction(repr(float(scores[id_][scores.units.index(code)]))) == expected, (code, id_)


def test_dak_lak_has_65_49_since_points_are_rounded_before_they_are_added(scores, units):
    assert str(scores.rounded[scores.units.index("H15")]) == "65.49"
    assert half_up(Fraction(units["H15"]["total"]["recomputed"]), 2) == Fraction("65.51")


def test_34_provinces_have_their_totals_and_ranks_by_their_groups(shared, definition):
    rows = read(shared("qd766/provinces_2026-10-10.csv"))
    given = {row["portal_code"]: {group: row[column] for group, column in GROUPS.items()} for row in rows}
    scores = parindex.score(definition, given)
    assert len(rows) == 34
    assert [Fraction(str(total)) for total in scores.rounded] == [Fraction(row["total"]) for row in rows]
    assert scores.rank.tolist() == [float(row["rank"]) for row in rows]


def test_counts_drawn_at_random_give_the_points_of_an_own_computation(definition):
    """Every denominator up to 50 with every numerator, and large counts: halves of a cent are among them."""
    chance = random.Random(766)
    pairs = [(done, of) for of in range(51) for done in range(of + 1)]
    pairs += [(chance.randint(0, of), of) for of in (chance.randint(1, 500_000) for _ in range(500))]
    leaves = [leaf for leaf in definition.leaves if not leaf.adds]
    units = {str(place): {leaf.id: pair for leaf in leaves} for place, pair in enumerate(pairs)}
    table = {
        unit: {f"{id_}.{name}": count for id_, pair in rows.items() for name, count in zip(COUNTS, pair, strict=True)}
        for unit, rows in units.items()
    }
    scores = parindex.score(definition, table)
    for place, pair in enumerate(pairs):
        expected = {leaf.id: worked_out(leaf.id, dict(zip(COUNTS, pair, strict=True)), leaf.max) for leaf in leaves}
        assert {id_: Fraction(repr(float(scores[id_][place]))) for id_ in expected} == expected, pair
        assert Fraction(str(scores.rounded[place])) == sum(expected.values())


def test_maxima_rules_and_titles_are_those_of_the_facts(root, definition):
    facts = root.parent / "shared" / "facts" / "qd766" / "definition.csv"
    if not facts.exists():
        pytest.skip("the facts of index 766 are not beside the project (../shared/facts)")
    every = read(facts)
    assert [leaf.id for leaf in definition.watched] == [row["id"] for row in every if row["kind"] == "monitor"]
    rows = [row for row in every if row["kind"] != "monitor"]
    assert [node.id for node in definition.nodes[1:] if not node.adds] == [row["id"] for row in rows]
    for row in rows:
        node = definition[row["id"]]
        assert (node.title.vi, node.max, node.parent or "") == (row["title_vi"], Fraction(row["max"]), row["parent"])
        if row["kind"] != "group":
            assert [given.title.vi for given in node.inputs] == [row["numerator"], row["denominator"]]
            assert node.reads == COUNTS
            assert node.rule.cap == int(row["full_points_from"].split()[0]) == FULL_FROM.get(node.id, 100)


def test_the_example_is_typed_from_the_published_counts(root, units):
    rows = read(root / "examples" / "qd766-dak-lak.csv")
    assert [row["unit"] for row in rows] == list(units)
    for row in rows:
        published = units[row["unit"]]
        assert row["name"] == published["total"]["unit"]
        assert {name: cell for name, cell in row.items() if name not in ("unit", "name")} == evidence(published)
