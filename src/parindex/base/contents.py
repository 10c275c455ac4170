"""The content of a file that is given in place of the file: an upload, a text from a database, a stream."""

from __future__ import annotations

import os
from inspect import iscoroutine
from typing import Any, Protocol, TypeGuard

import attrs

from parindex.base.exceptions import UnreadableError
from parindex.base.files import decode, read_text, too_large
from parindex.base.limits import LIMITS, Limits
from parindex.base.messages import say

#: What problems call content without a name.
UNNAMED = "<data>"
_PIECE, _LONGEST_NAME = 1024 * 1024, 255


class Readable(Protocol):
    """A stream of bytes or of text."""

    def read(self, size: int, /) -> bytes | str | None:
        """Return up to so many bytes or characters; nothing at the end."""
        ...


@attrs.frozen
class Content:
    r"""The content of a file, which is not opened by its name.

    Parameters
    ----------
    data : bytes, str or stream
        The bytes, the text, or a binary or text stream, which is read once, no further than limits allow.
    name : str
        What problems call it; how it ends tells what kind of file it is, else its first bytes do.

    Examples
    --------
    >>> import parindex
    >>> table = parindex.Content(b"unit,appraised,survey\nMOHA,60.65,26.38\n", "upload.csv")
    >>> parindex.score(parindex.load("par-ministry-2022"), table).rounded
    (Decimal('87.03'),)
    """

    data: bytes | bytearray | memoryview | str | Readable = attrs.field(repr=False)
    name: str = UNNAMED

    def read(self, limit: int, limits: Limits = LIMITS) -> bytes:
        """Return the bytes, of text those of UTF-8.

        Raises
        ------
        UnreadableError
            There are more than `limit`, or more than `limits` allow.
        TypeError
            The data is none of these.
        """
        if len(self.name) > _LONGEST_NAME:
            message = say("a name of {count:,} characters, more than {most}", count=len(self.name), most=_LONGEST_NAME)
            raise UnreadableError.of(f"{self.name[:40]}…", message)
        most = min(limit, limits.max_bytes)
        data = self.data
        if isinstance(data, memoryview):
            size = data.nbytes
        else:
            size = len(data) if isinstance(data, (bytes, bytearray, str)) else 0
        if size <= most:
            content = _bytes_of(data, most)
            size = len(content)
        if size > most:
            raise UnreadableError.of(self.name, too_large(most))
        return content

    def text(self, limit: int, limits: Limits = LIMITS) -> str:
        """Return the text; see `read`. Raises `UnreadableError` where it is not UTF-8."""
        return decode(self.read(limit, limits), self.name, limit)


def content_given(source: object, name: str | None = None) -> Content | None:
    """Return content that is given as such, or as bytes, a stream, or text with a name; None for anything else."""
    if isinstance(source, Content):
        return source if name is None else attrs.evolve(source, name=name)
    if isinstance(source, str) and name is not None:
        return Content(source, name)
    if isinstance(source, (bytes, bytearray, memoryview)) or _is_stream(source):
        return Content(source, UNNAMED if name is None else name)
    return None


def named_text(source: str | os.PathLike[str] | Content, limit: int, limits: Limits = LIMITS) -> tuple[str, str]:
    """Return what a file or content is called, and its text.

    Raises
    ------
    UnreadableError
        It is absent, no plain file, too large, not UTF-8, or files are not opened by name.
    """
    if isinstance(source, Content):
        return source.name, source.text(limit, limits)
    name = os.fspath(source)
    limits.check_name(name)
    return name, read_text(name, min(limit, limits.max_bytes))


def _is_stream(source: object) -> TypeGuard[Readable]:
    return not isinstance(source, os.PathLike) and callable(getattr(source, "read", None))


def _bytes_of(data: Any, most: int) -> bytes:
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")  # told as no UTF-8, with its line
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    pieces: list[bytes] = []
    left = most + 1
    while left > 0 and (piece := data.read(min(_PIECE, left))):
        if not isinstance(piece, (bytes, str)):
            if iscoroutine(piece):
                piece.close()
            raise TypeError(say("read() of a stream gives bytes or text, not {type}", type=type(piece).__name__))
        pieces.append(piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece)
        left -= len(pieces[-1])
    return b"".join(pieces)
