"""What changed between definitions: as text, as plain JSON values, and as approvals to copy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from parindex.analysis.diff import DefinitionDiff
from parindex.analysis.edits import Edit
from parindex.analysis.levels import LEVELS, Level
from parindex.messages import say, translated
from parindex.problems import Problem
from parindex.views.json import as_text
from parindex.views.problems.report import visible

if TYPE_CHECKING:
    from parindex.analysis.restated import Restatement

#: What a level is called, and what it says.
LEVEL_WORDS = {
    "breaking": say("breaking"),
    "restating": say("restating"),
    "extending": say("extending"),
    "editorial": say("editorial"),
}
LEVEL_MEANING = {
    "breaking": say("old evidence no longer scores, or ids vanish"),
    "restating": say("the same evidence gives other results"),
    "extending": say("more is allowed than before"),
    "editorial": say("results stay as they are"),
}


@attrs.frozen
class Shown:
    """What is shown: the comparisons, how many files are the same, warnings, and in which language."""

    diffs: tuple[DefinitionDiff, ...]
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    lang: str = "en"
    fail_on: Level = "breaking"

    def told(self, message: str) -> str:
        """Return a message in the language shown."""
        return translated(message, self.lang)

    def counts(self, edits: tuple[Edit, ...] | None = None) -> str:
        """Return how many changes there are of each level."""
        edits = tuple(edit for found in self.diffs for edit in found.edits) if edits is None else edits
        numbers = {level: sum(edit.level == level for edit in edits) for level in LEVELS}
        found = [f"{number} {self.told(LEVEL_WORDS[level])}" for level, number in numbers.items() if number]
        return ", ".join(found) or self.told(say("no change"))

    def verdict(self) -> str:
        """Return what stands in the way of the change, or that nothing does."""
        count = sum(len(found.open(self.fail_on)) for found in self.diffs)
        level = LEVEL_WORDS[self.fail_on]
        if not count:
            return self.told(say("nothing that is {level} or worse and not approved", level=level))
        return self.told(say("{count} that are {level} or worse and not approved", count=count, level=level))

    def heading(self, found: DefinitionDiff) -> str:
        """Return which definitions are compared."""
        sides = [own for own in (found.old, found.new) if own]
        names = dict.fromkeys(f"{own.id} ({self.told(say('version {version}', version=own.version))})" for own in sides)
        return " → ".join(names)

    def titles(self, found: DefinitionDiff) -> str:
        """Return the titles of the definitions compared."""
        return " → ".join(dict.fromkeys(own.title.get(self.lang) for own in (found.old, found.new) if own))


def place(found: DefinitionDiff, edit: Edit) -> str:
    """Return where a change stands, as ``file:line:column``."""
    name = found.names[edit.side == "new"]
    return f"{name}:{edit.line}:{edit.column}" if edit.line else name


def approval(shown: Shown, found: DefinitionDiff, edit: Edit) -> str:
    """Return that a change is approved, and why, or nothing."""
    reason = found.approved(edit)
    return "" if reason is None else shown.told(say("approved: {reason}", reason=reason))


def effect_in(form: str, restatement: Restatement, shown: Shown) -> str:
    """Return what a change does to results, as `text`, `markdown` or `html`."""
    from parindex.views import restatement as view

    write = {"text": view.to_text, "markdown": view.to_markdown, "html": view.to_html}[form]
    return write(restatement, shown.lang)


def to_text(shown: Shown) -> str:
    """Return every change, worst first, with its fingerprint and place."""
    lines: list[str] = []
    for found in shown.diffs:
        heading = f"{shown.heading(found)}: {shown.counts(found.edits)}"
        lines += [*([""] * bool(lines)), heading, _harmless(shown.titles(found))]
        for level in LEVELS:
            if level == "editorial":  # which moves no result
                lines += [
                    line for one in found.restatements for line in ("", effect_in("text", one, shown).rstrip("\n"))
                ]
            if edits := found.at(level):
                words = shown.told(LEVEL_WORDS[level]), shown.told(LEVEL_MEANING[level])
                lines += ["", f"{words[0]} · {words[1]}", *_lines(shown, found, edits)]
    if shown.unchanged or not shown.diffs:
        same = shown.told(say("files that are the same: {count}", count=shown.unchanged))
        lines += [*([""] * bool(lines)), same if shown.unchanged else shown.told(say("no change"))]
    return "\n".join(lines) + "\n"


def _lines(shown: Shown, found: DefinitionDiff, edits: tuple[Edit, ...]) -> Iterator[str]:
    for edit in edits:
        known = approval(shown, found, edit)
        told = f"{place(found, edit)}  {edit.said(shown.lang)}{f' · {known}' if known else ''}"
        yield f"  {edit.fingerprint}  {_harmless(told)}"


def _harmless(told: str) -> str:
    """Return one line, whatever stands in titles, that no runner takes for a command."""
    return visible(re.sub("^ *::", ": :", told)).replace("##[", "## [")


def to_dict(found: DefinitionDiff) -> dict[str, Any]:
    """Return a comparison as plain JSON values."""
    sides = {
        name: own and {"source": source, "id": own.id, "version": own.version, "sha256": own.sha256}
        for name, source, own in zip(("old", "new"), found.names, (found.old, found.new), strict=True)
    }
    return {
        **sides,
        "level": found.level,
        "renamed": dict(found.renamed),
        "edits": [{**edit.to_dict(), "approved": found.approved(edit)} for edit in found.edits],
        "restatements": [restatement.to_dict() for restatement in found.restatements],
        "problems": [problem.to_dict() for problem in found.problems],
    }


def to_json(shown: Shown) -> str:
    """Return all comparisons as one JSON document."""
    from importlib.metadata import version

    edits = [edit for found in shown.diffs for edit in found.edits]
    found = {
        "parindex": version("parindex"),
        "level": min((edit.level for edit in edits), key=LEVELS.index, default=None),
        "fail_on": shown.fail_on,
        "failing": sum(len(found.open(shown.fail_on)) for found in shown.diffs),
        "unchanged": shown.unchanged,
        "diffs": [to_dict(found) for found in shown.diffs],
        "problems": [problem.to_dict() for problem in shown.problems],
    }
    return as_text(found, 2) + "\n"


def to_approvals(shown: Shown) -> str:
    """Return an approval for every change that stands in the way; the reasons are left to be written."""
    lines: list[str] = []
    for found in shown.diffs:
        for edit in found.open(shown.fail_on):
            texts = {"fingerprint": edit.fingerprint, "definition": found.id, "change": edit.said(shown.lang)}
            given = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in texts.items()]
            lines += ["[[approved]]", *given, 'reason = ""', ""]
    return "\n".join(lines)


def _markdown(shown: Shown) -> str:
    from parindex.views.comment import to_markdown

    return to_markdown(shown)


def _html(shown: Shown) -> str:
    from parindex.views.page import to_html

    return to_html(shown)


#: Every format that `diff` writes, by name.
DIFFS: dict[str, Callable[[Shown], str]] = {
    "text": to_text,
    "json": to_json,
    "markdown": _markdown,
    "html": _html,
    "approvals": to_approvals,
}
