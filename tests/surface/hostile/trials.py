"""Tries each hostile input in a child of its own: what comes of it, how long it takes, how much memory, what it opens.

Run as `python -m tests.surface.hostile.trials [NAME…]`, it writes what it found as JSON. A child begins with the
library imported; its memory is what that takes and what the input adds.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import sysconfig
import tempfile
import time
import traceback
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, Self

import parindex
from parindex.base import Message, visible
from parindex.views.tables import FORMATS

READ, PROBLEMS, REFUSED = "read", "problems", "refused"
SERVER = parindex.Limits.server()
MEGABYTE = 1024 * 1024
#: A child may take a gigabyte beyond what stands already, and so many seconds of the processor; it is killed where it
#: takes longer, by the clock, than any machine is busy.
MOST_MEMORY, MOST_SECONDS, LATEST = 1024 * MEGABYTE, 20, 180
#: Files of the library and of Python are opened where something is first needed.
_ROOTS = tuple(
    {
        *(os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        str(Path(parindex.__file__).parent),
        str(Path(__file__).resolve().parents[3] / "indicators"),
    }
)
_WATCHED = ("open", "socket.", "subprocess.", "os.", "ftplib.", "urllib.", "shutil.", "webbrowser.", "pickle.", "exec")
_ALLOWED = ("os.putenv", "exec")

#: What is tried: it makes its input when it is called, and then gives what is to be measured.
Attempt = Callable[[], "Iterable[object]"]
Input = Callable[[], Attempt]


def watch(opened: list[str], allowed: Callable[[str], bool]) -> None:
    """Note whatever is opened from now on, but what belongs to the library."""

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if not event.startswith(_WATCHED) or event in _ALLOWED:
            return
        name = given[0] if given else ""
        if isinstance(name, (str, bytes, os.PathLike)):
            path = os.path.realpath(os.fsdecode(name)) if "\0" not in os.fsdecode(name) else "?"
            if allowed(path) or (event in ("open", "os.listdir", "os.scandir") and path.startswith(_ROOTS)):
                return
        elif event == "open" and isinstance(name, int):
            return
        opened.append(f"{event} {str(name)[:80]!r}")

    sys.addaudithook(hook)


def texts_of(shown: object) -> Iterator[str]:
    """Yield what a reader is shown of a problem, of an error, or of what came out."""
    if isinstance(shown, (parindex.DefinitionError, parindex.EvidenceError)):
        for problem in shown.problems[:50]:
            yield from texts_of(problem)
    elif isinstance(shown, parindex.Problem):
        yield from (visible(shown.to_text(lang)) for lang in ("en", "vi"))
        yield shown.to_html("vi")
    elif isinstance(shown, parindex.ParindexError):
        yield from (visible(shown.said(lang)) for lang in ("en", "vi"))
    else:
        yield str(shown)


def steering(text: str) -> str:
    """Return the first character that steers a terminal or the direction of a text, or nothing."""
    return next((sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") or sign in "\u202e\u2066"), "")


def said_by_us(error: BaseException) -> bool:
    """Return whether an error is one that is raised on purpose, with words of this library."""
    if isinstance(error, parindex.ParindexError):
        return True
    ours = isinstance(error, (TypeError, ValueError)) and not isinstance(error, UnicodeError)
    return ours and bool(error.args) and isinstance(error.args[0], Message)


class Caught:
    """Keeps what is raised within, whatever it is."""

    error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self.error = error
        return True

    @property
    def told(self) -> str:
        """The end of its trace, nothing where nothing was raised."""
        return "".join(traceback.format_exception(self.error))[-1500:] if self.error else ""


def found_by(make: Input) -> dict[str, Any]:
    """Return what comes of an input in this process."""
    opened: list[str] = []
    attempt = make()
    watch(opened, getattr(attempt, "allowed", lambda _: False))
    began, shown = time.process_time(), list[object]()
    with Caught() as caught:
        shown.extend(attempt())
    error, status = caught.error, READ
    if error:
        faulty = isinstance(error, (parindex.DefinitionError, parindex.EvidenceError))
        status = PROBLEMS if faulty else REFUSED
        faults = [problem for problem in error.problems if problem.severity == "error"] if faulty else []
        shown = [*faults[:1], error, *shown]
    told = [text for one in shown if not isinstance(one, str) for text in texts_of(one)]
    seconds = time.process_time() - began
    lines = [*told, *(one for one in shown if isinstance(one, str))]
    return {
        "status": status,
        "seconds": seconds,
        "message": told[0] if error else "",
        "longest": max(map(len, told), default=0),
        "steers": sorted({repr(steering(text)) for text in lines if steering(text)}),
        "opened": opened,
        "failed": "" if error is None or said_by_us(error) else caught.told,
    }


def tried(make: Input) -> dict[str, Any]:
    """Return what comes of an input in a child, with its time and the most memory that the child took."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(make, writing)
    os.close(writing)
    answer = _heard(reading, child)
    _, status, used = os.wait4(child, 0)
    died = f"killed by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else ""
    found = json.loads(answer) if answer else {"status": died or "silent", "failed": died or "silent"}
    return {**found, "peak": used.ru_maxrss * 1024, "died": died}


def _answer(make: Input, writing: int) -> NoReturn:
    """Try an input, write what comes of it, and end."""
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS,) * 2)
    stands = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (stands + MOST_MEMORY,) * 2)
    answer = ""
    with Caught() as caught:
        answer = json.dumps(found_by(make))
    with Caught(), os.fdopen(writing, "w", encoding="utf-8") as pipe:
        pipe.write(answer or json.dumps({"status": "failed", "failed": caught.told}))
    os._exit(0)


def _heard(reading: int, child: int) -> str:
    """Return what a child writes; one that is silent for too long is killed."""
    pieces, ends = [], time.monotonic() + LATEST
    while select.select([reading], [], [], max(0.0, ends - time.monotonic()))[0]:
        if not (piece := os.read(reading, 65536)):
            break
        pieces.append(piece)
    else:
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    return b"".join(pieces).decode()


def warm() -> None:
    """Import what reading and scoring need, so that it counts for no input."""
    definition = parindex.load("par-ministry-2022")
    scores = parindex.score(definition, {"MOHA": {"appraised": 60.65, "survey": 26.38}})
    parindex.validate(definition, b"unit,appraised\n1,x\n", limits=SERVER)
    parindex.outlook(definition, {"MOHA": {"appraised": 60.65}})
    parindex.Cohort.from_json(scores.cohort.to_json())
    parindex.StoredScores.from_json(scores.to_json())
    parindex.what_if(scores, {"MOHA": {"survey": 27}})
    (
        parindex.evidence_schema(definition),
        parindex.fields(definition),
        scores._repr_html_(),
        FORMATS["table"](scores, "vi"),
    )


def main(names: list[str]) -> None:
    """Try all inputs, or those named, and write what comes of each."""
    from .hostile_inputs import INPUTS

    warm()
    chosen = {name: make for name, (_, make) in INPUTS.items() if not names or name in names}
    with TemporaryDirectory() as tempfile.tempdir:
        json.dump({name: tried(make) for name, make in chosen.items()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
