"""Documents and tables before any format, and the formats that they are written in."""

from parindex.views.document.as_html import html_page
from parindex.views.document.as_markdown import markdown_document
from parindex.views.document.as_text import text_document
from parindex.views.document.blocks import (
    PRINTED,
    Bars,
    Block,
    Cells,
    Document,
    Entries,
    Entry,
    Heading,
    Lines,
    Section,
)
from parindex.views.document.text_table import TextTable

__all__ = [
    "PRINTED",
    "Bars",
    "Block",
    "Cells",
    "Document",
    "Entries",
    "Entry",
    "Heading",
    "Lines",
    "Section",
    "TextTable",
    "html_page",
    "markdown_document",
    "text_document",
]
