import json
import statistics

import pytest

import parindex
from parindex import plot
from parindex.definition import load_text

from .conftest import values


def given(scores, node):
    return sorted(scores[node].tolist())


def test_each_part_shows_the_unit_between_worst_median_and_best(pci):
    shown = {one["node"]: one for one in values(plot.profile(pci, "Đắk Lắk", lang="vi"))}
    assert len(shown) == 10
    land = given(pci, "land")
    assert shown["land"]["low"] == round(land[0] / 10, 4)
    assert shown["land"]["median"] == round(statistics.median(land) / 10, 4)
    assert shown["land"]["high"] == round(land[-1] / 10, 4)
    assert shown["land"]["share"] == round(float(pci.at("66", "land")) / 10, 4)
    assert shown["land"]["rank"] == 1 + sum(score > pci.at("66", "land") for score in land)


def test_the_figures_are_said_in_the_language(pci):
    assert values(plot.profile(pci, "66", lang="vi"))[0]["standing"] == "8,66/10 điểm, hạng 19/63"
    assert values(plot.profile(pci, "66", lang="en"))[0]["standing"] == "8.66 of 10, rank 19 of 63"


def test_quartiles_and_another_unit_can_stand_behind(ministries):
    chart = plot.profile(ministries, "MOHA", against="quartiles", beside="MOJ", lang="en")
    shown = values(chart)[1]
    ends = statistics.quantiles(given(ministries, "survey"), n=4, method="inclusive")
    assert [shown["low"], shown["median"], shown["high"]] == pytest.approx([end / 31.5 for end in ends], abs=5e-5)
    assert shown["beside"] == round(28.1 / 31.5, 4)
    assert chart.to_dict()["title"]["subtitle"][-1] == "Diamond: Bộ Tư pháp"


def test_a_unit_without_a_score_is_said_to_have_none(hostile):
    shown = values(plot.profile(hostile, "nothing & <b>nobody</b>", lang="vi"))
    assert [(one["share"], one["standing"]) for one in shown][1] == (None, "không có điểm")


def test_a_word_that_is_no_choice_is_refused(ministries):
    with pytest.raises(ValueError, match="against is one of extremes, quartiles"):
        plot.profile(ministries, "MOHA", against="mean")


def test_it_is_drawn_with_whole_titles(pci):
    svg = plot.to_svg(plot.profile(pci, "66", lang="vi"))
    assert "Chi phí thời gian để thực hiện các quy định của Nhà nước" in svg
    assert json.loads(plot.to_json(plot.profile(pci, "66", lang="vi")))["title"]["text"] == [
        "Đắk Lắk: Chỉ số năng lực cạnh tranh cấp tỉnh 2013–2021"
    ]


def test_who_is_scored_without_a_rank_is_nobody_to_be_compared_with():
    """The Committee for Ethnic Minority Affairs has had no rank since 2018: its 5 points are not the worst."""
    points = {"MOHA": 60, "MOJ": 50, "MOF": 40, "CEMA": 5}
    scores = parindex.score(
        parindex.load("par-ministry-2022"), {unit: {"appraised": one, "survey": 20} for unit, one in points.items()}
    )
    for unit in ("MOHA", "CEMA"):
        shown = values(plot.profile(scores, unit, lang="en"))[0]
        assert [shown["low"], shown["median"]] == [round(40 / 68.5, 4), round(50 / 68.5, 4)]
    assert shown["share"] == round(5 / 68.5, 4)


def test_what_lies_below_nothing_has_room_on_the_axis():
    definition = load_text(HEAD)
    scores = parindex.score(definition, {"u": {"a": -4}, "v": {"a": 4}})
    chart = plot.profile(scores, "u", lang="en").to_dict()
    assert chart["layer"][0]["encoding"]["x"]["scale"]["domain"] == [-0.4, 1]


HEAD = """
id = "beyond"
index = "B"
version = "1"
title = "B"
years = [2024]
combine = "sum"
max = 10
[[indicator]]
id = "a"
max = 10
rule = { kind = "score", range = [-5, 10] }
"""
