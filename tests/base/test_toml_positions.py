import re
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
import tomli
from hypothesis import given, strategies as st

from parindex.base.toml_positions import Path, Position, locate, nearest

Places = dict[Path, tuple[int, int]]


def paths_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Walk a parsed document; every path but the root's."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, below in value.items():
            yield from paths_in(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from paths_in(below, (*path, index))


def accepts(text: str) -> bool:
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return True


NEWER_TOML = accepts("a = {\n}")

CASES: dict[str, tuple[str, Places]] = {
    "an empty file": ("", {}),
    "blank lines and comments": ("\n  \n# a = 1\n\t# [b]", {}),
    "a bare key": ("a = 1", {("a",): (1, 1)}),
    "an indented key": ("\n  \ta=1\n", {("a",): (2, 4)}),
    "bare keys of digits, dashes and underscores": (
        "1_2-3 = 1\n-\t= 2\n3.14 = 3",
        {("1_2-3",): (1, 1), ("-",): (2, 1), ("3",): (3, 1), ("3", "14"): (3, 3)},
    ),
    "a basic-quoted key": ('"a b" = 1', {("a b",): (1, 1)}),
    "a basic-quoted key with marks of syntax in it": (
        ' "#=.[{\'" = 1 # "b" = 2',
        {("#=.[{'",): (1, 2)},
    ),
    "a basic-quoted key with escapes": (
        r'"\t\"\\\u00e9\U0001F600" = 1',
        {('\t"\\é😀',): (1, 1)},
    ),
    "a literal-quoted key": (
        "'a\\t\"#' = 1\n'b' = 2",
        {('a\\t"#',): (1, 1), ("b",): (2, 1)},
    ),
    "empty keys": (
        '"" = 1\n[a]\n\'\' . "" = 2',
        {("",): (1, 1), ("a",): (2, 1), ("a", ""): (3, 1), ("a", "", ""): (3, 6)},
    ),
    "a dotted key, its first mention winning": (
        "a.b.c = 1\na.b.d = 2",
        {
            ("a",): (1, 1),
            ("a", "b"): (1, 3),
            ("a", "b", "c"): (1, 5),
            ("a", "b", "d"): (2, 5),
        },
    ),
    "a dotted key with blanks and quotes": (
        " a . \"b.c\"\t.\t'd' = 1",
        {("a",): (1, 2), ("a", "b.c"): (1, 6), ("a", "b.c", "d"): (1, 14)},
    ),
    "columns are characters, not bytes or code units": (
        '"việt" . "😀" . a = 1\nb = { c = "trị 😀", d = 1 }',
        {
            ("việt",): (1, 1),
            ("việt", "😀"): (1, 10),
            ("việt", "😀", "a"): (1, 16),
            ("b",): (2, 1),
            ("b", "c"): (2, 7),
            ("b", "d"): (2, 20),
        },
    ),
    "only a line feed breaks a line": (
        "# \u2028 \u0085\na = '\u2028\u0085' # \u2029\nb = 1",
        {("a",): (2, 1), ("b",): (3, 1)},
    ),
    "a table": (
        "  [a]\nb = 1\n",
        {("a",): (1, 3), ("a", "b"): (2, 1)},
    ),
    "a dotted header with blanks, quotes and a comment": (
        "[ a . 'b' . \"c\\u0064\" ] # [x]\ne = 1",
        {
            ("a",): (1, 3),
            ("a", "b"): (1, 7),
            ("a", "b", "cd"): (1, 1),
            ("a", "b", "cd", "e"): (2, 1),
        },
    ),
    "a header after its sub-table's": (
        "[a.b]\nc = 1\n[a]\nd = 1",
        {("a",): (3, 1), ("a", "b"): (1, 1), ("a", "b", "c"): (2, 1), ("a", "d"): (4, 1)},
    ),
    "a sub-table of a table made by a dotted key": (
        "[a]\nb.c = 1\n[a.d]\n[a.d.e]",
        {
            ("a",): (1, 1),
            ("a", "b"): (2, 1),
            ("a", "b", "c"): (2, 3),
            ("a", "d"): (3, 1),
            ("a", "d", "e"): (4, 1),
        },
    ),
    "an array of tables": (
        "[[a]]\nb = 1\n\n [[ a ]] # [[a]]\nb = 2\n[[a]]",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 1),
            ("a", 0, "b"): (2, 1),
            ("a", 1): (4, 2),
            ("a", 1, "b"): (5, 1),
            ("a", 2): (6, 1),
        },
    ),
    "a sub-table of the latest element": (
        "[[a]]\n[[a]]\n[a.t]\nb = 1\n[a.u.v]\n[[a]]\n[a.t]",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 1),
            ("a", 1): (2, 1),
            ("a", 1, "t"): (3, 1),
            ("a", 1, "t", "b"): (4, 1),
            ("a", 1, "u"): (5, 4),
            ("a", 1, "u", "v"): (5, 1),
            ("a", 2): (6, 1),
            ("a", 2, "t"): (7, 1),
        },
    ),
    "arrays of tables in arrays of tables": (
        "[[a]]\n[[a.b]]\n[[a.b]]\nx.y = 1\n[a.b.c]\n[[a]]\n[[a.b]]\nx = 1\n[[a.b.c.d]]\ne = 1",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 1),
            ("a", 0, "b"): (2, 1),
            ("a", 0, "b", 0): (2, 1),
            ("a", 0, "b", 1): (3, 1),
            ("a", 0, "b", 1, "x"): (4, 1),
            ("a", 0, "b", 1, "x", "y"): (4, 3),
            ("a", 0, "b", 1, "c"): (5, 1),
            ("a", 1): (6, 1),
            ("a", 1, "b"): (7, 1),
            ("a", 1, "b", 0): (7, 1),
            ("a", 1, "b", 0, "x"): (8, 1),
            ("a", 1, "b", 0, "c"): (9, 7),
            ("a", 1, "b", 0, "c", "d"): (9, 1),
            ("a", 1, "b", 0, "c", "d", 0): (9, 1),
            ("a", 1, "b", 0, "c", "d", 0, "e"): (10, 1),
        },
    ),
    "a table around an array of tables, with its own header later": (
        "[[a.b]]\nc = 1\n[a]\nd = 1",
        {
            ("a",): (3, 1),
            ("a", "b"): (1, 1),
            ("a", "b", 0): (1, 1),
            ("a", "b", 0, "c"): (2, 1),
            ("a", "d"): (4, 1),
        },
    ),
    "an inline table": (
        "a = { b.c = 1, 'd' = { e = 2 } } # { f = 1 }\ng={}\nh=1",
        {
            ("a",): (1, 1),
            ("a", "b"): (1, 7),
            ("a", "b", "c"): (1, 9),
            ("a", "d"): (1, 16),
            ("a", "d", "e"): (1, 24),
            ("g",): (2, 1),
            ("h",): (3, 1),
        },
    ),
    "an array on one line": (
        "a = [ 1,-2 , 3.5,true]\nb = []\nc = [\t]",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 7),
            ("a", 1): (1, 9),
            ("a", 2): (1, 14),
            ("a", 3): (1, 18),
            ("b",): (2, 1),
            ("c",): (3, 1),
        },
    ),
    "a nested array over lines with comments": (
        "a = [ # ], [\n  [1, 2], # 3,\n  # 4,\n  [\n    [], 'x]',\n  ],\n]\nb = 1",
        {
            ("a",): (1, 1),
            ("a", 0): (2, 3),
            ("a", 0, 0): (2, 4),
            ("a", 0, 1): (2, 7),
            ("a", 1): (4, 3),
            ("a", 1, 0): (5, 5),
            ("a", 1, 1): (5, 9),
            ("b",): (8, 1),
        },
    ),
    "inline tables in an array": (
        "bands = [\n  { at_least = 1 },\n  { at_least = 2, x = [{ y = 1 }] },\n]",
        {
            ("bands",): (1, 1),
            ("bands", 0): (2, 3),
            ("bands", 0, "at_least"): (2, 5),
            ("bands", 1): (3, 3),
            ("bands", 1, "at_least"): (3, 5),
            ("bands", 1, "x"): (3, 19),
            ("bands", 1, "x", 0): (3, 24),
            ("bands", 1, "x", 0, "y"): (3, 26),
        },
    ),
    "a basic string with escaped quotes": (
        r'a = ["\"", "\\", "x = 1 # ]"]' + '\nb = ""',
        {
            ("a",): (1, 1),
            ("a", 0): (1, 6),
            ("a", 1): (1, 12),
            ("a", 2): (1, 18),
            ("b",): (2, 1),
        },
    ),
    "a literal string ending in a backslash": (
        "a = 'C:\\' # '\nb = ['\"', '#']",
        {("a",): (1, 1), ("b",): (2, 1), ("b", 0): (2, 6), ("b", 1): (2, 11)},
    ),
    "a multi-line basic string": (
        'a = """\nb = 1\n[c]\n# "" \\"""\n\\\\"""\nd = 1',
        {("a",): (1, 1), ("d",): (6, 1)},
    ),
    "a multi-line basic string with two quotes within": (
        'a = """ x "" y "\nb = 1\n"""\nc = 1',
        {("a",): (1, 1), ("c",): (4, 1)},
    ),
    "a multi-line basic string with an escaped quote within": (
        'a = """ \\" "\nb = 1\n"""\nc = 1',
        {("a",): (1, 1), ("c",): (4, 1)},
    ),
    "multi-line basic strings with quotes at the end": (
        'a = """x""""\nb = """x"""""\nc = """"""""\nd = ["""""", """" """, 1]',
        {
            ("a",): (1, 1),
            ("b",): (2, 1),
            ("c",): (3, 1),
            ("d",): (4, 1),
            ("d", 0): (4, 6),
            ("d", 1): (4, 14),
            ("d", 2): (4, 24),
        },
    ),
    "a line-ending backslash": (
        'a = """\\\n   x \\  \n\n  y""" # \\\nb = 1',
        {("a",): (1, 1), ("b",): (5, 1)},
    ),
    "a multi-line literal string": (
        "a = '''\nb = 1 ''\n\"\"\" \\'''\nc = 1",
        {("a",): (1, 1), ("c",): (4, 1)},
    ),
    "multi-line literal strings with quotes at the end": (
        "a = '''x''''\nb = '''x'''''\nc = [''''''', 1]",
        {("a",): (1, 1), ("b",): (2, 1), ("c",): (3, 1), ("c", 0): (3, 6), ("c", 1): (3, 15)},
    ),
    "dates and times": (
        "a = 1979-05-27 07:32:00\nb = [1979-05-27 07:32:00.5-07:00, 1979-05-27, 07:32:00.25]",
        {("a",): (1, 1), ("b",): (2, 1), ("b", 0): (2, 6), ("b", 1): (2, 35), ("b", 2): (2, 47)},
    ),
    "numbers": (
        "a = [+1, -inf, +nan, 1e+5, -1_0.5E-2, 0xdead_beef]",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 6),
            ("a", 1): (1, 10),
            ("a", 2): (1, 16),
            ("a", 3): (1, 22),
            ("a", 4): (1, 28),
            ("a", 5): (1, 39),
        },
    ),
    "line breaks of a carriage return and a line feed": (
        '# x\r\na = """\r\nx\\\r\n"""\r\n\r\nb = [\r\n  1, 2,\r\n]\r\n[c]\r\nd.e = 1\r\n',
        {
            ("a",): (2, 1),
            ("b",): (6, 1),
            ("b", 0): (7, 3),
            ("b", 1): (7, 6),
            ("c",): (9, 1),
            ("c", "d"): (10, 1),
            ("c", "d", "e"): (10, 3),
        },
    ),
}

