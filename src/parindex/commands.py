"""The commands: they read arguments, call the surface and print."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import numpy as np

from parindex.analysis.outputs import KINDS
from parindex.analysis.reconcile import reconcile
from parindex.analysis.simulation import ORDERS
from parindex.catalogue import catalogue, check, load, text_of
from parindex.columns import targets
from parindex.definition import Definition, period
from parindex.evidence import Evidence, read_evidence, table_of
from parindex.layers import STAGES
from parindex.methods import METHODS, OPTIONS
from parindex.problems import DONE, FAILED, FAULTY, DefinitionError, EvidenceError, Problem, UnreadableError, errors
from parindex.scoring import score
from parindex.scoring import validate as check_evidence
from parindex.tables import LAYERS, is_blank, passed_over
from parindex.views.analyses import ANALYSES
from parindex.views.progress import sharing
from parindex.views.table import CHANGES, FORMATS, ruled
from parindex.views.text import outline
from parindex.workbooks import WORKBOOKS

LANG = click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of titles.")
YEAR = click.option("--year", type=int, help="The year scored, where units changed within the years of the edition.")
HEADER = click.option("--header-row", type=click.IntRange(min=1), help="The row that names the columns.")
SHEET = click.option("--sheet", help="The worksheet of a workbook.")
IGNORE = click.option("--ignore", default="", metavar="COLUMNS", help="Columns to pass over, separated by commas.")
ROWS = click.option("--ignore-rows", default="", metavar="UNITS", help="Rows to pass over, by their unit: totals.")
LAYER = click.option("--layer", type=click.Choice(LAYERS), help="The layer to take, or which one the table is.")
SURVEY = click.option("--survey", help="Table of the indicators that units may not fill in themselves.")
EMPTY = click.option(
    "--empty",
    type=click.Choice(["missing", "accepted"]),
    default="missing",
    help="What an empty cell of a later layer means: no value, or that the layer before it stands.",
)
OUTPUT = click.option("-o", "--output", type=click.Path(), help="Write to a file instead of standard output.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")


def reading(command: Any) -> Any:
    """Give a command the options that say how evidence is read."""
    for option in (EMPTY, SURVEY, LAYER, SHEET, HEADER, YEAR, ROWS, IGNORE):
        command = option(command)
    return command


def run(arguments: list[str] | None) -> int:
    """Run a command; returns the exit code."""
    try:
        code = commands.main(arguments, prog_name="parindex", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return FAILED
    except SystemExit:  # what click makes of a closed pipe
        raise BrokenPipeError from None
    except click.ClickException as error:
        error.show()
        return FAILED
    except (DefinitionError, EvidenceError) as error:
        _print_problems(error.problems)
        return FAULTY
    return int(code or DONE)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="parindex")
def commands() -> None:
    """Score governance indices: definitions are TOML files, evidence is a table.

    DEFINITION is the id of a bundled definition or the path of a TOML file, EVIDENCE the path of a table (CSV, JSON,
    Excel) or - for standard input. Exit codes: 0 done, 1 errors found, 2 could not run.
    """


@commands.command("list")
@LANG
def list_(lang: str) -> None:
    """List the bundled definitions."""
    rows = [
        [entry.id, entry.index, period(entry.years), entry.status or "", entry.title.get(lang)] for entry in catalogue()
    ]
    click.echo(ruled(["id", "index", "years", "status", "title"], rows), nl=False)


@commands.command()
@click.argument("definition")
@LANG
@click.option("--toml", is_flag=True, help="Print the file itself, to begin one of your own.")
def show(definition: str, *, lang: str, toml: bool) -> None:
    """Show the tree of a DEFINITION with weights, maxima and rules."""
    loaded = load(definition)
    click.echo(text_of(definition)[0] if toml else outline(loaded, lang), nl=not toml)


@commands.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@FORMAT
def check_(paths: tuple[str, ...], form: str) -> int:
    """Check definition files, or all *.toml in folders."""
    files = [file for path in paths for file in _definitions(path)]
    problems: list[Problem] = []
    unreadable = []
    for file in files:
        try:
            problems += check(file)
        except UnreadableError as error:
            unreadable.append(str(error))
    _report(problems, form, f"{len(files) - len(unreadable)} checked")
    for line in unreadable:
        click.echo(f"parindex: {line}", err=True)
    return FAILED if unreadable else FAULTY if errors(problems) else DONE


@commands.command()
@click.argument("definition")
@click.argument("evidence")
@reading
@FORMAT
def validate(definition: str, evidence: str, form: str, **options: Any) -> int:
    """Check EVIDENCE against a DEFINITION.

    Every fault is listed with its row and column.
    """
    _, read = _read(definition, evidence, **options)
    problems = check_evidence(read.definition, read)
    _report(problems, form, f"{len(read.units)} units, {len(read.columns)} columns{_gaps(read)}")
    return FAULTY if errors(problems) else DONE


@commands.command("score")
@click.argument("definition")
@click.argument("evidence")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="How to print; else as -o says.")
@OUTPUT
@reading
def score_(definition: str, evidence: str, form: str | None, output: str | None, **options: Any) -> None:
    """Score EVIDENCE by a DEFINITION: totals, ranks and groups."""
    scores = score(*_read(definition, evidence, **options))
    _print_problems(scores.problems)
    _put(FORMATS[_form(form, output, FORMATS)](scores), output)


@commands.command()
@click.argument("definition")
@click.argument("evidence")
@reading
@click.option("--unit", required=True, help="Code or name of the unit.")
@click.option("--lang", type=click.Choice(["en", "vi"]), help="Show titles in this language in place of ids.")
def explain(definition: str, evidence: str, unit: str, lang: str | None, **options: Any) -> None:
    """Show how the total of one unit comes about."""
    scores = score(*_read(definition, evidence, **options))
    _print_problems(scores.problems)
    try:
        click.echo(scores.explain(unit).to_text(lang))
    except KeyError as error:
        raise click.BadParameter(error.args[0], param_hint="--unit") from None


@commands.command("reconcile")
@click.argument("definition")
@click.argument("evidence", required=False)
@click.option("--self-assessed", help="Table of the units' own points.")
@click.option("--appraised", help="Table of the first appraisal.")
@click.option("--reappraised", help="Table of the second appraisal.")
@SURVEY
@click.option("--between", nargs=2, type=click.Choice(STAGES), help="The layers compared; else the first and last.")
@EMPTY
@YEAR
@SHEET
@HEADER
@IGNORE
@ROWS
@click.option("--format", "form", type=click.Choice(list(CHANGES)), help="How to print; else as -o says.")
@OUTPUT
def reconcile_(definition: str, form: str | None, output: str | None, ignore: str, **options: Any) -> None:
    """Show what an appraisal changed.

    Layers are tables of their own, or EVIDENCE is one table with a column 'layer'.
    """
    loaded = load(definition)
    where = {name: options.pop(name) for name in ("header_row", "sheet")}
    given = [name for name in ("evidence", *LAYERS) if options[name] is not None]
    tables = [table_of(options[name], loaded, **where) for name in given]
    tables = passed_over(tables, _names(ignore), _names(options.pop("ignore_rows")))
    options.update(zip(given, tables, strict=True))
    try:
        found = reconcile(loaded, **options)
    except EvidenceError:
        raise
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    _print_problems(dict.fromkeys((*found.before.problems, *found.after.problems)))
    _put(CHANGES[_form(form, output, CHANGES)](found), output)


@commands.command()
@click.argument("definition")
@click.argument("evidence")
@click.option("--method", "name", type=click.Choice(list(METHODS)), required=True, help="Which analysis.")
@click.option(
    "--weights",
    metavar="HOW",
    help="How weights vary: uniform:0.2 (the default), dirichlet:100, bounds:land=0.05-0.2,entry=0.1-0.3, or none.",
)
@click.option("--noise", metavar="PART", help="Errors of evidence: 0.1 or 10% of the spread of each indicator.")
@click.option("--aggregation", metavar="WAYS", help="Other means the index may be: geometric-mean,harmonic-mean.")
@click.option("--left-out", is_flag=True, default=None, help="One indicator may be left out.")
@click.option("--imputation", metavar="WAYS", help="Ways to make up missing values, as redistribute,lowest.")
@click.option(
    "--draws", type=click.IntRange(min=1), help="How many draws, 10,000 unless given; of sobol how many rows, 1,024."
)
@click.option("--seed", type=click.IntRange(min=0), help="The same seed (0) gives the same result.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes that share the work out.")
@click.option(
    "--of",
    type=click.Choice(KINDS),
    help="What sobol explains: the total (score, the default), the rank, or the shift of all ranks.",
)
@click.option("--groups", type=click.Choice(["component", "domain"]), help="What moves together in sobol.")
@click.option("--order", type=click.Choice(ORDERS), help="Whether sobol tells pairs too.")
@click.option("--change", type=float, help="The part by which one-at-a-time moves each weight (0.1).")
@click.option(
    "--what",
    type=click.Choice(["indicators", "components", "units"]),
    help="What is left out in turn, indicators unless given.",
)
@click.option("--group", help="The group of units that effective-weights looks at.")
@click.option("--unit", multiple=True, help="Show this unit only; of thresholds the two compared.")
@click.option("--format", "form", type=click.Choice(list(ANALYSES)), help="How to print; else as -o says.")
@OUTPUT
@reading
def sensitivity(definition: str, evidence: str, name: str, **options: Any) -> None:
    """Show how far ranks can be trusted.

    A method takes the options that it needs, and refuses others. Tables are for a first look; CSV, JSON and --unit
    give every figure.
    """
    method, units, form = METHODS[name], options.pop("unit"), options.pop("form")
    asked = {option: value for option in OPTIONS if (value := options.pop(option, None)) is not None}
    if unused := [option for option in asked if option not in method.options]:
        raise click.UsageError(f"--method {name} takes no --{unused[0].replace('_', '-')}")
    if units and not (method.by_unit or "unit" in method.options):
        raise click.UsageError(f"--method {name} takes no --unit")
    output = options.pop("output")
    shape = ANALYSES[_form(form, output, ANALYSES)]
    scores = score(*_read(definition, evidence, **options))
    _print_problems(scores.problems)
    try:
        picked = [scores.units[scores.evidence.row(unit)] for unit in units]
        with sharing(asked.pop("workers", None), shown="workers" in method.options) as shared:
            found = method.run(scores, **asked, **shared, **({} if method.by_unit or not units else {"unit": picked}))
    except KeyError as error:
        raise click.BadParameter(error.args[0], param_hint="--unit") from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if method.by_unit and picked and not found.of_units(picked):
        raise click.UsageError("these figures are not those of single units: leave --unit out")
    _put(shape(found, picked if method.by_unit else ()), output)


def _form(form: str | None, output: str | None, known: Iterable[str]) -> str:
    """Return the format asked for, or that of the file's name."""
    suffix = "" if output is None else Path(output).suffix.casefold()
    if suffix in WORKBOOKS:
        raise click.UsageError(f"no workbook is written; {Path(output or '').stem}.csv can be opened as one")
    named = {".csv": "csv", ".json": "json", ".md": "markdown"}.get(suffix, "table")
    return form or (named if named in known else "table")


