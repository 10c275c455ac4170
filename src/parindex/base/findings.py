"""What a command found, before any format: problems, what was checked, and what could not be."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import attrs

from parindex.base.exceptions import message_of
from parindex.base.exports import shipped_schema, version
from parindex.base.file_names import name_from, named_from
from parindex.base.kinds_of_problem import ProblemKind, problem_kinds
from parindex.base.messages import Message, translated
from parindex.base.problems import Path, Problem, code_of


@attrs.frozen
class Checked:
    """One thing that was checked: a file, or with `name` and `path` a part of it, such as one test case."""

    source: str
    name: str = ""
    path: Path = ()

    def holds(self, problem: Problem) -> bool:
        """Return whether a problem lies in it."""
        return self.source == problem.source and self.path == problem.path[: len(self.path)]


@attrs.frozen
class Failure:
    """What kept a file from being checked; it is no fault of what the file says."""

    source: str
    message: str

    @classmethod
    def of(cls, error: Exception | str, *sources: str) -> Failure:
        """Return what an error says, and which of the files that were read it is about."""
        if isinstance(error, OSError) and error.strerror:
            return cls(os.fsdecode(error.filename or sources[0]), error.strerror)
        text = error if isinstance(error, str) else message_of(error)
        if isinstance(text, Message) and text.template == "{file}: {message}":
            why = text.values["message"]
            return cls(str(text.values["file"]), why if isinstance(why, str) else str(why))
        about = next((name for name in sources if text.startswith(f"{name}:")), sources[0] if len(sources) == 1 else "")
        if isinstance(text, Message) and text.values.get("file") == about:
            inner = text.values.get("message")
            text = inner if isinstance(inner, str) else text
        return cls(about, text.removeprefix(f"{about}: ") if text.startswith(f"{about}: ") else text)


def _named(things: Iterable[Checked | str]) -> tuple[Checked, ...]:
    return tuple(Checked(thing) if isinstance(thing, str) else thing for thing in things)


@attrs.frozen
class Findings:
    """All that a format needs."""

    problems: tuple[Problem, ...] = ()  # every one as it was found; `told` has those that are shown
    checked: tuple[Checked, ...] = attrs.field(default=(), converter=_named)  # what could be checked, sound or not
    failures: tuple[Failure, ...] = ()  # what could not
    lang: str = "en"  # the language of messages and hints
    folder: FilePath = attrs.field(factory=FilePath.cwd)  # files below it are named from here
    remarks: tuple[str, ...] = ()  # what a reader should know of how it was checked

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every file, from the folder where it lies below it, with forward slashes."""
        things: tuple[Problem | Checked | Failure, ...] = (*self.problems, *self.checked, *self.failures)
        return {source: name_from(self.folder, source) for source in {thing.source for thing in things}}

    @cached_property
    def failed(self) -> tuple[Failure, ...]:
        """The failures as they are shown."""
        named = [(encodable(self.names[failure.source]), failure.message) for failure in self.failures]
        return tuple(Failure(name, self.said(message)) for name, message in named)

    @cached_property
    def remarked(self) -> tuple[str, ...]:
        """The remarks as they are shown."""
        return tuple(map(self.said, self.remarks))

    def said(self, message: str) -> str:
        """Return a message as it is shown: in the language asked for, files named from the folder."""
        return encodable(translated(named_from(self.folder, message), self.lang))

    @cached_property
    def kinds(self) -> tuple[ProblemKind, ...]:
        """The problems by what causes them, files in their messages named from the folder."""
        return problem_kinds(map(self._named, self.problems))

    @cached_property
    def told(self) -> tuple[Problem, ...]:
        """What is shown of each kind: in the language asked for, files named from the folder."""
        return tuple(self._shown(kind.told) for kind in self.kinds)

    def _named(self, problem: Problem) -> Problem:
        message, hint = named_from(self.folder, problem.message), named_from(self.folder, problem.hint)
        same = message is problem.message and hint is problem.hint
        return problem if same else attrs.evolve(problem, message=message, hint=hint)

    def _shown(self, problem: Problem) -> Problem:
        source, message = encodable(self.names[problem.source]), self.said(problem.message)
        return attrs.evolve(problem, source=source, message=message, hint=self.said(problem.hint))

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """One for each kind, the same in every language and wherever the lines have moved to."""
        seen: Counter[str] = Counter()
        prints = []
        for kind in self.kinds:
            problem = kind.problems[0]
            keys = [str(key) for key in problem.path if isinstance(key, str)]  # places in a list move with the lines
            words = [problem.message, *keys] if len(kind.problems) == 1 else [kind.cause]
            basis = "\0".join([problem.code, encodable(self.names[problem.source]), *map(encodable, words)])
            seen[basis] += 1
            prints.append(hashlib.sha256(f"{basis}\0{seen[basis]}".encode(errors="replace")).hexdigest()[:32])
        return tuple(prints)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values: the version, what was checked, the problems, what could not be."""
        checked = [": ".join(filter(None, (self.names[part.source], part.name))) for part in self.checked]
        return {
            "parindex": version(),
            "checked": [encodable(name) for name in checked],
            "problems": [self._shown(problem).to_dict() for problem in self.problems],
            "failures": [{"source": failure.source, "message": failure.message} for failure in self.failed],
            "remarks": list(self.remarked),
        }


def problems_schema() -> dict[str, Any]:
    """Return the JSON Schema of what was found wrong: the JSON of checks, and of every command that fails.

    Examples
    --------
    >>> import parindex
    >>> parindex.problems_schema()["required"]
    ['parindex', 'checked', 'problems', 'failures']
    """
    return shipped_schema("parindex.base", "problems")


def code_dict(code: str) -> dict[str, Any]:
    """Return what a problem code means as plain JSON values, in both languages."""
    texts = code_of(code)
    return {
        "parindex": version(),
        "code": code,
        "severity": texts.severity,
        "about": texts.about,
        "meaning": {"vi": texts.meaning.vi, "en": texts.meaning.en},
        "mend": {"vi": texts.mend.vi, "en": texts.mend.en},
    }


def code_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `parindex explain CODE --format json` prints.

    Examples
    --------
    >>> import parindex
    >>> parindex.code_schema()["required"]
    ['parindex', 'code', 'severity', 'about', 'meaning', 'mend']
    """
    return shipped_schema("parindex.base", "code")


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: a file's name may be bytes that are no text."""
    return text.encode("utf-8", errors="backslashreplace").decode()


def column_of(problem: Problem) -> int | None:
    """Return the character of the line where it stands; in a table `column` counts fields, and there is none."""
    return None if code_of(problem.code).about in ("evidence", "scores") else problem.column


def message_and_hint(problem: Problem) -> str:
    """Return message and hint, after the cell where it lies in a workbook."""
    cell = f"{problem.cell}: " if problem.cell else ""
    return f"{cell}{problem.message}{f' ({problem.hint})' if problem.hint else ''}"
