"""Running the chosen tests against mutants, as a plugin of pytest."""

from __future__ import annotations

import ast
import gc
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from importlib.machinery import SourceFileLoader
from math import ceil
from pathlib import Path
from types import CodeType
from typing import Any

import attrs
import pytest
from _pytest.runner import runtestprotocol
from chosen_tests import TestsByLine, forget, trace
from code_of_functions import Functions, compiled
from forked_runs import FAILED, forked
from mutants import Mutant, text_of
from outcomes import Outcome

#: What pytest is to leave out.
QUIET = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--capture=no"]
#: Seconds that importing everything anew may take besides.
IMPORTING = 30
#: With what the process of a mutant ends.
SURVIVED, KILLED, AT_IMPORT = 0, 1, 3
_WORDS = {SURVIVED: "survived", KILLED: "killed", AT_IMPORT: "at import", FAILED: "failed", None: "timeout"}


@attrs.frozen
class Limits:
    """How much work there may be.

    Attributes
    ----------
    together : float
        Seconds that the tests of one mutant take together when traced: the fastest are taken.
    processes : int
        How many mutants run at a time.
    """

    together: float
    processes: int

    @property
    def longest(self) -> int:
        """Seconds that a mutant may work: one that works longer does not end."""
        return 5 + ceil(1.5 * self.together)


class InPlace:
    """A plugin of pytest that runs, in place of the tests, the mutants whose code can be put into functions."""

    def __init__(
        self,
        mutants: Sequence[Mutant],
        paths: Sequence[str],
        traced: Path,
        limits: Limits,
        told: Callable[[Mutant, Outcome], None],
    ) -> None:
        self.mutants, self.paths, self.traced, self.limits, self.told = mutants, paths, traced, limits, told
        self.last: dict[tuple[str, str], list[str]] = {}  # what noticed mutants of a function, the last first
        self.often: dict[str, Counter[str]] = {}  # how many mutants of a file each noticed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the mutants; they are told as they end."""
        if session.testsfailed:
            raise session.Failed("some files of tests could not be collected")
        by_line = trace(session.items, self.paths, self.traced, self.limits.processes)
        items = {item.nodeid: item for item in session.items}
        for path in self.paths:
            import_module(path.removeprefix("src/").removesuffix(".py").replace("/", "."))
        forget()
        functions = Functions(self.paths)

        def run(mutant: Any, told: Path) -> int:
            if not functions.put(mutant.path, mutant.source()):
                return AT_IMPORT
            tests = by_line.covering(mutant.path, range(mutant.first, mutant.last + 1))
            ordered = self._order(mutant, [name for name in tests if name in items], by_line)
            return _noticed(by_line.affordable(ordered, self.limits.together), items, by_line, told)

        gc.freeze()
        for mutant, code, test in forked(self.mutants, run, self.limits.longest, self.limits.processes):
            outcome = Outcome(_WORDS.get(code, "failed"), test)
            self._remember(mutant, outcome)
            self.told(mutant, outcome)
        return True

    def _order(self, mutant: Mutant, tests: list[str], by_line: TestsByLine) -> list[str]:
        """Put first what noticed other mutants of the function, then what is nearest, then what noticed most."""
        last, often = self.last.get((mutant.path, mutant.function), []), self.often.get(mutant.path, Counter())
        room = Path(mutant.path).parts[2]

        def standing(name: str) -> tuple[float, int, float]:
            recent, file = last.index(name) - len(last) if name in last else 0, name.partition("::")[0]
            distance = 0 if Path(mutant.path).stem in file else 1 if f"/{room}/" in file else 2
            return recent, distance, -often[name] / (by_line.seconds[name] + 0.01)

        return sorted(tests, key=standing)  # the others stay as they are, the fastest first

    def _remember(self, mutant: Mutant, outcome: Outcome) -> None:
        if outcome.word == "killed":
            last = self.last.setdefault((mutant.path, mutant.function), [])
            last[:] = [outcome.test, *(name for name in last if name != outcome.test)][:5]
            self.often.setdefault(mutant.path, Counter())[outcome.test] += 1


def _noticed(tests: Sequence[str], items: dict[str, pytest.Item], by_line: TestsByLine, told: Path) -> int:
    signal.signal(signal.SIGPROF, _endless)
    for name, following in zip(tests, [*tests[1:], None][: len(tests)], strict=True):
        told.write_text(name, encoding="utf-8")
        signal.setitimer(signal.ITIMER_PROF, 1 + 5 * by_line.seconds[name], 0.5)
        reports = runtestprotocol(items[name], log=False, nextitem=items[following] if following else None)
        if any(report.failed for report in reports):
            return KILLED
    told.write_text(f"{len(tests)} tests", encoding="utf-8")
    return SURVIVED


def _endless(number: int, frame: object) -> None:
    raise TimeoutError("a mutant that does not end")


def imported_anew(
    mutants: Sequence[Mutant], by_line: TestsByLine, paths: Sequence[str], limits: Limits
) -> Iterator[tuple[Mutant, Outcome]]:
    """Run mutants in processes that have imported nothing of parindex before."""

    def run(mutant: Any, told: Path) -> int:
        tests = by_line.affordable(_tests_at_import(mutant, by_line, paths), limits.together)
        _import_instead(mutant.path, mutant.source())
        first = _FirstFailure(told)
        code = pytest.main(["-x", *QUIET, *tests], plugins=[first])
        if code == pytest.ExitCode.OK or not tests:
            told.write_text(f"{len(tests)} tests", encoding="utf-8")
            return SURVIVED
        return FAILED if code == pytest.ExitCode.USAGE_ERROR else KILLED

    for mutant, code, test in forked(mutants, run, limits.longest + IMPORTING, limits.processes):
        yield mutant, Outcome(_WORDS[code], test)


class _FirstFailure:
    def __init__(self, told: Path) -> None:
        self.told = told

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.told.write_text(nodeid, encoding="utf-8")


def _import_instead(path: str, source: str) -> None:
    original = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        same = os.path.realpath(loader.path) == os.path.realpath(path)
        return compiled(path, source) if same else original(loader, name)

    SourceFileLoader.get_code = get_code


def _tests_at_import(mutant: Mutant, by_line: TestsByLine, paths: Sequence[str]) -> list[str]:
    """Return the tests of the lines themselves, and of those that use a name which the lines define."""
    own = by_line.covering(mutant.path, range(mutant.first, mutant.last + 1))
    names = _defined(mutant)
    using = [name for path in paths for name in by_line.covering(path, _lines_naming(path, names))]
    return by_line.fastest_first({*own, *using})


def _defined(mutant: Mutant) -> set[str]:
    """Return the names that a statement defines, with the class around it."""
    tree = ast.parse(text_of(mutant.path))
    at = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno == mutant.first]
    stored = [node for each in at for node in ast.walk(each) if isinstance(node, ast.Name)]
    names = {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    return names | {node.name for node in at if isinstance(node, ast.FunctionDef)}


def _lines_naming(path: str, names: Iterable[str]) -> set[int]:
    wanted = set(names)
    tree = ast.parse(text_of(path))
    named = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in wanted}
    return named | {node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in wanted}
