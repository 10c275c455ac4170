"""A reader of Vietnamese finds no English word and no decimal point on pages, in sheets, pictures and notebooks."""

import io
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

import parindex
from parindex.base import CODES, HEADS
from parindex.definition import REGISTRIES
from parindex.targets import target

from ..foreign_words import decimal_points, foreign_words, names_in, registered, words_of, words_of_page

ROOT = Path(__file__).resolve().parents[2]
PCI, OFFICE, PAR, DEEP = "pci-2013", "qd766-2026", "par-ministry-2022", "par-template"
TABLES = {PCI: "pci-2016.csv", OFFICE: "qd766-dak-lak.csv", PAR: "par-ministries-2023.csv"}
#: Evidence that is in no file.
GIVEN = {"MOHA": {"appraised": 59.65, "survey": 26.38}, "MOJ": {"appraised": 58.5, "survey": 28.1}}
LAYERS = {"self_assessed": {"MOHA": {"appraised": 64.5, "survey": 26.38}}, "appraised": {"MOHA": GIVEN["MOHA"]}}
FAULTY = {"x": {"1.1": "x", "7": 3.5, "5.1": 12.5}}
WEIGHTS = parindex.Uniform(0.2)
FACTORS = [parindex.LeftOut(), parindex.Noise(0.1)]


@pytest.fixture(autouse=True)
def in_vietnamese(monkeypatch):
    monkeypatch.setenv("PARINDEX_LANG", "vi")


@cache
def against(scores):
    """Return what the fourth unit of some scores has against all of them."""
    return parindex.score_against(scores.definition, scores.evidence.table.take([3]), scores.cohort)


def scored(name):
    """Return the scores of an example; of the index with four levels those of its first case."""
    definition = parindex.load(name)
    if name in TABLES:
        return parindex.score(definition, ROOT / "examples" / TABLES[name])
    cases = tomllib.loads((ROOT / "indicators" / f"{name}.cases.toml").read_text(encoding="utf-8"))
    rows = [dict(row) for row in cases["case"][0]["evidence"]]
    return parindex.score(definition, {row.pop("unit"): row for row in rows})


@cache
def years():
    """Return two years of two editions."""
    older = parindex.score(parindex.load("pci-2009"), ROOT / "examples" / "pci-2010.csv", year=2010)
    return parindex.series({2010: older, 2016: scored(PCI)})


@cache
def drawn():
    return parindex.uncertainty(scored(PAR), WEIGHTS, draws=50, rng=1)


@cache
def names(*editions):
    """Return what is a name where these editions are shown."""
    allowed = {*CODES, *registered(), *REGISTRIES}
    for name in editions:
        scores = scored(name) if name in TABLES or name == DEEP else None
        evidence = (*scores.units, *scores.names, *scores.evidence.columns, *_inputs(scores)) if scores else ()
        allowed |= {name, *names_in(parindex.load(name)), *evidence, *TABLES.values()}
    return frozenset(filter(None, allowed))


def _inputs(scores):
    return [one.id for leaf in scores.definition.leaves for one in leaf.inputs]


def assert_vietnamese(text, allowed):
    text = text.replace("<data>", " ")  # this mark stands where what is given in Python has no file
    assert len(text.split()) > 3
    assert foreign_words(text, allowed) == []
    assert decimal_points(text, allowed) == []


@pytest.mark.parametrize("name", [PCI, OFFICE, PAR, DEEP])
def test_a_report_says_nothing_in_english(name):
    pytest.importorskip("jinja2")
    from parindex.views.report import report_page

    for unit in (None, scored(name).units[-1]):
        page = report_page(scored(name), lang="vi", unit=unit, pictures=False)
        assert_vietnamese(words_of_page(page), names(name) | {"SHA"})


@pytest.mark.parametrize("name", [PCI, OFFICE, PAR, DEEP])
def test_the_page_of_an_explanation_says_nothing_in_english(name):
    for unit in scored(name).units[:3]:
        page = scored(name).explain(unit).to_html("vi")
        assert_vietnamese(words_of_page(page), names(name))


def texts_of_book(book):
    """Yield what people read in a workbook, but the row below heads that holds ids, which programs read."""
    yield from book.sheetnames
    yield from filter(None, (book.properties.title, book.properties.subject, book.properties.description))
    for sheet in book:
        for row in sheet.iter_rows():
            if row[0].value not in HEADS:
                yield from (text for cell in row for text in texts_of_cell(cell))
        yield from (part.text for ends in (sheet.oddHeader, sheet.oddFooter) for part in (ends.left, ends.right))
        for check in sheet.data_validations.dataValidation:
            yield from (check.prompt, check.promptTitle, check.error, check.errorTitle)


def texts_of_cell(cell):
    """Return the text of a cell, or those within its formula, and its note."""
    text = cell.value if isinstance(cell.value, str) else ""
    quoted = re.findall(r'"([^"]*)"', text) if text.startswith("=") else [text]
    return (*quoted, cell.comment.text if cell.comment else "")


