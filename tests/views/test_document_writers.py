"""One document in every format: what a terminal, a comment and a page each make of the same blocks."""

from html.parser import HTMLParser

import attrs
import pytest

from parindex.views.document import as_html, as_markdown, as_text
from parindex.views.document.as_html import html_page
from parindex.views.document.as_markdown import markdown_document
from parindex.views.document.as_text import text_document
from parindex.views.document.blocks import (
    Bars,
    Block,
    Cells,
    Entries,
    Heading,
    Lines,
    LocatedText,
    Section,
    TitledBlocks,
)
from parindex.views.document.text_table import TextTable

WRITERS = {"text": text_document, "markdown": markdown_document, "html": html_page}
TABLE = TextTable(["unit", "total"], [["u", "1.5"], ["v", "10"]], {1})


def written(form, *blocks):
    return WRITERS[form](TitledBlocks("Title", "en", blocks))


def body(*blocks):
    return as_html.html_fragment(blocks)


@pytest.mark.parametrize("module", [as_text, as_markdown, as_html])
def test_every_format_writes_every_kind_of_block(module):
    assert set(module._WRITERS) == set(Block.__subclasses__())


@pytest.mark.parametrize("form", WRITERS)
def test_a_block_is_passed_over_where_it_is_not_meant_to_be(form):
    blocks = [Lines([f"only in {other}"], only_in=(other,)) for other in WRITERS]
    told = [other for other in WRITERS if f"only in {other}" in written(form, *blocks)]
    assert told == [form]


def test_text_has_an_empty_line_between_blocks_but_none_below_a_heading():
    told = written("text", Heading("H", note="n", count=2), Lines(["a", "b"]), Heading("T", 4), Cells(TABLE))
    assert told == "H · n\na\nb\n\nT\nunit   total\nu        1.5\nv         10\n"


def test_a_heading_tells_how_many_things_stand_below_it_where_they_may_be_folded():
    heading = Heading("H", note="n", count=2, kind="breaking")
    assert written("markdown", heading) == "**H (2) · n**\n"
    assert body(heading) == '<h3 class="level breaking">H (2) <span class="quiet">· n</span></h3>'


@pytest.mark.parametrize("rank, marked", [(1, "### H"), (2, "#### H"), (3, "**H**"), (4, "H")])
def test_headings_have_four_ranks(rank, marked):
    assert written("markdown", Heading("H", rank)) == f"{marked}\n"
    assert body(Heading("H", rank)) == f"<h{rank}>H</h{rank}>"


@pytest.mark.parametrize(
    "style, marked, page",
    [
        ("paragraph", "a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("aside", "a\n\nb", '<p class="quiet">a</p>\n<p class="quiet">b</p>'),
        ("note", "*a*\n\n*b*", "<p><small>a</small></p>\n<p><small>b</small></p>"),
        ("item", "- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("trail", "a\n\nb", '<p class="quiet"><code>a</code> → <code>b</code></p>'),
    ],
)
def test_lines_have_a_style(style, marked, page):
    lines = Lines(["a", "b"], style)
    assert written("text", lines) == "a\nb\n"
    assert written("markdown", lines) == f"{marked}\n"
    assert body(lines) == page


def test_entries_are_lines_on_a_terminal_and_rows_elsewhere():
    entries = Entries(
        ["what", "where", "key"], [LocatedText("moved", "f:1:1", "00ff", "meant"), LocatedText("gone", "f", "01")]
    )
    assert written("text", entries) == "00ff  f:1:1  moved · meant\n01  f  gone\n"
    assert written("markdown", entries).splitlines()[2:] == [
        "| moved — *meant* | f:1:1 | `00ff` |",
        "| gone | f | `01` |",
    ]
    assert "<td>moved<br><span" in body(entries)
    assert body(entries).count("<tr>") == 3


def test_a_section_folds_only_where_it_is_said():
    section = Section([Lines(["a"], "item")], Heading("H"), folds_in=("markdown",))
    assert written("text", section) == "H\n  a\n"
    assert written("markdown", section) == "<details><summary>H</summary>\n\n- a\n\n</details>\n"
    assert body(section) == "<h3>H</h3>\n<ul><li>a</li></ul>"
    assert written("markdown", attrs.evolve(section, folds_in=())) == "**H**\n\n- a\n"
    assert body(attrs.evolve(section, folds_in=("html",))).startswith("<details><summary>H</summary>")
    assert body(attrs.evolve(section, heading=None)) == "<section><ul><li>a</li></ul>\n</section>\n"


def test_bars_go_from_the_middle_to_both_sides():
    bars = Bars(["gain", "loss"], ["#111", "#222"], [[1.0, -4.0], []], reach=4.0)
    page = body(Cells(TABLE, bars, legend=True))
    assert page.count("<svg role") == 1
    assert '<rect x="80.0" y="0" width="20.0" height="12" fill="#111"/>' in page
    assert '<rect x="0.0" y="0" width="80.0" height="12" fill="#222"/>' in page
    assert 'aria-label="gain +1.00, loss -4.00"' in page
    assert page.index("loss</p>") < page.index("<table>")
    assert "<svg" not in body(Cells(TABLE, attrs.evolve(bars, reach=0.0)))
    assert "svg" not in written("markdown", Cells(TABLE, bars))


NASTY = 'a|b <script>alert("1")</script> *x* `y` @vcci #99 [z](http://e.vn) &amp;'
EVERY = [
    Heading(NASTY, note=NASTY),
    Lines([NASTY]),
    Lines([NASTY], "trail"),
    Entries([NASTY] * 3, [LocatedText(NASTY, NASTY, "00", NASTY)]),
    Cells(TextTable([NASTY], [[NASTY]]), Bars([NASTY], ["#000"], [[1.0]], 1.0), legend=True),
    Section([Lines([NASTY], "item")], Heading(NASTY), folds_in=("markdown", "html")),
]


@pytest.mark.parametrize("block", EVERY, ids=lambda block: type(block).__name__)
def test_markdown_takes_nothing_of_a_text_for_a_sign(block):
    text = written("markdown", block)
    assert all(f"\\{sign}" in text for sign in ("*x", "`y", "[z"))
    assert not [sign for sign in ("<script", "@vcci", "#99", "a|b") if sign in text]


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open, self.text = set(), [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open += [tag] if tag not in ("meta", "br") else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_a_page_takes_nothing_of_a_text_for_a_tag():
    page = Page()
    page.feed(WRITERS["html"](TitledBlocks(NASTY, "vi", EVERY)))
    page.close()
    assert page.open == []
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert page.text.count(NASTY) >= len(EVERY)


@pytest.mark.parametrize(
    "block", [Lines(["::error::x"]), Cells(TextTable(["  ::stop"], [["##[group]"]])), Heading("::x")]
)
def test_no_line_of_text_is_a_command_of_a_runner(block):
    lines = written("text", block).splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
