"""The errors that carry every problem found at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parindex.base.exceptions import ParindexError
from parindex.base.kinds_of_problem import problem_kinds
from parindex.base.problem_lists import Problems
from parindex.base.problems import Problem


class _FaultyError(ParindexError, ValueError):
    """An error that carries every problem found at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Problems = Problems(problems)
        super().__init__(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    @property
    def _told(self) -> tuple[Problem, ...]:
        """The problems that are told."""
        return self.problems

    def said(self, lang: str) -> str:
        """Return what is wrong in a language, `vi` or `en`, a line each."""
        return "\n".join(str(problem.said(lang)) for problem in self._told)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self._told)


class DefinitionError(_FaultyError):
    """A definition is faulty; `problems` holds every fault."""


class EvidenceError(_FaultyError):
    """Evidence is faulty; `problems` holds every fault, and what it says tells those of one cause once."""

    @property
    def _told(self) -> tuple[Problem, ...]:
        """The problems that are told."""
        return tuple(kind.told for kind in problem_kinds(self.problems))


class CasesError(_FaultyError):
    """A file of cases is faulty; `problems` holds every fault."""