@pytest.mark.parametrize("name", [PCI, OFFICE, PAR, DEEP])
def test_a_workbook_says_nothing_in_english(name, tmp_path):
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    content = scored(name).to_excel(tmp_path / "x.xlsx", lang="vi") or (tmp_path / "x.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert_vietnamese("\n".join(filter(None, texts_of_book(book))), names(name))


#: Every chart, in each of its ways.
CHARTS = {
    "ranking": lambda plot: plot.ranking(scored(PCI), lang="vi"),
    "heatmap": lambda plot: plot.heatmap(scored(OFFICE), lang="vi"),
    "heatmap of ranks": lambda plot: plot.heatmap(scored(PAR), show="rank", lang="vi"),
    "tiles": lambda plot: plot.tiles(scored(PCI), lang="vi"),
    "profile": lambda plot: plot.profile(scored(OFFICE), "H15", lang="vi"),
    "profile of two": lambda plot: plot.profile(scored(PCI), "66", against="quartiles", beside="38", lang="vi"),
    "waterfall": lambda plot: plot.waterfall(scored(OFFICE), "H15", of="indicators", lang="vi"),
    "waterfall of gains": lambda plot: plot.waterfall(scored(PCI), "66", by="contributions", lang="vi"),
    "rank_intervals": lambda plot: plot.rank_intervals(drawn(), lang="vi"),
    "rank_intervals, exact": lambda plot: plot.rank_intervals(parindex.rank_range(scored(PAR), WEIGHTS), lang="vi"),
    "rank_probabilities": lambda plot: plot.rank_probabilities(drawn(), lang="vi"),
    "tornado": lambda plot: plot.tornado(parindex.leave_out(scored(OFFICE)), "H15", lang="vi"),
    "tornado of weights": lambda plot: plot.tornado(parindex.one_at_a_time(scored(PCI)), lang="vi"),
    "sobol": lambda plot: plot.sobol(parindex.sobol(scored(PAR), WEIGHTS, factors=FACTORS, n=16, rng=1), lang="vi"),
    "change": lambda plot: plot.change(scored(PAR), scored(PAR), lang="vi"),
    "change of ranks": lambda plot: plot.change(parindex.reconcile(parindex.load(PAR), **LAYERS), lang="vi"),
    "trend": lambda plot: plot.trend({2015: scored(PAR), 2016: scored(PAR)}, lang="vi"),
    "trend of ranks": lambda plot: plot.trend({2015: scored(PAR), 2016: scored(PAR)}, show="rank", lang="vi"),
    "trend of editions": lambda plot: plot.trend(years(), show="rank", lang="vi"),
    "change of years": lambda plot: plot.change(years().change(2010, 2016), lang="vi"),
    "change of one unit": lambda plot: plot.change(years().change(2010, 2016).of("38"), lang="vi"),
    "change of its rank": lambda plot: plot.change(years().change(2010, 2016).of("38"), show="rank", lang="vi"),
    "frontier": lambda plot: plot.frontier(
        parindex.frontier(scored(PCI), "66", rank=10, pair=("land", "labour")), lang="vi"
    ),
    "structure": lambda plot: plot.structure(scored(DEEP).definition, lang="vi"),
}


def within(spec):
    """Yield every object of a specification of Vega-Lite."""
    if isinstance(spec, dict):
        yield spec
    for part in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from within(part)


def records(data):
    """Return the records that an object holds as data of marks."""
    return [one for one in data.get("values") or () if isinstance(one, dict)]


def texts_of_chart(spec):
    """Yield titles, descriptions and what pointing at a mark shows."""
    objects = list(within(spec))
    shown = {one["field"] for each in objects for one in each.get("tooltip") or () if isinstance(one, dict)}
    for each in objects:
        said = [each.get(key) for key in ("title", "subtitle", "text", "description")]
        said += [text for name in shown for one in records(each) if isinstance(text := one.get(name), str)]
        for text in said:
            yield from (line for line in (text if isinstance(text, list) else [text]) if isinstance(line, str))


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_says_nothing_in_english(name):
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    from parindex import plot

    chart = CHARTS[name](plot)
    spec = json.loads(plot.to_json(chart))
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    allowed = names(PCI, OFFICE, PAR, DEEP)
    assert_vietnamese("\n".join(texts_of_chart(spec)), allowed)
    broken = {word for text in allowed for word in words_of(text) if word.isupper()}  # titles stand on several lines
    assert_vietnamese(words_of_page(plot.to_svg(chart)), allowed | broken)


def test_every_chart_is_looked_at():
    pytest.importorskip("altair")
    from parindex import plot

    assert {name.partition(" of ")[0].partition(",")[0] for name in CHARTS} == set(plot.CHARTS)


#: Every kind of result that shows itself in a notebook, with the editions that it is of.
RESULTS = {
    "Definition": (lambda: scored(DEEP).definition, DEEP),
    "Definition by ranks": (lambda: scored(PCI).definition, PCI),
    "Evidence": (lambda: scored(OFFICE).evidence, OFFICE),
    "Registry": (lambda: scored(PCI).evidence.registry, PCI),
    "Catalogue": (parindex.catalogue,),
    "Scores": (lambda: scored(OFFICE), OFFICE),
    "Scores of ministries": (lambda: scored(PAR), PAR),
    "Coverage": (lambda: scored(DEEP).coverage, DEEP),
    "Explanation": (lambda: scored(DEEP).explain("department-a"), DEEP),
    "Problems": (lambda: parindex.validate(parindex.load(OFFICE), FAULTY), OFFICE),
    "Problem": (lambda: parindex.validate(parindex.load(OFFICE), FAULTY)[0], OFFICE),
    "Report": (lambda: parindex.check_files([PCI]), PCI),
    "CaseResults": (lambda: parindex.run_cases(PAR), PAR),
    "Reconciliation": (lambda: parindex.reconcile(parindex.load(PAR), **LAYERS), PAR),
    "DefinitionDiff": (lambda: parindex.diff(parindex.load("par-ministry-2012"), parindex.load(PAR)), PAR),
    "DefinitionDiff of weights": (lambda: parindex.diff(parindex.load("pci-2009"), parindex.load(PCI)), PCI),
    "Restatement": (lambda: parindex.restate(parindex.load("par-ministry-2012"), parindex.load(PAR), GIVEN), PAR),
    "Uncertainty": (drawn, PAR),
    "RankRange": (lambda: parindex.rank_range(scored(PAR), WEIGHTS), PAR),
    "Sobol": (lambda: parindex.sobol(scored(PAR), WEIGHTS, factors=FACTORS, n=16, rng=1), PAR),
    "SobolIndices": (lambda: parindex.sobol_indices([1, 2], {"x": (0, 1), "y": (0, 1)}),),
    "LeaveOut": (lambda: parindex.leave_out(scored(OFFICE)), OFFICE),
    "OneAtATime": (lambda: parindex.one_at_a_time(scored(PAR)), PAR),
    "EffectiveWeights": (lambda: parindex.effective_weights(scored(PAR)), PAR),
    "Thresholds": (lambda: parindex.thresholds(scored(PAR), "MOHA", "MONRE"), PAR),
    "JointChange": (lambda: parindex.thresholds(scored(PAR), "MOHA", "MONRE").joint[0], PAR),
    "Losses": (lambda: scored(OFFICE).lost("H15"), OFFICE),
    "Summary": (lambda: scored(PCI).summary("38"), PCI),
    "Ranks": (lambda: scored(PCI).ranks("land", by="region"), PCI),
    "Peers": (lambda: parindex.peers(scored(PCI), "38"), PCI),
    "UnitDifference": (lambda: scored(PCI).difference("38", "24"), PCI),
    "Series": (years, PCI),
    "Trend": (lambda: years().trend("38"), PCI),
    "Movers": (lambda: years().worsened(3), PCI),
    "Volatility": (lambda: years().volatility(), PCI),
    "Changes": (lambda: years().change(2010, 2016), PCI),
    "UnitChange": (lambda: years().change(2010, 2016).of("38"), PCI),
    "Frontier": (lambda: parindex.frontier(scored(PCI), "38", rank=10), PCI),
    "FrontierCurve": (lambda: parindex.frontier(scored(PCI), "38", rank=10, pair=("support", "labour")), PCI),
    "TargetPlan": (lambda: target(scored(PCI), "38", rank=25), PCI),
    "WhatIf": (lambda: parindex.what_if(scored(PCI), {"38": {"land": 7.2}}), PCI),
    "WhatIfs": (lambda: parindex.what_if(scored(PCI), [{"38": {"land": 7.2}}, {"40": {"land": 6}}]), PCI),
    "WhatIfEach": (lambda: parindex.what_if_each(scored(OFFICE)), OFFICE),
    "ScoredAgainst": (
        lambda: parindex.score_against(parindex.load(PCI), scored(PCI).evidence.table.take([3]), scored(PCI).cohort),
        PCI,
    ),
}


def named_by_others(result):
    """Return what the files that a result is of call things: editions in a list, cases and where they are from."""
    if isinstance(result, type(parindex.catalogue())):
        return {text for entry in result for text in (entry.id, entry.index, entry.title.get("vi"))}
    outcomes = getattr(result, "outcomes", ())
    return {text for outcome in outcomes for text in (outcome.case.name, outcome.case.source) if text}


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_says_nothing_in_english(name):
    made, *editions = RESULTS[name]
    result = made()
    earlier = {"par-ministry-2012"} if PAR in editions else {"pci-2009"} if PCI in editions else set()
    assert type(result).__name__ == name.partition(" ")[0]
    assert_vietnamese(words_of_page(result._repr_html_()), names(*editions, *earlier) | named_by_others(result))


def test_decimal_points_are_found():
    assert decimal_points("được 61.5 điểm; 0.123", ()) == ["61.5", "0.123"]
    assert decimal_points("chỉ tiêu 1.1 ngày 2.9.2024, 1.234 đơn vị, bản 0.1.0, 61,5 điểm", {"1.1"}) == []
    assert decimal_points("x 7.5 y", {"x 7.5 y"}) == []
