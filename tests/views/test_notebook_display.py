"""What notebooks show of results: of each its own, escaped, short, in one language, and with nothing that runs."""

import importlib
import os
import pkgutil
import re
import shutil
from html.parser import HTMLParser

import pytest

import parindex
from parindex.base import Failure, Shown
from parindex.comparison import FilesDiff, UnusedEvidence
from parindex.targets import target
from parindex.views.notebook import WRITERS, explanation_page, notebook_html
from parindex.years import changes_between

from ..foreign_words import english_in
from ..sample import define, indicators

EVIL = "<script>alert(1)</script>&\"'"
VOID = {"br", "meta", "rect", "path"}
LONGEST = 64 * 1024


class Balanced(HTMLParser):
    """Holds that every tag is closed in its order, and keeps the text and what pages could load."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.text, self.loads = [], set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "srcset", "action")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def parsed(html):
    found = Balanced()
    found.feed(html)
    found.close()
    assert found.open == []
    assert not found.tags & {"script", "iframe", "img", "link", "object"}
    assert found.loads == []
    assert "url(" not in html
    assert "@import" not in html
    return found


def shown(html):
    """Return the text that is seen, without styles."""
    return " ".join("".join(parsed(re.sub(r"(?s)<style>.*?</style>", "", html)).text).split())


def evil(units=1):
    """Return scores in which every title, name and text is HTML."""
    title = f"'''{EVIL}'''"
    keys = f"max = 10\nrule = {{ kind = 'score', range = [0, 10] }}\ntitle = {{ vi = {title}, en = {title} }}"
    body = indicators("x", "y", keys=keys)
    definition = define(body, root='bands = [{ label = "<b>A</b>", at_least = 0 }]')
    rows = {f"{EVIL}{at}": {"name": EVIL, "x": at % 11, "y": 5} for at in range(units)}
    return parindex.score(definition, rows)


@pytest.fixture(scope="module")
def results():
    """Give one result of every kind, made of names that would do harm."""
    scores = evil(3)
    one = scores.units[0]
    weights = parindex.Uniform(0.2)
    weighed = parindex.load("pci-2022")
    rows = {unit: {leaf.id: 2 + (at + step) % 3 for at, leaf in enumerate(weighed.leaves)} for unit, step in UNITS}
    pci = parindex.score(weighed, rows)
    faults = parindex.validate(scores.definition, {EVIL: {"x": EVIL, EVIL: 3}})
    layers = {"self_assessed": {EVIL: {"x": 3, "y": 4}}, "appraised": {EVIL: {"x": 2, "y": 4}}}
    found = parindex.thresholds(pci, "01", "02")
    years = parindex.series(dict.fromkeys((2020, 2021), scores))
    every = [
        scores.definition,
        scores.evidence,
        faults,
        faults[0],
        scores,
        scores.coverage,
        scores.explain(one),
        parindex.reconcile(scores.definition, **layers),
        parindex.diff(scores.definition, define(indicators("x"))),
        FilesDiff(
            (parindex.diff(scores.definition, define(indicators("x"))),),
            failures=(Failure(EVIL, EVIL),),
            evidence=(UnusedEvidence(EVIL, EVIL, EVIL),),
        ),
        parindex.restate(scores.definition, scores.definition, {EVIL: {"x": 3, "y": 4}}),
        parindex.catalogue(),
        parindex.run_cases("par-ministry-2022"),
        parindex.check_files(["pci-2013"]),
        parindex.uncertainty(pci, weights, draws=20),
        parindex.rank_range(pci, weights),
        parindex.sobol(pci, weights, n=64),
        parindex.sobol_indices([1, 2], {EVIL: (0, 1), "y": (0, 1)}),
        parindex.leave_out(scores),
        parindex.one_at_a_time(pci),
        parindex.effective_weights(scores),
        parindex.coherence(scores),
        parindex.alternatives(scores),
        parindex.audit(scores, draws=20),
        found,
        *found.joint[:1],
        parindex.what_if(scores, {one: {"x": 7}}),
        parindex.what_if(scores, [{one: {"x": 7}}]),
        parindex.what_if_each(scores),
        scores.lost(one),
        scores.summary(one),
        scores.ranks("x"),
        scores.difference(*scores.units[:2]),
        parindex.peers(scores, one),
        years,
        years.trend(one),
        years.volatility(),
        years.improved(3),
        changes_between(scores, scores),
        changes_between(scores, scores).of(one),
        parindex.frontier(scores, one, total=9),
        parindex.frontier(scores, one, total=9, pair=("x", "y")),
        target(scores, one, total=9),
        parindex.merge_units(pci),
        parindex.merge_units(pci).intervals(),
        pci.evidence.registry,
        parindex.fields(scores.definition),
        scores.cohort,
        parindex.score_against(scores.definition, {one: {"name": EVIL, "x": 4, "y": 5}}, scores.cohort),
        parindex.StoredScores.from_dict(scores.to_dict()),
        parindex.outlook(scores.definition, {one: {"name": EVIL, "x": None, "y": 5}}),
        parindex.outlook(scores.definition, {one: {"name": EVIL, "x": None, "y": 5}}).of(one),
    ]
    return {type(result).__name__: result for result in every}


UNITS = (("01", 0), ("02", 1), ("04", 2))
#: Pieces of results, which are shown as part of them.
PIECES = {
    "LayoutProposal",
    "Change",
    "DimensionCorrelations",
    "Edit",
    "EvidenceDescription",
    "UnusedEvidence",
    "Field",
    "Findings",
    "Flag",
    "IntervalSummary",
    "Miss",
    "Outcome",
    "Parts",
    "Remainder",
    "Split",
}
PIECES |= {"UnusedEvidence"}  # of what was compared
PIECES |= {"ScoringEdition", "Standings"}  # what scores say of their definition, and what stored and fresh ones share


def offering():
    """Return every public class of the package that can be given as a dictionary, as records or as a frame."""
    modules = [
        importlib.import_module(name)
        for _, name, _ in pkgutil.walk_packages(parindex.__path__, "parindex.")
        if "__main__" not in name
    ]
    classes = {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__.startswith("parindex.") and thing.__name__[0].isupper()
    }
    return [kind for kind in classes if hasattr(kind, "to_dict") or hasattr(kind, "to_records")]


def test_every_class_of_results_shows_itself(results):
    kinds = offering()
    assert len(kinds) > 25
    assert {kind.__name__ for kind in kinds if not issubclass(kind, Shown)} <= PIECES
    concrete = {
        kind.__name__ for kind in kinds if issubclass(kind, Shown) and not getattr(kind, "__abstractmethods__", ())
    }
    assert concrete - results.keys() - {"AsJson"} == set()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_result_is_shown_whole_short_and_harmless(results, lang):
    for name, result in results.items():
        html = notebook_html(result, lang)
        found = parsed(html)
        assert html.startswith(f'<div class="parindex" lang="{lang}"><style>'), name
        assert "<b>A</b>" not in html.replace("&lt;b&gt;", ""), name
        assert len(html.encode()) < LONGEST, name
        assert len("".join(found.text)) > 0
        assert found.tags <= {
            "div",
            "style",
            "p",
            "b",
            "span",
            "small",
            "code",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "details",
            "summary",
            "i",
            "section",
            "h2",
            "h3",
            "h4",
            "ul",
            "li",
            "br",
            "svg",
            "rect",
            "path",
        }, name


#: Whose texts are those of files in English: cases, nodes without a title, sources; or ids, as problems name them.
OF_OTHERS = {"Merged", "CaseResults", "Sobol", "JointChange", "DefinitionDiff", "FilesDiff", "Definition"}


def test_a_reader_of_vietnamese_finds_no_english_word(results):
    """But in what definitions and tables say themselves: here all of that is one text, or Vietnamese."""
    said = {name: shown(notebook_html(result, "vi")).replace(EVIL, "") for name, result in results.items()}
    found = {name: english_in(text) - {"an"} for name, text in said.items() if name not in OF_OTHERS}
    assert {name: text for name, text in found.items() if text} == {}


def test_counts_of_cases_say_what_they_count(results):
    assert "trường hợp: 6 · không đạt: 0" in shown(notebook_html(results["CaseResults"], "vi"))


@pytest.mark.parametrize("name", ["Definition", "Evidence", "Scores", "Explanation", "Reconciliation", "Problems"])
def test_names_and_titles_are_shown_as_they_are(results, name):
    assert EVIL in shown(results[name]._repr_html_())


def test_a_catalogue_is_told_in_a_line():
    assert repr(parindex.catalogue()) == f"<Catalogue: {len(parindex.catalogue())} definitions, 0 problems>"


def test_a_long_table_is_cut_and_says_so():
    html = notebook_html(evil(500), "en")
    assert html.count("<tr>") == 21
    assert "… and 480 more" in shown(html)
    assert len(html) < LONGEST
    assert "… và 480 mục nữa" in shown(notebook_html(evil(500), "vi"))


def test_a_large_tree_is_cut_and_says_so():
    definition = define("".join(indicators(f"i{at}") for at in range(1000)))
    html = notebook_html(definition, "en")
    assert html.count('class="row leaf') == 501
    assert "… and 500 more" in shown(html)
    page = explanation_page(parindex.score(definition, {"u": {f"i{at}": 1 for at in range(1000)}}).explain("u"), "en")
    assert "more" not in shown(page)


def test_an_environment_variable_sets_the_language_of_a_session(monkeypatch, results):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert "điểm tối đa" not in results["Explanation"]._repr_html_()
    monkeypatch.setenv("PARINDEX_LANG", "vi")
    assert "điểm tối đa" in results["Explanation"]._repr_html_()
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    monkeypatch.setenv("PARINDEX_LANG", "en")
    assert "điểm tối đa" not in results["Explanation"]._repr_html_()


@pytest.mark.parametrize("name", ["vn", "fr", "vie"])
def test_a_language_that_nothing_is_said_in_is_refused_in_the_environment_too(monkeypatch, results, name):
    monkeypatch.setenv("PARINDEX_LANG", name)
    with pytest.raises(ValueError, match=f"PARINDEX_LANG is '{name}'"):
        results["Explanation"].to_text()
    assert results["Explanation"].to_text("en")
    for known in ("VI", "vi_VN.UTF-8"):
        monkeypatch.setenv("PARINDEX_LANG", known)
        assert "điểm nhập trực tiếp" in results["Explanation"].to_text()


def test_the_tree_of_an_explanation_folds_and_holds_every_figure():
    scores = parindex.score(parindex.load("par-ministry-2022"), {"MOHA": {"appraised": 60.65, "survey": 26.38}})
    text = shown(notebook_html(scores.explain("MOHA"), "vi"))
    assert "Bộ Nội vụ · PAR INDEX 2022–2023" in text
    for figure in ("87,03 / 100", "60,65", "68,5", "88,54 %", "7,85", "26,38", "31,5", "5,12"):
        assert figure in text
    assert "Điểm thẩm định appraised" in text


def test_nothing_is_known_of_colours_but_those_around():
    """Light and dark are those of the notebook: no colour is fixed, but of bars that are seen on both."""
    style = notebook_html(parindex.load("pci-2013"), "en").split("<style>")[1].split("</style>")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsl|: *(?:white|black)\b", style) == []
    rules = [
        rule.split("{")[0] for rule in re.sub(r"@container[^{]*|:is\([^)]*\)", "", style).split("}") if "{" in rule
    ]
    selectors = [one.strip() for rule in rules for one in rule.replace("{", "").split(",") if one.strip()]
    outside = [one for one in selectors if not one.startswith(".parindex")]
    assert outside == []


def test_an_explanation_is_one_page_that_needs_nothing_else(results):
    for lang in ("vi", "en"):
        page = results["Explanation"].to_html(lang)
        assert page.startswith(f'<!doctype html>\n<html lang="{lang}">')
        parsed(page.replace("<!doctype html>", ""))
        assert EVIL in shown(page)
        assert "http" not in page
    with pytest.raises(ValueError, match="not in 'fr'"):
        results["Explanation"].to_html("fr")


def test_every_writer_is_of_a_class_that_asks_for_it():
    assert [kind for kind in WRITERS if not issubclass(kind, Shown)] == []


def test_the_tree_of_a_unit_stands_in_a_page_of_another_program(root):
    explanation = parindex.score(parindex.load("qd766-2026"), root / "examples" / "qd766-dak-lak.csv").explain("H15")
    page, tree = explanation.to_html("vi"), explanation.to_html("vi", whole=False)
    assert tree.startswith('<div class="parindex" lang="vi">')
    parser = Balanced()
    parser.feed(tree)
    assert parser.open == []
    assert not {"html", "head", "body", "main", "h1", "script"} & parser.tags
    assert page.count("<details") == tree.count("<details") > 0


@pytest.fixture(scope="module")
def browser():
    """Give Chromium; without it tests are skipped, which in CI is a failure."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium to look at pages with")
        pytest.skip("no Chromium, or no playwright, to look at pages with")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_fits_its_window_and_asks_for_nothing(browser, root, lang, width):
    scores = parindex.score(parindex.load("qd766-2026"), root / "examples" / "qd766-dak-lak.csv")
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.set_content(scores.explain("H15").to_html(lang))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert (asked, said) == ([], [])
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open") is False
    page.emulate_media(media="print")
    assert page.locator("details .row").first.is_visible()
    page.close()


