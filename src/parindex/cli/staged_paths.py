"""What hooks need, which run at every commit: to do nothing where a commit lies elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

import click

from parindex.base import language, say, translated
from parindex.cli.printing import print_aside
from parindex.project import is_due

#: The option that asks for it.
IF_STAGED = click.option("--if-staged", is_flag=True, help="Do nothing where the commit being made touches no PATH.")


def is_elsewhere(paths: Iterable[str], lang: str | None) -> bool:
    """Return whether the commit being made touches none of the paths, and say so.

    Where no commit is being made, as in CI, there is none that could lie elsewhere: everything is looked at.
    """
    if is_due(paths):
        return False
    remark = say("nothing of this is staged, so it was not looked at")
    print_aside(f"parindex: {translated(remark, language(lang))}")
    return True