NEWER_CASES: dict[str, tuple[str, Places]] = {
    "an inline table over lines with a trailing comma": (
        "a = { # {\n  b = 1, # c = 2,\n  d.e = [\n    { f = 1, },\n  ],\n}\ng = 1",
        {
            ("a",): (1, 1),
            ("a", "b"): (2, 3),
            ("a", "d"): (3, 3),
            ("a", "d", "e"): (3, 5),
            ("a", "d", "e", 0): (4, 5),
            ("a", "d", "e", 0, "f"): (4, 7),
            ("g",): (7, 1),
        },
    ),
    "newer escapes": (
        r'"\e\x41" = "\e" # "' + "\nb = 1",
        {("\x1bA",): (1, 1), ("b",): (2, 1)},
    ),
    "times without seconds": (
        "a = [07:32, 1979-05-27 07:32, 1979-05-27T07:32Z]",
        {("a",): (1, 1), ("a", 0): (1, 6), ("a", 1): (1, 13), ("a", 2): (1, 31)},
    ),
}


def assert_located(text: str, places: Places) -> None:
    assert set(places) == set(paths_in(tomli.loads(text)))  # else the case is at fault
    assert locate(text) == {path: Position(*place) for path, place in places.items()}


@pytest.mark.parametrize("name", CASES)
def test_every_path_is_located(name: str) -> None:
    assert_located(*CASES[name])


