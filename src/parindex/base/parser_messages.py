"""What the parsers of TOML, JSON and CSV and the system say, as messages that can be said in another language."""

from __future__ import annotations

from parindex.base.messages import say

#: The first that begins as the parser does is taken.
_SAID = (
    "Expected newline or end of document after a statement",
    "Expected ']' at the end of a table declaration",
    "Expected ']]' at the end of an array declaration",
    "Expected '=' after a key in a key/value pair",
    "Expected {what}",
    "Found invalid character {what}",
    "Illegal character {what}",
    "Invalid statement",
    "Invalid initial character for a key part",
    "Invalid value",
    "Invalid hex value",
    "Invalid date or datetime",
    "Cannot declare {what} twice",
    "Cannot overwrite a value",
    "Cannot mutate immutable namespace {what}",
    "Cannot redefine namespace {what}",
    "Duplicate inline table key {what}",
    "Unclosed array",
    "Unclosed inline table",
    "Unescaped '\\' in a string",
    "Unterminated string starting at",
    "Unterminated string",
    "Escaped character is not a Unicode scalar value",
    "Expecting value",
    "Expecting ',' delimiter",
    "Expecting ':' delimiter",
    "Expecting property name enclosed in double quotes",
    "Illegal trailing comma before end of {what}",
    "Invalid control character at",
    "Invalid \\escape: {what}",
    "Invalid \\escape",
    "Invalid \\uXXXX escape",
    "Extra data",
    "unexpected end of data",
    "{what} expected after '\"'",
    "field larger than field limit {what}",
    "No such file or directory",
    "Is a directory",
    "Not a directory",
    "Permission denied",
    "File name too long",
    "No space left on device",
    "Read-only file system",
    "Too many levels of symbolic links",
    "Disk quota exceeded",
    "embedded null byte",
)


def parser_message(message: str) -> str:
    """Return what a parser or the system said as a message; what is not known here stays as it is.

    Examples
    --------
    >>> from parindex.base.messages import translated
    >>> from parindex.base.parser_messages import parser_message
    >>> translated(parser_message("Unclosed array"), "vi")
    'danh sách chưa được đóng'
    """
    for template in _SAID:
        before, _, after = template.partition("{what}")
        if message.startswith(before) and message.endswith(after):
            translatable = say(template, what=message.removeprefix(before).removesuffix(after))
            if translatable == message:
                return translatable
    return message
