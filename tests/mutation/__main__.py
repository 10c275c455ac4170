"""Mutate the core and tell which mutants no test notices: ``tox -e mutation``; docs/mutation.md tells more."""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from chosen_tests import TestsByLine
from mutant_runs import QUIET, InPlace, Limits, imported_anew
from mutants import Mutant, mutants_of
from outcomes import Outcome, Outcomes
from survivors import report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".mutation"
TRACED = FOLDER / "tests-by-line.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; what an earlier run found of functions that are unchanged is kept."""
    options = _options().parse_args(arguments)
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    FOLDER.mkdir(exist_ok=True)
    config = tomllib.loads((HERE / "mutation.toml").read_text(encoding="utf-8"))
    mutants = mutants_of(config)
    outcomes = Outcomes(FOLDER / "outcomes.jsonl")
    picked = _picked(outcomes.waiting(mutants, survivors=options.again), options)
    sys.stdout.write(f"{len(mutants)} mutants, {len(picked)} to run\n")
    if picked:
        _run(picked, sorted({mutant.path for mutant in mutants}), config, options)
    sys.stdout.write(
        report(mutants, Outcomes(outcomes.path), options.write and ROOT / "docs" / "mutation-survivors.txt")
    )
    return 0


def _run(mutants: Sequence[Mutant], paths: Sequence[str], config: dict[str, Any], options: argparse.Namespace) -> None:
    outcomes = Outcomes(FOLDER / "outcomes.jsonl")

    def told(mutant: Mutant, outcome: Outcome) -> None:
        sys.stdout.write(f"{outcome.word:9} {mutant.place} {mutant.operator} {outcome.test}\n")
        sys.stdout.flush()
        outcomes.keep(mutant, outcome)

    limits = Limits(options.seconds, options.processes)
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            raise SystemExit("the tests could not be collected or traced")
    else:
        plugin = InPlace(mutants, paths, TRACED, limits, told)
        os._exit(int(pytest.main([*QUIET, "-m", "not slow and not many", *config["tests"]], plugins=[plugin])))
    at_import = {key for key, outcome in Outcomes(outcomes.path).known.items() if outcome.word == "at import"}
    waiting = [mutant for mutant in mutants if mutant.key in at_import]
    for mutant, outcome in imported_anew(waiting, TestsByLine.read(TRACED), paths, limits):
        told(mutant, outcome)


def _picked(mutants: Sequence[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants to run in the order of their digests: those that are done are a sample at any time."""
    wanted = [mutant for mutant in mutants if not options.parts or any(part in mutant.path for part in options.parts)]
    return sorted(wanted, key=lambda mutant: mutant.key)[: options.sample]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tox -e mutation --", description=__doc__)
    parser.add_argument("parts", nargs="*", help="parts of paths, such as kernels or plan.py; all files without")
    parser.add_argument("--sample", type=int, help="run so many mutants of those that are left, drawn as by chance")
    parser.add_argument("--again", action="store_true", help="run again what survived, with tests that are new")
    parser.add_argument("--seconds", type=float, default=10, help="what the tests of one mutant may take together")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="write the survivors to docs/mutation-survivors.txt")
    return parser


if __name__ == "__main__":
    sys.exit(main())
