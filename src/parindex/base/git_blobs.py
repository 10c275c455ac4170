"""Many files as they stand in a revision of git, read by a few processes rather than several a file."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from parindex.base.exceptions import UnreadableError
from parindex.base.files import decode, too_large
from parindex.base.git import LINK, commit_of
from parindex.base.git_commands import git_answer
from parindex.base.messages import say
from parindex.base.parser_messages import parser_message

_MIB = 1024 * 1024
#: So many bytes are asked of git in one go, so many read in all, so many paths named in one go.
_AT_ONCE, _MOST, _PATHS = 16 * _MIB, 512 * _MIB, 500
_LISTED = re.compile(rb"([0-7]{6}) blob ([0-9a-f]{40,64}) +([0-9]+)\t(.+)", re.DOTALL)
_FOLLOWED = re.compile(rb"([0-9a-f]{40,64}) blob ([0-9]+)")
#: What git says of a link that it does not follow, and why that is.
_LINKS: Mapping[bytes, str] = {
    b"dangling": parser_message(os.strerror(errno.ENOENT)),
    b"loop": parser_message(os.strerror(errno.ELOOP)),
    b"notdir": parser_message(os.strerror(errno.ENOTDIR)),
    b"symlink": say("a link out of the repository"),
}


@attrs.frozen
class Blob:
    """A file as a revision has it: the name of its content and its size, or why there is none."""

    path: str
    id: bytes = b""
    size: int = 0
    trouble: str = ""
    link: bool = False


def blobs_in_revision(revision: str, top: Path, paths: Sequence[str] = ()) -> tuple[Blob, ...]:
    """Return the files of a revision at paths and below, all if none is named; paths begin at the top folder.

    Links are followed within the repository; those that lead to another file that is returned are left out.

    Raises
    ------
    UnreadableError
        There is no git, no repository or no such revision.
    """
    commit = commit_of(revision, top)
    blobs = {blob.path: blob for blob in _listed(commit, top, paths)}
    plain = {blob.id for blob in blobs.values() if not blob.link}
    followed = _followed(commit, top, [blob for blob in blobs.values() if blob.link])
    blobs |= {blob.path: blob for blob in followed}
    return tuple(blob for blob in blobs.values() if not (blob.link and blob.id in plain))


def _listed(commit: str, top: Path, paths: Sequence[str]) -> Iterator[Blob]:
    for first in range(0, max(len(paths), 1), _PATHS):
        some = paths[first : first + _PATHS]
        listing = ("--literal-pathspecs", "ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *some)
        for line in git_answer(top, *listing).split(b"\0"):
            if found := _LISTED.fullmatch(line):  # anything else is a repository within this one
                mode, id_, size, name = found.groups()
                yield Blob(os.fsdecode(name), id_, int(size), link=mode == LINK)


def _followed(commit: str, top: Path, links: Sequence[Blob]) -> Iterator[Blob]:
    """Yield links as the files that they lead to."""
    named = [link for link in links if "\n" not in link.path]
    if not named:
        return
    asked = b"".join(os.fsencode(f"{commit}:{link.path}\n") for link in named)
    lines = iter(git_answer(top, "cat-file", "--batch-check", "--follow-symlinks", given=asked).split(b"\n"))
    for link in named:
        line = next(lines)
        if found := _FOLLOWED.fullmatch(line):
            yield attrs.evolve(link, id=found[1], size=int(found[2]))
            continue
        why = _LINKS.get(line.split(b" ")[0])
        if why is not None:
            next(lines)  # what it leads to
        yield attrs.evolve(link, id=b"", trouble=why or say("a link to no file"))


def texts_of_blobs(top: Path, blobs: Iterable[Blob], limit: int) -> dict[str, str | UnreadableError]:
    """Return the texts of files by their paths, or the error that says why one cannot be read."""
    texts: dict[str, str | UnreadableError] = {}
    group, size, total = list[Blob](), 0, 0
    for blob in blobs:
        why = blob.trouble or (too_large(limit) if blob.size > limit else "")
        total += 0 if why else blob.size
        if not why and total > _MOST:
            why = say("larger than {size} MB", size=_MOST // _MIB)
        if why:
            texts[blob.path] = UnreadableError.of(blob.path, why)
            continue
        if size + blob.size > _AT_ONCE:
            texts.update(_texts(top, group, limit))
            group, size = [], 0
        group.append(blob)
        size += blob.size
    texts.update(_texts(top, group, limit))
    return texts


def _texts(top: Path, blobs: Sequence[Blob], limit: int) -> Iterator[tuple[str, str | UnreadableError]]:
    """Read contents: each stands after a line that names it, and before the end of a line."""
    if not blobs:
        return
    contents = git_answer(top, "cat-file", "--batch", given=b"".join(blob.id + b"\n" for blob in blobs))
    at = 0
    for blob in blobs:
        at = contents.index(b"\n", at) + 1
        content, at = contents[at : at + blob.size], at + blob.size + 1
        try:
            yield blob.path, decode(content, blob.path, limit)
        except UnreadableError as error:
            yield blob.path, error
