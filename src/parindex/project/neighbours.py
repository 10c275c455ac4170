"""What is told of a file by those around it: ids, editions, names, cases; the same whether it is named alone or not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath

from parindex.base import UnreadableError, read_text, real_path, say
from parindex.definition import MAX_DEFINITION_BYTES, is_other
from parindex.project.editions import EditionHead, head_of, together
from parindex.project.opened_files import OpenedFile
from parindex.project.settings import Finder


def hold_together(files: Iterable[OpenedFile], settings: Finder) -> None:
    """Add to files what they have to do with each other, and with the other definitions of their folders."""
    own = {file.path: file for file in files if file.path is not None}
    heads: dict[FilePath, EditionHead | None] = {path: head_of(path, file.text) for path, file in own.items()}
    folders: dict[FilePath, list[EditionHead]] = {}
    real = {real_path(path) for path in own}  # a link to a file is that file
    for folder in dict.fromkeys(path.parent for path in own):
        for path in sorted(folder.glob("*.toml")):
            if real_path(path) not in real and path.is_file():
                real.add(real_path(path))
                heads[path] = _beside(path, settings)
            folders.setdefault(folder, []).extend(head for head in (heads.get(path),) if head is not None)
    for path, code, place, message, hint in together(head for head in heads.values() if head is not None):
        if path in own:
            own[path].tell(code, place, message, hint)
    for path, file in own.items():
        head = heads[path]
        if head is not None:
            _name(file, head, [other for other in folders[path.parent] if other is not head])
            cases = f"{path.stem}.cases.toml"
            if not path.with_name(cases).exists():
                hint = say("add evidence and the scores published for it")
                file.tell("no-cases", (), say("there is no {name} beside it", name=cases), hint)


def _beside(path: FilePath, settings: Finder) -> EditionHead | None:
    """Return the head of a file that is not checked itself, if it is one that would be."""
    found = settings.of(path)
    if is_other(path.name) or (found is not None and found.excludes(path)):
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
