"""Headings, charts and pages name the year scored where it is told, and the years of the edition where it is not."""

import re
from io import BytesIO

import openpyxl
import pytest

import parindex
from parindex.definition import edition_period, edition_title, title_in_year
from parindex.views.notebook import notebook_html
from parindex.views.report.report_page import report_page


@pytest.fixture(scope="module")
def scored(root):
    definition, file = parindex.load("pci-2013"), str(root / "examples" / "pci-2016.csv")
    return {year: parindex.score(definition, file, year=year) for year in (None, 2016)}


def test_an_explanation_is_of_the_year(scored):
    assert "Thanh Hóa · PCI 2016 · 58.54" in scored[2016].explain("38").to_text("en")
    assert "Thanh Hóa · PCI 2013–2021 · 58.54" in scored[None].explain("38").to_text("en")


def test_ranks_are_of_the_year(scored):
    assert str(scored[2016].ranks().heading()) == "ranks: Provincial Competitiveness Index 2016"
    assert str(scored[None].ranks().heading()) == "ranks: Provincial Competitiveness Index 2013–2021"
    assert str(scored[2016].ranks("land").heading()).startswith("ranks: Land access")


@pytest.mark.parametrize("year, told", [(2016, "2016"), (None, "2013–2021")])
def test_charts_pages_and_workbooks_are_of_the_year(scored, year, told):
    scores = scored[year]
    title = f"Chỉ số năng lực cạnh tranh cấp tỉnh {told}"
    assert parindex.plot.ranking(scores, lang="vi").to_dict()["title"]["text"] == [title]
    html = report_page(scores, lang="vi", unit="38", pictures=False)
    assert f"PCI · {told}" in html
    assert f"<title>Thanh Hóa · {title}" in re.sub(r"\s*\n\s*", "", html)
    assert {title, told} <= set(re.split(r"[<>]| · ", notebook_html(scores, "vi")))
    stream = BytesIO()
    scores.to_excel(stream, "vi")
    cells = {cell.value for sheet in openpyxl.load_workbook(stream) for row in sheet.iter_rows() for cell in row}
    assert {f"PCI {told}", title} <= cells


def test_a_chart_of_two_years_calls_them_so(root, scored):
    before = parindex.score(parindex.load("pci-2013"), str(root / "examples" / "pci-2014.csv"), year=2014)
    drawn = parindex.plot.change(before, scored[2016], lang="en").to_dict()
    assert "Hollow: 2014. Full: 2016." in str(drawn["title"])


@pytest.mark.parametrize(
    "id_, year, title",
    [
        ("pgi-2022", 2023, "Provincial Green Index, 2023"),
        ("pgi-2022", None, "Provincial Green Index, since 2022"),
        ("papi-2018", 2018, "Viet Nam Provincial Governance and Public Administration Performance Index 2018"),
        ("pci-2009", 2010, "Provincial Competitiveness Index 2010"),
        ("par-province-2024", 2025, "Public Administration Reform Index of provinces 2025"),
        ("pci-2009", 2009, "Provincial Competitiveness Index 2009"),
    ],
)
def test_the_year_stands_once_in_a_title(id_, year, title):
    assert edition_title(parindex.load(id_), "en", year) == title


def test_a_decree_keeps_the_year_of_its_number():
    definition = parindex.load("nd307-commune-2025")
    assert "307/2025" in title_in_year(definition, 2027).en
    assert edition_period(definition, 2027, "en") == "2027"
    assert edition_title(definition, "en", 2027).endswith("(Decree 307/2025/NĐ-CP), 2027")


def test_json_of_every_result_says_the_year_null_where_it_is_not_told(scored):
    for year, scores in scored.items():
        results = (scores, scores.explain("38"), scores.lost("38"), parindex.effective_weights(scores))
        for result in results:
            head = [key for key in result.to_dict() if key != "format"]  # results that are read back begin with it
            assert head[:4] == ["parindex", "definition", "year", "registry"]
            assert result.to_dict()["year"] == year
