import pytest

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
