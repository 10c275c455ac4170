"""Send many uploads through the portal, in this process, and tell how its memory grows: `many_uploads.py 10000`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from portal import app
from starlette.testclient import TestClient

TABLE = Path(__file__).parents[1] / "pci-2013.csv"


def contents() -> Iterator[bytes]:
    """Yield tables without end, none like another: every third is faulty, every third has one digit changed."""
    sound, at = TABLE.read_bytes(), 0
    while True:
        yield sound.replace(b"\n38,", b"\n%d-38," % at)
        yield sound.replace(b"7.", b"7.%d" % (at % 1000), 1)
        yield b"unit,entry\n01,%d\n" % at
        at += 1


def resident() -> int:
    """Return the memory of this process, in kB, where the system tells it."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def memory_after(uploads: int, steps: int = 10) -> list[int]:
    """Return the memory in kB after each tenth of so many uploads."""
    client, memory, sent = TestClient(app, follow_redirects=False), list[int](), contents()
    for at in range(1, uploads + 1):
        client.post("/pci-2013/upload", data={"year": "2013"}, files={"file": ("upload.csv", next(sent))})
        if at % max(uploads // steps, 1) == 0:
            memory.append(resident())
    return memory


if __name__ == "__main__":
    for tenth, kilobytes in enumerate(memory_after(int(sys.argv[1])), start=1):
        sys.stdout.write(f"{tenth * 10} %: {kilobytes:,} kB\n")
