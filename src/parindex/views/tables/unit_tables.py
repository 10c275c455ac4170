"""Units as a table, in every format of `parindex units`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import attrs

from parindex.base import Figure, Text, head, json_document, plain, say, translated, version, word
from parindex.definition import Registry, Unit, neighbouring_periods
from parindex.views.document import TextTable

#: A column and what stands in it, of a unit in a language and a year; columns that are empty throughout are left out.
_Cell = Callable[[Unit, str, "int | None"], str]
_COLUMNS: dict[str, _Cell] = {
    "unit": lambda unit, lang, year: unit.id,
    "name": lambda unit, lang, year: unit.title.get(lang) if unit.title else "",
    "kind": lambda unit, lang, year: word("unit_kind", _kind(unit, year), lang),
    "region": lambda unit, lang, year: unit.region.get(lang) if unit.region else "",
    "portal_code": lambda unit, lang, year: unit.portal_code,
    "group": lambda unit, lang, year: unit.group or "",
    "ranked": lambda unit, lang, year: "" if unit.ranked else translated(say("no"), lang),
    "spellings": lambda unit, lang, year: "|".join(unit.spellings),
    "parent": lambda unit, lang, year: unit.parent or "",
    "became": lambda unit, lang, year: unit.became,
    "formed_of": lambda unit, lang, year: "|".join(unit.formed_of),
}


def _kind(unit: Unit, year: int | None) -> str:
    return unit.kind if year is None else unit.kind_in(year)


def unit_table(registry: Registry, lang: str, year: int | None = None) -> TextTable:
    """Return one row a unit, in a language, of the kind that it was in a year; heads as programs know them."""
    columns = {name: [cell(unit, lang, year) for unit in registry.units] for name, cell in _COLUMNS.items()}
    filled = {name: cells for name, cells in columns.items() if name == "unit" or any(cells)}
    for name in dict.fromkeys(name for unit in registry.units for name, _ in (*unit.attributes, *unit.columns)):
        filled[name] = [_plain((*unit.attributes, *unit.columns)).get(name, "") for unit in registry.units]
    return TextTable(list(filled), list(zip(*filled.values(), strict=True)))


def registry_for_readers(registry: Registry, lang: str, year: int | None = None) -> TextTable:
    """Return the table with heads and numbers in the language; names that come with the units stay as they are."""
    return _headed(registry, lang, year).in_language(lang)


def _headed(registry: Registry, lang: str, year: int | None) -> TextTable:
    table = _with_names(unit_table(registry, lang, year), registry, lang)
    own = [head({"parent": "parent_unit"}.get(name, name), lang) if name in _COLUMNS else name for name in table.header]
    return attrs.evolve(table, header=own)


def _with_names(table: TextTable, registry: Registry, lang: str) -> TextTable:
    """Return the table with what became of units by name, and of what they were formed; nothing where one went on."""
    before, after = neighbouring_periods(registry)
    columns = dict(zip(table.header, zip(*table.rows, strict=True), strict=True))
    if after and "became" in columns:
        alone = [unit.id for unit in after.units if len(unit.formed_of) == 1]
        columns["became"] = tuple(
            "" if unit.became in alone else _named(after, [unit.became], lang) for unit in registry.units
        )
    if before and "formed_of" in columns:
        formed = [unit.formed_of if len(unit.formed_of) > 1 else () for unit in registry.units]
        columns["formed_of"] = tuple(_named(before, codes, lang) for codes in formed)
    return attrs.evolve(table, rows=list(zip(*columns.values(), strict=True)))


def _named(registry: Registry, codes: Iterable[str], lang: str) -> str:
    names = {unit.id: unit.called(lang) for unit in registry.units}
    return " + ".join(f"{code} {names[code]}" for code in codes)


def _plain(values: Iterable[tuple[str, Fraction | str]]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else Figure(plain(value)) for name, value in values}


def _record(unit: Unit, year: int | None) -> dict[str, Any]:
    return {
        "unit": unit.id,
        "name": _in_both(unit.title),
        "kind": _kind(unit, year) or None,
        "kind_since": unit.kind_since or None,
        "region": _in_both(unit.region),
        "portal_code": unit.portal_code or None,
        "group": unit.group,
        "ranked": unit.ranked,
        "spellings": list(unit.spellings),
        "parent": unit.parent,
        "became": unit.became or None,
        "formed_of": list(unit.formed_of),
        "attributes": _plain(unit.attributes),
        "columns": _plain(unit.columns),
    }


def _in_both(text: Text | None) -> dict[str, str | None] | None:
    return None if text is None else {"vi": text.vi, "en": text.en}


def _json(registry: Registry, lang: str, year: int | None) -> str:
    since, until = (day and day.isoformat() for day in (registry.since, registry.until))
    units = [_record(unit, year) for unit in registry.units]
    return json_document(
        {"parindex": version(), "registry": registry.id, "since": since, "until": until, "units": units}, lang
    )


#: Every format that `units` writes, by name.
UNITS: dict[str, Callable[[Registry, str, int | None], str]] = {
    "table": lambda registry, lang, year: registry_for_readers(registry, lang, year).to_terminal(),
    "csv": lambda registry, lang, year: unit_table(registry, lang, year).to_csv(),
    "excel": lambda registry, lang, year: _headed(registry, lang, year).to_excel_csv(),
    "json": _json,
    "markdown": lambda registry, lang, year: registry_for_readers(registry, lang, year).to_markdown(),
}
