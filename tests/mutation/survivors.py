"""What was found: how many mutants were killed, and which were not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mutants import Mutant, text_of
from outcomes import Outcomes


def report(mutants: list[Mutant], outcomes: Outcomes, path: Path | None) -> str:
    """Return what was found by part of the core, with the survivors, and write it into a file if one is given."""
    words = [(mutant, outcomes.known[mutant.key].word) for mutant in mutants if mutant.key in outcomes.known]
    lines = _table([(_part(mutant), word) for mutant, word in words])
    if len(words) < len(mutants):
        lines.append(f"{len(mutants) - len(words)} mutants were not run.")
    survivors = [mutant for mutant, word in words if word == "survived"]
    text = "\n".join([*lines, "", *(_lines(mutant) for mutant in survivors), ""])
    if path:
        path.write_text(text, encoding="utf-8")
    return text


def _part(mutant: Mutant) -> str:
    return "/".join(mutant.path.split("/")[2:-1])


def _table(outcomes: list[tuple[str, str]]) -> list[str]:
    parts = sorted({part for part, _ in outcomes})
    rows = [_row(part, [word for each, word in outcomes if each == part]) for part in parts]
    head = f"{'part':28} {'mutants':>8} {'killed':>8} {'timeout':>8} {'survived':>8} {'rate':>7}"
    return [head, *rows, _row("all", [word for _, word in outcomes])]


def _row(part: str, words: list[str]) -> str:
    counts = Counter(words)
    rate = 1 - counts["survived"] / len(words) if words else 0
    figures = " ".join(f"{counts[word]:8}" for word in ("killed", "timeout", "survived"))
    return f"{part:28} {len(words):8} {figures} {rate:7.1%}"


def _lines(mutant: Mutant) -> str:
    old = text_of(mutant.path).splitlines()
    new = mutant.source().splitlines()
    changed = [(before, after) for before, after in zip(old, new, strict=False) if before != after]
    before, after = changed[0] if changed else ("", "")
    name = mutant.path.removeprefix("src/parindex/")
    return f"{name}:{mutant.line} {mutant.function}\n  - {before.strip()}\n  + {after.strip()}"
