"""`parindex test`."""

from __future__ import annotations

from pathlib import Path

import click

from parindex.analysis.outcomes import CaseResults, run_cases
from parindex.catalogue import CASES
from parindex.commands.shared import FORMAT, report
from parindex.problems import DONE, FAILED, FAULTY, CasesError, DefinitionError, Problem, UnreadableError
from parindex.views.json import as_text


@click.command("test")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-k", "only", default="", metavar="TEXT", help="Run only the cases with this text in their name.")
@FORMAT
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of messages.")
def test_(paths: tuple[str, ...], only: str, form: str, lang: str) -> int:
    """Run the cases of definitions: published evidence has to give the published scores.

    PATH is a bundled id, the file of a definition NAME.toml with NAME.cases.toml beside it, a file of cases, or a
    folder. Where no case could be run the exit code is 2.
    """
    results: list[CaseResults] = []
    problems: list[Problem] = []
    failures: list[str] = []
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        try:
            results.append(run_cases(file, only=only))
            problems += results[-1].problems
        except (CasesError, DefinitionError) as error:
            problems += error.problems
        except UnreadableError as error:
            failures.append(str(error))
    count, missed = sum(len(found.outcomes) for found in results), sum(len(found.failed) for found in results)
    if not (count or problems or failures):
        failures.append(f"no case has {only!r} in its name" if only else "there is no case")
    if form == "json":
        click.echo(as_text({"results": [found.to_dict() for found in results]}, 2))
    else:
        report([problem.said(lang) for problem in problems], form, f"{count} cases run, {missed} failed")
    for line in failures:
        click.echo(f"parindex: {line}", err=True)
    return FAILED if failures else FAULTY if problems else DONE


def _files(path: str) -> list[str]:
    if not Path(path).is_dir():
        return [path]
    files = sorted(str(file) for file in Path(path).rglob(f"*{CASES}") if file.is_file())
    if not files:
        raise UnreadableError(f"{path}: no *{CASES} in this folder")
    return files
