"""A catalogue is made of what is bundled, of folders and files, and of texts that lie in a database."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
import tomli

from parindex.base import (
    LIMITS,
    Collector,
    Content,
    Failure,
    Limits,
    Problem,
    RecentlyUsed,
    Text,
    UnreadableError,
    content_given,
    errors,
    placed,
    say,
)
from parindex.definition.bundled import bundled_texts, definition_source, files_beside, is_bundled
from parindex.definition.catalogue_entries import Catalogue, Entry
from parindex.definition.definition_files import files_below
from parindex.definition.edition_years import editions_together, overlapping
from parindex.definition.reading.definition_text import fingerprint, parse_definition
from parindex.definition.reading.seen_texts import ReadOnce
from parindex.definition.reading.units_file import FileBeside
from parindex.definition.tree import Definition, period
from parindex.definition.unit_registry import names_file

_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
#: So many pairs of editions of the same year are told.
_MOST_PAIRS = 1_000


@attrs.frozen
class _Head:
    """What a text says of itself before its nodes, and the file of units that belongs to it."""

    fields: Mapping[str, Any]
    units: str = ""

    def entry(self, source: str, origin: str | os.PathLike[str] | Content, limits: Limits) -> Entry:
        """Return the entry of a text with this head, from wherever it comes."""
        bundled = isinstance(origin, str) and is_bundled(origin)
        return Entry(**self.fields, source=source, bundled=bundled, origin=origin, limits=limits)


@attrs.frozen
class _Found:
    """An entry, and its text, to place what is told of it."""

    entry: Entry
    text: str

    def told(self, key: str, problem: Problem) -> tuple[Problem, ...]:
        """Return what is told of it at the place of a key."""
        return placed(self.text, self.entry.source, [attrs.evolve(problem, path=(key,))])


#: Heads of sound texts by digest: they are small, and definitions of a folder may be many.
_HEADS: RecentlyUsed[_Head] = RecentlyUsed(most=4096, size=4096)


def catalogue(*sources: object, bundled: bool | None = None, limits: Limits = LIMITS) -> Catalogue:
    """Return the definitions of some sources, by index and year; without a source what is bundled.

    Whatever is faulty or cannot be read is told in `problems`, with its place, and does not keep others out.

    Parameters
    ----------
    *sources : path-like, str, Content, bytes, stream, mapping or iterable of these
        Folders, of which all ``*.toml`` in them and below are taken but hidden ones, settings, approvals and cases;
        files; bundled ids; content of files; ``{name or SHA-256: text}``. Where two have one id, the first comes first.
    bundled : bool, optional
        Whether what is bundled is listed too, behind the sources; without it only where there are none.
    limits : Limits
        How large each may be, and whether files are opened by name.

    Returns
    -------
    Catalogue

    Raises
    ------
    UnreadableError
        A source that is named does not exist, or files are not opened by name.
    TypeError
        A source is none of these.

    Examples
    --------
    >>> import parindex
    >>> [entry.id for entry in parindex.catalogue() if entry.index == "SIPAS"]
    ['sipas-2017', 'sipas-2023']
    >>> parindex.catalogue("examples/definitions")["cpi-2015"].index
    'CPI'
    """
    gathered = _Gathered(limits)
    for source in sources:
        gathered.add(source)
    if bundled or (bundled is None and not sources):
        gathered.add_bundled()
    else:
        gathered.hold_against_bundled()
    gathered.check_years()
    order = sorted(gathered.entries, key=lambda entry: (entry.index, entry.years, entry.id))
    return Catalogue(order, gathered.problems)


@attrs.define
class _Gathered:
    """Entries as they are found, and what is wrong with them."""

    limits: Limits
    problems: Collector = attrs.field(factory=Collector)
    by_id: dict[str, list[_Found]] = attrs.field(factory=dict)

    @property
    def entries(self) -> list[Entry]:
        """The entries, those of one id in the order in which they were found."""
        return [one.entry for same in self.by_id.values() for one in same]

    def add(self, source: Any) -> None:
        """Add what a source holds."""
        content = content_given(source)
        if content is not None:
            self._add_content(content)
        elif isinstance(source, (str, os.PathLike)):
            self._add_named(source)
        elif isinstance(source, Mapping):
            for name, text in source.items():
                self._add_by_name(name, text)
        elif isinstance(source, Iterable):
            for one in source:
                self.add(one)
        else:
            template = "a catalogue is made of folders, files, content and texts by name, not of {type}"
            raise TypeError(say(template, type=type(source).__name__))

    def _add_named(self, source: str | os.PathLike[str]) -> None:
        """Add a folder, a file, or a bundled definition by its id."""
        if not (isinstance(source, str) and is_bundled(source)):
            self.limits.check_name(os.fspath(source))
        if not Path(source).is_dir():
            self._read(source, *definition_source(source, self.limits))
            return
        unread = list[UnreadableError]()
        files = list(files_below(Path(source), cases=False, refused=unread.append))
        for file in files:
            try:
                self._read(file, *definition_source(file, self.limits))
            except UnreadableError as error:
                self.problems.append(Problem("unreadable", "error", error.reason, source=str(file)))
        shut = map(Failure.of, unread)
        self.problems += [Problem("unreadable", "error", folder.message, source=folder.source) for folder in shut]
        if not files and not unread:
            message = say("no *.toml in this folder")
            self.problems.append(Problem("unreadable", "warning", message, source=os.fspath(source)))

    def _add_content(self, content: Content, digest: str = "") -> None:
        """Add content; where its digest is known it is held against it."""
        try:
            text, name = definition_source(content, self.limits)
        except UnreadableError as error:
            self.problems.append(Problem("unreadable", "error", error.reason, source=content.name))
            return
        if digest and fingerprint(text) != digest.casefold():
            message = say("the digest of this text is {sha256}", sha256=fingerprint(text))
            hint = say("it is not the text that was stored")
            self.problems.append(Problem("digest-differs", "error", message, hint, name))
            return
        self._read(Content(text, name), text, name)

    def _add_by_name(self, name: object, text: object) -> None:
        """Add a text by its name or its digest."""
        if not isinstance(name, str):
            kind = type(name).__name__
            raise TypeError(say("texts of definitions are given by name or SHA-256, not by {type}", type=kind))
        content = content_given(text, None if isinstance(text, Content) else name)
        if content is None:
            raise TypeError(say("a text is given as text, bytes or a stream, not as {type}", type=type(text).__name__))
        self._add_content(content, name if _DIGEST.fullmatch(name) else "")

    def _read(self, origin: str | os.PathLike[str] | Content, text: str, source: str) -> None:
        """Add the definition in a text, or tell what is wrong with it."""
        head, faults = _head_of(text, source, files_beside(origin), self.limits)
        self.problems += faults
        if head is not None:
            self._list(_Found(head.entry(source, origin, self.limits), text))

    def add_bundled(self) -> None:
        """Add what ships with the package."""
        for id_, text in bundled_texts().items():
            self._list(_Found(_bundled_head(text).entry(f"{id_}.toml", id_, self.limits), text))

    def _list(self, found: _Found) -> None:
        """List an entry, and tell where another has its id."""
        same = self.by_id.setdefault(found.entry.id, [])
        twin = next((one.entry for one in same if one.entry.sha256 == found.entry.sha256), None)
        if twin is None:
            if same:
                self.problems += _reused(found, same[0].entry)
            same.append(found)
        if twin is None or found.entry.bundled:  # which is listed as it is
            return
        message = say("{other} is the same definition, and is listed once", other=twin.source)
        self.problems += found.told("id", Problem("id-reused", "note", message))

    def hold_against_bundled(self) -> None:
        """Tell which of the definitions have the id of a bundled one, and are others."""
        for id_ in filter(is_bundled, self.by_id):
            digest = fingerprint(definition_source(id_)[0])
            for one in self.by_id[id_]:
                if one.entry.sha256 != digest:
                    message = say("another definition than the bundled one of the id {id!r}", id=id_)
                    hint = say("give it an id of its own, unless it is meant to stand in its place")
                    self.problems += one.told("id", Problem("id-reused", "warning", message, hint))

    def check_years(self) -> None:
        """Tell which editions of an index claim the same year, the first of each id."""
        first = {same[0].entry: same[0] for same in self.by_id.values()}
        pairs = (pair for editions in editions_together(first) for pair in overlapping(editions))
        for pair in islice(pairs, _MOST_PAIRS):
            for entry, other in (pair, pair[::-1]):
                words = {"id": other.id, "years": period(other.years), "file": other.source}
                message = say("{id} ({years}) is an edition of the same years: {file}", **words)
                hint = say("let one end before the other begins")
                self.problems += first[entry].told("years", Problem("editions-overlap", "warning", message, hint))


def _reused(found: _Found, first: Entry) -> tuple[Problem, ...]:
    """Return that a definition has the id of one before it."""
    words = {"other": first.source, "id": first.id}
    message = say("{other} has the id {id!r} too", **words)
    if found.entry.bundled:
        message = say("the bundled {id!r} is another one than {other}", **words)
    hint = say("by its id the first is found, each by its digest")
    return found.told("id", Problem("id-reused", "warning", message, hint))


def _head_of(
    text: str, source: str, beside: FileBeside | None, limits: Limits
) -> tuple[_Head | None, tuple[Problem, ...]]:
    """Return the head of a sound definition, else what is wrong with it; texts seen before are not read again."""
    opened, digest = None if beside is None else ReadOnce(beside), fingerprint(text)
    head = _HEADS.get((digest, limits))
    if head is not None and head.units:
        head = _HEADS.get((digest, _digest_beside(opened, head.units), limits))
    if head is not None:
        return head, ()
    definition, problems = parse_definition(text, source, beside=opened, limits=limits)
    if definition is None:
        return None, errors(problems)
    units = definition.units or ""
    head = _Head(_fields(definition), units if names_file(units) else "")
    _HEADS.keep((digest, limits), head)
    return (_HEADS.keep((digest, _digest_beside(opened, head.units), limits), head) if head.units else head), ()


def _digest_beside(opened: ReadOnce | None, name: str) -> str | None:
    try:
        return None if opened is None else fingerprint(opened(name)[0])
    except UnreadableError:  # told where it is read
        return None


def _fields(definition: Definition) -> dict[str, Any]:
    names = ("id", "index", "version", "years", "title", "status", "sha256")
    return {name: getattr(definition, name) for name in names}


def _bundled_head(text: str) -> _Head:
    """Return the head of a bundled definition, which is sound: its nodes are not looked at."""
    digest = fingerprint(text)
    if (head := _HEADS.get(digest)) is not None:
        return head
    data: dict[str, Any] = tomli.loads(text)
    title = data["title"]
    fields = {
        **{key: data.get(key) for key in ("id", "index", "version", "status")},
        "years": tuple(data["years"]),
        "title": Text(**title) if isinstance(title, dict) else Text(vi=title, en=title),
        "sha256": digest,
    }
    return _HEADS.keep(digest, _Head(fields))
