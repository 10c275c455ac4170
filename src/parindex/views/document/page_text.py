"""Texts in a page: whatever stands in titles and names is shown as it is, and steers nothing."""

from __future__ import annotations

from html import escape
from typing import Any

from parindex.base import one_line


def html_text(text: str) -> str:
    r"""Return a text as what stands in a page or in an attribute there, in one line.

    Examples
    --------
    >>> from parindex.views.document import html_text
    >>> html_text("<b>\n\u202egnp.exe")
    '&lt;b&gt; \\u202egnp.exe'
    """
    return escape(one_line(text))


def shown_value(value: Any) -> Any:
    """Return what a template shows of a value before it escapes it: our own markup, and what is no text, as it is."""
    return one_line(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
