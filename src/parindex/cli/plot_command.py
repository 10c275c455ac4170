"""`parindex plot`: a picture of a result, drawn from its definition and evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from parindex import plot
from parindex.base import say
from parindex.cli.long_work import bar
from parindex.cli.options import LANG, OUTPUT, read, reading, tell, usage_told
from parindex.cli.output_files import form_of, put, refuse_a_terminal
from parindex.cli.year_tables import series_of, year_table
from parindex.definition import is_bundled, load
from parindex.robustness import Uniform, one_at_a_time, sobol, uncertainty
from parindex.scoring import Scores, score
from parindex.years import Series

#: What is written, by the name of the format.
PICTURES: Mapping[str, Callable[[Any], str | bytes]] = {
    "svg": plot.to_svg,
    "png": plot.to_png,
    "json": lambda chart: plot.to_json(chart) + "\n",
}
#: How weights vary where ranks are held against it: each by a fifth.
_VARYING = Uniform(0.2)


@attrs.frozen
class PictureKind:
    """One kind of picture: what draws it from scores, and which options it takes.

    `draw` is called with the scores of each EVIDENCE, or the series of years, and the options given, by the names that
    `plot` knows.
    """

    draw: Callable[..., Any]
    options: tuple[str, ...] = ()
    tables: int | None = 1  # how many EVIDENCE it takes; None for tables of years alone
    years: int | None = None  # how many tables of years it takes instead


def _intervals(scores: Scores, **options: Any) -> Any:
    return plot.rank_intervals(_drawn(scores), **options)


def _probabilities(scores: Scores, **options: Any) -> Any:
    return plot.rank_probabilities(_drawn(scores), **options)


def _drawn(scores: Scores) -> Any:
    with bar() as progress:
        return uncertainty(scores, _VARYING, progress=progress)


def _tornado(scores: Scores, **options: Any) -> Any:
    with bar() as progress:
        return plot.tornado(one_at_a_time(scores, progress=progress), **options)


def _sobol(scores: Scores, unit: str | None = None, **options: Any) -> Any:
    with bar() as progress:
        return plot.sobol(sobol(scores, _VARYING, progress=progress), unit, **options)


def _change(before: Scores | Series, *after: Scores, units: Sequence[str] | None = None, **options: Any) -> Any:
    """Draw what changed between two tables; between two years of one unit by cause."""
    if not isinstance(before, Series):
        return plot.change(before, *after, units=units, **options)
    changes = before.change(*before.years)
    if units is not None and len(units) == 1:
        return plot.change(changes.of(units[0]), **options)
    return plot.change(changes, units=units, **options)


#: Every kind of picture by its name.
KINDS: Mapping[str, PictureKind] = {
    "ranking": PictureKind(plot.ranking, ("node", "units", "highlight")),
    "heatmap": PictureKind(plot.heatmap, ("units", "show", "nodes")),
    "tiles": PictureKind(plot.tiles, ("node",)),
    "profile": PictureKind(plot.profile, ("unit", "beside")),
    "waterfall": PictureKind(plot.waterfall, ("unit",)),
    "rank-intervals": PictureKind(_intervals, ("units", "highlight")),
    "rank-probabilities": PictureKind(_probabilities, ("units",)),
    "tornado": PictureKind(_tornado, ("unit",)),
    "sobol": PictureKind(_sobol, ("unit",)),
    "change": PictureKind(_change, ("units", "show"), tables=2, years=2),
    "trend": PictureKind(plot.trend, ("node", "units", "show", "highlight"), tables=None),
    "structure": PictureKind(plot.structure, tables=0),
}


@click.command("plot")
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("definition")
@click.argument("evidence", nargs=-1)
@click.option(
    "--unit", "units", multiple=True, help="The unit that it is about, by its code or name; of some, several."
)
@click.option("--highlight", multiple=True, metavar="UNIT", help="A unit that stands out.")
@click.option(
    "--node", "nodes", multiple=True, help="The node that it is about, in place of the total or of all parts."
)
@click.option("--show", type=click.Choice(["score", "rank", "share"]), help="What figures it shows.")
@click.option("--format", "form", type=click.Choice(list(PICTURES)), help="What is written; else as -o says, or svg.")
@LANG
@OUTPUT
@reading
def plot_(kind: str, definition: str, evidence: tuple[str, ...], lang: str | None, **options: Any) -> None:
    """Draw a picture of EVIDENCE scored by a DEFINITION, as SVG, PNG or Vega-Lite JSON.

    KIND is one of ranking, heatmap, tiles, profile, waterfall, rank-intervals, rank-probabilities, tornado, sobol,
    change, trend and structure. A profile and a waterfall need a --unit; structure takes no EVIDENCE; change takes two,
    before and after. A trend takes tables of years as the command series does, such as 2013:pci-2013=FILE; a change of
    two years too, and shows of one --unit what moved it, by cause.
    """
    form, output = options.pop("form"), options.pop("output")
    written = PICTURES[form_of(form, output, PICTURES, "svg")]
    refuse_a_terminal(output)
    picture, asked = KINDS[kind], _asked(kind, options)
    given = _scored(kind, definition, evidence, lang, options)
    with usage_told():
        chart = picture.draw(*given, **asked, lang=lang)
    put(written(chart), output)


def _asked(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Take what a picture is asked for out of the options, by the names that `plot` knows; refuse the rest."""
    takes = KINDS[kind].options
    asked: dict[str, Any] = {}
    units, nodes = options.pop("units"), options.pop("nodes")
    if units:
        asked |= _of_units(kind, units)
    if nodes:
        asked |= {"nodes": nodes} if "nodes" in takes else {"node": nodes[0]}
    asked |= {name: value for name in ("highlight", "show") if (value := options.pop(name))}
    if unused := [name for name in asked if name not in takes]:
        raise click.UsageError(say("{kind} takes no --{option}", kind=kind, option=unused[0].rstrip("s")))
    if kind in ("profile", "waterfall") and "unit" not in asked:
        raise click.UsageError(say("{kind} is of one unit: name it with --unit", kind=kind))
    return asked


