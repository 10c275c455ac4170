"""`parindex check`."""

from __future__ import annotations

import click

from parindex.commands.shared import FORMAT, report
from parindex.linting import check_files
from parindex.problems import DONE, FAILED, FAULTY, errors


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--against", metavar="REV", help="The git revision that versions are held against (HEAD).")
@click.option("--settings", metavar="FILE", help="The file of settings, in place of the nearest one.")
@click.option("--no-settings", is_flag=True, help="Read no settings.")
@FORMAT
def check_(paths: tuple[str, ...], against: str | None, settings: str | None, *, no_settings: bool, form: str) -> int:
    """Check definition files, or all *.toml in folders and below; bundled definitions by their id."""
    if settings is not None and no_settings:
        raise click.UsageError("--settings and --no-settings exclude each other")
    found = check_files(paths, against=against, settings=None if no_settings else settings or "nearest")
    report(found.problems, form, f"{len(found.files)} checked")
    for line in (*found.remarks, *found.failures):
        click.echo(f"parindex: {line}", err=True)
    return FAILED if found.failures else FAULTY if errors(found.problems) else DONE
