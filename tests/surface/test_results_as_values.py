"""Results of years and of plans are values: equal where all figures are, hashed alike, and whole after pickling."""

from multiprocessing.reduction import ForkingPickler

import pytest

import parindex

TABLE = {"01": {"land": 5, "time": 6}, "02": {"land": 7, "time": 4}, "04": {"land": 3, "time": 8}}
DEFINITION = """
id = "two"
index = "Two"
version = "1"
title = "Two"
years = [2013, 2014]
combine = "sum"
[[indicator]]
id = "land"
title = "Land"
max = 10
rule = { kind = "score" }
[[indicator]]
id = "time"
title = "Time"
max = 10
rule = { kind = "score" }
"""


@pytest.fixture(scope="module")
def definition(tmp_path_factory):
    path = tmp_path_factory.mktemp("values") / "two.toml"
    path.write_text(DEFINITION, encoding="utf-8")
    return parindex.load(path)


def years_of(definition, table):
    later = {unit: {**cells, "land": 6} for unit, cells in table.items()}
    return parindex.series(
        {2013: parindex.score(definition, table, year=2013), 2014: parindex.score(definition, later, year=2014)}
    )


QUESTIONS = {
    "series": lambda years: years,
    "trend": lambda years: years.trend("01"),
    "improved": lambda years: years.improved(2),
    "volatility": lambda years: years.volatility(),
    "changes": lambda years: years.change(2013, 2014),
    "change": lambda years: years.change(2013, 2014).of("01"),
    "peers": lambda years: parindex.peers(years.scores[2013], "01", n=1),
    "what_if": lambda years: parindex.what_if(years.scores[2013], {"01": {"land": 8}}),
    "what_ifs": lambda years: parindex.what_if(years.scores[2013], [{"01": {"land": 8}}]),
    "what_if_each": lambda years: parindex.what_if_each(years.scores[2013]),
    "frontier": lambda years: parindex.frontier(years.scores[2013], "04", rank=1),
    "curve": lambda years: parindex.frontier(years.scores[2013], "04", rank=1, pair=("land", "time"), points=3),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_equal_is_hashed_alike_also_after_pickling(definition, question):
    one, other = (QUESTIONS[question](years_of(definition, TABLE)) for _ in range(2))
    again = ForkingPickler.loads(ForkingPickler.dumps(one))  # as processes hand results to each other
    assert one == other == again
    assert hash(one) == hash(other) == hash(again)
    assert again.to_json() == one.to_json()


@pytest.mark.parametrize("question", ["series", "changes", "what_if", "what_if_each"])
def test_results_of_other_figures_of_another_unit_differ(definition, question):
    other = {**TABLE, "02": {"land": 7, "time": 5}}
    assert QUESTIONS[question](years_of(definition, TABLE)) != QUESTIONS[question](years_of(definition, other))


def test_plans_are_equal_where_they_change_the_same(definition):
    pytest.importorskip("scipy")
    scores = parindex.score(definition, {"01": {"land": 5, "time": 5}})
    land, time = (parindex.target(scores, "01", total=12, fixed=[node]) for node in ("time", "land"))
    assert land.cost == time.cost
    assert land != time
    again = parindex.target(scores, "01", total=12, fixed=["time"])
    assert land == again
    assert hash(land) == hash(again)
