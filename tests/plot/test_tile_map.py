from collections import Counter

import pytest

import parindex
from parindex import plot
from parindex.definition import registry_periods
from parindex.plot.tile_map import _positions

from .conftest import values


@pytest.mark.parametrize("period, at", [("64", 0), ("63", 1), ("34", 2)])
def test_every_province_of_a_period_has_one_place_of_its_own(period, at):
    held = [(code, place) for periods, code, *place in _positions() if period in periods]
    assert sorted(code for code, _ in held) == sorted(unit.id for unit in registry_periods("vn-provinces")[at].units)
    assert max(Counter(tuple(place) for _, place in held).values()) == 1


def test_the_north_is_above_and_the_coast_to_the_right():
    places = {code: (row, column) for periods, code, row, column in _positions() if "63" in periods}
    ha_giang, ha_noi, hue, da_nang, kon_tum, quang_ngai, hcm, ca_mau = (
        places[code] for code in ("02", "01", "46", "48", "62", "51", "79", "96")
    )
    assert ha_giang < ha_noi < hue < quang_ngai < hcm < ca_mau
    assert kon_tum[1] < quang_ngai[1]
    assert hue[1] < da_nang[1]


def test_a_tile_holds_score_and_rank(pci):
    shown = {one["unit"]: one for one in values(plot.tiles(pci, lang="vi"))}
    assert len(shown) == 63
    assert shown["48"]["figures"] == "70,00 · 1"  # Đà Nẵng, first of PCI 2016 with 70.00
    assert shown["48"]["name"] == "Đà Nẵng"


def test_34_provinces_are_told_by_their_codes_and_names(index):
    names = {unit.id: unit.title.vi for unit in registry_periods("vn-provinces")[2].units}
    table = [{"unit": code, "name": name, "a": at / 2, "b": 1} for at, (code, name) in enumerate(names.items())]
    chart = plot.tiles(parindex.score(index, table), lang="en")
    assert {one["unit"] for one in values(chart)} == set(names)


def test_some_of_the_provinces_leave_the_others_pale(index):
    chart = plot.tiles(parindex.score(index, [{"unit": "46", "name": "Huế", "a": 1, "b": 1}]), lang="en")
    assert sum(one["score"] is not None for one in values(chart)) == 1
    assert chart.to_dict()["title"]["subtitle"][1].startswith("Not in the evidence (33): ")


def test_other_units_are_refused(ministries):
    with pytest.raises(ValueError, match="a tile map is of provinces, and these units are not: Bộ Tư pháp"):
        plot.tiles(ministries)


def test_it_is_drawn(pci):
    assert "Thừa Thiên Huế" in plot.to_svg(plot.tiles(pci, node="land", lang="vi"))
