"""What changed between definitions, in Markdown for a comment on a pull request."""

from __future__ import annotations

from parindex.base import say
from parindex.comparison import LEVELS, DefinitionDiff, Edit
from parindex.views.comparison.shown import LEVEL_MEANING, LEVEL_WORDS, Shown, approval, effect_in, place
from parindex.views.tables import escaped

#: What GitHub takes of a comment, in UTF-16 units, and some room.
_MOST = 65_536 - 536
_OPEN_ROWS = 12


def to_markdown(shown: Shown) -> str:
    """Return a summary and tables; of very many changes the first, and how many are left out."""
    total = sum(len(found.edits) for found in shown.diffs)
    if _size(text := _written(shown, total, effects=True)) <= _MOST:
        return text
    low, high = 0, total  # the most rows with which all fits
    effects = _size(_written(shown, 0, effects=True)) <= _MOST
    while low < high:
        middle = (low + high + 1) // 2
        fits = _size(_written(shown, middle, effects=effects)) <= _MOST
        low, high = (middle, high) if fits else (low, middle - 1)
    return _written(shown, low, effects=effects)


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _written(shown: Shown, rows: int, *, effects: bool) -> str:
    """Write the first changes, so many `rows` of them."""
    parts = [f"### parindex diff: {shown.counts()}", shown.verdict()]
    left = rows
    for found in shown.diffs:
        kept = found.edits[:left]
        left -= len(kept)
        if not kept and rows < sum(len(other.edits) for other in shown.diffs):
            continue
        parts.append(f"#### {escaped(shown.heading(found))}\n\n{escaped(shown.titles(found))}")
        for level in LEVELS:
            if level == "editorial" and effects:  # which moves no result
                parts += [effect_in("markdown", one, shown).strip("\n") for one in found.restatements]
            edits = tuple(edit for edit in kept if edit.level == level)
            parts += [_section(shown, found, edits)] if edits else []
    if beyond := sum(len(found.edits) for found in shown.diffs) - rows:
        parts.append(shown.told(say("{count} changes more are left out here: a comment holds no more.", count=beyond)))
    if not effects and any(found.restatements for found in shown.diffs):
        parts.append(shown.told(say("The effect on results is left out here: a comment holds no more.")))
    if shown.unchanged:
        parts.append(shown.told(say("files that are the same: {count}", count=shown.unchanged)))
    return "\n\n".join(parts) + "\n"


def _section(shown: Shown, found: DefinitionDiff, edits: tuple[Edit, ...]) -> str:
    level = edits[0].level
    heading = f"{shown.told(LEVEL_WORDS[level])} ({len(edits)}) · {shown.told(LEVEL_MEANING[level])}"
    header = [shown.told(say("change")), shown.told(say("place")), shown.told(say("fingerprint"))]
    lines = [f"| {' | '.join(header)} |", "| --- | --- | --- |"]
    for edit in edits:
        known = approval(shown, found, edit)
        change = escaped(edit.said(shown.lang)) + (f" — *{escaped(known)}*" if known else "")
        lines.append(f"| {change} | {escaped(place(found, edit))} | `{edit.fingerprint}` |")
    table = "\n".join(lines)
    if level == "editorial" or len(edits) > _OPEN_ROWS:
        return f"<details><summary>{heading}</summary>\n\n{table}\n\n</details>"
    return f"**{heading}**\n\n{table}"
