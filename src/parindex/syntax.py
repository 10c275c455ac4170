"""What the parsers of TOML, JSON and CSV say, as messages that can be said in another language."""

from __future__ import annotations

from parindex.messages import say

#: Templates by the beginning of what is said; what follows it stands in {what}, without the last word of the template.
_SAID = {
    "Expected newline or end of document after a statement": "Expected newline or end of document after a statement",
    "Expected ']' at the end of a table declaration": "Expected ']' at the end of a table declaration",
    "Expected ']]' at the end of an array declaration": "Expected ']]' at the end of an array declaration",
    "Expected '=' after a key in a key/value pair": "Expected '=' after a key in a key/value pair",
    "Expected ": "Expected {what}",
    "Found invalid character ": "Found invalid character {what}",
    "Illegal character ": "Illegal character {what}",
    "Invalid statement": "Invalid statement",
    "Invalid initial character for a key part": "Invalid initial character for a key part",
    "Invalid value": "Invalid value",
    "Invalid hex value": "Invalid hex value",
    "Invalid date or datetime": "Invalid date or datetime",
    "Cannot declare ": "Cannot declare {what} twice",
    "Cannot overwrite a value": "Cannot overwrite a value",
    "Cannot mutate immutable namespace ": "Cannot mutate immutable namespace {what}",
    "Cannot redefine namespace ": "Cannot redefine namespace {what}",
    "Duplicate inline table key ": "Duplicate inline table key {what}",
    "Unclosed array": "Unclosed array",
    "Unclosed inline table": "Unclosed inline table",
    "Unescaped '\\' in a string": "Unescaped '\\' in a string",
    "Unterminated string starting at": "Unterminated string starting at",
    "Unterminated string": "Unterminated string",
    "Escaped character is not a Unicode scalar value": "Escaped character is not a Unicode scalar value",
    "Expecting value": "Expecting value",
    "Expecting ',' delimiter": "Expecting ',' delimiter",
    "Expecting ':' delimiter": "Expecting ':' delimiter",
    "Expecting property name": "Expecting property name enclosed in double quotes",
    "Illegal trailing comma ": "Illegal trailing comma before end of {what}",
    "Invalid control character at": "Invalid control character at",
    "Invalid \\escape": "Invalid \\escape",
    "Invalid \\uXXXX escape": "Invalid \\uXXXX escape",
    "Extra data": "Extra data",
    "unexpected end of data": "unexpected end of data",
    "',' expected after": "',' expected after '\"'",
    "';' expected after": "';' expected after '\"'",
    "'\t' expected after": "'\t' expected after '\"'",
    "field larger than field limit": "field larger than field limit {what}",
}


def parsed(message: str) -> str:
    """Return what a parser said as a message; what it does not say today stays as it is.

    Examples
    --------
    >>> from parindex.messages import translated
    >>> from parindex.syntax import parsed
    >>> translated(parsed("Cannot declare ('land',) twice"), "vi")
    "không được khai báo ('land',) hai lần"
    """
    for beginning, template in _SAID.items():
        if message.startswith(beginning):
            before, _, after = template.partition("{what}")
            told = say(template, what=message.removeprefix(before).removesuffix(after))
            return told if told == message else message
    return message
