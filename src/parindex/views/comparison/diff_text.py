"""What changed between definitions: as text, as plain JSON values, and as approvals to copy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from parindex.base import json_text, say, version, visible
from parindex.comparison import LEVELS, DefinitionDiff, Edit
from parindex.views.comparison.comment import to_markdown
from parindex.views.comparison.page import to_html
from parindex.views.comparison.shown import LEVEL_MEANING, LEVEL_WORDS, Shown, approval, effect_in, place


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


def to_json(shown: Shown) -> str:
    """Return all comparisons as one JSON document."""
    edits = [edit for found in shown.diffs for edit in found.edits]
    found = {
        "parindex": version(),
        "level": min((edit.level for edit in edits), key=LEVELS.index, default=None),
        "fail_on": shown.fail_on,
        "failing": sum(len(found.open(shown.fail_on)) for found in shown.diffs),
        "unchanged": shown.unchanged,
        "diffs": [found.to_dict() for found in shown.diffs],
        "problems": [problem.to_dict() for problem in shown.problems],
    }
    return json_text(found, 2) + "\n"


def to_approvals(shown: Shown) -> str:
    """Return an approval for every change that stands in the way; the reasons are left to be written."""
    lines: list[str] = []
    for found in shown.diffs:
        for edit in found.open(shown.fail_on):
            texts = {"fingerprint": edit.fingerprint, "definition": found.id, "change": edit.said(shown.lang)}
            given = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in texts.items()]
            lines += ["[[approved]]", *given, 'reason = ""', ""]
    return "\n".join(lines)


#: Every format that `diff` writes, by name.
DIFFS: dict[str, Callable[[Shown], str]] = {
    "text": to_text,
    "json": to_json,
    "markdown": to_markdown,
    "html": to_html,
    "approvals": to_approvals,
}
