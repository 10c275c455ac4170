"""Files of cases, `NAME.cases.toml` beside the definition `NAME.toml`: reading them, every fault with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path as FilePath

import attrs

from parindex.base import (
    CODES,
    CasesError,
    DefinitionError,
    Hints,
    Path,
    Problem,
    UnreadableError,
    errors,
    fold,
    lenient_toml,
    placed,
    read_text,
    read_toml,
    real_path,
    say,
    without_thousands,
)
from parindex.cases.case import MISSING, WORDS, Case, CaseRow, Cases, Cell, Tolerance
from parindex.cases.case_structure import register
from parindex.definition import CASES, MAX_DEFINITION_BYTES, Definition, cases_of, is_bundled, load, structure_as

#: Words in place of a source, which a note then has to explain.
UNPRINTED = ("derived", "by hand")
_FRACTION = re.compile(r"-?[0-9]{1,18}/[1-9][0-9]{0,17}")


def read_cases(path: str | os.PathLike[str]) -> Cases:
    """Read the cases of a definition, named by its bundled id, its file, or the file of cases.

    Raises
    ------
    CasesError
        The file is faulty; `problems` holds every fault with line and column.
    UnreadableError
        There is no such file, or it is not UTF-8 text.

    Examples
    --------
    >>> from parindex.cases.case_files import read_cases
    >>> [case.name for case in read_cases("pgi-2022").case][:1]
    ['Hải Dương 2023']
    """
    cases, problems = parse_cases(*cases_of(path))
    if cases is None:
        raise CasesError(problems)
    return cases


def parse_cases(text: str, source: str, folder: str | None) -> tuple[Cases | None, tuple[Problem, ...]]:
    """Read cases from TOML text; None in their place where there are errors."""
    cases, problems = written_cases(text, source, folder)
    if cases is not None:
        problems = placed(text, source, tuple(_faults(cases)))
    return (None if errors(problems) else cases), problems


def written_cases(text: str, source: str, folder: str | None = None) -> tuple[Cases | None, tuple[Problem, ...]]:
    """Read cases as they are written, whatever they are of and whether or not they fit it; None where that fails."""
    data, problems = read_toml(text, source)
    if data is None:
        return None, problems
    cases, problems = structure_as(Cases, data, register)
    if cases is None:
        return None, placed(text, source, problems)
    return attrs.evolve(cases, source=source, folder=folder, text=text), ()


def cases_naming(definition: str | os.PathLike[str]) -> Iterator[FilePath]:
    """Yield the files of cases that stand in the folder of a definition under other names and say they are of it."""
    path = FilePath(definition)
    own = f"{path.stem}{CASES}"
    for file in sorted(path.parent.glob(f"*{CASES}")) if path.suffix == ".toml" and path.is_file() else ():
        if file.name == own or path.name.endswith(CASES) or not file.is_file():
            continue
        try:
            named = lenient_toml(read_text(file, MAX_DEFINITION_BYTES)).get("definition")
        except UnreadableError:
            continue  # told where it is checked
        if isinstance(named, str) and named.endswith(".toml") and real_path(path.parent / named) == real_path(path):
            yield file


def is_printed(case: Case) -> bool:
    """Return whether the figures of a case are printed somewhere, not worked out by whoever wrote it."""
    return fold(case.source) not in UNPRINTED


def definition_of(cases: Cases) -> Definition:
    """Load the definition that cases are of: the one they name, or the one they stand beside."""
    named = cases.definition or FilePath(cases.source).name.removesuffix(CASES)
    if cases.definition and not named.endswith(".toml"):
        if not is_bundled(named):
            raise UnreadableError.of(named, say("no bundled definition; a file is named with .toml at its end"))
        return load(named)
    if cases.folder is None:
        return load(named)
    return load(FilePath(cases.folder, named if cases.definition else f"{named}.toml"))


def table_of_case(cases: Cases, name: str) -> FilePath:
    """Return the table that a case names; raises `UnreadableError` unless it lies in the folder of its file."""
    if cases.folder is None:
        raise UnreadableError.of(name, say("no tables lie beside bundled cases"))
    folder = FilePath(cases.folder).resolve()
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder) and not FilePath(name).is_absolute()
        there = inside and path.is_file()
    except (OSError, ValueError):  # a name that cannot be one
        inside, there = True, False
    if not there:
        why = say("No such file or directory") if inside else say("lies outside the folder of the cases")
        raise UnreadableError.of(name, why)
    return path


def _faults(cases: Cases) -> Iterator[Problem]:
    definition = None
    try:
        definition = definition_of(cases)
    except UnreadableError as error:
        hint = say('name it: definition = "…", with a bundled id or a path that ends with .toml')
        yield _problem("no-definition", say("no definition to try: {why}", why=error.told), ("definition",), hint)
    except DefinitionError:
        pass  # its own faults are told where it is checked or loaded
    hints = Hints()
    if not cases.case:
        yield _problem("empty-case", say("the file has no case"), ("case",))
    yield from _of_tolerance(cases.tolerance, ("tolerance",), definition, hints)
    seen: dict[str, str] = {}
    for at, case in enumerate(cases.case):
        path: Path = ("case", at)
        if fold(case.name) in seen:
            yield _problem("duplicate-id", say("two cases are called {name!r}", name=case.name), (*path, "name"))
        seen.setdefault(fold(case.name), case.name)
        yield from _of_case(cases, case, path)
        yield from _of_tolerance(case.tolerance, (*path, "tolerance"), definition, hints)
        yield from _of_expectations(case, (*path, "expect"), definition, hints)
        yield from _of_problems(case, (*path, "problems"), hints)
        if definition is not None and case.year is not None and not definition.covers(case.year):
            id_, period = definition.id, definition.period
            message = say("{id!r} is of {period}, not of {year}", id=id_, period=period, year=case.year)
            yield _problem("wrong-value", message, (*path, "year"))


def _of_case(cases: Cases, case: Case, path: Path) -> Iterator[Problem]:
    for key in ("name", "source"):
        if not getattr(case, key).strip():
            yield _problem("wrong-value", say("{key} is blank", key=key), (*path, key))
    if not is_printed(case) and case.note is None:
        message = say("the figures are printed nowhere, and no note says how they were found")
        yield _problem("missing-key", message, path, say("write the calculation into note"))
    if not case.expect and not case.problems:
        message = say("the case {name!r} expects nothing", name=case.name)
        yield _problem("empty-case", message, path, say("give expect = {{ total = … }}, or problems = [ … ]"))
    yield from _of_evidence(cases, case, path)


def _of_evidence(cases: Cases, case: Case, path: Path) -> Iterator[Problem]:
    if isinstance(case.evidence, str):
        try:
            table_of_case(cases, case.evidence)
        except UnreadableError as error:
            yield _problem("wrong-value", error.told, (*path, "evidence"))
        return
    if not any(row.cells for row in case.evidence):
        message = say("the case {name!r} has no evidence", name=case.name)
        yield _problem("empty-case", message, (*path, "evidence"))
    for row in case.evidence:
        yield from _of_row(row, (*path, "evidence"))
        for cell in row.cells:
            if isinstance(cell.value, tuple):
                message = say("{name}: expected text or a number, found a list", name=cell.name)
                yield _problem("wrong-type", message, (*path, "evidence", *cell.keys))


def _of_row(row: CaseRow, path: Path) -> Iterator[Problem]:
    seen: set[str] = set()
    for cell in row.cells:
        if cell.name in seen:
            yield _problem("duplicate-id", say("{name!r} stands there twice", name=cell.name), (*path, *cell.keys))
        seen.add(cell.name)


def _of_expectations(case: Case, path: Path, definition: Definition | None, hints: Hints) -> Iterator[Problem]:
    rows = [] if isinstance(case.evidence, str) else case.evidence
    given = {fold(row.unit) for row in rows if row.unit}
    alone = len(rows) == 1 and len(case.expect) == 1
    seen = set()
    for at, row in enumerate(case.expect):
        place = path if len(case.expect) == 1 else (*path, at)
        unit = fold(row.unit or "")
        if not unit and not alone:
            yield _problem("missing-key", say("the key 'unit' is missing: which unit is it?"), place)
        elif unit and rows and unit not in given:
            message = say("no evidence is given for the unit {unit!r}", unit=row.unit)
            hint = hints.near(row.unit or "", [other.unit for other in rows if other.unit])
            yield _problem("unknown-case-unit", message, (*place, "unit"), hint)
        elif unit in seen:
            yield _problem("duplicate-id", say("{name!r} stands there twice", name=row.unit), (*place, "unit"))
        seen.add(unit)
        if not row.cells:
            yield _problem("empty-case", say("the case {name!r} expects nothing", name=case.name), place)
        yield from _of_row(row, path)
        for cell in row.cells:
            yield from _of_expectation(cell, (*path, *cell.keys), definition, hints)


def _of_expectation(cell: Cell, path: Path, definition: Definition | None, hints: Hints) -> Iterator[Problem]:
    if definition is not None and cell.name not in WORDS and cell.name not in definition:
        yield _unknown(cell.name, path, definition, hints)
    elif isinstance(cell.value, tuple) and cell.name != "rank":
        yield _problem("wrong-type", say("{name}: expected one figure, found a list", name=cell.name), path)
    elif cell.name != "band":
        for value in cell.value if isinstance(cell.value, tuple) else (cell.value,):
            if value != MISSING and figure(value) is None:
                words = {"name": cell.name, "value": str(value)[:80], "missing": MISSING}
                message = say("{name}: {value!r} is neither a number nor {missing!r}", **words)
                meant = without_thousands(words["value"])
                yield _problem("wrong-value", message, path, say("write {example}", example=meant) if meant else "")
    elif not isinstance(cell.value, str):
        yield _problem("wrong-type", say("{name}: expected the label of a band, in quotes", name=cell.name), path)
    elif definition is not None and cell.value not in (MISSING, *(labels := _labels(definition))):
        message = say("no band is called {label!r}", label=cell.value)
        hint = hints.near(cell.value, labels) or say("one of {names}", names=", ".join((*labels, MISSING)))
        yield _problem("wrong-value", message, path, hint)


def _of_tolerance(tolerance: Tolerance, path: Path, definition: Definition | None, hints: Hints) -> Iterator[Problem]:
    for name, _ in tolerance.items:
        if name in WORDS[1:]:
            message = say("{name} is compared as it is, without a tolerance", name=name)
            yield _problem("wrong-value", message, (*path, name))
        elif definition is not None and name not in ("", WORDS[0]) and name not in definition:
            yield _unknown(name, (*path, name), definition, hints)


def _of_problems(case: Case, path: Path, hints: Hints) -> Iterator[Problem]:
    codes = [code for code, texts in CODES.items() if texts.about in ("evidence", "scores")]
    for at, expected in enumerate(case.problems):
        if expected.code not in codes:
            message = say("{code!r} is no problem that evidence can have", code=expected.code)
            yield _problem("wrong-value", message, (*path, at), hints.near(expected.code, codes))


def _unknown(name: str, path: Path, definition: Definition, hints: Hints) -> Problem:
    message = say("{name!r} is no node of {id!r}", name=name, id=definition.id)
    names = [*WORDS, *(node.id for node in definition.nodes)]
    hint = hints.near(name, names) or say("the id of a node, or one of {known}", known=", ".join(WORDS))
    return _problem("unknown-node", message, path, hint)


def _problem(code: str, message: str, path: Path, hint: str = "") -> Problem:
    return Problem.of(code, message, hint, path)


def figure(value: str | Decimal) -> Fraction | None:
    """Return the number that is expected, exactly; None where it is none."""
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return Fraction(value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() else None


def _labels(definition: Definition) -> tuple[str, ...]:
    bands = (*definition.bands, *(band for group in definition.group for band in group.bands))
    return tuple(dict.fromkeys(band.label for band in bands))
