"""What was found: how many mutants were noticed, with which certainty, and which were not, by why."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

import attrs
from mutants import Mutant, text_of
from outcomes import Outcomes

#: Why mutants are noticed by no test, by part of the core.
REASONS = Path(__file__).with_name("kinds")
#: The kinds, in the order in which they are told.
KINDS = ("stand-in", "cannot-be", "one-element-or-the-rest", "another-way-to-the-same", "caution")
PARTS = ("kernels", "definition/rules", "robustness/exact", "scoring", "scoring/against_cohort")
#: Of those that no kind names.
OPEN = "not explained"


@attrs.frozen
class Part:
    """A part of the core: its mutants, of which some were run, and the words for what became of these."""

    name: str
    mutants: int
    words: Sequence[str]

    @property
    def rate(self) -> float:
        """The share that was noticed."""
        return 1 - self.words.count("survived") / len(self.words)

    @property
    def variance(self) -> float:
        """That of the rate, if those that were run are drawn by chance from a finite number."""
        left = 1 - len(self.words) / self.mutants
        return self.rate * (1 - self.rate) / len(self.words) * left


def report(mutants: list[Mutant], outcomes: Outcomes, path: Path | None) -> str:
    """Return what was found by part of the core, with the survivors, and write it into a file if one is given."""
    words = {mutant: outcomes.known[mutant.key].word for mutant in mutants if mutant.key in outcomes.known}
    ran = {mutant: word for mutant, word in words.items() if word not in ("at import", "failed")}
    drawn = _drawn(mutants, words)
    parts = [_part_of(name, mutants, {mutant: ran[mutant] for mutant in drawn if mutant in ran}) for name in PARTS]
    survivors = [mutant for mutant, word in ran.items() if word == "survived"]
    text = "\n".join([*_table([part for part in parts if part.words]), "", *_by_kind(survivors)])
    if path:
        path.write_text(text + "\n", encoding="utf-8")
    return text + "\n"


def _drawn(mutants: list[Mutant], words: dict[Mutant, str]) -> list[Mutant]:
    """Return the mutants in the order of their digests up to the first that was not run: those are drawn as by chance.

    Of parts that were asked for by name more may have been run.
    """
    return list(takewhile(words.__contains__, sorted(mutants, key=lambda mutant: mutant.key)))


def _part_of(name: str, mutants: list[Mutant], ran: dict[Mutant, str]) -> Part:
    words = [word for mutant, word in ran.items() if _part(mutant) == name]
    return Part(name, sum(_part(mutant) == name for mutant in mutants), words)


def _part(mutant: Mutant) -> str:
    return "/".join(mutant.path.split("/")[2:-1])


def _table(parts: Sequence[Part]) -> Iterator[str]:
    yield f"{'part':24} {'mutants':>8} {'run':>7} {'killed':>7} {'endless':>8} {'survived':>9} {'rate':>7}"
    for part in parts:
        counts = Counter(part.words)
        figures = f"{counts['killed']:7} {counts['timeout']:8} {counts['survived']:9}"
        yield f"{part.name:24} {part.mutants:8} {len(part.words):7} {figures} {part.rate:7.1%}"
    total, run = sum(part.mutants for part in parts), sum(len(part.words) for part in parts)
    if parts:
        rate = sum(part.mutants / total * part.rate for part in parts)
        error = math.sqrt(sum((part.mutants / total) ** 2 * part.variance for part in parts))
        counts = Counter(word for part in parts for word in part.words)
        figures = f"{counts['killed']:7} {counts['timeout']:8} {counts['survived']:9}"
        yield f"{'all, parts by their size':24} {total:8} {run:7} {figures} {rate:7.1%}"
        if run < total:
            low, high = (rate + side * 1.96 * error for side in (-1, 1))
            yield f"95 % interval of the rate, since not all were run: {low:.1%} to {high:.1%}"


def _by_kind(survivors: Sequence[Mutant]) -> Iterator[str]:
    kinds = _kinds()
    of = {mutant: _kind(mutant, kinds) for mutant in survivors}
    counts = Counter(of.values())
    for kind in [*(kind for kind in kinds if counts[kind]), *([OPEN] if counts[OPEN] else [])]:
        yield f"# {kind}: {counts[kind]}"
        yield ""
        yield from (_lines(mutant) for mutant, other in of.items() if other == kind)
        yield ""


def _kinds() -> dict[str, list[str]]:
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(REASONS.glob("*.toml"))]
    if unknown := {kind for file in files for kind in file}.difference(KINDS):
        raise ValueError(f"kinds that docs/mutation.md does not explain: {', '.join(sorted(unknown))}")
    return {kind: [where for file in files for where in file.get(kind, ())] for kind in KINDS}


def _kind(mutant: Mutant, kinds: dict[str, list[str]]) -> str:
    before, after = _change(mutant)
    name = f"{mutant.path.removeprefix('src/parindex/')} {mutant.function}"
    told = f"{name}: {before} -> {after}"
    return next((kind for kind, wheres in kinds.items() if any(_fits(where, told) for where in wheres)), OPEN)


def _fits(where: str, told: str) -> bool:
    """Return whether all pieces of a text stand in another, in their order."""
    place = 0
    for piece in where.split(" … "):
        place = told.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True


def _change(mutant: Mutant) -> tuple[str, str]:
    pairs = zip(text_of(mutant.path).splitlines(), mutant.source().splitlines(), strict=False)
    return next(((old.strip(), new.strip()) for old, new in pairs if old != new), ("", ""))


def _lines(mutant: Mutant) -> str:
    before, after = _change(mutant)
    return f"{mutant.path.removeprefix('src/parindex/')}:{mutant.line} {mutant.function}\n  - {before}\n  + {after}"
