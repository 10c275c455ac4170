"""What stands in titles, names and cells does no harm where it is printed: one place for every text that goes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

#: What ends a line anywhere, and the tab.
_ENDS = r"\t-\r\x1c-\x1e\x85\u2028\u2029"
#: Control characters, ends of lines, what turns the direction of a text or has no width, tags, variations that hide
#: text, halves of a pair, and what XML has no place for.
_STEERING = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_STEERS = re.compile(f"[{_STEERING}]")
_STEERS_IN_LINES = re.compile(f"(?![\t\n]|\r\n)[{_STEERING}]")
#: What does no harm in lines.
_PLAIN_SIGNS, _PIECE = bytes((*b"\t\n", *range(0x20, 0x7F))), 2**16
_LINE_END = re.compile(rf"\s*[{_ENDS}]\s*")
#: How runners are told what to do, and between which signs each is set apart: GitHub and GitLab at the beginning of a
#: line, Azure, TeamCity and older runners of GitHub anywhere.
_AT_START = re.compile(r"^(\s*)(:|section_(?:start|end))(?=:)", re.MULTILINE)
_ANYWHERE = re.compile(r"##(?=[a-zA-Z]*\[)")
#: What ends a script or begins a comment where JSON stands in a page.
_IN_A_PAGE = re.compile(r"<(?=[/!]|script)", re.IGNORECASE)


def visible(text: str) -> str:
    r"""Return a text without characters that steer a terminal, hide or end a line; they show as ``\x1b`` or ``\n``.

    Examples
    --------
    >>> from parindex.base import visible
    >>> visible("Hải Phòng\x1b[31m"), visible("a\nb")
    ('Hải Phòng\\x1b[31m', 'a\\nb')
    """
    return _STEERS.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def visible_lines(text: str) -> str:
    """Return lines as `visible` shows each of them: their ends and tabs stay."""
    return _STEERS_IN_LINES.sub(_shown, text)


def one_line(text: str) -> str:
    """Return a text in one line, a blank where it had ended, and otherwise as `visible` shows it."""
    return visible(_LINE_END.sub(" ", text).strip() if _LINE_END.search(text) else text)


def for_log(text: str, *, commands: bool = False) -> str:
    r"""Return lines for a terminal or a log: nothing in them steers it, and none commands the runner of a pipeline.

    The lines stay: whoever makes them has put each text into one line before; with `commands` some are meant for the
    runner. A mark of the order of bytes stays at the beginning.

    Examples
    --------
    >>> from parindex.base import for_log
    >>> for_log("a\x9b\n::error::b\nc ##vso[task.complete]\n")
    'a\\x9b\n: :error::b\nc ## vso[task.complete]\n'
    """
    mark = text[: text.startswith("\ufeff")]
    lines = visible_lines(text[len(mark) :])
    return mark + lines if commands else mark + _ANYWHERE.sub("## ", _AT_START.sub(r"\1\2 ", lines))


def harmless_json(text: str) -> str:
    """Return JSON that says the same without a character that steers, hides, ends a script or commands a runner."""
    if any(map(_STEERS.search, _beside_plain_signs(text))):
        text = _STEERS_IN_LINES.sub(lambda match: json.dumps(match[0])[1:-1], text)
    text = _ANYWHERE.sub(r"#\\u0023", text) if "##" in text else text
    return _IN_A_PAGE.sub(r"\\u003c", text) if "<" in text else text


def _beside_plain_signs(text: str) -> Iterator[str]:
    """Yield what is not plain ASCII of each piece of a text: few characters, which are searched soon."""
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE].encode("utf-8", "surrogatepass")
        yield piece.translate(None, _PLAIN_SIGNS).decode("utf-8", "surrogatepass")
