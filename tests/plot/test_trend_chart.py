import itertools

import pytest

import parindex
from parindex import plot
from parindex.plot.trend_chart import spread

from .conftest import values


@pytest.fixture(scope="module")
def years(ministries):
    def of(**appraised):
        table = {unit: {"appraised": points, "survey": 25} for unit, points in appraised.items()}
        return parindex.score(ministries.definition, table)

    return {2019: of(MOHA=60, MOJ=61), 2020: of(MOHA=62), 2022: of(MOHA=61, MOJ=60.5)}


def test_a_year_without_a_figure_is_a_gap(years):
    shown = {(one["unit"], one["year"]): one["value"] for one in values(plot.trend(years, lang="vi"))}
    assert shown == {
        ("MOHA", 2019): 85, ("MOHA", 2020): 87, ("MOHA", 2021): None, ("MOHA", 2022): 86,
        ("MOJ", 2019): 86, ("MOJ", 2020): None, ("MOJ", 2021): None, ("MOJ", 2022): 85.5,
    }  # fmt: skip
    subtitle = plot.trend(years, lang="vi").to_dict()["title"]["subtitle"]
    assert subtitle == ["Những năm không có điểm: 2021", "Có năm thiếu (1): Bộ Tư pháp"]


def test_ranks_and_a_node_can_be_shown(years):
    ranks = values(plot.trend(years, ["MOJ"], show="rank", lang="en"))
    assert [one["value"] for one in ranks] == [1, None, None, 2]
    node = values(plot.trend(years, ["MOJ"], node="survey", highlight=["MOJ"], lang="en"))
    assert [(one["value"], one["highlighted"]) for one in node][::3] == [(25, True), (25, True)]


def test_editions_that_differ_are_named(pci):
    newer = parindex.load("pci-2022")
    given = {"66": {node.id: 5 for node in newer.parts(newer.id)}}
    chart = plot.trend({2021: pci, 2022: parindex.score(newer, given)}, ["66"], lang="en")
    assert chart.to_dict()["title"]["subtitle"] == ["Editions differ: pci-2013 (2021); pci-2022 (2022)"]


@pytest.mark.parametrize("arguments", [{"years": {}}, {"show": "points"}, {"show": "rank", "node": "survey"}])
def test_what_cannot_be_drawn_is_refused(years, arguments):
    with pytest.raises(ValueError, match=r"trend|show"):
        plot.trend(**{"years": years, **arguments})


def test_labels_keep_their_distance_and_their_order():
    places = spread([1, 1.1, 1.2, 5, 9.9, 10], 1, (0, 10))
    assert all(two - one >= 1 - 1e-9 for one, two in itertools.pairwise(places))
    assert places[3] == 5
    assert places[-1] <= 10


def test_lines_are_named_at_their_ends(years):
    svg = plot.to_svg(plot.trend(years, lang="vi"))
    assert ">Bộ Nội vụ</text>" in svg
    assert ">Bộ Tư pháp</text>" in svg
