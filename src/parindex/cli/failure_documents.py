"""What a command prints that was asked for JSON and fails: what is wrong, as JSON, in place of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from parindex.base import (
    CasesError,
    DefinitionError,
    EvidenceError,
    Failure,
    Findings,
    ParindexError,
    Problem,
    json_text,
)
from parindex.cli.printing import print_result
from parindex.cli.usage_errors import usage_message

_OPTION, _JSON = "--format", "json"


def wants_json(arguments: Sequence[str]) -> bool:
    """Return whether arguments ask for JSON on standard output, before anything else is known of them.

    Examples
    --------
    >>> from parindex.cli.failure_documents import wants_json
    >>> wants_json(["score", "x.toml", "x.csv", "--format", "json"]), wants_json(["score", "--format=csv"])
    (True, False)
    """
    after = [*arguments[1:], ""][: len(arguments)]
    named = [
        next_ if word == _OPTION else word.removeprefix(f"{_OPTION}=")
        for word, next_ in zip(arguments, after, strict=True)
        if word.partition("=")[0] == _OPTION
    ]
    return named[-1:] == [_JSON] and not to_file(arguments)


def to_file(arguments: Sequence[str]) -> bool:
    """Return whether arguments name a file for the result."""
    return any(argument.startswith(("-o", "--output")) for argument in arguments)


@contextmanager
def failures_as_json(arguments: Sequence[str], lang: str) -> Iterator[None]:
    """Print as JSON why a command fails, where its arguments ask for JSON; the error goes on."""
    try:
        yield
    except BrokenPipeError:  # there is nobody left to read it
        raise
    except (click.ClickException, ParindexError, OSError) as error:
        if wants_json(arguments):
            _put_error(error, lang)
        raise


def _put_error(error: Exception, lang: str) -> None:
    if isinstance(error, (CasesError, DefinitionError, EvidenceError)):
        put_failure(error.problems, lang=lang)
        return
    why = usage_message(error, lang) if isinstance(error, click.ClickException) else error
    put_failure(failures=[Failure.of(why, "")], lang=lang)


def put_failure(problems: Iterable[Problem] = (), failures: Iterable[Failure] = (), lang: str = "en") -> None:
    """Print problems and failures as the document that checks print; see `problems_schema`."""
    faults = tuple(problems)
    findings = Findings(faults, dict.fromkeys(fault.source for fault in faults), tuple(failures), lang)
    print_result(json_text(findings.to_dict(), 2) + "\n")
