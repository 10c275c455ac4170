"""What became of mutants, kept between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import attrs
from mutants import Mutant


@attrs.frozen
class Outcome:
    """What became of a mutant.

    Attributes
    ----------
    word : str
        "survived", "killed", "timeout" (killed too: it never ended), or "at import" (not run yet).
    test : str
        Which test told, or how many did not.
    """

    word: str
    test: str


class Outcomes:
    """What became of mutants by their keys, in a file that is added to as they end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        records = [json.loads(line) for line in lines]
        self.known = {record["key"]: Outcome(record["word"], record["test"]) for record in records}

    def waiting(self, mutants: list[Mutant], *, survivors: bool = False) -> list[Mutant]:
        """Return the mutants that were not run, or those that survived too."""
        again = {None, "at import", *(["survived"] if survivors else [])}
        words = {key: outcome.word for key, outcome in self.known.items()}
        return [mutant for mutant in mutants if words.get(mutant.key) in again]

    def keep(self, mutant: Mutant, outcome: Outcome) -> None:
        """Keep what became of one."""
        self.known[mutant.key] = outcome
        record: Mapping[str, str] = {"key": mutant.key, **attrs.asdict(outcome), "place": mutant.place}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
