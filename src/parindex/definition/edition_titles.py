"""What an edition is called, and the year where one is known: one decision for headings, charts and pages."""

from __future__ import annotations

import re

from parindex.base import LANGUAGES, Text, say, translated
from parindex.definition.tree import Definition


def edition_period(definition: Definition, year: int | None, lang: str) -> str:
    """Return the year, or without one the years of the edition in words; a year and a dash would look cut off.

    Examples
    --------
    >>> import parindex
    >>> from parindex.definition import edition_period
    >>> pci, ministries = parindex.load("pci-2013"), parindex.load("par-ministry-2022")
    >>> edition_period(pci, 2016, "en"), edition_period(pci, None, "en")
    ('2016', '2013–2021')
    """
    if year is not None:
        return str(year)
    first, *last = definition.years
    return definition.period if last else translated(say("since {year}", year=str(first)), lang)


def title_in_year(definition: Definition, year: int | None) -> Text:
    """Return the title of an index; where it names the years of the edition, the year in their place if it is known.

    Examples
    --------
    >>> import parindex
    >>> from parindex.definition import title_in_year
    >>> title_in_year(parindex.load("pci-2013"), 2016).en
    'Provincial Competitiveness Index 2016'
    """
    if year is None:
        return definition.title
    first, *last = definition.years
    named = re.escape(definition.period) if last else rf"(?<![\w/–-]){first}(?=\)?$)"  # no number of a decree
    titles = {lang: definition.title.get(lang) for lang in LANGUAGES}
    return Text(**{lang: re.sub(named, str(year), title) for lang, title in titles.items()})


def edition_title(definition: Definition, lang: str, year: int | None = None) -> str:
    """Return what an edition is called: with the year where it is known, else with its years where no title says them.

    Examples
    --------
    >>> import parindex
    >>> from parindex.definition import edition_title
    >>> edition_title(parindex.load("pgi-2022"), "vi", 2023)
    'Chỉ số Xanh cấp tỉnh, 2023'
    """
    title = title_in_year(definition, year).get(lang) or definition.index
    if str(definition.years[0] if year is None else year) in title:
        return title
    if year is None and len(definition.years) == 1:
        return translated(say("{title}, since {year}", title=title, year=str(definition.years[0])), lang)
    return f"{title}, {edition_period(definition, year, lang)}"
