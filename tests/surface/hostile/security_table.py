"""Writes what comes of each hostile input into the page on security.

Run as `python -m tests.surface.hostile.security_table`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .hostile_inputs import GROUPS
from .trials import MEGABYTE

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- hostile inputs: begin -->", "<!-- hostile inputs: end -->"
_LONGEST = 110


def trials() -> dict[str, dict[str, Any]]:
    """Return what comes of every input, tried in a process without anything else in it."""
    command = [sys.executable, "-m", "tests.surface.hostile.trials"]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def plain(text: str) -> str:
    """Return a text as it stands in a cell of a table in Markdown."""
    return re.sub(r"([\\|*_<>\[\]`{}$])", r"\\\1", text)


def quoted(message: str) -> str:
    """Return the beginning of a message as code, without the folder that a file was made in."""
    message = re.sub(r"/\S*/upload\.csv", "upload.csv", message).replace("`", "'")
    cut = message if len(message) <= _LONGEST else f"{message[:_LONGEST].rstrip()}…"
    return f"`` {cut} ``".replace("|", r"\|") if cut else ""


def lines(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the tables, one a group."""
    for heading, group in GROUPS.items():
        yield from (f"### {heading}", "")
        yield from ("| input | comes out as | time | memory | message |", "|---|---|---:|---:|---|")
        for name in group:
            one = found[name]
            time = f"{one['seconds']:.1f} s" if one["seconds"] >= 0.1 else "< 0.1 s"
            memory = f"{round(one['peak'] / MEGABYTE, -1):.0f} MB"
            yield f"| {plain(name)} | {one['status']} | {time} | {memory} | {quoted(one['message'])} |"
        yield ""


def named(page: str) -> dict[str, str]:
    """Return the inputs that a page names, as they are written there, with what comes of them."""
    table = page.partition(BEGIN)[2].partition(END)[0]
    return dict(re.findall(r"(?m)^\| (.+?) \| (read|problems|refused) \|", table))


def write() -> None:
    """Try everything, and write the tables."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join(lines(trials()))
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