def test_totals_stand_before_the_parts_and_long_texts_have_room(monkeypatch):
    """Of a table wider than its place the end is cut, and in a sliver a title takes ten lines."""
    definition = parindex.load("pci-2013")
    scores = parindex.score(definition, {"48": {part.id: 6 for part in definition.leaves}})
    html = notebook_html(scores, "vi")
    heads = re.findall(r"<th(?: class=\"[^\"]*\")?>([^<]*)", html)
    assert heads[:5] == ["thứ hạng", "đơn vị", "tên đơn vị", "tổng điểm", "Gia nhập thị trường"]
    assert '<th class="figure long">Tiếp cận đất đai và sự ổn định trong sử dụng đất' in html
    assert re.search(r"\.long { min-width: \d+em", html)


def test_of_a_unit_every_cause_of_its_change_is_shown_whatever_the_number_of_nodes(root):
    """PAPI 2018 has 28 indicators: with a row each, what the definition changed would be cut off."""
    scores = [
        parindex.score(parindex.load(edition), root / "examples" / f"papi-{year}.csv", year=year)
        for year, edition in ((2018, "papi-2018"), (2020, "papi-2019"))
    ]
    change = changes_between(*scores).of("38")
    html = notebook_html(change, "en")
    for cause in ("weights", "not comparable", "rounding", "all together"):
        assert f">{cause}</td>" in html
    assert html.count("<tr>") < 30
    assert len(change.nodes) > 20