@pytest.mark.skipif(not NEWER_TOML, reason="this tomli reads TOML 1.0 only")
@pytest.mark.parametrize("name", NEWER_CASES)
def test_every_path_is_located_in_newer_toml(name: str) -> None:
    assert_located(*NEWER_CASES[name])


def test_neither_depth_nor_width_exhausts_the_scanner() -> None:
    deep = "a = " + "[" * 900 + "{b = 1}" + "]" * 900
    assert locate(deep)["a", *[0] * 900, "b"] == Position(1, 906)
    wide = "a = [" + "'x', " * 50_000 + "]"
    assert locate(wide)["a", 49_999] == Position(1, 250_001)
    long = 'a = """' + '\\n"" ' * 50_000 + '"""\nb = 1'
    assert locate(long)["b",] == Position(2, 1)


def test_a_long_file_is_located_to_its_end() -> None:
    text = '[[component]]\nid = "x" # y\nweight = 1.5\nbands = [{ at = 1 }, { at = 2 }]\n' * 500
    assert locate(text)["component", 499, "bands", 1, "at"] == Position(2000, 24)


def test_the_nearest_position_is_the_path_s_own_or_its_longest_known_prefix_s() -> None:
    positions = locate("\na = 1\n[[b]]\nc = { d = 1 }")
    assert nearest(positions, ("b", 0, "c", "d")) == Position(4, 7)
    assert nearest(positions, ("b", 0, "c", "x", 1)) == Position(4, 1)
    assert nearest(positions, ("b", 0, "x")) == Position(3, 1)
    assert nearest(positions, ("b", 5, "x")) == Position(3, 1)
    assert nearest(positions, ("a", "x")) == Position(2, 1)


