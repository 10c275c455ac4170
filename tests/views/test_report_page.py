"""The report as a page: what stands in it, in which words, and that nothing of it can do harm."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import parindex
from parindex.views.report import report_page

from ..sample import define, indicators

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SETS = {
    "pci": ("pci-2013", "pci-2016.csv"),
    "766": ("qd766-2026", "qd766-dak-lak.csv"),
    "par": ("par-ministry-2022", "par-ministries-2023.csv"),
}
#: Elements that have no end.
VOID = {"meta", "input", "br", "img", "link", "hr"}


class Parsed(HTMLParser):
    """What a page holds: its elements, the rows of its tables, and whether every element ends."""

    def __init__(self, page):
        super().__init__()
        self.open, self.elements, self.rows, self.ids = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.elements.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.rows and self.open and {"td", "th"} & set(self.open[-3:]):
            self.rows[-1][-1] += text


def scored(name):
    definition, table = SETS[name]
    return parindex.score(parindex.load(definition), EXAMPLES / table)


def page_of(scores, lang="en", **options):
    return report_page(scores, lang=lang, pictures=False, **options)


def comma(figure, lang):
    return f"{figure:f}".replace(".", "," if lang == "vi" else ".")


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", SETS)
def test_the_ranking_shows_what_is_published_and_the_ranks(name, lang):
    scores = scored(name)
    page = Parsed(page_of(scores, lang))
    parts = [part.id for part in scores.definition.parts(scores.definition.id)]
    shown = [row for row in page.rows if len(row) >= len(parts) + 3][1 : len(scores.units) + 1]
    assert len(shown) == len(scores.units)
    for line, row in zip(shown, scores.best_first, strict=True):
        assert line[0] == f"{scores.rank[row]:g}"
        assert line[1].startswith(scores.names[row])
        assert line[2] == comma(scores.rounded[row], lang)
        assert line[-len(parts) :] == [comma(scores.published(part)[row], lang) for part in parts]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_card_shows_the_published_score_and_maximum_of_every_part(lang):
    scores = scored("766")
    page = page_of(scores, lang)
    for row, unit in enumerate(scores.units):
        card = re.search(rf'<article class="card" id="{lang}-unit-{row + 1}".*?</article>', page, re.DOTALL)[0]
        lines = {line[0]: line for line in reversed(Parsed(card).rows)}
        for part in scores.definition.parts(scores.definition.id):
            line = lines[f"{part.title.get(lang)} {part.id}"]
            assert line[1] == comma(scores.published_of(unit)[part.id], lang)
            assert line[2] == f"{float(part.max):g}"


@pytest.mark.parametrize("lang", ["en", "vi", "both"])
@pytest.mark.parametrize("name", SETS)
def test_every_element_ends_every_link_leads_somewhere_and_no_id_stands_twice(name, lang):
    page = Parsed(page_of(scored(name), lang))
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    targets = [given["href"] for tag, given in page.elements if tag == "a"]
    assert {target[1:] for target in targets if target.startswith("#")} <= set(page.ids)
    assert all(target.startswith(("#", "https://", "http://")) for target in targets)


def test_the_language_of_each_part_is_told():
    page = Parsed(page_of(scored("par"), "both"))
    assert [given["lang"] for tag, given in page.elements if tag in ("html", "div") and "lang" in given] == [
        "vi",
        "vi",
        "en",
    ]


def test_names_titles_and_problems_are_shown_as_they_are_and_do_nothing():
    evil = '<script>alert("x")</script>'
    table = {"unit": ["A", evil], "name": [evil, "B"], "a": [1, 2], "b": [2, 1]}
    page = page_of(parindex.score(define(indicators("a", "b"), root=f"note = '{evil}'"), table))
    assert evil not in page
    assert "&lt;script&gt;" in page
    assert [tag for tag, _ in Parsed(page).elements].count("script") == 1


def test_the_page_asks_for_nothing_and_allows_nothing_but_its_own_script():
    page = Parsed(page_of(scored("par"), "both"))
    policy = next(given["content"] for tag, given in page.elements if "http-equiv" in given)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    loading = {"src", "srcset", "data", "poster", "action", "background"}
    assert not [given for tag, given in page.elements if loading & given.keys() or tag in ("link", "iframe", "object")]


def test_a_page_of_one_unit_has_its_card_with_every_node_and_the_ranking_around_it():
    scores = scored("pci")
    page = Parsed(page_of(scores, unit="Cà Mau"))
    assert [given["id"] for tag, given in page.elements if tag == "article"] == [
        f"en-unit-{scores.units.index('96') + 1}"
    ]
    places = [int(row[0]) for row in page.rows if row[0].isdigit()]
    assert places == [1, 2, 3, *range(51, 58)]


def test_a_unit_without_a_total_is_told_what_it_lacks():
    table = {"unit": ["MOJ", "MOHA", "MOF"], "appraised": [60, 61, 59], "survey": [20, None, 22]}
    page = page_of(parindex.score(parindex.load("par-ministry-2022"), table))
    assert "It has no total and no rank; lacking: Sociological survey (survey)." in page


def test_an_unknown_language_and_an_unknown_unit_are_refused():
    with pytest.raises(ValueError, match="fr"):
        page_of(scored("par"), "fr")
    with pytest.raises(parindex.UnknownNameError):
        page_of(scored("par"), unit="XX")


def test_an_index_of_which_no_part_has_a_maximum_has_a_page_without_a_picture_of_shares():
    free = 'rule = { kind = "standardise", to = [50, 10] }'
    definition = define(indicators("a", "b", keys=free), combine="weighted-mean")
    scores = parindex.score(definition, {unit: {"a": at, "b": 9 - at * at} for at, unit in enumerate("xyz")})
    page = report_page(scores, lang="en")
    assert page.count("<figure") == 1


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_report_of_one_unit_shows_the_five_most_alike_and_how_they_stand(lang):
    scores = scored("pci")
    page = Parsed(page_of(scores, lang, unit="38"))
    alike = parindex.peers(scores, "38")
    shown = [row for row in page.rows if len(row) == 4 and row[0] in alike.names]
    assert [row[0] for row in shown] == list(alike.names)
    for at, (row, line) in enumerate(zip(alike.rows, shown, strict=True)):
        assert line[1:3] == [f"{scores.rank[row]:g}", comma(scores.rounded[row], lang)]
        assert line[3].replace("−", "-") == "; ".join(alike.differences(at, lang))


def test_a_report_without_anybody_to_compare_with_shows_no_units_alike():
    alone = parindex.score(define(indicators("x")), {"u": {"x": 1}})
    assert 'class="alike"' not in page_of(alone, unit="u")
    assert 'class="alike"' not in page_of(scored("pci"))
