"""`parindex check`."""

from __future__ import annotations

from pathlib import Path

import click

from parindex.catalogue import CASES, check
from parindex.commands.shared import FORMAT, OUTPUT, SPOKEN, report
from parindex.messages import say
from parindex.problems import ParindexError, Problem
from parindex.views.problems import Failure


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@FORMAT
@SPOKEN
@OUTPUT
def check_(paths: tuple[str, ...], form: str, lang: str | None, output: str | None) -> int:
    """Check definition files, or all *.toml in folders."""
    problems: list[Problem] = []
    checked, failures = [], []
    for path in paths:
        files = _definitions(path)
        if not files:
            failures.append(Failure(path, say("no *.toml in this folder")))
        for file in files:
            try:
                problems += check(file)
            except (ParindexError, OSError) as error:
                failures.append(Failure.of(error, file))
            else:
                checked.append(file)
    return report(problems, checked=checked, failures=failures, form=form, lang=lang, output=output)


def _definitions(path: str) -> list[str]:
    if not Path(path).is_dir():
        return [path]
    return sorted(str(file) for file in Path(path).rglob("*.toml") if file.is_file() and not file.name.endswith(CASES))