def test_what_has_no_known_prefix_is_nearest_to_the_start_of_the_text() -> None:
    positions = locate("\n\na = 1")
    assert nearest(positions, ()) == Position(1, 1)
    assert nearest(positions, ("x", "a")) == Position(1, 1)
    assert nearest({}, ("a",)) == Position(1, 1)


NAMES = st.sampled_from(["a", "b", "c", "-", "7", "é", "", "x y", ".", "#", '"', "'", "\\", "\t"])
SCALARS = st.sampled_from(
    [
        "1",
        "-0.5e+3",
        "inf",
        "true",
        "1979-05-27 07:32:00.5",
        "07:32:00",
        r'"\"] # \\"',
        "'\\'",
        "''",
        '"""\n[x]\n\\"" \\\n ]"""""',
        "'''\n= {'' ''''",
        '""""""',
    ]
)
BLANKS = st.sampled_from(["", "", " ", "\t "])
COMMENTS = st.sampled_from(["", "", " # é [a] = {", '#\'"""'])


@attrs.define
class Writer:
    """Draw a document while writing it, noting where each path starts and with what."""

    draw: st.DrawFn
    text: str = ""
    starts: dict[Path, tuple[int, str]] = attrs.field(factory=dict)

    def gap(self) -> None:
        self.text += self.draw(BLANKS)

    def line_end(self) -> None:
        self.text += self.draw(BLANKS) + self.draw(COMMENTS) + "\n" + self.draw(BLANKS)

    def comma(self) -> None:
        self.text += self.draw(BLANKS) + "," + self.draw(BLANKS)

    def name(self, name: str) -> str:
        escaped = re.sub(r'["\\\t]', lambda mark: f"\\u{ord(mark[0]):04x}", name)
        forms = [f'"{escaped}"', '"' + re.sub(r'(["\\])', r"\\\1", name) + '"']
        if "'" not in name:
            forms.append(f"'{name}'")
        if re.fullmatch("[A-Za-z0-9_-]+", name):
            forms += [name] * 3
        return self.draw(st.sampled_from(forms))

    def key(self, path: Path, names: tuple[str, ...], known: int = 0) -> Path:
        """Write a dotted key; its first parts may be those of ``path`` itself, as in a header."""
        for number, name in enumerate(names):
            if number:
                self.text += self.draw(BLANKS) + "." + self.draw(BLANKS)
            written = self.name(name)
            if number >= known:
                path += (name,)
                self.starts.setdefault(path, (len(self.text), written))
            self.text += written
        return path

    def pairs(self, path: Path, depth: int, between: Callable[[], None]) -> None:
        keys: list[tuple[str, ...]] = []
        for name in self.draw(st.lists(NAMES, unique=True, max_size=3)):
            below = self.draw(st.lists(NAMES, unique=True, max_size=2))
            keys += [(name, lower) for lower in below] or [(name,)]
        for number, names in enumerate(keys):
            if number:
                between()
            place = self.key(path, names)
            self.text += self.draw(BLANKS) + "=" + self.draw(BLANKS)
            self.value(place, depth)

    def value(self, path: Path, depth: int) -> None:
        kind = self.draw(st.sampled_from(["scalar", "array", "table"])) if depth else "scalar"
        space = self.draw(st.sampled_from([self.gap, self.line_end]))
        if kind == "array":
            self.text += "["
            size = self.draw(st.integers(0, 3))
            for index in range(size):
                space()
                start = len(self.text)
                self.value((*path, index), depth - 1)
                self.starts[*path, index] = start, self.text[start:]
                space()
                if index < size - 1 or self.draw(st.booleans()):
                    self.text += ","
            space()
            self.text += "]"
        elif kind == "table":
            self.text += "{"
            self.gap()
            self.pairs(path, depth - 1, self.comma)
            self.gap()
            self.text += "}"
        else:
            self.text += self.draw(SCALARS)

    def table(self, path: Path, names: tuple[str, ...], depth: int) -> None:
        """Write what stands under a header, then the tables below it."""
        self.pairs(path, 2, self.line_end)
        self.line_end()
        for name in self.draw(st.lists(NAMES, unique=True, max_size=2)) if depth else ():
            if (*path, name) not in self.starts:
                self.headed(path, names, name, depth - 1)

    def headed(self, path: Path, names: tuple[str, ...], name: str, depth: int) -> None:
        # [a.b] may come without an [a].
        known = len(names)
        names = (*names, name, *self.draw(st.lists(NAMES, max_size=1)))
        opening, closing = self.draw(st.sampled_from([("[", "]"), ("[[", "]]")]))
        for index in range(self.draw(st.integers(1, 2)) if opening == "[[" else 1):
            start = len(self.text)
            self.text += opening + self.draw(BLANKS)
            place = self.key(path, names, known)
            self.text += self.draw(BLANKS) + closing
            if not index:
                self.starts[place] = start, opening
            if opening == "[[":
                place += (index,)
                self.starts[place] = start, opening
            self.line_end()
            self.table(place, names, depth)


