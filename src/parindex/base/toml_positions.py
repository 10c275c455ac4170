"""Find the line and column of each key, table and element of a TOML text that has already parsed."""

import re
import sys
from bisect import bisect_right
from collections.abc import Mapping

import attrs
import tomli

Path = tuple[str | int, ...]

# Blanks, carriage returns and dots match nothing, so that finditer passes over them. A scalar that is
# no string may come in pieces (a date and its time): only where the first one starts is of interest.
_MARK = re.compile(
    r'''
    \#[^\n]*
    | """ [^"\\]* (?: (?: \\. | "(?!"") ) [^"\\]* )* """ "{0,2}
    | \'\'\' .*? \'\'\' '{0,2}
    | " [^"\\]* (?: \\. [^"\\]* )* "
    | ' [^']* '
    | [\w:+-]+
    | [][{}=,\n]
    ''',
    re.DOTALL | re.VERBOSE,
)


@attrs.frozen
class Position:
    """A place in a text, both counted from 1, the column in characters."""

    line: int
    column: int


@attrs.define
class _Level:
    """A table or array that is open, and how far the scan has come in it."""

    path: Path
    size: int | None = None  # how many elements an array has so far; None for a table
    waiting: bool = True  # for a key or an element, as against being within a value
    value: Path = ()  # where the value being read belongs


@attrs.define
class _Scanner:
    """Take the marks one by one, with a stack in place of recursion so that no depth is too deep."""

    starts: list[int]  # the offset of each line
    deepest: int  # longer paths are cut here, and not kept
    found: dict[Path, Position] = attrs.field(factory=dict)
    lengths: dict[Path, int] = attrs.field(factory=dict)  # of the arrays of tables
    levels: list[_Level] = attrs.field(factory=lambda: [_Level(())])
    parts: list[tuple[str, int]] = attrs.field(factory=list)  # of the key being read
    brackets: list[int] = attrs.field(factory=list)  # that open the header being read

    def take(self, mark: str, at: int) -> None:
        level = self.levels[-1]
        if mark in {"\n", ","}:
            level.waiting = True
        elif mark in {"]", "}"}:
            self.close()
        elif level.waiting and level.size is None:
            self.take_key(mark, at)
        else:
            if level.waiting and level.size is not None:
                level.waiting = False
                level.value = self.below(level.path, level.size)
                level.size += 1
                if len(level.value) <= self.deepest:
                    self.found[level.value] = self.position(at)
            if mark in {"[", "{"}:
                self.levels.append(_Level(level.value, size=0 if mark == "[" else None))

    def take_key(self, mark: str, at: int) -> None:
        if mark == "[":
            self.brackets.append(at)
        elif mark == "=":
            level = self.levels[-1]
            level.value = self.descend(level.path)
            level.waiting = False
        else:
            # The parser decodes a quoted key with an escape, lest the two disagree on it.
            quoted, escaped = mark[0] in "\"'", mark[0] == '"' and "\\" in mark
            name = next(iter(tomli.loads(f"{mark} = 0"))) if escaped else mark[1:-1] if quoted else mark
            self.parts.append((name, at))

    def close(self) -> None:
        if len(self.levels) > 1:
            self.levels.pop()
        elif self.parts and self.brackets:
            start = self.brackets[0]
            self.parts[-1] = (self.parts[-1][0], start)
            path = self.descend(())
            if len(self.brackets) > 1:
                self.lengths[path] = self.lengths.get(path, 0) + 1
                path = self.below(path, self.lengths[path] - 1)
            # A header outranks the mention of its table in an earlier [table.sub].
            if len(path) <= self.deepest:
                self.found[path] = self.position(start)
            self.levels[0].path = path
            self.brackets.clear()

    def descend(self, path: Path) -> Path:
        for name, at in self.parts:
            # A header that passes through an array of tables means its latest element.
            if path in self.lengths:
                path = self.below(path, self.lengths[path] - 1)
            path = self.below(path, name)
            if len(path) <= self.deepest and path not in self.found:
                self.found[path] = self.position(at)
        self.parts.clear()
        return path

    def below(self, path: Path, step: str | int) -> Path:
        return path if len(path) > self.deepest else (*path, step)

    def position(self, at: int) -> Position:
        line = bisect_right(self.starts, at)
        return Position(line, at - self.starts[line - 1] + 1)


def locate(text: str, deepest: int = sys.maxsize) -> dict[Path, Position]:
    r"""Find where each key, table and array element of a TOML text starts.

    A table or an element of an array of tables starts at the first ``[`` of its header, anything
    else at the first character of its key or value. A table that is only part of longer keys or
    headers starts at its name in the first of them. Nothing is checked: ``tomli.loads`` accepts the text. Paths longer
    than `deepest`, which take memory and time, are left out, and so is the root ``()``.

    Examples
    --------
    >>> from parindex.base.toml_positions import locate
    >>> positions = locate('id = "par"\n[[component]]\nscale = { max = 10 }\n')
    >>> positions["component", 0, "scale", "max"]
    Position(line=3, column=11)
    """
    scanner = _Scanner([0, *(match.end() for match in re.finditer("\n", text))], deepest)
    for match in _MARK.finditer(text):
        if not match[0].startswith("#"):
            scanner.take(match[0], match.start())
    return scanner.found


def nearest(positions: Mapping[Path, Position], path: Path) -> Position:
    r"""Return the position of a path, which may be of a missing key, or of the closest thing around it.

    It is that of the longest prefix that `locate` found; line 1, column 1 if it found none.

    Examples
    --------
    >>> from parindex.base.toml_positions import locate, nearest
    >>> nearest(locate("\n[scale]\nmin = 1"), ("scale", "max"))
    Position(line=2, column=1)
    """
    prefixes = (path[:end] for end in range(len(path), 0, -1) if path[:end] in positions)
    return positions.get(next(prefixes, ()), Position(1, 1))
