"""Which tests run which lines: every test is run once, traced."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from pathlib import Path

import attrs
import coverage
import pytest
from _pytest.runner import runtestprotocol
from mutants import text_of

#: A test that takes longer when traced is not one of the fast ones.
LONGEST = 2.0


@attrs.frozen
class TestsByLine:
    """How long each test takes, and for each file and line which tests run it."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]

    def covering(self, path: str, lines: Iterable[int]) -> list[str]:
        """Return the tests that run one of the lines of a file, the fastest first."""
        of_file = self.lines.get(path, {})
        return self.fastest_first({name for line in lines for name in of_file.get(line, ())})

    def fastest_first(self, names: Iterable[str]) -> list[str]:
        """Return tests in the order of their time; without those that failed, were left out, or take long."""
        fast = [name for name in names if self.seconds.get(name, LONGEST) < LONGEST]
        return sorted(fast, key=lambda name: (self.seconds[name], name))

    def affordable(self, names: Sequence[str], seconds: float) -> list[str]:
        """Return the first tests that take no longer together."""
        totals = accumulate(self.seconds[name] for name in names)
        return [name for name, total in zip(names, totals, strict=True) if total <= seconds]

    def only(self, names: Collection[str]) -> TestsByLine:
        """Return what is known of the tests that there still are."""
        seconds = {name: seconds for name, seconds in self.seconds.items() if name in names}
        lines = {
            path: {line: [name for name in of_line if name in names] for line, of_line in of.items()}
            for path, of in self.lines.items()
        }
        return TestsByLine(seconds, lines)

    def joined(self, other: TestsByLine) -> TestsByLine:
        """Return both together."""
        lines = {path: {line: [*names] for line, names in of.items()} for path, of in self.lines.items()}
        for path, of_other in other.lines.items():
            for line, names in of_other.items():
                lines.setdefault(path, {}).setdefault(line, []).extend(names)
        return TestsByLine(self.seconds | other.seconds, lines)

    def write(self, path: Path, digest: str = "") -> None:
        """Keep it for the next run, tests by their numbers, with a digest of the files that were traced."""
        numbers = {name: number for number, name in enumerate(self.seconds)}
        lines = {
            file: {line: [numbers[name] for name in names if name in numbers] for line, names in of.items()}
            for file, of in self.lines.items()
        }
        path.write_text(json.dumps({"digest": digest, "seconds": self.seconds, "lines": lines}), encoding="utf-8")

    @classmethod
    def read(cls, path: Path, digest: str | None = None) -> TestsByLine:
        """Return what was kept; nothing where there is nothing, or files were others."""
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if not kept or (digest is not None and kept["digest"] != digest):
            return cls({}, {})
        names = list(kept["seconds"])
        lines = {
            file: {int(line): [names[number] for number in numbers] for line, numbers in of.items()}
            for file, of in kept["lines"].items()
        }
        return cls(kept["seconds"], lines)


def trace(items: Sequence[pytest.Item], paths: Sequence[str], kept: Path, processes: int) -> TestsByLine:
    """Run the tests that were not traced before, in processes of their own.

    So this one keeps no result from before the mutation that a mutant would not change.
    """
    known = TestsByLine.read(kept, _digest(paths)).only({item.nodeid for item in items})
    new = [item for item in items if item.nodeid not in known.seconds]
    parts = [kept.with_suffix(f".{number}") for number in range(processes)]
    children = [_forked(new[number::processes], paths, part) for number, part in enumerate(parts) if new[number:]]
    for child, part in zip(children, parts, strict=False):
        if os.waitpid(child, 0)[1]:
            raise RuntimeError("tracing the tests failed")
        known = known.joined(TestsByLine.read(part))
    known.write(kept, _digest(paths))
    return known


def _digest(paths: Sequence[str]) -> str:
    """Return what the traced files are: of others nothing is known."""
    return hashlib.sha256("".join(map(text_of, paths)).encode()).hexdigest()


def _forked(items: Sequence[pytest.Item], paths: Sequence[str], part: Path) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _traced(items, paths).write(part)
            code = 0
        finally:
            os._exit(code)
    return child


def _traced(items: Sequence[pytest.Item], paths: Sequence[str]) -> TestsByLine:
    seconds = {}
    measured = coverage.Coverage(
        data_file=None, config_file=False, include=[str(Path(path).resolve()) for path in paths]
    )
    measured.set_option("run:core", "ctrace")
    measured.start()
    signal.signal(signal.SIGPROF, _too_long)
    for item, following in zip(items, [*items[1:], None][: len(items)], strict=True):
        forget()
        measured.switch_context(item.nodeid)
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        reports = runtestprotocol(item, log=False, nextitem=following)
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(f"{item.nodeid} {time.process_time() - start:.2f}\n")
        passed = all(report.passed for report in reports)
        seconds[item.nodeid] = time.process_time() - start if passed else LONGEST
    measured.stop()
    data = measured.get_data()
    lines = {path: data.contexts_by_lineno(str(Path(path).resolve())) for path in paths}
    return TestsByLine(seconds, lines)


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError("not one of the fast tests")


def forget() -> None:
    """Let go of plans that other tests compiled: a test runs the lines of its own, and a mutant is to change it."""
    from parindex.scoring import plan  # not before, since some mutants want a process that has not imported it

    plan._PLANS.clear()
