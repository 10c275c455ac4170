"""What a catalogue lists: definitions by their heads, each of which can be loaded by its id or digest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Self, SupportsIndex, overload

import attrs

from parindex.base import (
    LIMITS,
    AsJson,
    Content,
    FieldKind,
    Limits,
    Listing,
    Problem,
    Problems,
    Text,
    UnknownNameError,
    UnreadableError,
    check_whole,
    fold,
    hinted,
    near,
    say,
    version,
    word,
)
from parindex.definition.bundled import load
from parindex.definition.edition_years import editions_together, last_year
from parindex.definition.tree import Definition, covers, period


@attrs.frozen(kw_only=True)
class Entry:
    """One definition of a catalogue: what its file says of itself before its nodes.

    Attributes
    ----------
    id, index, version : str
        As in the file.
    years : tuple of int
        The first year and perhaps the last.
    title : Text
        In Vietnamese and English.
    status : str or None
        What its figures rest on, where it says so.
    sha256 : str
        The digest of its text, and of its file of units; `Definition.sha256`.
    source : str
        What problems call it: the file, or the name of the content.
    bundled : bool
        Whether it ships with the package.
    """

    id: str
    index: str
    version: str
    years: tuple[int, ...]
    title: Text
    status: str | None = None
    sha256: str
    source: str
    bundled: bool = False
    _origin: str | os.PathLike[str] | Content = attrs.field(eq=False, repr=False)
    _limits: Limits = attrs.field(default=LIMITS, eq=False, repr=False)

    def covers(self, year: int) -> bool:
        """Return whether it is of a year, by itself; see `Catalogue.covering`."""
        return covers(self.years, year)

    def load(self) -> Definition:
        """Load the definition.

        Raises
        ------
        UnreadableError
            Its file has changed since it was listed, or is gone.
        """
        definition = load(self._origin, limits=self._limits)
        if definition.sha256 != self.sha256:
            message = say("has changed since it was listed; ask for the catalogue again")
            raise UnreadableError.of(self.source, message)
        return definition

    def told(self, lang: str) -> dict[str, str]:
        """Return what people read of it in a language, by the names of fields that have heads."""
        status, years = word("status", self.status or "", lang), period(self.years)
        return {"id": self.id, "index": self.index, "years": years, "status": status, "title": self.title.get(lang)}


class Catalogue(Listing[Entry], AsJson):
    """Definitions by index and year: a tuple of entries that can be given as a data frame.

    Attributes
    ----------
    problems : tuple of Problem
        Definitions that are faulty or cannot be read, and what the others have to do with each other.

    Examples
    --------
    >>> import parindex
    >>> definitions = parindex.catalogue()
    >>> definitions["pci-2013"].load().max
    Fraction(100, 1)
    >>> [entry.id for entry in definitions.covering("PCI", 2016)]
    ['pci-2013']
    """

    problems: Problems

    def __new__(cls, entries: Iterable[Entry] = (), problems: Iterable[Problem] = ()) -> Self:
        """Return a catalogue of some entries."""
        catalogue = super().__new__(cls, entries)
        catalogue.problems = Problems(problems)
        return catalogue

    def __repr__(self) -> str:
        return f"<Catalogue: {len(self)} definitions, {len(self.problems)} problems>"

    @overload
    def __getitem__(self, key: str | SupportsIndex) -> Entry: ...

    @overload
    def __getitem__(self, key: slice) -> tuple[Entry, ...]: ...

    def __getitem__(self, key: str | SupportsIndex | slice) -> Entry | tuple[Entry, ...]:
        """Return an entry by its id or digest, or as a tuple does; of several of one id the first that was named."""
        if not isinstance(key, str):
            return super().__getitem__(key)
        if (entry := self.get(key)) is None:
            hint = near(key[:80], dict.fromkeys(one.id for one in self))
            raise UnknownNameError(hinted(say("no definition {id!r} in the catalogue", id=key[:80]), hint))
        return entry

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None if isinstance(key, str) else super().__contains__(key)

    def get(self, key: str) -> Entry | None:
        """Return the entry of an id or of a digest, None where there is none."""
        named = [entry for entry in self if entry.id == key]
        return named[0] if named else next((entry for entry in self if entry.sha256 == key.casefold()), None)

    def covering(self, index: str, year: int) -> Catalogue:
        """Return the definitions of an index that are of a year; an open one ends where the next edition begins.

        Raises
        ------
        UnknownNameError
            There is no such index.
        """
        check_whole("year", year)
        indices = {fold(entry.index): entry.index for entry in self}
        if fold(index) not in indices:
            hint = near(index[:80], indices.values())
            raise UnknownNameError(hinted(say("no index {index!r} in the catalogue", index=index[:80]), hint))
        over = {id(entry) for entry in self._ended_before(year)}
        of_index = (entry for entry in self if fold(entry.index) == fold(index))
        return Catalogue(entry for entry in of_index if entry.covers(year) and id(entry) not in over)

    def _ended_before(self, year: int) -> Iterable[Entry]:
        for editions in editions_together(self):
            for entry in editions:
                last = last_year(entry, editions)
                if last is not None and last < year:
                    yield entry

    def record(self, item: Entry) -> dict[str, Any]:
        """Return one of them as a flat record; the last year is None while it is in force."""
        first, *last = item.years
        title = {"title_vi": item.title.vi, "title_en": item.title.en}
        return {
            "id": item.id,
            "index": item.index,
            "first_year": first,
            "last_year": last[0] if last else None,
            **title,
            "status": item.status,
            "version": item.version,
            "sha256": item.sha256,
            "source": item.source,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values; see `catalogue_schema`."""
        problems = [problem.to_dict() for problem in self.problems]
        return {"parindex": version(), "definitions": self.to_records(), "problems": problems}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {"first_year": "whole", "last_year": "whole", "status": "text"}
