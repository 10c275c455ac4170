"""`parindex units`."""

from __future__ import annotations

import os

import click

from parindex.base import UnreadableError, language, near, say, translated
from parindex.cli.options import LANG, OUTPUT
from parindex.cli.output_files import form_of, formats, put
from parindex.cli.printing import print_aside
from parindex.definition import REGISTRIES, Registry, is_bundled, load, registries_of, registry, registry_periods
from parindex.views.tables import UNITS

_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@click.command("units")
@click.argument("name", metavar="REGISTRY|DEFINITION")
@click.option("--year", type=click.IntRange(_FIRST_YEAR, _LAST_YEAR), help="The year; else the latest.")
@formats(UNITS)
@LANG
@OUTPUT
def units_(name: str, *, year: int | None, form: str | None, excel: bool, lang: str | None, output: str | None) -> None:
    """List the units of a registry or of a DEFINITION: codes, names, kinds, regions, groups.

    A registry is vn-provinces or vn-ministries. Names of a list go by the year: 44 was Quảng Bình and is Quảng Trị.
    """
    spoken = language(lang)
    units = _registry(name, year)
    put(UNITS[form_of(form, output, UNITS, excel=excel)](units, spoken, year), output)
    told = say("{registry}: {count} units", registry=units.label, count=len(units.units))
    print_aside(translated(told, spoken))


def _registry(name: str, year: int | None) -> Registry:
    """Return the units that a name and a year stand for."""
    if name in REGISTRIES:
        return registry_periods(name)[-1] if year is None else registry(name, year)
    if not (is_bundled(name) or os.path.lexists(name)) and (hint := near(name, REGISTRIES)):
        raise UnreadableError.of(name, say("no registry and no definition ({hint})", hint=hint))
    definition = load(name)
    if year is not None and not definition.covers(year):
        raise click.UsageError(
            say("{id!r} is of {period}, not of {year}", id=definition.id, period=definition.period, year=year)
        )
    periods = registries_of(definition, year)
    if not periods:
        raise UnreadableError.of(name, say("the definition names no units: any are scored"))
    return periods[-1]
