"""`parindex check`."""

from __future__ import annotations

from functools import partial

import click

from parindex.base import Failure, say
from parindex.cli.options import FORMAT, LANG, OUTPUT, PATHS, report
from parindex.project import check_files


@click.command("check")
@PATHS
@click.option("--against", metavar="REV", help="The git revision that versions are held against (HEAD).")
@click.option("--settings", metavar="FILE", help="The file of settings, in place of the nearest one.")
@click.option("--no-settings", is_flag=True, help="Read no settings.")
@FORMAT
@LANG
@OUTPUT
def check_(
    paths: tuple[str, ...],
    against: str | None,
    settings: str | None,
    *,
    no_settings: bool,
    form: str | None,
    lang: str | None,
    output: str | None,
) -> int:
    """Check definition files, or all *.toml in folders and below; bundled definitions by their id."""
    if settings is not None and no_settings:
        raise click.UsageError(say("--settings and --no-settings exclude each other"))
    run = check_files(paths, against=against, settings=None if no_settings else settings or "nearest")
    failures = [Failure.of(text, *paths) for text in run.failures]
    tell_all = partial(report, form=form, lang=lang, output=output)
    return tell_all(run.problems, checked=run.files, failures=failures, remarks=run.remarks)
