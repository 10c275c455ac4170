"""`parindex check`."""

from __future__ import annotations

from pathlib import Path

import click

from parindex.catalogue import CASES, check
from parindex.commands.shared import FORMAT, report
from parindex.problems import DONE, FAILED, FAULTY, Problem, UnreadableError, errors


@click.command("check")
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
    report(problems, form, f"{len(files) - len(unreadable)} checked")
    for line in unreadable:
        click.echo(f"parindex: {line}", err=True)
    return FAILED if unreadable else FAULTY if errors(problems) else DONE


def _definitions(path: str) -> list[str]:
    if not Path(path).is_dir():
        return [path]
    files = sorted(str(file) for file in Path(path).rglob("*.toml") if file.is_file() and not file.name.endswith(CASES))
    if not files:
        raise UnreadableError(f"{path}: no *.toml in this folder")
    return files