@st.composite
def documents(draw: st.DrawFn) -> Writer:
    """Documents in assorted syntaxes, always of TOML 1.0."""
    writer = Writer(draw)
    writer.table((), (), depth=2)
    return writer


@given(documents())
def test_the_paths_located_are_those_of_the_parsed_document(document: Writer) -> None:
    assert set(locate(document.text)) == set(paths_in(tomli.loads(document.text)))


@given(documents(), st.sampled_from(["\n", "\r\n"]))
def test_every_position_is_where_its_path_was_written(document: Writer, line_break: str) -> None:
    found = locate(document.text.replace("\n", line_break))
    assert found.keys() == document.starts.keys()
    for path, (start, written) in document.starts.items():
        assert document.text.startswith(written, start)
        before = document.text[:start].split("\n")
        assert found[path] == Position(len(before), len(before[-1]) + 1)


def test_longer_paths_than_wanted_are_left_out_and_the_others_are_where_they_were() -> None:
    text = "[a]\nb.c = [[1, [2]], 3]\n[[t]]\nx = { y = { z = 1 } }\n[[t.u]]\n[[t.u]]\nv = 1\n"
    every = locate(text)
    for deepest in range(7):
        assert locate(text, deepest) == {path: place for path, place in every.items() if len(path) <= deepest}
