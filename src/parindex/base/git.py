"""Files as they stand in a revision of git; only read, and nothing that a repository configures is run."""

from __future__ import annotations

import os
from pathlib import Path

from parindex.base.exceptions import UnreadableError
from parindex.base.file_names import FileName
from parindex.base.files import decode, too_large
from parindex.base.git_commands import git_answer, without_filters
from parindex.base.messages import Message, say

#: Asked for what changed, git tells no more than names, runs no program, and reads no file that says their order.
_NAMES_ONLY = ("--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", f"-O{os.devnull}")
#: The mode that git keeps for a link.
LINK = b"120000"


def top_of(folder: Path) -> Path | None:
    """Return the top folder of the repository that a folder lies in, or None where there is none."""
    try:
        return Path(os.fsdecode(git_answer(folder, "rev-parse", "--show-toplevel")).rstrip("\r\n"))
    except UnreadableError:
        return None


def repository_trouble(folder: Path) -> str:
    """Return why git does not answer for the repository of a folder, or ""."""
    try:
        git_answer(folder, "rev-parse", "--show-toplevel")
    except UnreadableError as error:
        return error.told
    return ""


def is_revision(revision: str, folder: Path) -> bool:
    """Return whether the repository of a folder knows a revision."""
    try:
        git_answer(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except UnreadableError:
        return False
    return True


def commit_of(revision: str, folder: Path) -> str:
    """Return the name of the commit that a revision is; raises `UnreadableError` where there is none."""
    try:
        named = git_answer(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except UnreadableError:
        git_answer(folder, "rev-parse", "--git-dir")  # says what is wrong where there is no repository at all
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
        return git_answer(folder, "merge-base", commit, "HEAD").decode().split()[0]
    except (UnreadableError, IndexError):
        message = say("git does not find where the branch begins; fetch the whole history")
        raise UnreadableError.of(revision, message) from None


def text_in_revision(revision: str, path: Path, limit: int, top: Path | None = None) -> str | None:
    """Return the text of a file in a revision, None where the revision does not have the file.

    From `top` on, the top of the repository, folders that are links on disk now are not followed.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision, or the file is too large or not UTF-8 text.
    """
    content = content_in_revision(revision, path, limit, top)
    return None if content is None else decode(content, FileName(f"{revision}:{path}"), limit)


def content_in_revision(revision: str, path: Path, limit: int, top: Path | None = None) -> bytes | None:
    """Return the content of a file in a revision, None where the revision does not have the file.

    From `top` on, the top of the repository, folders that are links on disk now are not followed.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision, or the file is too large.
    """
    folder, name = _object(revision, path, top)
    try:
        size = int(git_answer(folder, "cat-file", "-s", "--end-of-options", name))
    except UnreadableError:
        _check_absent(folder, name)
        return None
    if size > limit:
        raise UnreadableError.of(FileName(f"{revision}:{path}"), too_large(limit))
    return git_answer(folder, "cat-file", "blob", "--end-of-options", name)


def files_in_revision(revision: str, path: Path) -> tuple[str, ...] | None:
    """Return the files of a folder in a revision and below, by their paths in it; None where it has no such folder.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision.
    """
    folder, name = _object(revision, path)
    try:
        if git_answer(folder, "cat-file", "-t", "--end-of-options", name).strip() != b"tree":
            return None
    except UnreadableError:
        _check_absent(folder, name)
        return None
    names = git_answer(folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", name)
    return tuple(os.fsdecode(file) for file in names.split(b"\0") if file)


def _object(revision: str, path: Path, top: Path | None = None) -> tuple[Path, str]:
    """Return a folder to begin from, and what git calls a path of a revision there."""
    folder, name = path.parent, f"{revision}:./{path.name}"
    if top is not None or not folder.is_dir():  # it may have gone since; git begins from a folder that is there
        folder = next(above for above in path.parents if above.is_dir()) if top is None else top
        name = f"{revision}:./{path.relative_to(folder).as_posix()}"
    if not is_revision(revision, folder):
        git_answer(folder, "rev-parse", "--git-dir")  # says what is wrong where there is no repository at all
        raise UnreadableError.of(revision, _no_revision(folder))
    return folder, name


def _check_absent(folder: Path, name: str) -> None:
    """Refuse to call absent what a revision has, and what a clone left at its remote: nothing is fetched."""
    revision, path = name.split(":./", 1)
    try:
        listed = git_answer(folder, "ls-tree", "-z", "--end-of-options", revision, path)
    except UnreadableError:
        listed = b"?"
    if listed:
        message = say("this clone does not hold it, and nothing is fetched; clone without --filter")
        raise UnreadableError.of(FileName(f"{revision}:{folder / path}"), message)


def _no_revision(folder: Path) -> Message:
    return say("no such revision in the repository of {folder}", folder=FileName(folder))


def all_files_in_revision(revision: str, top: Path) -> dict[str, bool]:
    """Return every file of a revision, by its path from the top of the repository, and whether it is a link.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision.
    """
    listed = git_answer(top, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision).split(b"\0")
    about = (line.partition(b"\t") for line in listed if line)
    return {os.fsdecode(name): mode.startswith(LINK) for mode, _, name in about}


def commit_named(revision: str, folder: Path) -> str | None:
    """Return the short name of a commit, such as that of ``HEAD^``; None where there is none."""
    try:
        name = git_answer(
            folder, "rev-parse", "--quiet", "--verify", "--short", "--end-of-options", f"{revision}^{{commit}}"
        )
    except UnreadableError:
        return None
    return os.fsdecode(name).strip()


def is_shallow(folder: Path) -> bool:
    """Return whether the repository of a folder holds a part of its history only."""
    return git_answer(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"


def changed_since(revision: str, folder: Path) -> frozenset[Path]:
    """Return the files of a repository that are not, in the working tree, as they are in a revision.

    Files that git does not know, and submodules, are not among them. A file that was touched since git wrote it is held
    against what git keeps as it is, but for the ends of its lines: filters that a repository configures are not run.
    """
    top = top_of(folder)
    if top is None:
        return frozenset()
    if not is_revision(revision, folder):
        raise UnreadableError.of(revision, _no_revision(folder))
    how = (*_NAMES_ONLY, "--ignore-submodules=all")
    names = git_answer(top, *without_filters(top), "diff", *how, "--end-of-options", revision)
    return frozenset(top / os.fsdecode(name) for name in names.split(b"\0") if name)


def not_checked_out(top: Path) -> frozenset[str]:
    """Return the files that a sparse checkout leaves out of the working tree, by their paths from the top."""
    listed = git_answer(top, "ls-files", "-t", "-z").split(b"\0")
    return frozenset(os.fsdecode(line[2:]) for line in listed if line.startswith(b"S "))


def changed_in_index(revision: str, top: Path) -> frozenset[str]:
    """Return the files that git would commit otherwise than a revision has them, by their paths from the top."""
    names = git_answer(top, "diff", "--cached", *_NAMES_ONLY, "--end-of-options", revision)
    return frozenset(os.fsdecode(name) for name in names.split(b"\0") if name)


def staged(top: Path) -> frozenset[Path]:
    """Return the files of a repository that the commit being made changes, adds or removes; none where none is made.

    Raises
    ------
    UnreadableError
        Git does not answer, or there is no commit yet.
    """
    own = os.environ.get("GIT_INDEX_FILE")  # a commit of some files has an index of its own
    index = (top / own).resolve() if own else None
    home = Path(os.fsdecode(git_answer(top, "rev-parse", "--absolute-git-dir")).rstrip("\r\n")).resolve()
    of_commit = index if index is not None and index.is_relative_to(home) else None
    names = git_answer(top, "diff", "--cached", *_NAMES_ONLY, "HEAD", index=of_commit)
    return frozenset(top / os.fsdecode(name) for name in names.split(b"\0") if name)


def untracked(pattern: str, top: Path) -> frozenset[Path]:
    """Return the files of a working tree, of names such as ``*.toml``, that git neither knows nor is told to ignore."""
    names = git_answer(top, "ls-files", "--others", "--exclude-standard", "-z", "--", pattern)
    return frozenset(top / os.fsdecode(name) for name in names.split(b"\0") if name)