def _put(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(Path(output), text)


def _read(definition: str, evidence: str, **options: Any) -> tuple[Definition, Evidence]:
    loaded = load(definition)
    for name in ("ignore", "ignore_rows"):
        options[name] = _names(options[name])
    try:
        return loaded, read_evidence(evidence, loaded, **options)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--year") from None


def _gaps(evidence: Evidence) -> str:
    """Say how many cells are empty, which is no fault by itself."""
    columns = [evidence.table.columns[raw] for raw in targets(evidence.table, evidence.definition)]
    empty = np.array([[is_blank(cell) for cell in cells] for cells in columns], dtype=bool)
    return f", empty cells: {empty.sum()} in {empty.any(axis=0).sum()} units" if empty.any() else ""


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _definitions(path: str) -> list[str]:
    if not Path(path).is_dir():
        return [path]
    files = sorted(str(file) for file in Path(path).rglob("*.toml") if file.is_file())
    if not files:
        raise UnreadableError(f"{path}: no *.toml in this folder")
    return files


def _report(problems: Iterable[Problem], form: str, counted: str) -> None:
    """Print problems as the result of a command; the count goes to standard error."""
    problems = list(problems)
    if form == "json":
        click.echo(json.dumps([problem.to_dict() for problem in problems], ensure_ascii=False, indent=2))
        return
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{counted}: {len(problems) or 'no'} problem{'s' * (len(problems) != 1)}", err=True)


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)


def _write(path: Path, text: str) -> None:
    """Write a whole file or none: through a neighbour that then takes its place."""
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="")  # a device or pipe; a folder fails here
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
