"""Reading text files: UTF-8, of bounded size, with one clear error."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from parindex.base.exceptions import UnreadableError
from parindex.base.file_kinds import file_kind
from parindex.base.file_names import FileName
from parindex.base.messages import Message, say
from parindex.base.parser_messages import parser_message

_SAMPLE, _PIECE = 100_000, 1024 * 1024
_TONES, _VOWELS = "\u0300\u0301\u0303\u0309\u0323", "aăâeêioôơuưy"
_TEXTS = frozenset({".csv", ".json"})  # how texts end that may be in another encoding
_UTF_16 = b"\xff\xfe", b"\xfe\xff"
#: A pipe without a writer is opened at once, where systems know that.
_TO_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_text(path: str | os.PathLike[str], limit: int) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    UnreadableError
        When it is absent, a folder, larger than `limit` bytes, or not UTF-8.
    """
    return decode(read_bytes(path, limit), FileName(path), limit)


def real_path(path: Path) -> Path:
    """Return where a file lies once links are followed, as far as they lead."""
    return Path(os.path.realpath(path))


def read_bytes(path: str | os.PathLike[str], limit: int) -> bytes:
    """Return what is in a file; see `read_text`."""
    name = os.fspath(path)
    try:
        with _opened(name) as file:
            content = at_most(file, limit + 1)
    except UnreadableError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name that cannot be one
        raise UnreadableError.of(
            FileName(name), parser_message(getattr(error, "strerror", None) or str(error))
        ) from None
    if len(content) > limit:
        raise UnreadableError.of(FileName(name), too_large(limit))
    return content


def _opened(name: str) -> BinaryIO:
    """Open a file that is one: a pipe or a device would wait, or never end."""
    descriptor = os.open(name, _TO_READ)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise UnreadableError.of(FileName(name), parser_message(os.strerror(errno.EISDIR)))
    raise UnreadableError.of(FileName(name), say("a pipe, a device or a socket, no plain file"))


def too_large(limit: int) -> Message:
    """Return the message for a file of more bytes than are read."""
    if limit < _PIECE:
        return say("larger than {size:,} bytes", size=limit)
    return say("larger than {size} MB", size=limit // _PIECE)


def at_most(file: BinaryIO, limit: int) -> bytes:
    """Return the first `limit` bytes of a file, piece by piece: one read takes the memory of all it might find."""
    pieces = []
    while limit > 0 and (piece := file.read(min(_PIECE, limit))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def decode(content: bytes, name: str, limit: int) -> str:
    """Return UTF-8 bytes as text, line ends kept; see `read_text`."""
    if len(content) > limit:
        raise UnreadableError.of(name, too_large(limit))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, known = content.count(b"\n", 0, error.start) + 1, file_kind(content)
        if known and _TEXTS.isdisjoint(known.suffixes) and not content.startswith(_UTF_16):
            told = say("this is {kind}; {remedy}", kind=known.told, remedy=known.remedy)
            raise UnreadableError.of(name, told) from None
        kind = say("byte 0x{byte:02x}", byte=content[error.start])
        if _vietnamese(content):
            kind = say("Windows-1258, Vietnamese")
        if content.startswith(_UTF_16):
            kind = say("UTF-16")
        where = {"line": line, "found": kind}
        message = say("line {line} is not UTF-8 text ({found}); save it as UTF-8, from Excel as CSV UTF-8", **where)
        raise UnreadableError.of(name, message) from None


def _vietnamese(content: bytes) -> bool:
    """Return whether bytes read as text of code page 1258: tones stand there as marks of their own, behind a vowel."""
    text = content[:_SAMPLE].decode("cp1258", errors="replace").casefold()
    tones = [at for at, mark in enumerate(text) if mark in _TONES]
    return bool(tones) and all(at and text[at - 1] in _VOWELS for at in tones)
