"""`parindex diff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from parindex.base import (
    DONE,
    FAILED,
    FAULTY,
    DefinitionError,
    EvidenceError,
    Failure,
    Problem,
    UnreadableError,
    language,
    say,
    translated,
)
from parindex.cli.failure_documents import put_failure
from parindex.cli.long_work import bar
from parindex.cli.options import LANG, OUTPUT, READING, reading, tell, usage_told
from parindex.cli.output_files import form_of, put
from parindex.cli.printing import print_aside
from parindex.comparison import LEVELS, Approval, FilesDiff, diff, is_folder, read_approvals
from parindex.definition import APPROVALS
from parindex.project import diff_folders
from parindex.views.comparison import DIFFS, ComparisonReport


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--evidence", multiple=True, help="Evidence for OLD, scored by both; may be repeated.")
@click.option("--approvals", metavar="FILE", help="Changes that are meant (parindex-approvals.toml, if it is there).")
@click.option("--allow", is_flag=True, help="Exit 0 whatever changed.")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="breaking",
    help="Exit 1 for changes that reach so far, or further (breaking).",
)
@click.option("--top", type=click.IntRange(min=1), help="How many first ranks and largest changes are told (10).")
@click.option("--format", "form", type=click.Choice(list(DIFFS)), help="How to print; else as -o says, or text.")
@LANG
@OUTPUT
@reading
def diff_(old: str, new: str, **options: Any) -> int:
    """Say what changed between two definitions, worst first.

    OLD and NEW are definitions, REV:path in git, or two folders. Exit codes: 0 done, 1 something is breaking and not
    approved, 2 the comparison could not be made.
    """
    lang = options["lang"] = language(options["lang"])
    try:
        comparisons = _compared(old, new, **options)
    except (DefinitionError, EvidenceError) as error:
        why = say("the comparison could not be made")
        return _not_made(why, Failure("", why), options, error.problems)
    except UnreadableError as error:
        return _not_made(error.told, Failure.of(error, old, new), options)
    tell(comparisons.problems, lang)
    written = DIFFS[form_of(options["form"], options["output"], DIFFS, "text")]
    with bar():  # changes are split by cause when they are told
        content = written(comparisons)
    put(content, options["output"])
    print_aside(f"{comparisons.counts()}; {comparisons.verdict()}")
    if comparisons.files.failures:
        return FAILED
    return FAULTY if comparisons.files.open(comparisons.fail_on) and not options["allow"] else DONE


def _not_made(why: str, failure: Failure, options: Mapping[str, Any], problems: Sequence[Problem] = ()) -> int:
    """Tell why there is no comparison, as JSON too where that was asked for."""
    lang = options["lang"]
    if options["form"] == "json" and options["output"] is None:
        put_failure(problems, [failure], lang)
    tell(problems, lang)
    print_aside(f"parindex: {translated(why, lang)}")
    return FAILED


def _compared(
    old: str, new: str, *, evidence: tuple[str, ...], fail_on: Any, lang: str, **options: Any
) -> ComparisonReport:
    approvals = _approvals(options.pop("approvals"))
    if is_folder(old) or is_folder(new):
        if evidence:
            raise click.UsageError(say("--evidence is for two definitions, not for folders"))
        folders = diff_folders(old, new, approvals=approvals)
        return ComparisonReport(folders, lang, fail_on)
    how = {name: options[name] for name in READING}
    given = {**how, "top": options["top"]}
    blank: tuple[object, ...] = (None, [], (), {}, "missing")
    if not evidence and (unused := [name for name, value in given.items() if value not in blank]):
        raise click.UsageError(
            say("--{option} is about --evidence, and none is given", option=unused[0].replace("_", "-"))
        )
    with usage_told(), bar() as progress:
        compared = diff(old, new, evidence, approvals=approvals, top=options["top"] or 10, progress=progress, **how)
    return ComparisonReport(FilesDiff((compared,), problems=compared.problems), lang, fail_on)


def _approvals(path: str | None) -> tuple[Approval, ...]:
    """Return the approvals of the file named, else of the one that stands here."""
    if path is None and not Path(APPROVALS).exists():
        return ()
    return read_approvals(path or APPROVALS)
