"""The report as a reader opens it: in a browser, by keyboard, on a telephone, on paper."""

import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

import parindex
from parindex.views.report import report_file, report_page

from ..installed_programs import absent, chromium

pytestmark = pytest.mark.many
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SETS = {
    "pci": ("pci-2013", "pci-2016.csv"),
    "766": ("qd766-2026", "qd766-dak-lak.csv"),
    "par": ("par-ministry-2022", "par-ministries-2023.csv"),
}
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def scored():
    return {
        name: parindex.score(parindex.load(definition), EXAMPLES / table) for name, (definition, table) in SETS.items()
    }


@pytest.fixture(scope="module")
def pages(scored, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for name in ("pci-vi", "pci-en", "766-both", "par-vi", "par-both"):
        index, lang = name.split("-")
        (folder / f"{name}.html").write_text(report_page(scored[index], lang=lang), encoding="utf-8")
    unit = report_page(scored["766"], lang="vi", unit="H15.143")
    (folder / "766-unit.html").write_text(unit, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser, pages):
    """Open a page at a width; whatever it says or asks for is kept."""
    contexts = []

    def open_(name, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.told = []
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.on("request", lambda request: page.told.append(request.url))
        page.goto((pages / f"{name}.html").as_uri())
        page.told.remove(page.url)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["pci-vi", "766-unit", "par-both"])
def test_a_page_says_nothing_asks_for_nothing_and_is_no_wider_than_the_window(opened, name, width):
    page = opened(name, width)
    assert page.told == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("name, width, scheme", [("766-both", 1280, "light"), ("766-unit", 360, "dark")])
def test_axe_finds_nothing_serious(opened, name, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(opened(name, width, color_scheme=scheme)).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


def column(page, at):
    return page.evaluate(
        f"[...document.querySelector('table.sortable').tBodies[0].rows].map(r => r.cells[{at}].textContent)"
    )


def test_the_keyboard_sorts_the_ranking_both_ways_and_the_head_says_so(opened, scored):
    page = opened("par-vi")
    before = column(page, 2)
    assert before == [f"{score:f}".replace(".", ",") for score in sorted(scored["par"].rounded, reverse=True)]
    for order in ("descending", "ascending"):
        page.locator("table.sortable thead th").nth(5).locator("button").focus()
        page.keyboard.press("Enter")
        assert page.locator("table.sortable thead th").nth(5).get_attribute("aria-sort") == order
        shown = [float(cell.replace(",", ".")) for cell in column(page, 5)]
        assert shown == sorted(shown, reverse=order == "descending")
    assert page.locator("table.sortable thead [aria-sort]").count() == 1
    page.locator("table.sortable thead button").first.press("Space")
    assert column(page, 2) == before


def test_names_sort_as_vietnamese_does(opened):
    page = opened("pci-vi")
    page.locator("table.sortable thead button").nth(1).click()
    names = column(page, 1)
    assert names[0].startswith("An Giang")
    letters = [name[0] for name in names]
    assert letters.index("Đ") > letters.index("C")
    assert all(one <= other for one, other in pairwise([name[0] for name in names if name[0] not in "ĐÂĂƠƯ"]))


def test_without_script_the_page_stands_in_order_and_languages_are_chosen(opened):
    page = opened("par-both", java_script_enabled=False)
    assert page.locator("table.sortable button").count() == 0
    assert page.locator("#page-vi").is_visible()
    assert not page.locator("#page-en").is_visible()
    page.locator("#show-vi").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#page-en").is_visible()
    assert not page.locator("#page-vi").is_visible()
    assert page.locator("#page-en h1").inner_text().startswith("Public Administration")


def test_the_first_key_skips_to_the_ranking_and_focus_is_seen(opened):
    page = opened("pci-en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the ranking"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_links_lead_to_a_card_and_back(opened):
    page = opened("pci-vi")
    page.get_by_role("link", name="Cà Mau").first.click()
    assert page.locator("article:target h3").inner_text().startswith("Cà Mau")
    page.locator("article:target .back a").click()
    assert page.evaluate("location.hash") == "#vi-ranking"


@pytest.fixture(scope="module")
def printed(scored, tmp_path_factory):
    pytest.importorskip("weasyprint") if not os.environ.get("CI") else __import__("weasyprint")
    path = tmp_path_factory.mktemp("printed") / "report.pdf"
    parindex.report(scored["766"], path, lang="vi")
    return path


def text_of(path):
    program = shutil.which("pdftotext")
    if program is None:
        absent("pdftotext")
    return subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


def test_the_printed_report_holds_every_diacritic_and_the_published_totals(printed, scored):
    text = text_of(printed)
    scores = scored["766"]
    for name in ("Sở Văn hóa, Thể thao và Du lịch", "UBND xã Ea Súp", "Bảng xếp hạng", "Tiến độ giải quyết"):
        assert name in text
    for total in scores.rounded:
        assert f"{total:f}".replace(".", ",") in text


def test_a_browser_prints_the_head_of_the_ranking_on_every_page(opened, tmp_path):
    """The 63 provinces go on from the first page of A4 to the second."""
    opened("pci-vi").pdf(path=tmp_path / "printed.pdf", format="A4", prefer_css_page_size=True)
    first, second, *_ = text_of(tmp_path / "printed.pdf").split("\f")
    assert "Cao Bằng" in second
    assert all(re.search(r"Đơn vị +", page) for page in (first, second))


@pytest.mark.parametrize("form, extras", [("html", "report"), ("pdf", "report,pdf")])
def test_all_that_a_report_needs_is_told_at_once(scored, monkeypatch, form, extras):
    monkeypatch.setattr(report_file, "find_spec", lambda name: None if name == "vl_convert" else name)
    with pytest.raises(parindex.ExtraError, match=re.escape(f"pip install 'parindex[{extras}]'")):
        report_file.report_content(scored["par"], form)


def test_a_report_that_cannot_be_written_leaves_nothing_behind(scored, tmp_path):
    (tmp_path / "kept.html").write_text("before")
    with pytest.raises(parindex.UnknownNameError):
        parindex.report(scored["par"], tmp_path / "kept.html", unit="XX")
    with pytest.raises(ValueError, match="docx"):
        parindex.report(scored["par"], tmp_path / "new.docx", format="docx")
    with pytest.raises(ValueError, match=r"a report is html or pdf, not '\.docx'"):
        parindex.report(scored["par"], tmp_path / "new.docx")
    with pytest.raises(FileNotFoundError):
        parindex.report(scored["par"], tmp_path / "absent" / "new.html")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("kept.html", "before")]
