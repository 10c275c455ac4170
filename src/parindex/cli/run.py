"""The commands: they read arguments, call the surface and print."""

from __future__ import annotations

from importlib import import_module

import click

from parindex.base import (
    DONE,
    FAILED,
    FAULTY,
    CasesError,
    DefinitionError,
    EvidenceError,
    UnreadableError,
    language,
    translated,
)
from parindex.cli.options import tell

#: Every command with the module that holds it, imported when it is named: `check` needs nothing of the analyses.
COMMANDS = {
    "list": "catalogue",
    "show": "catalogue",
    "units": "units",
    "check": "check",
    "test": "cases",
    "validate": "score",
    "score": "score",
    "explain": "explain",
    "layout": "layout",
    "reconcile": "reconcile",
    "sensitivity": "sensitivity",
    "diff": "diff",
    "schema": "schema",
}


class _Late(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"parindex.cli.{COMMANDS[cmd_name]}_command")
        command: click.Command = getattr(module, f"{cmd_name}_")
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
    except (CasesError, DefinitionError, EvidenceError) as error:
        tell(error.problems)
        return FAULTY
    except UnreadableError as error:
        click.echo(f"parindex: {translated(error.told, language())}", err=True)
        return FAILED
    return int(code or DONE)


@click.group(cls=_Late, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="parindex")
def commands() -> None:
    """Score governance indices: definitions are TOML files, evidence is a table.

    DEFINITION is the id of a bundled definition or the path of a TOML file, EVIDENCE the path of a table (CSV, JSON,
    Excel) or - for standard input. Exit codes: 0 done, 1 errors found, 2 could not run.
    """
