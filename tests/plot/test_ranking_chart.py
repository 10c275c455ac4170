import attrs
import pytest

import parindex
import parindex.definition
from parindex import UnknownNameError, plot

from .conftest import values


def test_it_shows_every_unit_with_rank_and_published_score_best_first(ministries):
    shown = values(plot.ranking(ministries, lang="vi"))
    assert [(one["unit"], one["rank"], one["score"]) for one in shown[:3]] == [
        ("MOJ", 1, 89.96),
        ("SBV", 2, 89.88),
        ("MOF", 3, 89.18),
    ]
    assert len(shown) == 17


def test_a_node_has_its_own_order(ministries):
    shown = values(plot.ranking(ministries, node="survey", lang="en"))
    best = max(ministries["survey"])
    assert (shown[0]["rank"], shown[0]["score"]) == (1, best)
    assert [one["score"] for one in shown] == sorted((one["score"] for one in shown), reverse=True)


def test_some_units_keep_the_ranks_they_have_among_all(ministries):
    shown = values(plot.ranking(ministries, units=["MOHA", "SBV"], highlight=["MOHA"], lang="en"))
    assert [(one["unit"], one["rank"], one["highlighted"]) for one in shown] == [("SBV", 2, False), ("MOHA", 4, True)]


def test_a_unit_without_a_score_is_named_below_the_title(hostile):
    spec = plot.ranking(hostile, lang="en").to_dict()
    assert spec["title"]["subtitle"] == ["Without a score (1): nothing & <b>nobody</b>"]
    assert plot.ranking(hostile, lang="vi").to_dict()["title"]["subtitle"][0].startswith("Không có điểm (1): ")


def test_an_unknown_node_unit_or_language_is_refused(ministries):
    with pytest.raises(UnknownNameError, match="srvey"):
        plot.ranking(ministries, node="srvey")
    with pytest.raises(UnknownNameError, match="nobody"):
        plot.ranking(ministries, units=["nobody"])
    with pytest.raises(ValueError, match="'fr'"):
        plot.ranking(ministries, lang="fr")


def test_very_many_units_are_cut_and_those_that_stand_out_stay(index):
    scores = parindex.score(index, {f"U{at:03}": {"a": at / 15, "b": 5} for at in range(299)})
    chart = plot.ranking(scores, highlight=["U000"], lang="en")
    shown = values(chart)
    assert len(shown) == 201
    assert (shown[0]["unit"], shown[-1]["unit"], shown[-1]["rank"]) == ("U298", "U000", 299)
    assert chart.to_dict()["title"]["subtitle"] == ["98 more units are not shown; name those to show."]


def test_units_stand_group_by_group_where_groups_are_ranked_apart(index):
    unit, group = parindex.definition.Unit, parindex.definition.UnitGroup
    units = tuple(unit(id=name, group=name[0]) for name in ("x1", "y1", "x2", "y2"))
    grouped = attrs.evolve(index, unit=units, group=(group(id="x"), group(id="y")))
    table = {"x1": {"a": 5, "b": 1}, "y1": {"a": 9, "b": 1}, "x2": {"a": 7, "b": 1}, "y2": {"a": 1, "b": 1}}
    chart = plot.ranking(parindex.score(grouped, table), lang="en")
    assert [(one["unit"], one["rank"]) for one in values(chart)] == [("x2", 1), ("x1", 2), ("y1", 1), ("y2", 2)]
    assert chart.to_dict()["title"]["subtitle"] == ["Ranked within groups: x, y"]
