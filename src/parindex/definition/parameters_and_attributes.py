"""What an index rests on beside evidence: sources, figures from outside, attributes of units, conditions on these."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

from parindex.base import Text, Titled
from parindex.definition.rules.rule import Options

#: What figures rest on.
Status = Literal["published", "recovered", "derived", "assumed", "template", "partial"]


@attrs.frozen
class Source(Titled):
    """Where figures come from: a decision, a report, a page."""

    id: str
    title: Text | None = None
    url: str | None = None
    note: Text | None = None


@attrs.frozen
class Parameter(Titled):
    """A figure from outside, such as a national mean: one for all years, or one a year; evidence may give its own."""

    id: str
    title: Text | None = None
    unit: str | None = None
    value: Fraction | None = None
    values: Options | None = None
    source: str | None = None
    status: Status | None = None
    note: Text | None = None

    def figure(self, year: int | None) -> Fraction | None:
        """Return the figure of a year, None where there is none; the one of all years needs no year."""
        return self.value if self.values is None else dict(self.values.items).get(str(year))


@attrs.frozen
class Attribute(Titled):
    """What units have or have not, such as mountains, or a number of theirs: indicators may rest on it."""

    id: str
    title: Text | None = None
    note: Text | None = None


@attrs.frozen
class Condition:
    """That units have an attribute, or have it not."""

    attribute: str
    holds: bool = True

    @classmethod
    def of(cls, text: str) -> Condition:
        """Read ``mountain`` or ``not mountain``."""
        words = text.split()
        return cls(" ".join(words[1:]), holds=False) if len(words) > 1 and words[0] == "not" else cls(" ".join(words))

    def __str__(self) -> str:
        return self.attribute if self.holds else f"not {self.attribute}"
