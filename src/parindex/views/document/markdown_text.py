"""Texts in Markdown: whatever stands in titles and names is shown as it is, calls nobody and links nowhere."""

from __future__ import annotations

import re

from parindex.base import visible

#: No width, in letters that no terminal hides: it parts what forges would make a link, a mention or a picture of.
_PARTED = "&#8203;"
_SIGNS = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_{}[]~$!"},
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
    }
)
#: Mentions, numbers of requests, of labels and milestones; addresses; small pictures.
_CALLS = re.compile(
    r"[@#]|[!~$%](?=[\w\"])|&(?=\d)|\bwww(?=\.)|:(?=//|\d*[a-z+-][\w+-]*:|100:|1234:)|\b(?:mailto|xmpp)(?=:)|\bGH(?=-\d)",
    re.IGNORECASE,
)
#: At the beginning of a line: what makes a list, a heading or a rule of it, and what GitLab takes for an order, /close.
_ORDERS = re.compile(r"([-+=/]|\d+(?=[.)](?:\s|$)))")


def escaped(text: str) -> str:
    r"""Return a text that Markdown shows as it is, in one line; what steers a terminal is shown, not done.

    Examples
    --------
    >>> from parindex.views.document import escaped
    >>> escaped("a|b\n<b> @lan")
    'a&#124;b &lt;b&gt; @&#8203;lan'
    """
    line, ends = visible(" ".join(text.split())), 0
    pieces = []
    for match in _CALLS.finditer(line):
        pieces.append(f"{line[ends : match.end()].translate(_SIGNS)}{_PARTED}")
        ends = match.end()
    return "".join([*pieces, line[ends:].translate(_SIGNS)])


def escaped_line(text: str) -> str:
    """Return a text as `escaped` does that stands at the beginning of a line."""
    line = escaped(text)
    match = _ORDERS.match(line)
    if match is None:
        return line
    return f"\\{line}" if match[0] in "-+=/" else f"{match[0]}\\{line[match.end() :]}"
