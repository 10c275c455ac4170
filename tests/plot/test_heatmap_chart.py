import json

import numpy as np
import pytest

import parindex
from parindex import plot

from .conftest import values


def test_a_cell_holds_the_share_of_the_maximum_and_the_rank(ministries):
    """Of MOJ 61.86 of 68.5 points and 28.1 of 31.5, as published, the best survey of all."""
    shown = {(one["unit"], one["node"]): one for one in values(plot.heatmap(ministries, lang="vi"))}
    assert len(shown) == 17 * 2
    assert shown["MOJ", "appraised"]["share"] == round(61.86 / 68.5, 4)
    assert shown["MOJ", "survey"] == {
        "unit": "MOJ",
        "node": "survey",
        "score": 28.1,
        "share": round(28.1 / 31.5, 4),
        "rank": 1,
    }


def test_units_stand_best_first_and_some_can_be_picked(ministries):
    shown = values(plot.heatmap(ministries, show="rank", nodes=["survey"], units=["MOHA", "SBV"], lang="en"))
    assert [(one["unit"], one["node"]) for one in shown] == [("SBV", "survey"), ("MOHA", "survey")]


def test_of_63_units_and_100_indicators_it_stays_small():
    leaves = tuple(parindex.Indicator(id=f"i{at}", max=10) for at in range(100))
    title = parindex.Text(en="Wide")
    definition = parindex.Definition(
        id="wide", index="W", version="1", title=title, years=(2024,), combine="sum", indicator=leaves
    )
    evidence = parindex.read_evidence(definition, np.random.default_rng(1).random((63, 100)) * 10)
    chart = plot.heatmap(parindex.score(definition, evidence), lang="en")
    assert len(values(chart)) == 6300
    assert len(plot.to_json(chart)) < 500_000


def test_a_word_that_is_no_choice_is_refused(ministries):
    with pytest.raises(ValueError, match="show is one of share, rank, not 'points'"):
        plot.heatmap(ministries, show="points")
    with pytest.raises(ValueError, match="nothing to show"):
        plot.heatmap(ministries, units=[])


def test_titles_that_are_alike_stay_two_columns(hostile):
    spec = json.loads(plot.to_json(plot.heatmap(hostile, lang="vi")))
    heads = spec["layer"][0]["encoding"]["x"]["sort"]
    assert len(set(heads)) == 2
