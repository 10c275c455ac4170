"""The command line's door: without its libraries it says what to install; no error of a user leaves as a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from importlib.util import find_spec

from parindex.base import FAILED, ParindexError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns 0 when done, 1 when errors were found, 2 when it could not run."""
    if not all(map(find_spec, ("click", "rich"))):
        return _fail("the command line needs an extra: pip install 'parindex[cli]'")
    from parindex.cli.run import run

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Names are Vietnamese, whatever the locale; a file's name may be no text at all.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _fail("there is no standard output") if sys.stdout is None else run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return _fail("the reader of the output closed it")
    except ParindexError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        return _fail("interrupted")
    except Exception as bug:
        traceback.print_exception(bug)
        raise SystemExit(_fail("this is a fault of parindex, please report it")) from bug
    return code


def _fail(message: str) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:  # what is still buffered would fail once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.write(f"parindex: {message}\n")
    return FAILED
