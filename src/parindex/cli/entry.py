"""The command line's door: without its libraries it says what to install; no error of a user leaves as a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec

from parindex.base import (
    DONE,
    FAILED,
    LANGUAGES,
    ExtraError,
    FileName,
    ParindexError,
    for_log,
    language,
    message_of,
    parser_message,
    say,
    translated,
)

#: Languages in which it is said that the run was ended.
_told_once: list[str] = []


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns 0 when done, 1 when errors were found, 2 when it could not run."""
    try:
        lang = language_asked(sys.argv[1:] if arguments is None else arguments)
    except ValueError as error:
        return _fail(str(error), "en")
    if not all(map(find_spec, ("click", "rich"))):
        return _fail(message_of(ExtraError(say("the command line"), "cli")), lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Names are Vietnamese, whatever the locale; a file's name may be no text at all.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        from parindex.cli.run import run

        code = _fail(say("there is no standard output"), lang) if sys.stdout is None else run(arguments, lang)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # its reader has had enough
        _let_go()
        return DONE
    except (ParindexError, OSError) as error:
        return _fail(_told(error, lang), lang)
    except KeyboardInterrupt:
        _told_once.append(lang)
        return _say_why(say("interrupted"), lang)
    except Exception as bug:
        sys.stderr.write(for_log("".join(traceback.format_exception(bug))))
        raise SystemExit(_fail(say("this is a fault of parindex, please report it"), lang)) from bug
    return code


def language_asked(arguments: Sequence[str]) -> str:
    """Return the language that --lang names, before anything else is known of the arguments, else that of the locale.

    Examples
    --------
    >>> from parindex.cli.entry import language_asked
    >>> language_asked(["score", "--lang", "vi"])
    'vi'
    """
    after = [*arguments[1:], ""][: len(arguments)]
    pairs = [*zip(arguments, after, strict=True)]
    named = [next_ if word == "--lang" else word.removeprefix("--lang=") for word, next_ in pairs if "--lang" in word]
    known = [name for name in named if name in LANGUAGES]
    otherwise = language()  # one that nobody speaks is refused even where it is not needed
    return known[-1] if known else otherwise


def _told(error: Exception, lang: str) -> str:
    """Return what an error says, as a message; of a file the system says why."""
    if isinstance(error, OSError) and error.strerror:
        why = parser_message(error.strerror)
        named = isinstance(error.filename, (str, bytes))  # else by its number, or not at all
        return say("{file}: {message}", file=FileName(os.fsdecode(error.filename)), message=why) if named else why
    return error.said(lang) if isinstance(error, ParindexError) else str(error)


def _let_go() -> None:
    """Give up standard output: what is still buffered would fail once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell_interruption() -> None:
    """Say that the run was ended where that is not said yet: it is ended by force."""
    if not _told_once:
        _say_why(say("interrupted"), language_asked(sys.argv[1:]))


def _fail(message: str, lang: str) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _let_go()
    return _say_why(message, lang)


def _say_why(message: str, lang: str) -> int:
    with suppress(OSError):  # the terminal may be gone
        sys.stderr.write(for_log(f"parindex: {translated(message, lang)}\n"))
        sys.stderr.flush()
    return FAILED
