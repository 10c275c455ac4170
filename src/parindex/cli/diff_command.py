"""`parindex diff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from parindex.base import (
    DONE,
    FAILED,
    FAULTY,
    DefinitionError,
    EvidenceError,
    Failure,
    Problem,
    Problems,
    UnreadableError,
    encodable,
    language,
    named_from,
    say,
    translated,
)
from parindex.cli.failure_documents import put_failure
from parindex.cli.long_work import bar
from parindex.cli.options import LANG, OUTPUT, READING, SINCE_BRANCH, named, naming_folder, reading, tell, usage_told
from parindex.cli.output_files import Outputs, told_in
from parindex.cli.printing import print_aside
from parindex.comparison import LEVELS, Approval, FilesDiff, diff, is_folder, read_approvals
from parindex.definition import APPROVALS
from parindex.project import diff_files, diff_folders, guarded_pair
from parindex.views.annotations import ANNOTATED, line
from parindex.views.comparison import DIFFS, ComparisonReport

#: How many definitions or folders are compared where no revision is named.
_SIDES = 2


@click.command("diff")
@click.argument("paths", nargs=-1, required=True, metavar="OLD NEW | PATH...", callback=named)
@click.option("--against", metavar="REV", help="Compare each PATH, as it is now, with how it was in this git revision.")
@SINCE_BRANCH
@click.option(
    "--evidence",
    multiple=True,
    metavar="ID=FILE",
    help="Evidence of a definition, scored by both sides of it; FILE where one is compared. May be repeated.",
)
@click.option("--approvals", metavar="FILE", help="Changes that are meant (parindex-approvals.toml, if it is there).")
@click.option("--allow", is_flag=True, help="Exit 0 whatever changed.")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="breaking",
    help="Exit 1 for changes that reach so far, or further (breaking).",
)
@click.option("--top", type=click.IntRange(min=1), help="How many first ranks and largest changes are told (10).")
@told_in(DIFFS)
@LANG
@OUTPUT
@reading
def diff_(paths: tuple[str, ...], **options: Any) -> int:
    """Say what changed between two definitions, worst first.

    OLD and NEW are definitions, REV:path in git, or two folders. With --against, files and folders are compared with
    how they were, in one report. Exit codes: 0 done, 1 something is breaking and not approved, 2 something could not
    be compared.
    """
    lang = options["lang"] = language(options["lang"])
    into = Outputs.of(options, DIFFS)
    try:
        report = ComparisonReport(_compared(paths, **options), lang, options["fail_on"])
    except (DefinitionError, EvidenceError) as error:
        why = say("the comparison could not be made")
        return _not_made(why, Failure("", why), into, lang, error.problems)
    except UnreadableError as error:
        return _not_made(error.told, Failure.of(error, *paths), into, lang)
    with bar():  # changes are split by cause when they are told
        texts = {form: _written(report, form) for form in into.forms}
    _tell_beside(report.named, failures=(into.form, into.output) != ("text", None))
    if not into.put(lambda form, _: texts[form]):
        return FAILED
    print_aside(f"{report.counts()}; {report.verdict()}")
    if report.files.failures:
        return FAILED
    return FAULTY if report.files.open(report.fail_on) and not options["allow"] else DONE


def _tell_beside(report: ComparisonReport, *, failures: bool) -> None:
    """Tell beside the result what is wrong, and what the reader should know of how it was compared."""
    tell(report.problems, report.lang)
    for remark in report.files.remarks:
        print_aside(f"parindex: {report.translate(remark)}")
    for failure in report.failed if failures else ():
        print_aside(line(failure))


def _not_made(why: str, failure: Failure, into: Outputs, lang: str, problems: Sequence[Problem] = ()) -> int:
    """Tell why there is no comparison: to forges too, which else would show none of it, and as JSON if asked for."""
    report = ComparisonReport(FilesDiff(failures=(failure,), problems=Problems(problems)), lang)
    if into.form == "json" and into.output is None:
        put_failure(problems, [failure], lang)
    into.put(lambda form, _: _written(report, form), among=ANNOTATED)
    tell(problems, lang)
    print_aside(f"parindex: {translated(named_from(Path.cwd(), why), lang)}")
    return FAILED


def _written(report: ComparisonReport, form: str) -> str:
    return encodable(DIFFS[form](attrs.evolve(report, folder=naming_folder(form))))


def _compared(paths: tuple[str, ...], *, against: str | None, since_branch: bool, **options: Any) -> FilesDiff:
    if against is None and since_branch:
        raise click.UsageError(say("--since-branch is about --against, and no revision is named"))
    if against is None and len(paths) != _SIDES:
        raise click.UsageError(say("OLD and NEW are compared: name two, or a revision with --against"))
    evidence = options["evidence"]
    how = {name: options[name] for name in READING}
    _refuse_unused(evidence, {**how, "top": options["top"]})
    how |= {"approvals": _approvals(options["approvals"]), "top": options["top"] or 10}
    with usage_told(), bar() as progress:
        if against is not None:
            tables = _by_id(evidence)
            return diff_files(paths, tables, against=against, since_branch=since_branch, progress=progress, **how)
        old, new = paths
        if is_folder(old) or is_folder(new):
            return diff_folders(old, new, _by_id(evidence), progress=progress, **how)
        compared = diff(old, new, evidence, progress=progress, **how)
    return guarded_pair(old, new, compared)


def _refuse_unused(evidence: Sequence[str], given: Mapping[str, object]) -> None:
    """Refuse what says how evidence is read where none is given."""
    blank: tuple[object, ...] = (None, [], (), {}, "missing")
    if not evidence and (unused := [name for name, value in given.items() if value not in blank]):
        raise click.UsageError(
            say("--{option} is about --evidence, and none is given", option=unused[0].replace("_", "-"))
        )


def _by_id(evidence: Sequence[str]) -> dict[str, list[str]] | list[str]:
    """Return tables by the ids of their definitions; as they are given where none has an id."""
    if not any("=" in text for text in evidence):
        return list(evidence)
    tables: dict[str, list[str]] = {}
    for text in evidence:
        id_, _, file = (part.strip() for part in text.partition("="))
        if not (id_ and file):
            words = {"text": text, "example": "pci-2022=pci.csv"}
            message = say("{text!r} is not written as {example}", **words)
            raise click.BadParameter(message, param_hint="--evidence")
        tables.setdefault(id_, []).append(file)
    return tables


def _approvals(path: str | None) -> tuple[Approval, ...]:
    """Return the approvals of the file named, else of the one that stands here."""
    if path is None and not Path(APPROVALS).exists():
        return ()
    return read_approvals(path or APPROVALS)
