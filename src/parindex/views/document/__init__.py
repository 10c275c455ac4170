"""Documents and tables before any format, and the formats that they are written in."""

from parindex.views.document.as_html import html_fragment as html_fragment, html_page as html_page
from parindex.views.document.as_markdown import markdown_document as markdown_document
from parindex.views.document.as_text import text_document as text_document
from parindex.views.document.blocks import (
    PRINTED as PRINTED,
    Bars as Bars,
    Block as Block,
    Cells as Cells,
    Entries as Entries,
    Heading as Heading,
    Lines as Lines,
    LocatedText as LocatedText,
    Section as Section,
    TitledBlocks as TitledBlocks,
)
from parindex.views.document.handed_over import file_name as file_name, web_address as web_address
from parindex.views.document.markdown_text import escaped as escaped, escaped_line as escaped_line
from parindex.views.document.page_text import html_text as html_text, shown_value as shown_value
from parindex.views.document.text_table import TextTable as TextTable
