"""`parindex check`."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from parindex.base import DONE, Failure, Severity, say
from parindex.cli.options import FAIL_ON, LANG, OUTPUT, PATHS, SINCE_BRANCH, TOLD, report, usage_told
from parindex.cli.output_files import Outputs
from parindex.cli.staged_paths import IF_STAGED, is_elsewhere
from parindex.project import check_files
from parindex.views.problems import PROBLEMS


@click.command("check")
@PATHS
@click.option("--against", metavar="REV", help="The git revision to compare with (HEAD, or what it began from).")
@SINCE_BRANCH
@click.option("--approvals", metavar="FILE", help="Changes that are meant (parindex-approvals.toml, if it is there).")
@click.option("--settings", metavar="FILE", help="The file of settings, in place of the nearest one.")
@click.option("--no-settings", is_flag=True, help="Read no settings.")
@IF_STAGED
@FAIL_ON
@TOLD
@LANG
@OUTPUT
def check_(
    paths: tuple[str, ...],
    against: str | None,
    approvals: str | None,
    settings: str | None,
    *,
    since_branch: bool,
    no_settings: bool,
    if_staged: bool,
    fail_on: Severity,
    lang: str | None,
    **outputs: Any,
) -> int:
    """Check definition files, or all *.toml in folders and below; bundled definitions by their id."""
    into = Outputs.of(outputs, PROBLEMS)
    if if_staged and is_elsewhere(paths, lang):
        return DONE
    if settings is not None and no_settings:
        raise click.UsageError(say("--settings and --no-settings exclude each other"))
    files = {"settings": None if no_settings else settings or "nearest", "approvals": approvals or "nearest"}
    with usage_told():
        run = check_files(paths, against=against, since_branch=since_branch, **files)
    failures = [Failure.of(text, *paths) for text in run.failures]
    found = partial(report, fail_on=fail_on, checked=run.files, failures=failures, remarks=run.remarks)
    return found(run.problems, into=into, lang=lang)
