"""A registry of one's own: the file of units that a definition names, one row a unit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path as FilePath

import attrs

from parindex.base import (
    TICKS,
    Collector,
    FileName,
    Problem,
    Text,
    UnreadableError,
    clean,
    errors,
    fold,
    near,
    parser_message,
    read_text,
    real_path,
    say,
)
from parindex.definition.parameters_and_attributes import Attribute
from parindex.definition.reading.faults import FaultError
from parindex.definition.reading.hooks import id_of
from parindex.definition.tree import Definition
from parindex.definition.unit_registry import Unit, stays_beside

MAX_UNITS_BYTES, MAX_UNITS = 16 * 1024 * 1024, 100_000
#: Reads a file beside a definition: its text, and what to call it in messages; raises `UnreadableError`.
FileBeside = Callable[[str], tuple[str, str]]
#: Columns that say something of every unit; any other is kept as it is.
COLUMNS = ("unit", "name", "name_vi", "name_en", "group", "ranked", "spellings", "parent")
#: Other words for them.
_WORDS = {
    **dict.fromkeys(("code", "id", "mã", "mã đơn vị"), "unit"),
    **dict.fromkeys(("tên", "tên đơn vị"), "name"),
    "nhóm": "group",
    "xếp hạng": "ranked",
    "cách viết khác": "spellings",
    **dict.fromkeys(("trực thuộc", "cấp trên"), "parent"),
}
_SEPARATORS = ",;\t"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?")


def beside_folder(folder: FilePath) -> FileBeside:
    """Return what reads files in a folder and below, links out of it not followed."""

    def read(name: str) -> tuple[str, str]:
        path = folder / name
        if not real_path(path).is_relative_to(real_path(folder)):
            raise UnreadableError.of(FileName(path), say("a link out of the folder of the definition"))
        if path.exists() and not path.is_file():  # a pipe would wait for ever
            raise UnreadableError.of(FileName(path), say("no file"))
        return read_text(path, MAX_UNITS_BYTES), str(path)

    return read


@attrs.frozen
class UnitsFile:
    """What a file of units holds, and where: the line of each unit, the place of each column from 1."""

    source: str = ""
    text: str = ""
    units: tuple[Unit, ...] = ()
    lines: Sequence[int] = ()
    columns: Mapping[str, int] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()

    def located(self, problem: Problem) -> Problem:
        """Return a problem of the units of a definition with its place in the file."""
        _, at, *keys = problem.path
        key = str(keys[-1]) if keys else "unit"
        return attrs.evolve(problem, source=self.source, line=self.lines[int(at)], column=self.columns.get(key))


def with_units(definition: Definition, beside: FileBeside | None) -> tuple[Definition, UnitsFile]:
    """Return a definition with the units of the file that it names; what is wrong stands in `problems`.

    Those of the definition's own file have a path and no source.
    """
    name = definition.units or ""
    if not stays_beside(name):  # told where definitions are checked
        return definition, UnitsFile()
    message, hint = "", ""
    if definition.unit:
        message, hint = say("units are listed here and looked up as well"), say("remove units, or [[unit]]")
    elif beside is None:
        message = say("units names the file {name!r}, and no file is read beside a text", name=name[:80])
        hint = say("load the definition by its path, or list them as [[unit]]")
    if not message and beside is not None:
        try:
            text, source = beside(name)
        except UnreadableError as error:
            message, hint = error.told, say("the file stands beside the definition")
        else:
            file = read_units(text, source, definition.attributes)
            return attrs.evolve(definition, unit=file.units), file
    return definition, UnitsFile(problems=(Problem.of("wrong-value", message, hint, ("units",)),))


def read_units(text: str, source: str, attributes: Iterable[Attribute] = ()) -> UnitsFile:
    """Read a file of units; columns of `attributes`, headed by an id or a title, hold yes, no or a number."""
    named = [(one.id, one.id, *((one.title.vi, one.title.en) if one.title else ())) for one in attributes]
    reader = _Reader(source, {fold(word): id_ for id_, *words in named for word in words if word})
    rows = reader.rows(text)
    header = next(rows, None)
    if header is None:
        reader.tell("empty-table", say("the file names no unit"), say("add a header and a row a unit"), 1)
        return UnitsFile(source, text, problems=tuple(reader.problems))
    columns = reader.columns(*header)
    units, lines = list[Unit](), list[int]()
    for line, row in rows if columns else ():
        if len(lines) == MAX_UNITS:
            message = say("more than {most:,} units", most=MAX_UNITS)
            reader.tell("too-large", message, say("leave out what is not scored"), line)
            break
        if (unit := reader.unit(line, row, columns)) is not None:
            units.append(unit)
            lines.append(line)
    if columns and not units and not reader.problems:
        reader.tell("empty-table", say("the file names no unit"), say("add a row a unit"), header[0])
    places = {name: at + 1 for name, at in columns.items()}
    return UnitsFile(source, text, tuple(units), lines, places, tuple(reader.problems))


def _separator(line: str) -> str:
    """Return what sets off most columns that are known, commas where none are."""
    return max(_SEPARATORS, key=lambda mark: sum(fold(word) in (*COLUMNS, *_WORDS) for word in line.split(mark)))


def _value(cell: str) -> Fraction | str:
    """Return a number where a cell is written as one, without zeros before it as codes have."""
    return Fraction(cell) if _NUMBER.fullmatch(cell) else cell


@attrs.frozen
class _Reader:
    """Reads rows, and collects what is wrong with them."""

    source: str
    attributes: Mapping[str, str]
    problems: Collector = attrs.field(factory=Collector)

    def tell(self, code: str, message: str, hint: str = "", line: int = 1, column: int | None = None) -> None:
        """Collect an error."""
        self.problems.append(Problem(code, "error", message, hint, self.source, line, column))

    def rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield rows with the line each begins on; empty ones and comments are passed over."""
        head = next((line for line in text.splitlines() if line.strip() and line[0] != "#"), "")
        reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(head), strict=True), 1
        try:
            for row in reader:
                cells = [clean(cell) for cell in row]
                if any(cells) and not cells[0].startswith("#"):
                    yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as error:
            message = parser_message(str(error))
            self.tell("malformed-table", message, say("check the quotation marks"), begins)

    def columns(self, line: int, header: list[str]) -> dict[str, int]:
        """Return the place of each column by its name; none where they cannot be told."""
        columns: dict[str, int] = {}
        for at, word in enumerate(header):
            name = _WORDS.get(fold(word), fold(word))
            name = name if name in COLUMNS else self.attributes.get(fold(word), word)
            if name in columns:
                self.tell("duplicate-column", say("two columns are called {name!r}", name=name), "", line, at + 1)
            elif name not in (*COLUMNS, *self.attributes.values()) and (resembling := near(name, COLUMNS)):
                taken = say("the column {name!r} is kept and means nothing here", name=name[:80])
                self.problems.append(Problem("unknown-column", "warning", taken, resembling, self.source, line, at + 1))
            if name:
                columns[name] = at
        if "unit" not in columns:
            hint = say("name it unit; others are {names}", names=", ".join(COLUMNS[1:]))
            self.tell("missing-column", say("no column holds the codes of units"), hint, line)
        return {} if errors(self.problems) else columns

    def unit(self, line: int, row: list[str], columns: dict[str, int]) -> Unit | None:
        """Return the unit of a row; None where it is at fault."""
        size = max(columns.values()) + 1
        if len(row) < size or any(row[at] for at in range(len(row)) if at not in columns.values()):
            message = say("{count} fields, the header has {size}", count=len(row), size=size)
            self.tell("malformed-table", message, say("give every row as many fields as the header"), line)
            return None
        cells = {name: row[at] for name, at in columns.items()}
        if not cells["unit"]:
            self.tell("missing-key", say("a row without a code"), say("add the code"), line, columns["unit"] + 1)
            return None
        try:
            id_ = id_of(cells["unit"], str)
        except FaultError as fault:
            self.tell(fault.code, fault.message, fault.hint, line, columns["unit"] + 1)
            return None
        ranked = fold(cells.get("ranked", ""))
        if ranked and ranked not in TICKS:
            message = say("{id}: {word!r} says neither yes nor no", id=id_, word=ranked[:80])
            self.tell("wrong-value", message, say("write yes or no"), line, columns["ranked"] + 1)
        known = {*COLUMNS, *self.attributes.values()}
        return Unit(
            id_,
            _title(cells),
            cells.get("group") or None,
            bool(TICKS.get(ranked, 1)),
            tuple(filter(None, map(clean, cells.get("spellings", "").split("|")))),
            cells.get("parent") or None,
            attributes=tuple(self._attributes(line, cells, columns)),
            columns=tuple((name, _value(cell)) for name, cell in cells.items() if name not in known and cell),
        )

    def _attributes(
        self, line: int, cells: Mapping[str, str], columns: Mapping[str, int]
    ) -> Iterator[tuple[str, Fraction]]:
        for name in dict.fromkeys(self.attributes.values()):
            cell = cells.get(name, "")
            value = Fraction(TICKS[fold(cell)]) if fold(cell) in TICKS else _value(cell)
            if isinstance(value, Fraction):
                yield name, value
            elif cell:
                message = say("{id}: {word!r} is neither yes, no nor a number", id=cells["unit"], word=cell[:80])
                self.tell("not-a-number", message, say("1 is yes, 0 is no"), line, columns[name] + 1)


def _title(cells: Mapping[str, str]) -> Text | None:
    vi, en = (cells.get(f"name_{lang}") or cells.get("name") or None for lang in ("vi", "en"))
    return Text(vi, en) if vi or en else None
