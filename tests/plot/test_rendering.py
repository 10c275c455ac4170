import json
import re
import sys
from xml.etree import ElementTree as ET

import pytest

import parindex
from parindex import ExtraError, plot

from .conftest import HOSTILE, ROOT, values

TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(scope="module")
def svg(pci):
    return plot.to_svg(plot.ranking(pci, lang="vi", highlight=["Đắk Lắk"]))


def texts(svg):
    return [element.text or "" for element in ET.fromstring(svg).iter(TEXT)]  # noqa: S314 - our own


def test_names_stand_in_the_picture_as_text_with_every_diacritic(svg):
    assert {"Chỉ số năng lực cạnh tranh cấp tỉnh 2013–2021", "Thừa Thiên Huế", "Bà Rịa - Vũng Tàu"} <= set(texts(svg))


def test_numbers_have_a_decimal_comma_in_vietnamese_and_a_point_in_english(svg, pci):
    assert "70,00" in texts(svg)
    assert "70.00" in texts(plot.to_svg(plot.ranking(pci, lang="en", units=["48"])))


def test_it_names_nothing_from_elsewhere(svg):
    assert set(re.findall(r"https?://[^\"' )]+", svg)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<(image|script|style|foreignObject|use)\b", svg)


def test_the_bar_of_a_legend_runs_along_pixels(pci):
    """WeasyPrint leaves a gradient along shares of a box out of what it prints."""
    drawn = plot.to_svg(plot.heatmap(pci, lang="vi"))
    length = re.search(r'd="M0,0h(\d+)v10h-\1Z" fill="url', drawn)[1]
    name = re.search(r"url.#([^)]+)", drawn)[1]
    along = f'id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="{length}" y1="0" y2="0"'
    assert re.findall(r"<linearGradient ([^>]*)>", drawn) == [along]


def test_it_has_one_label_for_screen_readers_in_its_language(svg):
    assert svg.startswith('<svg role="img" aria-label="Chỉ số năng lực cạnh tranh cấp tỉnh 2013–2021" ')
    assert len(re.findall(r"\b(?:role|aria-\w+)=", svg)) == 2


def test_it_is_as_wide_as_a_page(svg):
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert 670 <= float(root.get("width")) <= 690
    assert float(root.get("height")) < 1000


def test_names_that_mean_harm_are_text(hostile):
    drawn = plot.to_svg(plot.ranking(hostile, lang="en"))
    assert not re.search(r"<(image|script|b|i)\b", drawn)
    shown = texts(drawn)
    assert set(HOSTILE[:4]) <= set(shown)
    assert "Index <b>&amp; of {x}, since 2024" in shown
    assert max(map(len, shown)) < 120


def test_a_png_is_twice_as_wide_unless_told_otherwise(ministries):
    chart = plot.ranking(ministries, lang="en")
    widths = [int.from_bytes(plot.to_png(chart, *scale)[16:20]) for scale in ((), (1,))]
    assert widths[0] == 2 * widths[1]


def test_the_same_result_gives_the_same_picture(ministries):
    charts = [plot.ranking(ministries, lang="vi") for _ in range(2)]
    assert plot.to_svg(charts[0]) == plot.to_svg(charts[1])
    assert plot.to_json(charts[0]) == plot.to_json(charts[1])


def test_json_is_vega_lite_with_its_data_and_the_language_of_numbers(ministries):
    spec = json.loads(plot.to_json(plot.ranking(ministries, lang="vi")))
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v")
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert set(spec["data"]["values"][0]) == {
        "unit", "name", "label", "rank", "rank_label", "score", "highlighted",
    }  # fmt: skip


@pytest.mark.parametrize("absent", ["altair", "vl_convert"])
def test_without_the_libraries_it_is_said_which_extra_to_install(absent, ministries, monkeypatch):
    chart = plot.ranking(ministries, lang="en")
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(ExtraError, match=r"parindex\[plot\]"):
        plot.to_svg(chart if absent == "vl_convert" else plot.ranking(ministries, lang="en"))


def test_a_notebook_shows_the_picture_without_a_network(ministries):
    chart = plot.ranking(ministries, lang="vi").properties(width=400)
    shown = chart._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg ")
    assert [spec["width"] for mime, spec in shown.items() if mime.startswith("application/vnd.vegalite")] == [400]
    assert shown["text/plain"] == "Chỉ số cải cách hành chính của các bộ, cơ quan ngang bộ 2022–2023"


def test_charts_can_be_changed_and_put_together(ministries):
    altair = pytest.importorskip("altair")
    chart = plot.ranking(ministries, lang="en")
    assert isinstance(chart, altair.LayerChart)
    assert chart.interactive().to_dict()["params"]


def test_pictures_in_one_page_share_no_id(ministries):
    svgs = [plot.to_svg(plot.heatmap(ministries, show=show, lang="vi")) for show in ("share", "rank")]
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in svgs]
    assert all(ids)
    assert not ids[0] & ids[1]
    for svg, own in zip(svgs, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own


@pytest.mark.parametrize("chart", plot.CHARTS)
def test_every_chart_has_its_picture_on_the_page(chart):
    page = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")
    assert f"<!-- picture {chart} -->" in page
    assert f"autofunction:: parindex.plot.{chart}\n" in page
    assert f"| {chart} | `" in page


def test_what_the_page_names_of_a_record_is_there(ministries, pci):
    """The names are for web pages that draw charts of their own: they stay."""
    page = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| (\w+) \| (`.*`) \|$", page))
    made = {
        "ranking": plot.ranking(ministries),
        "heatmap": plot.heatmap(ministries),
        "tiles": plot.tiles(pci),
        "profile": plot.profile(ministries, "MOHA"),
        "waterfall": plot.waterfall(ministries, "MOHA"),
        "change": plot.change(ministries, ministries),
        "trend": plot.trend({2023: ministries}),
        "frontier": plot.frontier(parindex.frontier(pci, "66", rank=10, pair=("land", "labour"), points=2)),
        "structure": plot.structure(ministries.definition),
    }
    for name, chart in made.items():
        assert set(re.findall(r"`(\w+)`", rows[name])) == set(values(chart)[0]), name
