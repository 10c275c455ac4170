"""What commands share: options, reading of definitions and evidence, printing of problems and results."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, get_args

import attrs
import click

from parindex.base import (
    DONE,
    FAILED,
    FAULTY,
    LANGUAGES,
    Checked,
    Failure,
    Findings,
    ParindexError,
    Problem,
    Severity,
    UnknownNameError,
    checkout_of,
    encodable,
    language,
    message_of,
    say,
    translated,
)
from parindex.cli.long_work import bar
from parindex.cli.output_files import Outputs, told_in
from parindex.cli.printing import print_aside
from parindex.definition import Definition, load
from parindex.evidence import LAYERS, MARKS, Evidence, Layout, read_each_layer, read_evidence
from parindex.views.problems import PROBLEMS, line, summary

_Read = TypeVar("_Read")


def names_in(_: click.Context, __: click.Parameter, text: str) -> list[str]:
    """Return the names in a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _rows(_: click.Context, __: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """Return the rows of a header: 4, or 3-4."""
    try:
        return Layout(header_rows=text).header_rows
    except ValueError as error:
        raise click.BadParameter(message_of(error)) from None


def by_name(texts: tuple[str, ...], example: str) -> dict[str, str]:
    """Return what stands behind names, each of which is given once, of texts such as an example: land=2."""
    values: dict[str, str] = {}
    for text in texts:
        name, _, value = (part.strip() for part in text.rpartition("="))
        if not (name and value):
            raise click.BadParameter(say("{text!r} is not written as {example}", text=text, example=example))
        if name in values:
            raise click.BadParameter(say("{name!r} is given twice", name=name))
        values[name] = value
    return values


def _figures(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Return figures by name, of texts such as national_mean=7.2."""
    return by_name(texts, "national_mean=7.2")


#: The language of everything a command prints for people.
LANG = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of what is printed; else as the locale says."
)
YEAR = click.option("--year", type=int, help="The year scored, of several that the table or the edition is of.")
#: How each of several tables is laid out.
_LAYOUT = (
    click.option("--layout", metavar="FILE", help="File that says how the table is laid out."),
    click.option(
        "--unit-from", metavar="PLACE", help="Where the unit of a whole sheet is named: sheet, file or cell:B3."
    ),
    click.option(
        "--missing-marks",
        default="",
        callback=names_in,
        metavar="MARKS",
        help="What stands in cells that hold no value: NA.",
    ),
    click.option("--sheet", multiple=True, help="Worksheet of a workbook; several are read as one table, * for all."),
    click.option("--header-row", callback=_rows, metavar="ROWS", help="The row that names the columns, or rows: 3-4."),
    YEAR,
    click.option(
        "--units-year", type=int, metavar="YEAR", help="The year by whose list units are named, if another: 2025."
    ),
    click.option(
        "--parameter",
        "parameters",
        multiple=True,
        callback=_figures,
        metavar="NAME=FIGURE",
        help="A figure from outside, in place of that of the definition: national_mean=7.2.",
    ),
    click.option(
        "--decimal-mark", type=click.Choice(MARKS), help="What sets off decimals where 1.503 may be a thousand."
    ),
    click.option(
        "--ignore-rows",
        default="",
        callback=names_in,
        metavar="UNITS",
        help="Rows to pass over, by their unit: totals.",
    ),
    click.option(
        "--ignore", default="", callback=names_in, metavar="COLUMNS", help="Columns to pass over, separated by commas."
    ),
)
LAYER = click.option("--layer", type=click.Choice(LAYERS), help="The layer to take, or which one the table is.")
SURVEY = click.option("--survey", help="Table of the indicators that units may not fill in themselves.")
EMPTY = click.option(
    "--empty",
    type=click.Choice(["missing", "accepted"]),
    default="missing",
    help="What an empty cell of a later layer means: no value, or that the layer before it stands.",
)
OUTPUT = click.option(
    "-o", "--output", type=click.Path(), metavar="FILE", help="Write to a file instead of standard output."
)
#: How and where problems are told.
TOLD = told_in(PROBLEMS)
#: A branch is held against where it begins: what others did since then is no change of it.
SINCE_BRANCH = click.option(
    "--since-branch", is_flag=True, help="With --against: compare with where the branch leaves REV."
)
#: The gravest first.
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
#: From which severity on problems are a failure.
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="error",
    help="Exit 1 for problems as grave as this, or graver (error).",
)
#: Where a run on a forge has its checkout, for formats that name files from there.
_TOPS = {
    "github": ("GITHUB_WORKSPACE",),
    "gitlab": ("CI_PROJECT_DIR",),
    "sarif": ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"),
}


#: The options of `reading`.
READING = (
    *(
        "ignore",
        "ignore_rows",
        "year",
        "units_year",
        "header_row",
        "sheet",
        "missing_marks",
        "unit_from",
        "layout",
        "decimal_mark",
    ),
    *("layer", "survey", "empty", "parameters"),
)


def layout(command: Any) -> Any:
    """Give a command the options that say how a table is laid out."""
    for option in _LAYOUT:
        command = option(command)
    return command


def reading(command: Any) -> Any:
    """Give a command the options that say how evidence is read."""
    for option in (EMPTY, SURVEY, LAYER):
        command = option(command)
    return layout(command)


def reading_of_years(command: Any) -> Any:
    """Give a command the options that say how tables of several years are read, each year of its own."""
    for option in (EMPTY, LAYER, *(option for option in _LAYOUT if option is not YEAR)):
        command = option(command)
    return command


def named(_: click.Context, __: click.Parameter, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return paths, none of them empty: an empty one, of a variable that is not set, would be the working directory."""
    if "" in paths:
        raise click.BadParameter(say("a path is empty"))
    return paths


PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...", callback=named)


def read(definition: str, evidence: str, **options: Any) -> tuple[Definition, Evidence]:
    """Load a definition and read evidence, as the options of `reading` say."""
    loaded = load(definition)
    return loaded, _read(read_evidence, loaded, evidence, **options)


def read_layers(definition: str, evidence: str, **options: Any) -> tuple[Definition, tuple[Evidence, ...]]:
    """Load a definition and read evidence, each layer of it where it holds several and none is named."""
    loaded = load(definition)
    return loaded, _read(read_each_layer, loaded, evidence, **options)


def _read(by: Callable[..., _Read], *sources: object, **options: Any) -> _Read:
    with usage_told(), bar():
        return by(*sources, **options)


@contextmanager
def usage_told() -> Iterator[None]:
    """Tell what the library refuses of what was given as an error of using the command."""
    try:
        yield
    except UnknownNameError as error:
        raise click.BadParameter(message_of(error), param_hint=_naming(str(error))) from None
    except ParindexError:
        raise
    except ValueError as error:
        raise click.UsageError(message_of(error)) from None


def _naming(message: str) -> str:
    """Return the option that gave a name which a message refuses."""
    context = click.get_current_context()
    for option in context.command.params:
        given = context.params.get(option.name or "")
        names = tuple(given) if isinstance(given, (tuple, dict)) else (given,)
        if isinstance(option, click.Option) and any(isinstance(name, str) and repr(name) in message for name in names):
            return option.opts[0]
    return "--unit"


def report(
    problems: Iterable[Problem],
    *,
    checked: Iterable[Checked | str],
    failures: Iterable[Failure] = (),
    remarks: Iterable[str] = (),
    into: Outputs,
    lang: str | None = None,
    counted: str = "",
    fail_on: Severity = "error",
) -> int:
    """Print problems as the result of a command, in each format asked for, and say on standard error what was done.

    `checked` is what could be checked, sound or not: files, or parts of them such as test cases; `failures` what could
    not. The line begins with `counted`, in place of ``3 checked``. Returns the exit code: 2 where something, or
    everything, could not be checked, else 1 where there are problems as grave as `fail_on`, or graver.
    """
    lang = language(lang)
    failed = tuple(dict.fromkeys(failures))
    findings = Findings(tuple(problems), checked, failed, lang, remarks=tuple(remarks))
    if not findings.checked and not findings.failures:
        findings = attrs.evolve(findings, failures=(Failure("", say("nothing was checked")),))
    for remark in findings.remarked:
        print_aside(f"parindex: {remark}")
    if not into.put(lambda form, file: _written(findings, form, file)):
        return FAILED
    for failure in findings.failed:
        print_aside(line(failure))
    print_aside(translated(summary(findings, counted), lang))
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    faulty = any(problem.severity in grave for problem in findings.problems)
    return FAILED if findings.failures else FAULTY if faulty else DONE


def _written(findings: Findings, form: str, file: str | None) -> str:
    # Failures and remarks stand on standard error, beside a text on standard output.
    shown = attrs.evolve(findings, failures=(), remarks=()) if (form, file) == ("text", None) else findings
    return encodable(PROBLEMS[form](attrs.evolve(shown, folder=naming_folder(form))))


def naming_folder(form: str) -> Path:
    """Return the folder that files are named from: for a forge the top of the checkout, else the working directory."""
    here = Path.cwd().resolve()
    if form not in _TOPS:
        return here
    named = (Path(top).resolve() for name in _TOPS[form] if (top := os.environ.get(name)))
    return next((top for top in named if here.is_relative_to(top)), None) or checkout_of(here) or here


def tell(problems: Iterable[Problem], lang: str | None = None) -> None:
    """Print problems beside the result of a command, those of one cause once; in a language or that of the locale."""
    for problem in Findings(tuple(problems), lang=language(lang)).told:
        print_aside(line(problem, language(lang)))
