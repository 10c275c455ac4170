"""What comes out of a request as a name: paths, ids, revisions; files that are none; streams that lie."""

from __future__ import annotations

import io
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import parindex

from .hostile_tables import HEAD, MINISTRIES, scored
from .trials import PROBLEMS, READ, REFUSED, SERVER, Input

#: Ids and paths as they stand in a request; each is tried wherever a definition, evidence or a layout is named.
ASKED = {
    "/etc/passwd": "/etc/passwd",
    "../../../../etc/passwd": "../../../../etc/passwd",
    "a folder": "/etc",
    "- for standard input": "-",
    "a workbook with a worksheet, /etc/book.xlsx:Sheet1": "/etc/book.xlsx:Sheet1",
    "a file of a revision, HEAD:indicators/pgi-2022.toml": "HEAD:indicators/pgi-2022.toml",
    "an option for git, --output=/tmp/owned:a.toml": "--output=/tmp/owned:a.toml",
    "an id with a path, pgi-2022/../../x": "pgi-2022/../../x",
    "an id with an end, pgi-2022.toml": "pgi-2022.toml",
    "an id with a NUL": "pgi-2022\0.toml",
    "an id with letters that look alike": "pgі-2022",
    "an id with an end of line and escapes": "pgi-2022\n\x1b[2J",
    "an id of 1,000,000 letters": "p" * 1_000_000,
    "an address, http://127.0.0.1/a.csv": "http://127.0.0.1/a.csv",
    "an address, file:///etc/passwd": "file:///etc/passwd",
    "a share of Windows, \\\\host\\share": "\\\\host\\share\\a.toml",
    "nothing, an empty name": "",
}


def everywhere(name: str) -> Input:
    """Give a name to all that open something; each must refuse it."""
    definition = parindex.load(MINISTRIES)
    table = HEAD + "MOHA,60,26\n"

    def attempt() -> Iterator[object]:
        calls: list[Callable[[], object]] = [
            lambda: parindex.load(name, limits=SERVER),
            lambda: parindex.check(name, limits=SERVER),
            lambda: parindex.diff(name, "pgi-2022", limits=SERVER),
            lambda: parindex.diff("pgi-2022", "pgi-2022", approvals=name, limits=SERVER),
            lambda: parindex.read_approvals(name, limits=SERVER),
            lambda: parindex.catalogue(name, limits=SERVER),
            lambda: parindex.score(definition, name, limits=SERVER),
            lambda: parindex.score(definition, Path(name.replace("\0", "0")), limits=SERVER),
            lambda: parindex.outlook(definition, name, limits=SERVER),
            lambda: parindex.validate(definition, table, name="upload.csv", layout=name, limits=SERVER),
            lambda: parindex.validate(definition, table, name="upload.csv", survey=name, limits=SERVER),
        ]
        for call in calls:
            try:
                call()
            except (parindex.ParindexError, ValueError) as error:
                yield error
                raised = error
            else:
                raise AssertionError(f"{name[:80]!r} is taken")
        raise raised

    return lambda: attempt


def called(name: str) -> Input:
    """Give a table that is right, under a name."""
    return lambda: scored(HEAD + "MOHA,60.65,26.38\n", name)


class _Opened:
    """Reads a file that is none, where files are opened by their names."""

    def __init__(self, make: Callable[[Path], object], read: Callable[[Path], object]) -> None:
        self._folder = Path(tempfile.mkdtemp()).resolve()
        self._path = self._folder / "upload.csv"
        self._kept = make(self._path)
        self._read = read

    def allowed(self, path: str) -> bool:
        return path.startswith((str(self._folder), "/dev/")) or path == "/etc/passwd"  # where the links lead

    def __call__(self) -> Iterator[object]:
        yield self._read(self._path)


def opened(make: Callable[[Path], object]) -> Input:
    """Give a file of a kind that is not read."""
    limits = parindex.Limits.server(files=True)
    return lambda: _Opened(make, lambda path: parindex.score(parindex.load(MINISTRIES), path, limits=limits))


def bound(path: Path) -> socket.socket:
    """Make a socket in a folder."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    return server


class Endless(io.RawIOBase):
    """Never ends."""

    def read(self, size: int = -1) -> bytes:
        return b"MOHA,60,26\n" * 100_000


class Stream:
    """Gives what it was made with, whatever is asked."""

    def __init__(self, *pieces: object) -> None:
        self._pieces = list(pieces)

    def __len__(self) -> int:
        return 3

    def read(self, size: int = -1) -> object:
        return self._pieces.pop(0) if self._pieces else b""


REQUESTS: dict[str, tuple[str, Input]] = {
    **{name: (REFUSED, everywhere(asked)) for name, asked in ASKED.items()},
    "a link to /etc/passwd, files opened": (PROBLEMS, opened(lambda path: path.symlink_to("/etc/passwd"))),
    "a link to itself, files opened": (REFUSED, opened(lambda path: path.symlink_to(path))),
    "a FIFO that nobody writes to, files opened": (REFUSED, opened(os.mkfifo)),
    "a link to /dev/zero, files opened": (REFUSED, opened(lambda path: path.symlink_to("/dev/zero"))),
    "a socket, files opened": (REFUSED, opened(bound)),
    "a folder called upload.csv, files opened": (REFUSED, opened(Path.mkdir)),
    "content called /etc/passwd": (READ, called("/etc/passwd")),
    "content called ../../a.csv": (READ, called("../../a.csv")),
    "content called book.xlsx:Sheet1": (READ, called("book.xlsx:Sheet1")),
    "content with a name of 1,000,000 letters": (REFUSED, called("n" * 1_000_000 + ".csv")),
    "content with a name of escapes and ends of lines": (READ, called("\x1b[2J\r\n<script>\u202e.csv")),
    "content with a name of NULs": (READ, called("a\0.csv")),
    "a stream that never ends": (REFUSED, lambda: scored(Endless(), "upload.csv")),
    "a stream that gives 100 MB at once": (REFUSED, lambda: scored(Stream(b"," * 100_000_000), "upload.csv")),
    "a stream that says it holds 3 bytes": (
        READ,
        lambda: scored(Stream(HEAD.encode(), b"MOHA,60,26\n"), "upload.csv"),
    ),
    "a stream of bytes and then of text": (READ, lambda: scored(Stream(HEAD.encode(), "MOHA,60,26\n"), "upload.csv")),
    "a stream of lists": (REFUSED, lambda: scored(Stream([1], {}), "upload.csv")),
}
