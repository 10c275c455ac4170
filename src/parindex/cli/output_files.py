"""What a command writes: in which format, to standard output or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Container, Iterable
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import Any, Self, TypeVar

import attrs
import click

from parindex.base import AsWorkbook, FileName, Message, language, parser_message, say, translated, write
from parindex.cli.long_work import bar
from parindex.cli.printing import print_aside, print_result
from parindex.evidence import WORKBOOKS

#: The format that the name of a file asks for, by its suffix, where the command offers it.
SUFFIXES = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".pdf": "pdf",
    ".png": "png",
    ".sarif": "sarif",
    ".svg": "svg",
    ".xlsx": "xlsx",
    ".xml": "junit",
}
#: Names of files that promise what no other format can stand for: whoever opens them would be told they are damaged.
_PROMISING = (*WORKBOOKS, ".pdf", ".png", ".svg")
#: Names of files that promise no more than text, which is what most commands write by themselves.
_PLAIN = ("", ".txt", ".log", ".out")
_AS_TEXT = ("table", "text")

_Command = TypeVar("_Command", bound=Callable[..., Any] | click.Command)
#: The key of CSV for Excel among the formats of a command, and that of a workbook.
EXCEL, WORKBOOK = "excel", "xlsx"


def formats(forms: Iterable[str]) -> Callable[[_Command], _Command]:
    """Give a command the options that say in which of some formats it prints."""
    choice = click.Choice([name for name in forms if name != EXCEL])
    shown = click.option("--format", "form", type=choice, help="How to print; else as -o says.")
    excel = click.option(
        "--excel",
        is_flag=True,
        help="Write CSV that Excel opens as it stands: decimal commas, semicolons, names as text.",
    )
    return lambda command: shown(excel(command))


def form_of(
    form: str | None, output: str | None, forms: Iterable[str], default: str = "table", *, excel: bool = False
) -> str:
    """Return the format asked for, or that of the file's name, of those that a command offers."""
    if excel and form is None and output is None:
        return EXCEL
    named = _named(form, output, forms, default)
    if excel and named != "csv":
        raise click.UsageError(say("--excel is about CSV: write --format csv, or -o NAME.csv"))
    return EXCEL if excel else named


def _named(form: str | None, output: str | None, forms: Iterable[str], default: str) -> str:
    suffix = "" if output is None else Path(output).suffix.casefold()
    plain = _PLAIN if default in _AS_TEXT else ("",)
    of_name = SUFFIXES.get(suffix) or (default if suffix in plain else "")
    amiss = form != of_name and suffix in _PROMISING if form else of_name not in (*forms, default)
    if amiss:
        raise click.UsageError(_refusal(Path(output or ""), form, [*forms, default]))
    return form or of_name


def _refusal(path: Path, form: str | None, forms: Collection[str]) -> Message:
    """Say that a name promises what is not written to it, and what can be."""
    if form is not None:
        return say("{file} is named for another format than --format {form}", file=path.name, form=form)
    if path.suffix.casefold() in WORKBOOKS and "csv" in forms and WORKBOOK not in forms:
        return say("no workbook is written; {file} can be opened as one", file=f"{path.stem}.csv")
    written = [suffix for suffix, name in SUFFIXES.items() if name in forms and suffix != ".htm"]
    return say("this command writes no {suffix}: name a file {endings}", suffix=path.suffix, endings=", ".join(written))


def workbook(scores: AsWorkbook, lang: str | None, unit: str | None = None) -> bytes:
    """Return scores as a workbook, which opens at the explanation of a unit that is named."""
    stream = BytesIO()
    with bar() as progress:
        scores.to_excel(stream, lang, unit=unit, progress=progress)
    return stream.getvalue()


def refuse_a_terminal(output: str | None) -> None:
    """Refuse, before any work, to print on a terminal what nobody reads there: pages and pictures."""
    if output is None and sys.stdout.isatty():
        raise click.UsageError(say("this is no text for a terminal: name a file with -o"))


@attrs.frozen
class Outputs:
    """Where one run is written: to standard output or a file, and to more files in other formats."""

    form: str
    output: str | None = None
    beside: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, options: dict[str, Any], forms: Iterable[str], default: str = "text") -> Self:
        """Take from the options of a command what `told_in` gave it; refuse a file that would be written twice."""
        form, output, beside = (options.pop(name) for name in ("form", "output", "beside"))
        seen: set[str] = set()
        for file in filter(None, (output, *(file for _, file in beside))):
            if (real := os.path.realpath(file)) in seen:
                raise click.UsageError(say("{file} would be written twice", file=FileName(file)))
            seen.add(real)
        return cls(form_of(form, output, forms, default), output, beside)

    @property
    def forms(self) -> tuple[str, ...]:
        """Every format that is written, each once."""
        return tuple(dict.fromkeys((self.form, *(form for form, _ in self.beside))))

    def put(self, written: Callable[[str, str | None], str | bytes], among: Container[str] | None = None) -> bool:
        """Write all: what `written` makes of a format and a file, None for standard output; of some formats only.

        A file that cannot be written is told, and the others are written all the same; returns whether all could be.
        """
        beside = [(form, file) for form, file in self.beside if among is None or form in among]
        failures = [_refused(written(form, file), file) for form, file in beside]
        if among is None or self.form in among:
            content = written(self.form, self.output)
            if self.output is None:
                put(content, None, commands=self.form == "github")
            else:
                failures.append(_refused(content, self.output))
        failures = list(filter(None, failures))
        for failure in failures:
            print_aside(f"parindex: {failure}")
        return not failures


def _refused(content: str | bytes, file: str) -> str:
    """Write a file; returns why it could not be, or nothing."""
    lang = language(click.get_current_context().params.get("lang"))
    try:
        write(Path(file), content)
    except OSError as error:
        why = parser_message(error.strerror or str(error))
        return translated(say("{file}: {message}", file=FileName(file), message=why), lang)
    return ""


def told_in(forms: Iterable[str]) -> Callable[[_Command], _Command]:
    """Give a command the options that say in which formats, and to which files, it writes one run."""
    known = [*forms]

    def beside(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple(_form_and_file(text, known) for text in texts)

    options = (
        click.option("--format", "form", type=click.Choice(known), help="How to print; else as -o says, or text."),
        click.option(
            "--report",
            "beside",
            multiple=True,
            callback=beside,
            metavar="FORMAT=FILE",
            help="Write the same run to a file in another format, too; may be repeated.",
        ),
    )
    return lambda command: reduce(lambda given, option: option(given), reversed(options), command)


def _form_and_file(text: str, forms: Collection[str]) -> tuple[str, str]:
    form, _, file = text.partition("=")
    if not (form and file):
        raise click.BadParameter(say("{text!r} is not written as {example}", text=text, example="json=report.json"))
    if form not in forms:
        words = {"what": "FORMAT", "words": ", ".join(forms), "given": form}
        raise click.BadParameter(say("{what} is one of {words}, not {given!r}", **words))
    return form_of(form, file, forms, "text"), file


def put(content: str | bytes, output: str | None, *, commands: bool = False) -> None:
    """Print a result, which may be `commands` for the runner of a pipeline, or write it to a file as it is."""
    if output is not None:
        write(Path(output), content)
        return
    if isinstance(content, bytes):
        refuse_a_terminal(output)
    print_result(content, commands=commands)
