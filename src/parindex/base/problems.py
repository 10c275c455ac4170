"""What can be wrong with a definition or with evidence, said so that a person can mend it."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal, Self

import attrs
import tomli

from parindex.base.exports import Shown
from parindex.base.messages import Message, say, translated
from parindex.base.texts import LANGUAGES, Text, Titled, fold
from parindex.later import view

Path = tuple[str | int, ...]
MOST_PROBLEMS = 10_000

#: Exit codes of the command line: done, errors found, could not run.
DONE, FAULTY, FAILED = 0, 1, 2


Severity = Literal["error", "warning", "note"]
About = Literal["definition", "files", "settings", "cases", "approvals", "evidence", "scores", "own"]


@attrs.frozen
class Code:
    """One kind of problem: what it means and how to mend it."""

    about: About
    meaning: Text
    mend: Text = attrs.field(factory=Text)
    severity: Severity = "error"


class _Codes(Mapping[str, Code]):
    """The codes of `languages/codes.toml`, read when one is first asked for."""

    @cached_property
    def _read(self) -> dict[str, Code]:
        content = pkgutil.get_data("parindex.base.languages", "codes.toml") or b""
        entries: dict[str, dict[str, Any]] = tomli.loads(content.decode())
        for entry in entries.values():
            entry.update({key: Text(**entry.get(key, {})) for key in ("meaning", "mend")})
        return {name: Code(**entry) for name, entry in entries.items()}

    def __getitem__(self, name: str) -> Code:
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


#: What people read for each severity.
SEVERITIES: Mapping[str, Message] = {"error": say("error"), "warning": say("warning"), "note": say("note")}
#: Every code by its name.
CODES: Mapping[str, Code] = _Codes()
#: How messages about one cell begin, in every language.
_CALLED = re.compile(r"\{unit\}, \{(id|column)\}: ")
#: How codes of a program that uses parindex begin; it explains them itself.
_OWN = re.compile(r"x-[a-z0-9]+(-[a-z0-9]+)*")


def code_of(name: str) -> Code:
    """Return what is known of a code; of one of a program's own nothing."""
    return CODES.get(name) or Code("own", Text())


def _is_code(_: object, __: object, name: str) -> None:
    if name in CODES or _OWN.fullmatch(name):
        return
    hint = near(name, CODES)
    told = say("{name!r} is no code of parindex; a code of your own begins with x-, as x-too-large", name=name[:80])
    raise ValueError(hinted(told, hint))


