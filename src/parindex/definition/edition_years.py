"""Which definitions are editions of one index, which year each of them ends in, and which claim the same year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

_EDITION = re.compile(r"(.*?)[-_.]?(?:19|20|21)[0-9]{2}")


class Edition(Protocol):
    """What is known of an edition: its id, its index, and its years, the first and perhaps the last."""

    @property
    def id(self) -> str:
        """The id."""
        ...

    @property
    def index(self) -> str:
        """The index."""
        ...

    @property
    def years(self) -> tuple[int, ...]:
        """The years."""
        ...


_E = TypeVar("_E", bound=Edition)


def edition_of(edition: Edition) -> tuple[str, str] | None:
    """Return what all editions of one index share: its name and the id up to the year at its end."""
    named = _EDITION.fullmatch(edition.id)
    return (edition.index, named[1]) if named and edition.index and edition.years else None


def editions_together(definitions: Iterable[_E]) -> list[list[_E]]:
    """Return the editions of each index, by year."""
    together: dict[tuple[str, str], list[_E]] = {}
    for definition in definitions:
        if (key := edition_of(definition)) is not None:
            together.setdefault(key, []).append(definition)
    return [sorted(editions, key=lambda edition: (edition.years, edition.id)) for editions in together.values()]


def last_year(edition: Edition, editions: Sequence[Edition]) -> int | None:
    """Return the last year of an edition; one that is still in force ends where the next one begins."""
    if len(edition.years) > 1:
        return edition.years[-1]
    return next((other.years[0] - 1 for other in editions if other.years[0] > edition.years[0]), None)


def overlapping(editions: Sequence[_E]) -> Iterator[tuple[_E, _E]]:
    """Yield the pairs of editions of one index, by year, that claim the same year; not those of one id."""
    last = [last_year(edition, editions) for edition in editions]
    for at, edition in enumerate(editions):
        end = last[at]
        for later in editions[at + 1 :]:
            if end is not None and later.years[0] > end:
                break
            if later.id != edition.id:
                yield edition, later
