"""The commands: they read arguments, call the surface and print."""

from __future__ import annotations

import sys
from importlib import import_module
from shutil import get_terminal_size
from typing import Any

import click

from parindex.base import (
    DONE,
    FAILED,
    FAULTY,
    CasesError,
    DefinitionError,
    EvidenceError,
    table_width,
)
from parindex.cli.failure_documents import failures_as_json, to_file
from parindex.cli.options import LANG, tell
from parindex.cli.printing import print_aside
from parindex.cli.spoken_help import SpokenContext, SpokenGroup
from parindex.cli.usage_errors import usage_text

#: Every command with the module that holds it, imported when it is named: `check` needs nothing of the analyses.
COMMANDS = {
    "list": "catalogue",
    "show": "catalogue",
    "units": "units",
    "fields": "fields",
    "check": "check",
    "test": "cases",
    "validate": "score",
    "score": "score",
    "explain": "explain",
    "lost": "answers",
    "summary": "answers",
    "ranks": "answers",
    "difference": "answers",
    "peers": "answers",
    "outlook": "outlook",
    "series": "series",
    "merge-units": "merge_units",
    "target": "target",
    "frontier": "frontier",
    "what-if": "what_if",
    "plot": "plot",
    "report": "report",
    "layout": "layout",
    "reconcile": "reconcile",
    "sensitivity": "sensitivity",
    "audit": "audit",
    "diff": "diff",
    "schema": "schema",
}
#: Commands whose `--lang` chooses among languages that they print side by side.
_IN_BOTH = ("schema",)


class InterruptedRun(BaseException):
    """The user ended the run; click would make a line of its own of a KeyboardInterrupt."""


class _Late(SpokenGroup):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"parindex.cli.{COMMANDS[cmd_name]}_command")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_")
        command.context_class = SpokenContext
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise InterruptedRun from None


def run(arguments: list[str] | None, lang: str) -> int:
    """Run a command and tell what goes wrong in a language; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        with table_width(_room(given)), failures_as_json(given, lang):
            code = commands.main(arguments, prog_name="parindex", standalone_mode=False, obj=lang)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (InterruptedRun, click.Abort):
        raise KeyboardInterrupt from None
    except SystemExit:  # what click makes of a closed pipe
        raise BrokenPipeError from None
    except click.ClickException as error:
        print_aside(usage_text(error, lang).removesuffix("\n"))
        return FAILED
    except (CasesError, DefinitionError, EvidenceError) as error:
        tell(error.problems, lang)
        return FAULTY
    return int(code or DONE)


def _room(arguments: list[str]) -> int | None:
    """Return how wide tables may be: as the terminal; as they like in a file or for a program."""
    return None if to_file(arguments) or not sys.stdout.isatty() else get_terminal_size().columns


@click.group(cls=_Late, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="parindex", message="%(prog)s %(version)s")
@LANG
@click.pass_context
def commands(context: click.Context, lang: str | None) -> None:
    """Score governance indices: definitions are TOML files, evidence is a table.

    DEFINITION is the id of a bundled definition or the path of a TOML file, EVIDENCE the path of a table (CSV, JSON,
    Excel) or - for standard input. Exit codes: 0 done, 1 errors found, 2 could not run.
    """
    if lang is not None:
        context.default_map = {name: {"lang": lang} for name in COMMANDS if name not in _IN_BOTH}
