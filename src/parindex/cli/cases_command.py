"""`parindex test`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from parindex.base import (
    DONE,
    CasesError,
    Checked,
    DefinitionError,
    Failure,
    ParindexError,
    Problem,
    Severity,
    UnreadableError,
    say,
)
from parindex.cases import CaseResults, cases_naming, run_cases
from parindex.cli.options import FAIL_ON, LANG, OUTPUT, PATHS, TOLD, report
from parindex.cli.output_files import Outputs
from parindex.cli.staged_paths import IF_STAGED, is_elsewhere
from parindex.definition import CASES, files_below
from parindex.views.problems import PROBLEMS


@click.command("test")
@PATHS
@click.option("-k", "only", default="", metavar="TEXT", help="Run only the cases with this text in their name.")
@IF_STAGED
@FAIL_ON
@TOLD
@LANG
@OUTPUT
def test_(
    paths: tuple[str, ...], only: str, *, if_staged: bool, fail_on: Severity, lang: str | None, **outputs: Any
) -> int:
    """Run the cases of definitions: published evidence has to give the published scores.

    PATH is a bundled id, the file of a definition NAME.toml with NAME.cases.toml beside it, a file of cases, or a
    folder. Where no case could be run the exit code is 2.
    """
    into = Outputs.of(outputs, PROBLEMS)
    if if_staged and is_elsewhere(paths, lang):
        return DONE
    results, problems, checked = list[CaseResults](), list[Problem](), list[Checked | str]()
    files, failures = _files(paths)
    faulty = 0
    for file in files:
        try:
            result = run_cases(file, only=only)
        except (CasesError, DefinitionError) as error:
            problems += error.problems
            checked.append(file)
            faulty += 1
        except (ParindexError, OSError) as error:
            failures.append(Failure.of(error, file))
        else:
            results.append(result)
            problems += result.problems
            checked += [Checked(result.source, outcome.case.name, outcome.path) for outcome in result.outcomes]
    if only and not checked:
        failures.append(Failure("", say("no case has {text!r} in its name", text=only)))
    count, missed = sum(len(result.outcomes) for result in results), sum(len(result.failed) for result in results)
    counted = say("{passed} of {count} cases passed", passed=count - missed, count=count)
    if faulty == 1:
        counted = say("{counted}, 1 faulty file not run", counted=counted)
    elif faulty:
        counted = say("{counted}, {faulty} faulty files not run", counted=counted, faulty=faulty)
    run = partial(report, checked=checked, failures=failures, counted=counted, fail_on=fail_on)
    return run(problems, into=into, lang=lang)


def _files(paths: tuple[str, ...]) -> tuple[list[str], list[Failure]]:
    """Return what is to be run, each once, of a folder its files of cases; and what holds none or cannot be read."""
    files, failures = dict[str, None](), list[Failure]()
    for path in paths:
        if not Path(path).is_dir():
            files |= dict.fromkeys((path, *map(str, cases_naming(path))))
            continue
        unread = list[UnreadableError]()
        below = [str(file) for file in files_below(Path(path), refused=unread.append) if file.name.endswith(CASES)]
        files.update(dict.fromkeys(below))
        failures += map(Failure.of, unread)
        failures += [] if below or unread else [Failure(path, say("no *.cases.toml in this folder"))]
    return list(files), failures
