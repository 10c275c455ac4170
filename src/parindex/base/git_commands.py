"""Git asked such that it only reads: nothing that a repository or the environment names is run, nothing is fetched."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from parindex.base.exceptions import UnreadableError
from parindex.base.file_names import FileName, checkout_of
from parindex.base.messages import say, together

_SECONDS, _MEMORY = 60, 2 * 1024**3
#: Folders whose repository did not answer, and until when it is not asked again: each question would wait as long.
_silent: dict[Path, float] = {}
#: No program that tells what changed, no hook, no pager, no upkeep; no repository that lies in a checkout as files.
_SET = (
    *("core.fsmonitor=", f"core.hooksPath={os.devnull}", "gc.auto=0", "maintenance.auto=false"),
    *("safe.bareRepository=explicit", "advice.graftFileDeprecated=false"),
)
_HARMLESS = ("--no-pager", *(part for setting in _SET for part in ("-c", setting)))
#: No lock, no question; nothing fetched, by git of any age; objects as they are, none in place of another.
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
}
#: What of the environment git is left: where its programs and objects are, what the user sets, how far up it looks.
_KEPT = (
    *("GIT_EXEC_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"),
    *("GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"),
)
#: What git sets for its hooks; with it a folder of the working tree passes for the top of it, unless that is named.
_OF_A_TREE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE")
#: The environment variable that is set to nothing, and to which keys are set whose names hold a sign of equality.
_NOTHING = "PARINDEX_NOTHING"
#: No repository in use has so many filters; the system takes no longer command.
_MOST_FILTERS = 200


def _environment() -> dict[str, str]:
    """Return the environment to run git in: the repository is that of the folder, unless a working tree is named."""
    kept = (*_KEPT, *_OF_A_TREE) if "GIT_WORK_TREE" in os.environ else _KEPT
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in kept or name.startswith("GIT_CONFIG")
    }
    return env | _QUIET | {_NOTHING: ""}


def without_filters(folder: Path) -> tuple[str, ...]:
    """Return options by which git runs none of the filters that are configured for a repository.

    Raises
    ------
    UnreadableError
        There is no repository, or it has more filters than anybody needs.
    """
    names = sorted(set(_filters(folder)))
    if len(names) > _MOST_FILTERS:
        raise UnreadableError.of("git", say("{count} filters are configured", count=len(names)))
    return tuple(option for name in names for key in ("clean", "process", "required") for option in _unset(name, key))


def _unset(name: str, key: str) -> tuple[str, ...]:
    """Return the option that sets a key of a filter to nothing, which is false for `required`.

    A name may hold a sign of equality: behind --config-env the last one counts.
    """
    setting = f"filter.{name}.{key}="
    return (f"--config-env={setting}{_NOTHING}",) if "=" in name else ("-c", setting)


def _filters(folder: Path) -> Iterator[str]:
    """Yield the names of all filters, of included files too."""
    listed = git_answer(folder, "config", "--includes", "--list", "--name-only", "-z")
    for key in map(os.fsdecode, listed.split(b"\0")):
        if key.startswith("filter.") and key.count(".") > 1:
            yield key.removeprefix("filter.").rpartition(".")[0]


def git_answer(folder: Path, *arguments: str, given: bytes | None = None, index: Path | None = None) -> bytes:
    """Return what git answers, asked in a folder and given lines to read; raises `UnreadableError` where it refuses.

    What is staged is that of the repository, unless another file of its index is named.
    """
    if _silent.get(folder, 0) > time.monotonic():
        raise _no_answer()
    env = _environment() if index is None else {**_environment(), "GIT_INDEX_FILE": os.fspath(index)}
    try:
        done = _bounded(["git", *_HARMLESS, "-C", os.fspath(folder), *arguments], env, given)
    except FileNotFoundError:
        raise UnreadableError(say("git is not installed, or not on PATH")) from None
    except subprocess.TimeoutExpired:
        _silent[folder] = time.monotonic() + _SECONDS
        raise _no_answer() from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        lines.sort(key=lambda line: not line.startswith("fatal:"))  # before hints and warnings
        why = _told(lines[0], folder) if lines else say("exit code {code}", code=done.returncode)
        raise UnreadableError.of("git", why)
    return done.stdout


def _no_answer() -> UnreadableError:
    return UnreadableError(say("git did not answer within {seconds} seconds", seconds=_SECONDS))


def _bounded(command: list[str], env: dict[str, str], given: bytes | None) -> subprocess.CompletedProcess[bytes]:
    """Run git for so long, and in so much memory: a repository may name a file without end for it to read."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env) as process:
        try:
            _bound_memory(process.pid)
            out, err = process.communicate(given or b"", timeout=_SECONDS)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _bound_memory(process: int) -> None:
    """Bound the memory that a process makes for itself; files that it maps do not count. Only Linux can."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError):  # it has ended already, or may not be bounded
            resource.prlimit(process, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _told(line: str, folder: Path) -> str:
    """Return what git says, the checkout that it names as a message names it."""
    top = checkout_of(folder.resolve())
    if top is None or os.fspath(top) not in line:
        return line
    before, after = line.split(os.fspath(top), 1)
    return together([before, FileName(top), after], "")
