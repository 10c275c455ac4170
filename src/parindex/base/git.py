"""Files as they stand in a revision of git; only read.

Nothing that a repository configures is run but the filters by which git compares a file with what it keeps.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from parindex.base.exceptions import UnreadableError
from parindex.base.file_names import FileName, checkout_of
from parindex.base.files import decode, too_large
from parindex.base.messages import Message, say, together

_SECONDS = 60
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
#: What git sets for its hooks; with it a folder of the working tree passes for the top of it.
_OF_HOOKS = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")


def top_of(folder: Path) -> Path | None:
    """Return the top folder of the repository that a folder lies in, or None where there is none."""
    try:
        return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\r\n"))
    except UnreadableError:
        return None


def repository_trouble(folder: Path) -> str:
    """Return why git does not answer for the repository of a folder, or ""."""
    try:
        _git(folder, "rev-parse", "--show-toplevel")
    except UnreadableError as error:
        return error.told
    return ""


def is_revision(revision: str, folder: Path) -> bool:
    """Return whether the repository of a folder knows a revision."""
    try:
        _git(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except UnreadableError:
        return False
    return True


def commit_of(revision: str, folder: Path) -> str:
    """Return the name of the commit that a revision is; raises `UnreadableError` where there is none."""
    try:
        named = _git(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except UnreadableError:
        _git(folder, "rev-parse", "--git-dir")  # says what is wrong where there is no repository at all
        raise UnreadableError.of(revision, _no_revision(folder)) from None
    return named.decode().strip()


def branch_point(revision: str, folder: Path) -> str:
    """Return the commit at which the branch of the working tree left a revision.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision; or too little of the history is here to tell.
    """
    commit = commit_of(revision, folder)
    try:
        return _git(folder, "merge-base", commit, "HEAD").decode().split()[0]
    except (UnreadableError, IndexError):
        message = say("git does not find where the branch begins; fetch the whole history")
        raise UnreadableError.of(revision, message) from None


def text_in_revision(revision: str, path: Path, limit: int) -> str | None:
    """Return the text of a file in a revision, None where the revision does not have the file.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision, or the file is too large or not UTF-8 text.
    """
    content = content_in_revision(revision, path, limit)
    return None if content is None else decode(content, FileName(f"{revision}:{path}"), limit)


def content_in_revision(revision: str, path: Path, limit: int) -> bytes | None:
    """Return the content of a file in a revision, None where the revision does not have the file.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision, or the file is too large.
    """
    folder, name = _object(revision, path)
    try:
        size = int(_git(folder, "cat-file", "-s", "--end-of-options", name))
    except UnreadableError:
        return None
    if size > limit:
        raise UnreadableError.of(FileName(f"{revision}:{path}"), too_large(limit))
    return _git(folder, "cat-file", "blob", "--end-of-options", name)


def files_in_revision(revision: str, path: Path) -> tuple[str, ...] | None:
    """Return the files of a folder in a revision and below, by their paths in it; None where it has no such folder.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision.
    """
    folder, name = _object(revision, path)
    try:
        if _git(folder, "cat-file", "-t", "--end-of-options", name).strip() != b"tree":
            return None
    except UnreadableError:
        return None
    names = _git(folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", name)
    return tuple(os.fsdecode(file) for file in names.split(b"\0") if file)


def _object(revision: str, path: Path) -> tuple[Path, str]:
    """Return a folder to begin from, and what git calls a path of a revision there."""
    folder, name = path.parent, f"{revision}:./{path.name}"
    if not folder.is_dir():  # it may have gone since; git begins from a folder that is there
        folder = next(above for above in path.parents if above.is_dir())
        name = f"{revision}:./{path.relative_to(folder).as_posix()}"
    if not is_revision(revision, folder):
        _git(folder, "rev-parse", "--git-dir")  # says what is wrong where there is no repository at all
        raise UnreadableError.of(revision, _no_revision(folder))
    return folder, name


def _no_revision(folder: Path) -> Message:
    return say("no such revision in the repository of {folder}", folder=FileName(folder))


def all_files_in_revision(revision: str, top: Path) -> frozenset[str]:
    """Return every file of a revision, by its path from the top of the repository; raises `UnreadableError`."""
    names = _git(top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", revision)
    return frozenset(os.fsdecode(file) for file in names.split(b"\0") if file)


def commit_named(revision: str, folder: Path) -> str | None:
    """Return the short name of a commit, such as that of ``HEAD^``; None where there is none."""
    try:
        name = _git(folder, "rev-parse", "--quiet", "--verify", "--short", "--end-of-options", f"{revision}^{{commit}}")
    except UnreadableError:
        return None
    return os.fsdecode(name).strip()


def is_shallow(folder: Path) -> bool:
    """Return whether the repository of a folder holds a part of its history only."""
    return _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"


def changed_since(revision: str, folder: Path) -> frozenset[Path]:
    """Return the files of a repository that are not, in the working tree, as they are in a revision.

    Files that git does not know are not among them.
    """
    top = top_of(folder)
    if top is None:
        return frozenset()
    if not is_revision(revision, folder):
        raise UnreadableError.of(revision, _no_revision(folder))
    names = _git(top, "diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--end-of-options", revision)
    return frozenset(top / os.fsdecode(name) for name in names.split(b"\0") if name)


def untracked(pattern: str, top: Path) -> frozenset[Path]:
    """Return the files of a working tree, of names such as ``*.toml``, that git neither knows nor is told to ignore."""
    names = _git(top, "ls-files", "--others", "--exclude-standard", "-z", "--", pattern)
    return frozenset(top / os.fsdecode(name) for name in names.split(b"\0") if name)


def _environment() -> dict[str, str]:
    """Return the environment to run git in: the repository is that of the folder, unless a working tree is named."""
    env = os.environ | _QUIET
    return env if "GIT_WORK_TREE" in env else {name: value for name, value in env.items() if name not in _OF_HOOKS}


def answer(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Return what git answers, asked in a folder and given lines to read; raises `UnreadableError` where it refuses."""
    return _git(folder, *arguments, given=given)


def _git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=", "-C", os.fspath(folder), *arguments],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=_environment(),
            input=given,
        )
    except FileNotFoundError:
        raise UnreadableError(say("git is not installed, or not on PATH")) from None
    except subprocess.TimeoutExpired:
        raise UnreadableError(say("git did not answer within {seconds} seconds", seconds=_SECONDS)) from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        why = _told(lines[0], folder) if lines else say("exit code {code}", code=done.returncode)
        raise UnreadableError.of("git", why)
    return done.stdout


def _told(line: str, folder: Path) -> str:
    """Return what git says, the checkout that it names as a message names it."""
    top = checkout_of(folder.resolve())
    if top is None or os.fspath(top) not in line:
        return line
    before, after = line.split(os.fspath(top), 1)
    return together([before, FileName(top), after], "")