def _of_units(kind: str, units: Sequence[str]) -> dict[str, Any]:
    """Return the units asked for as a picture takes them: several, one, or one beside another."""
    takes = KINDS[kind].options
    if "unit" not in takes:
        return {"units": units}
    names = ("unit", "beside") if "beside" in takes else ("unit",)
    if len(units) > len(names):
        raise click.UsageError(say("{kind} takes no more --unit than {count}", kind=kind, count=len(names)))
    return dict(zip(names, units, strict=False))


def _scored(
    kind: str, definition: str, evidence: Sequence[str], lang: str | None, options: dict[str, Any]
) -> tuple[Any, ...]:
    """Return what a picture is drawn from: the definition, scores, or the scores of each year."""
    picture = KINDS[kind]
    if picture.tables is None or (picture.years and _names_a_table(definition)):
        return (_years((definition, *evidence), picture, kind, lang, options),)
    if evidence and picture.tables == 0:
        raise click.UsageError(say("{kind} is of a definition: it takes no EVIDENCE", kind=kind))
    _check_count(kind, picture.tables, len(evidence))
    if picture.tables == 0:
        return (load(definition),)
    return tuple(_scores(definition, path, lang, options) for path in evidence)


def _check_count(kind: str, count: int, given: int) -> None:
    if count != given:
        raise click.UsageError(say("{kind} takes {count} EVIDENCE, not {given}", kind=kind, count=count, given=given))


def _names_a_table(text: str) -> bool:
    """Return whether a text names a definition with its table, and is no definition that is there."""
    return "=" in text and not is_bundled(text) and not Path(text).exists()


def _years(tables: Sequence[str], picture: PictureKind, kind: str, lang: str | None, options: dict[str, Any]) -> Series:
    """Return the series of tables of years; each says its own year."""
    if picture.years:
        _check_count(kind, picture.years, len(tables))
    of_one = [name for name in ("year", "survey") if options.get(name)]
    if of_one:
        raise click.UsageError(say("{kind} takes no --{option}", kind=kind, option=of_one[0]))
    rest = {name: value for name, value in options.items() if name not in ("year", "survey")}
    return series_of(list(map(year_table, tables)), lang, rest)


def _scores(definition: str, evidence: str, lang: str | None, options: dict[str, Any]) -> Scores:
    scores = score(*read(definition, evidence, **options))
    tell((*scores.problems, *scores.coverage.problems), lang)
    return scores