@attrs.frozen
class Problem(Shown):
    """One fault, with its place.

    Parameters
    ----------
    code : str
        One of the codes that `parindex explain` knows, or of a program's own, which begins with ``x-``.
    severity : {"error", "warning", "note"}
        Errors stop scoring; warnings and notes do not.
    message, hint : str
        What is wrong, and how to mend it.
    source : str
        The file, or ``<data>`` for values given from Python.
    line, column : int, optional
        From 1. In a definition the character where the key starts, in a table the row and the field.
    path : tuple of str and int
        The place as data: keys and positions in a definition, unit and column in a table.
    cell : str
        In a workbook the worksheet and cell, as ``Sheet1!B17``.
    pointer : str
        Where it is in values that were given, or in the keys of a definition, as a JSON pointer (RFC 6901):
        ``/MOHA/appraised``. "" for the whole, and for tables, whose place is line and column.

    Examples
    --------
    >>> from parindex import Problem
    >>> print(Problem("out-of-range", message="101 is above 100", source="a.csv", line=3, column=2))
    a.csv:3:2: error out-of-range: 101 is above 100
    """

    code: str = attrs.field(validator=_is_code)
    severity: Severity = "error"
    message: str = ""
    hint: str = ""
    source: str = ""
    line: int | None = None
    column: int | None = None
    path: Path = ()
    cell: str = ""
    pointer: str = ""

    @classmethod
    def of(cls, code: str, message: str, hint: str = "", path: Path = ()) -> Self:
        """Return a problem of the severity that its code has, without a place but its path."""
        return cls(code, CODES[code].severity, message, hint, path=path)

    @property
    def place(self) -> str:
        """Where it is, as far as that is known: the file, then the cell of a workbook, or line and column."""
        places = (self.cell,) if self.cell else (self.line, self.column)
        return ":".join(str(part) for part in (self.source, *places) if part not in (None, ""))

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, lang: str = "en") -> str:
        """Return the problem as one line in a language, `vi` or `en`.

        Examples
        --------
        >>> from parindex import Problem
        >>> print(Problem("out-of-range", message="101", source="a.csv", line=3, column=2).to_text("vi"))
        a.csv:3:2: lỗi out-of-range: 101
        """
        said, before = self.said(lang), f"{self.place}: ".removeprefix(": ")
        mend = f" ({said.hint})" if self.hint else ""
        severity = translated(SEVERITIES[self.severity], lang)
        return f"{before}{severity} {self.code}: {said.message}{mend}"

    def to_html(self, lang: str | None = None) -> str:
        """Return message and hint for a page, in a language, `vi` or `en`; whatever they hold is shown as it is.

        The class of the element is the severity; its place stands elsewhere.

        Examples
        --------
        >>> from parindex import Problem
        >>> print(Problem("not-a-number", message="'<b>' is not a number", hint="7,2").to_html("en"))
        <span class="error" lang="en">&#x27;&lt;b&gt;&#x27; is not a number <small>7,2</small></span>
        """
        html: str = view("problem")(self, lang)
        return html

    def said(self, lang: str) -> Problem:
        """Return the same problem with its message and hint in a language, `vi` or `en`.

        Ids, options and numbers stand in it as they are in the file. What has no Vietnamese words stays English: a
        text given to `Problem` from elsewhere, and what a library says that reads files.

        Examples
        --------
        >>> import parindex
        >>> figures = {"unit": ["01"], "hazards": [70], "standards": [5], "leadership": [5], "incentives": [5]}
        >>> problem = parindex.read_evidence(parindex.load("pgi-2022"), figures).problems[0]
        >>> print(problem.message)
        01, hazards: 70 is not between 0 and 10
        >>> print(problem.said("vi").message)
        01, hazards: 70 không nằm trong khoảng từ 0 đến 10
        """
        return attrs.evolve(self, message=translated(self.message, lang), hint=translated(self.hint, lang))

    def beside(self, lang: str) -> Problem:
        """Return the same problem in a language, its message without the unit and the column that it begins with.

        For a place that names both already, such as the field of a form.

        Examples
        --------
        >>> import parindex
        >>> definition = parindex.load("par-ministry-2022")
        >>> problems = parindex.validate(definition, {"MOHA": {"appraised": 71, "survey": 26}})
        >>> print(problems[0].beside("vi").message)
        71 không nằm trong khoảng từ 0 đến 68,5
        """
        problem = self.said(lang)
        message = problem.message
        if isinstance(message, Message):
            message = Message(_CALLED.sub("", message.template), message.values)
        return attrs.evolve(problem, message=message)

    def meaning(self, lang: str = "en") -> str:
        """Return what its code means in a language, `vi` or `en`."""
        return code_of(self.code).meaning.get(lang)

    def mend(self, lang: str = "en") -> str:
        """Return how a problem of its code is mended, in a language, `vi` or `en`."""
        return code_of(self.code).mend.get(lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {**attrs.asdict(self), "path": list(self.path)}


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those that stop the work."""
    return tuple(problem for problem in problems if problem.severity == "error")


def json_pointer(path: Iterable[object]) -> str:
    """Return keys and positions as a JSON pointer (RFC 6901).

    Examples
    --------
    >>> from parindex.base import json_pointer
    >>> json_pointer(("Sở Y tế", "a/b", 3))
    '/Sở Y tế/a~1b/3'
    """
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


_MOST_LIKE, _MOST_LETTERS, _LONGEST, _MOST_HINTS = 500, 100_000, 64, 50


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint naming the known word most like `name`, or nothing."""
    size = len(name)
    # difflib compares letter by letter: only words of about this length, and not too many, are worth it.
    alike = [word for word in known if 2 * abs(len(word) - size) <= size + 2]
    alike = alike[: min(_MOST_LIKE, _MOST_LETTERS // (size * size + 1))]
    folded = {word.casefold(): word for word in reversed(alike)}
    match = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6) if size <= _LONGEST else []
    return say("did you mean {word!r}?", word=folded[match[0]]) if match else ""


def titled(name: str, known: Iterable[Titled]) -> str:
    """Return a hint naming the id of the first thing that is called so, or nothing."""
    meant = [one.id for one in known if one.title and fold(name) in {fold(one.title.get(lang)) for lang in LANGUAGES}]
    return say("did you mean {word!r}?", word=meant[0]) if meant else ""


def hinted(message: str, hint: str) -> str:
    """Return a message with a hint behind it, if there is one."""
    return say("{message} ({hint})", message=message, hint=hint) if hint else message


#: How the last problem that is kept says how many there are beyond.
_BEYOND = "{message}; and {count:,} problems more are not listed"


class Collector:
    """Keeps the first 10,000 problems, or as many as asked; the last one kept then says how many there are beyond."""

    def __init__(self, problems: Iterable[Problem] = (), most: int = MOST_PROBLEMS) -> None:
        self.most = most
        self.kept: list[Problem] = []
        self.last: Problem | None = None  # an error in place of the last one kept
        self.beyond: int = 0
        self.extend(problems)

    @property
    def room(self) -> int:
        """How many more are kept; of one for each part of something, at least one."""
        return max(1, self.most - len(self.kept))

    def append(self, problem: Problem) -> None:
        """Keep a problem, or count it; what another collector counted in its message is counted here."""
        message = problem.message
        if isinstance(message, Message) and message.template == _BEYOND:
            self.beyond += int(str(message.values["count"]))
            inner = message.values["message"]
            problem = attrs.evolve(problem, message=inner if isinstance(inner, str) else str(inner))
        if len(self.kept) < self.most:
            self.kept.append(problem)
        elif not self.counted(problem.severity):
            self.last = problem  # one that stops the work is never lost
            self.beyond += 1

    def counted(self, severity: Severity) -> bool:
        """Count a problem that would not be kept, so that nobody need make it; return whether it was."""
        if len(self.kept) < self.most or (severity == "error" and self._told_last().severity != "error"):
            return False
        self.beyond += 1
        return True

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep or count several; those that another one only counted stay counted."""
        if not isinstance(problems, Collector):
            for problem in problems:
                self.append(problem)
            return
        self.extend(problems.kept)
        if problems.last is not None and self._told_last().severity != "error":
            self.last = problems.last
        self.beyond += problems.beyond

    def __iadd__(self, problems: Iterable[Problem]) -> Self:
        self.extend(problems)
        return self

    def __iter__(self) -> Iterator[Problem]:
        if not self.beyond:
            yield from self.kept
            return
        yield from self.kept[:-1]
        last = self._told_last()
        message = say("{message}; and {count:,} problems more are not listed", message=last.message, count=self.beyond)
        yield attrs.evolve(last, message=message)

    def __len__(self) -> int:
        return len(self.kept)

    def _told_last(self) -> Problem:
        """Return the problem that is told last."""
        return self.last or self.kept[-1]


@attrs.define
class Hints:
    """Hints for the first unknown names of a file: nobody mends hundreds one by one, and each takes long to find."""

    left: int = _MOST_HINTS

    def near(self, name: str, known: Iterable[str]) -> str:
        """Return a hint as `near` does, or nothing where many were given."""
        self.left -= 1
        return near(name, known) if self.left >= 0 else ""
