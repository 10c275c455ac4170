"""Whether a definition whose numbers changed says so by its version; what it was before is asked of git."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.base import say
from parindex.comparison import edits_between
from parindex.definition import Definition, Finding, parse_definition


def compare(old: str, new: Definition, revision: str) -> Iterator[Finding]:
    """Hold a definition against the text that it had."""
    before, _ = parse_definition(old)
    place = ("version",)
    if before is None:
        message = say("it had errors in {revision}: whether its numbers changed is not known", revision=revision)
        yield "not-comparable", place, message, ""
        return
    if before.id != new.id:
        return  # another definition, whose version is its own
    if _order(new.version, before.version) < 0:
        message = say(
            "version is {new}, in {revision} it was {old}", new=new.version, old=before.version, revision=revision
        )
        yield "version-lowered", place, message, say("a version is only ever raised")
    elif new.version == before.version and any(edit.level != "editorial" for edit in edits_between(before, new)):
        message = say(
            "numbers differ from {revision}, and version is still {version}", revision=revision, version=new.version
        )
        yield "version-unchanged", place, message, say("raise version")


def _order(one: str, other: str) -> int:
    """Compare versions of whole numbers with points between; others have no order."""
    try:
        pair = [tuple(int(part) for part in version.split(".")) for version in (one, other)]
    except ValueError:
        return 0
    return (pair[0] > pair[1]) - (pair[0] < pair[1])
