"""A parser of Markdown reads texts as the plain texts that they are, in cells and at the beginning of lines."""

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from parindex.views.document import TextTable, escaped, escaped_line

#: What forges make something of, beyond what Markdown does.
NASTY = [
    "a|b\nc",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[l](javascript:alert(1)) ![x](http://e.vn/x.png)",
    "<http://e.vn> http://e.vn www.e.vn ftp://e.vn mailto:a@e.vn",
    "`a` **b** _c_ ~~d~~ $e$ [^1] \\| \\",
    "# a",
    "- a",
    "+ a",
    "1. a",
    "1) a",
    "===",
    "---",
    "/close",
    "&lt;b&gt; &#124;",
    "| a | b |",
    "> a",
    "Sở Nội vụ Hue\u0302\u0301",
]
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = st.one_of(st.sampled_from(NASTY), st.text("ab1.)-+=/|<>&\\`*_[]()!@#:$~% ", min_size=1))


def shown(markdown):
    """Return the blocks that a parser finds in Markdown, and the texts that stand in them."""
    tokens = MARKDOWN.parse(markdown)
    inline = [part for token in tokens if token.type == "inline" for part in token.children]
    assert {part.type for part in inline} <= {"text", "text_special"}
    texts = ["".join(part.content for part in token.children) for token in tokens if token.type == "inline"]
    return [token.type for token in tokens], [text.replace("\u200b", "") for text in texts]


@given(TEXTS.filter(str.strip))
def test_a_line_is_read_as_the_text_that_it_was(text):
    assert shown(escaped_line(text)) == (["paragraph_open", "inline", "paragraph_close"], [" ".join(text.split())])


@given(TEXTS)
def test_a_cell_is_read_as_the_text_that_it_was(text):
    _, texts = shown(TextTable(["h", "i"], [["x", text]]).to_markdown())
    assert texts == ["h", "i", "x", " ".join(text.split())]


@pytest.mark.parametrize(
    "text", ["@lan", "#17", "!17", "%17", "~bug", "&17", "GH-17", "http://e.vn", "www.e.vn", ":smile:", "mailto:a@e.vn"]
)
def test_forges_call_nobody_and_link_nowhere(text):
    assert "&#8203;" in escaped(f"a {text} b")


def test_what_is_no_call_stays_as_it_is():
    assert escaped("Tỷ lệ 50 %, 5% (12:30) A & B") == "Tỷ lệ 50 %, 5% (12:30) A &amp; B"
