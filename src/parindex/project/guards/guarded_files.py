"""The definitions and cases of one side: which cases are of which definition, and which settings count for it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path as FilePath

import attrs

from parindex.base import Path, Position, UnreadableError, lenient_toml, locate, nearest, read_toml
from parindex.cases import written_cases
from parindex.definition import CASES, MAX_DEFINITION_BYTES
from parindex.project.editions import head_of
from parindex.project.guards.file_trees import FileTree
from parindex.project.guards.guard_edits import GuardFile
from parindex.project.guards.matched_cases import PlacedCase, placed_cases
from parindex.project.settings import Finder, Settings

_FIRST_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
#: A text without this names no table; keys may be written with escapes.
_MAY_NAME_A_TABLE = re.compile(r"""evidence["']?[ \t]*=[ \t]*["']|\\[uU]""")
_DEEPEST = 5


@attrs.frozen(slots=False, eq=False)
class GuardedFiles:
    """What is looked at of one side: `paths` are files of definitions and of cases, by where they lie on disk."""

    tree: FileTree
    side: str
    paths: tuple[FilePath, ...]
    finder: Finder

    @cached_property
    def definitions(self) -> Mapping[str, FilePath]:
        """The file of each definition, by its id; of several the first."""
        found: dict[str, FilePath] = {}
        for path in self.paths:
            if not path.name.endswith(CASES) and (id_ := self.id_of(path)):
                found.setdefault(id_, path)
        return found

    @cached_property
    def cases(self) -> Mapping[str, tuple[FilePath, ...]]:
        """The files of cases of each definition, by its id; those that stand beside nothing are of none."""
        found: dict[str, list[FilePath]] = {}
        for path in self.paths:
            if path.name.endswith(CASES) and (id_ := self.id_in(path)):
                found.setdefault(id_, []).append(path)
        return {id_: tuple(paths) for id_, paths in found.items()}

    def id_of(self, path: FilePath) -> str:
        """Return the id of the definition in a file, "" where there is none."""
        text = self.text(path) if self.tree.is_file(path) else ""
        head = head_of(path, text) if text else None
        return head.id if head else ""

    def text(self, path: FilePath) -> str:
        """Return the text of a file, "" where it cannot be read."""
        try:
            return self.tree.read(path, MAX_DEFINITION_BYTES)
        except UnreadableError:
            return ""

    def settings_of(self, path: FilePath) -> Settings | None:
        """Return the settings that count for a file, None where there are none or they cannot be read."""
        try:
            return self.finder.of(path)
        except UnreadableError:
            return None

    def file(self, path: FilePath, text: str) -> GuardFile:
        """Return a file as edits name it."""
        return GuardFile(self.tree.shown(path), self.side, _Places(text).nearest)

    def texts(self, paths: Iterable[FilePath]) -> tuple[str, ...]:
        """Return what stands in files of cases, and the digests of the tables beside them that they may name."""
        texts = {path: f"{self.text(path)}{self.elsewhere(path)}" for path in paths}
        tables = (self.tree.digest(table) for path, text in texts.items() for table in self._tables(path, text))
        return (*sorted(texts.values()), *tables)

    def placed(self, paths: Iterable[FilePath]) -> tuple[list[PlacedCase], list[FilePath]]:
        """Return the cases in files, and the files in which there are faults instead."""
        read, faulty = list[PlacedCase](), list[FilePath]()
        for path in paths:
            text = self.text(path)
            cases, _ = written_cases(text, self.tree.shown(path))
            if cases is None:
                faulty.append(path)
            else:
                table = partial(self._digest_beside, path)
                read += placed_cases(cases, self.file(path, text), table, self.elsewhere(path))
        return read, faulty

    def _digest_beside(self, path: FilePath, table: str) -> str:
        return self.tree.digest(path.parent / table)

    def _tables(self, path: FilePath, text: str) -> Iterator[FilePath]:
        if _MAY_NAME_A_TABLE.search(text):
            cases, _ = written_cases(text, "")
            named = {case.evidence for case in cases.case if isinstance(case.evidence, str)} if cases else set[str]()
            yield from (path.parent / name for name in sorted(named))

    def id_in(self, path: FilePath) -> str:
        """Return the id of the definition in a file, or that cases in it are of; "" where there is none."""
        tried = self._tried_on(path) if path.name.endswith(CASES) else path
        return tried if isinstance(tried, str) else self.id_of(tried)

    def elsewhere(self, path: FilePath) -> str:
        """Return what cases are tried on that nobody looks at, though one of its id is looked at; "" else."""
        tried = self._tried_on(path)
        if self.id_in(path) not in self.definitions:
            return ""
        if isinstance(tried, str):
            return tried
        there = FilePath(os.path.normpath(tried))
        return "" if there in self.paths else FilePath(os.path.relpath(there, path.parent)).as_posix()

    def _tried_on(self, path: FilePath) -> FilePath | str:
        """Return the file of the definition that cases are of, or the id of a bundled one."""
        text = self.text(path)
        first = _FIRST_TABLE.search(text)
        head = read_toml(text[: first.start()], "")[0] if first else None  # a text of many lines may quote a header
        named = (lenient_toml(text) if head is None else head).get("definition")
        if not isinstance(named, str) or not named:
            return path.with_name(f"{path.name.removesuffix(CASES)}.toml")
        return path.parent / named if named.endswith(".toml") else named


@attrs.frozen(slots=False, eq=False)
class _Places:
    """Where the keys of a text stand; looked for once, when one is asked for."""

    text: str

    @cached_property
    def positions(self) -> Mapping[Path, Position]:
        return locate(self.text, _DEEPEST)

    def nearest(self, path: Path) -> Position:
        return nearest(self.positions, path)
