"""Definition files are checked together: ids of their own, editions that follow each other, cases beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from os import path as os_path
from pathlib import Path as FilePath

import attrs

from parindex.base import Path, UnreadableError, lenient_toml, read_text, real_path, say
from parindex.definition import (
    CASES,
    MAX_DEFINITION_BYTES,
    editions_together,
    is_other,
    last_year,
    overlapping,
    period,
)
from parindex.project.opened_files import OpenedFile
from parindex.project.settings import Finder

#: What two files have to do with each other: the file told of, code, path of the key, message, hint.
EditionFinding = tuple[FilePath, str, Path, str, str]
_NODES = re.compile(r"^\[\[(component|indicator|unit|group)\]\]", re.MULTILINE)


@attrs.frozen
class EditionHead:
    """What a file says of itself before its nodes; what cannot be read is empty."""

    path: FilePath
    id: str = ""
    index: str = ""
    years: tuple[int, ...] = ()


def head_of(path: FilePath, text: str) -> EditionHead | None:
    """Read the head of a definition's text leniently; None where there is none."""
    if path.name.endswith(CASES):
        return None
    nodes = _NODES.search(text)
    for part in (text[: nodes.start()] if nodes else text, text):
        data = lenient_toml(part)
        if not data:
            continue  # a text of many lines may quote a header
        years = data.get("years")
        texts = {key: data[key] for key in ("id", "index") if isinstance(data.get(key), str)}
        sound = isinstance(years, list) and len(years) in (1, 2) and all(type(year) is int for year in years)
        ordered = tuple(years) if sound and years and years[0] <= years[-1] else ()
        return EditionHead(path, years=ordered, **texts) if "id" in texts else None
    return None


def between_files(heads: Iterable[EditionHead]) -> Iterator[EditionFinding]:
    """Yield what is wrong between files, of every file that has to do with it."""
    by_id: dict[str, list[EditionHead]] = {}
    listed = list(heads)
    for head in listed:
        by_id.setdefault(head.id, []).append(head)
    for same in by_id.values():
        for head in same if len(same) > 1 else ():
            other = next(other for other in same if other is not head)
            message = say("{other} has the id {id!r} too", other=_from(head, other), id=head.id)
            yield head.path, "id-reused", ("id",), message, say("every definition has an id of its own")
    for editions in editions_together(listed):
        yield from _overlaps(editions)
        yield from _gaps(editions)


def _overlaps(editions: list[EditionHead]) -> Iterator[EditionFinding]:
    for pair in overlapping(editions):
        for edition, other in (pair, pair[::-1]):
            words = {"id": other.id, "years": period(other.years), "file": _from(edition, other)}
            message = say("{id} ({years}) is an edition of the same years: {file}", **words)
            yield edition.path, "editions-overlap", ("years",), message, say("let one end before the other begins")


def _gaps(editions: list[EditionHead]) -> Iterator[EditionFinding]:
    """Yield the years that no edition covers, of those on either side."""
    reached = editions[0]
    for head in editions[1:]:
        end, last = last_year(reached, editions), last_year(head, editions)
        if end is not None and head.years[0] > end + 1:
            between = "–".join(str(year) for year in dict.fromkeys((end + 1, head.years[0] - 1)))
            ends = {"before": reached.id, "after": head.id}
            message = say("no edition covers {years}, between {before} and {after}", years=between, **ends)
            hint = say("correct years, or add the edition")
            yield from ((end_.path, "years-without-edition", ("years",), message, hint) for end_ in (reached, head))
        if end is not None and (last is None or last > end):
            reached = head


def _from(head: EditionHead, other: EditionHead) -> str:
    return FilePath(os_path.relpath(other.path, head.path.parent)).as_posix()


def check_together(files: Iterable[OpenedFile], settings: Finder) -> None:
    """Add to files what they have to do with each other, and with the other definitions of their folders."""
    by_path = {file.path: file for file in files if file.path is not None}
    heads: dict[FilePath, EditionHead | None] = {path: head_of(path, file.text) for path, file in by_path.items()}
    folders: dict[FilePath, list[EditionHead]] = {}
    real = {real_path(path) for path in by_path}  # a link to a file is that file
    for folder in dict.fromkeys(path.parent for path in by_path):
        for path in sorted(folder.glob("*.toml")):
            if real_path(path) not in real and path.is_file():
                real.add(real_path(path))
                heads[path] = _beside(path, settings)
            if (head := heads.get(path)) is not None:
                folders.setdefault(folder, []).append(head)
    for finding in between_files(head for head in heads.values() if head is not None):
        if finding[0] in by_path:
            by_path[finding[0]].tell(*finding[1:])
    for path, file in by_path.items():
        if (head := heads[path]) is not None:
            _name(file, head, [other for other in folders[path.parent] if other is not head])
            cases = f"{path.stem}.cases.toml"
            if not path.with_name(cases).exists():
                hint = say("add evidence and the scores published for it")
                file.tell("no-cases", (), say("there is no {name} beside it", name=cases), hint)


def _beside(path: FilePath, settings: Finder) -> EditionHead | None:
    """Return the head of a file that is not checked itself, if it is one that would be."""
    of_path = settings.of(path)
    if is_other(path.name) or (of_path is not None and of_path.excludes(path)):
        return None
    try:
        return head_of(path, read_text(path, MAX_DEFINITION_BYTES))
    except UnreadableError:
        return None


def _name(file: OpenedFile, head: EditionHead, others: list[EditionHead]) -> None:
    named = sum(other.path.stem == other.id for other in others)
    if head.path.stem != head.id and 2 * named > len(others):
        message = say("the file is called {name!r}, and its id is {id!r}", name=head.path.name, id=head.id)
        file.tell("file-name-differs", ("id",), message, say("others in this folder are named after their id"))
