"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping

import attrs

from parindex.base.messages import Message, say

#: What can be opened where nothing else is wanted than the table in it.
_AS_WORKBOOK = say("open it in a spreadsheet program and save it as .xlsx")
_BY_HAND = say("copy its table into a worksheet")
_UNPACK = say("unpack it and give the file in it")
#: What a damaged archive raises; RuntimeError is one that asks for a password.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError, OverflowError)
_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@attrs.frozen
class FileKind:
    """A kind of file, in words, how the names of such files end, and what to do where another kind is wanted."""

    told: Message
    remedy: Message
    suffixes: tuple[str, ...] = ()


def _workbook(told: Message, *suffixes: str) -> FileKind:
    return FileKind(told, say("let its name end in {suffix}", suffix=suffixes[0]), suffixes)


_EMPTY = FileKind(say("an empty file"), say("give the file once more; it may not have been copied whole"))
PROTECTED = FileKind(
    say("a file with a password"), say("open it in a spreadsheet program and save it without password")
)
_XLSX = _workbook(say("an Excel workbook (.xlsx)"), ".xlsx", ".xlsm")
_XLSB = _workbook(say("a binary Excel workbook (.xlsb)"), ".xlsb")
_XLS = _workbook(say("an old Excel workbook (.xls)"), ".xls")
_ODS = _workbook(say("an OpenDocument spreadsheet (.ods)"), ".ods")
_PAGE = FileKind(say("a web page"), _AS_WORKBOOK)
_WORD = FileKind(say("a document with text"), _BY_HAND)
_SLIDES = FileKind(say("a presentation"), _BY_HAND)
_PICTURE = FileKind(say("a picture"), _BY_HAND)
_ARCHIVE = FileKind(say("an archive of files"), _UNPACK)
_DAMAGED = FileKind(say("a damaged workbook or archive"), say("open it in a spreadsheet program and save it again"))
#: Bytes that a file begins with.
_STARTS = {
    b"%PDF": FileKind(say("a PDF"), _BY_HAND),
    b"{\\rtf": _WORD,
    b"\x1f\x8b": _ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": _ARCHIVE,
    b"Rar!\x1a": _ARCHIVE,
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"SQLite format 3\x00": FileKind(say("a database"), _AS_WORKBOOK),
}
#: Parts that tell what an archive holds, the first that is there.
_PARTS = {
    "xl/workbook.xml": _XLSX,
    "xl/workbook.bin": _XLSB,
    "word/document.xml": _WORD,
    "ppt/presentation.xml": _SLIDES,
}
_OPEN_DOCUMENTS = {b"spreadsheet": _ODS, b"text": _WORD, b"presentation": _SLIDES}
#: Streams that tell what an old file of Office holds, the first in it: a text may hold a workbook.
_STREAMS = {
    name.encode("utf-16-le").ljust(64, b"\0"): kind
    for name, kind in {
        "EncryptedPackage": PROTECTED,
        "WordDocument": _WORD,
        "PowerPoint Document": _SLIDES,
        "Workbook": _XLS,
        "Book": _XLS,
    }.items()
}
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|meta|style|table|div)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def file_kind(content: bytes) -> FileKind | None:
    """Return what a file is, None where it is nothing known here.

    Examples
    --------
    >>> from parindex.base.file_kinds import file_kind
    >>> file_kind(b"<html><table>").told
    'a web page'
    """
    if not content:
        return _EMPTY
    if content.startswith(_OLE):
        places = {at: kind for name, kind in _STREAMS.items() if (at := content.find(name)) >= 0}
        return places[min(places)] if places else None
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(content)
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None) or _text(content)


def _packed(content: bytes) -> FileKind:
    """Return what an archive holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.casefold(): name for name in archive.namelist()}
            document = _start(archive, names, "mimetype").partition(b"opendocument.")[2]
            locked = b"encryption-data" in _start(archive, names, "meta-inf/manifest.xml")
    except DAMAGED:
        return _DAMAGED
    if locked or "encrypted-package" in names:
        return PROTECTED
    if document and "xl/workbook.xml" not in names:
        return next((kind for word, kind in _OPEN_DOCUMENTS.items() if document.startswith(word)), _ARCHIVE)
    return next((kind for name, kind in _PARTS.items() if name in names), _ARCHIVE)


def _start(archive: zipfile.ZipFile, names: Mapping[str, str], name: str) -> bytes:
    if name not in names:
        return b""
    with archive.open(names[name]) as file:
        return file.read(_HEAD)


def _text(content: bytes) -> FileKind | None:
    """Return what kind of text it is; None where it is no text."""
    head = content[:_HEAD]
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2])
    head = head[2:].decode(wide, "replace").encode("utf-8", "replace") if wide else head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(head) or (_XML.match(head) and b"<html" in head.lower()):
        return _PAGE
    if _XML.match(head):
        return FileKind(say("a spreadsheet in XML"), _AS_WORKBOOK) if _in_xml(head) else FileKind(say("XML"), _BY_HAND)
    if _BINARY.search(head):
        return None
    line = head.lstrip().partition(b"\n")[0]
    if line[:1] in (b"{", b"["):
        return FileKind(say("JSON"), say("let its name end in {suffix}", suffix=".json"), (".json",))
    text = say("text with tabs") if b"\t" in line else say("plain text")
    remedy = say("let its name end in .csv, or open it in a spreadsheet program and save it as .xlsx")
    return FileKind(text, remedy, (".csv", ".tsv", ".txt"))


def _in_xml(head: bytes) -> bool:
    return b"office:spreadsheet" in head or b"opendocument" in head
