"""Faults in definitions written with each construct of TOML 1.0: the place told is that of the key.

``§`` stands before the key at fault, or before the table that lacks one, and is taken out before the text is read.
"""

import pytest

import parindex
from parindex.definition.reading.definition_text import parse_definition as parse

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2025]\ncombine = "sum"\n'
LEAF = '[[indicator]]\nid = "i"\nmax = 10\n'

CASES = {
    "a bare key": ("unknown-key", HEAD + "§mx = 1\n" + LEAF),
    "a key behind blanks and tabs": ("unknown-key", HEAD + LEAF + "\t  §mx = 1"),
    "a basic-quoted key": ("unknown-key", HEAD + LEAF + '§"m x" = 1'),
    "a literal-quoted key": ("unknown-key", HEAD + LEAF + "§'m.x # [[' = 1"),
    "a key with escapes": ("unknown-key", HEAD + LEAF + r'§"m\u00e1\"\\\U0001F600 x" = 1'),
    "a known key in quotes": ("wrong-type", HEAD + '[[indicator]]\nid = "i"\n§"max" = "10"'),
    "a known key written with an escape": ("wrong-type", HEAD + '[[indicator]]\nid = "i"\n§"m\\u0061x" = "10"'),
    "an empty key": ("unknown-key", HEAD + LEAF + '§"" = 1'),
    "a dotted key": ("unknown-key", HEAD + LEAF + 'title.vi = "A"\ntitle.§fr = "A"'),
    "a dotted key with blanks and quotes": ("unknown-key", HEAD + LEAF + "title . §'fr' = \"A\"\ntitle.vi = 'A'"),
    "a dotted key within an inline table": (
        "wrong-type",
        HEAD + LEAF + 'rule = { kind = "choice", points."on time" = 10, points.§late = true }',
    ),
    "a table under a header of its own": (
        "unknown-key",
        HEAD + LEAF + '[indicator.rule]\nkind = "proportional"\ncap = 10\n§cup = 10',
    ),
    "a table under a header with quotes and blanks": (
        "missing-key",
        HEAD + LEAF + '§[ indicator . "rule" ]\nkind = "proportional"',
    ),
    "a header in quotes": ("unknown-key", HEAD + '[["indicator"]]\nid = "i"\n§mx = 1'),
    "an array of tables in an array of tables": (
        "unknown-key",
        HEAD
        + LEAF
        + '[indicator.rule]\nkind = "bands"\n[[indicator.rule.bands]]\nat_least = 5\npoints = 10\n'
        + "[[indicator.rule.bands]]\npoints = 0\n§pints = 1\n"
        + '[[indicator]]\nid = "j"\n',
    ),
    "an array of tables in the latest element": (
        "unreachable-band",
        HEAD
        + LEAF
        + '[[indicator]]\nid = "j"\n[indicator.rule]\nkind = "bands"\n[[indicator.rule.bands]]\npoints = 1\n'
        + "\n  §[[indicator.rule.bands]]\npoints = 0",
    ),
    "an inline table": ("unknown-key", HEAD + LEAF + 'rule = { kind = "proportional", cap = 10, §cup = 10 }'),
    "an inline table within an inline table": (
        "wrong-type",
        HEAD + LEAF + 'rule = { kind = "choice", points = { yes = 10, §"no, never" = "0" } }',
    ),
    "an inline table that lacks a key": ("missing-key", HEAD + LEAF + '§rule = { kind = "proportional" }'),
    "an array of inline tables": ("unknown-key", HEAD + 'indicator = [{ id = "i" }, { id = "j", §mx = 1 }]'),
    "an inline table of an array that lacks a key": ("missing-key", HEAD + 'indicator = [{ id = "i" }, §{ max = 1 }]'),
    "an array over lines with comments and brackets in them": (
        "unknown-key",
        HEAD + 'indicator = [ # ] }\n  { id = "i" }, # { id = "k", mx = 1 }\n\n  { id = "j", §mx = 1 },\n]\n',
    ),
    "an element of an array": ("wrong-type", HEAD.replace("[2025]", "[2025,\n\t§true]") + LEAF),
    "a key behind a multi-line basic string": (
        "unknown-key",
        HEAD + 'note = """\n[[indicator]]\nmx = 1 # "" \\"""\n"""\n§mx = 1\n' + LEAF,
    ),
    "a key behind a multi-line literal string": (
        "unknown-key",
        HEAD + LEAF + "note = '''\n[indicator.rule]\n'' \" \\ ]]\nmx = 1'''''\n§mx = 1",
    ),
    "a key whose value is a multi-line string": ("wrong-value", HEAD + '[[indicator]]\n§id = """\ni\n#"""\n'),
    "a key on the line of a string with quotes, brackets and a comment": (
        "unknown-key",
        HEAD + LEAF + r'rule = { kind = "choice", points = { "a \" ] } # b" = 10, c = 0 }, §cup = 1 }',
    ),
    "a date": ("wrong-type", HEAD + LEAF.replace("max = 10", "§max = 1979-05-27")),
    "a date and time with a blank": ("wrong-type", HEAD + LEAF.replace("max = 10", "§max = 1979-05-27 07:32:00.5Z")),
    "a key behind a time": ("unknown-key", HEAD + LEAF + "§at = 07:32:00"),
    "a boolean": ("wrong-type", HEAD + LEAF.replace("max = 10", "§max = true")),
    "a float that is not finite": ("not-finite", HEAD + LEAF.replace("max = 10", "§max = -inf")),
    "a number in another base": ("wrong-value", HEAD + "§decimals = 0x0_0_ff\n" + LEAF),
    "a float with an exponent": ("maximum-differs", HEAD + "§max = 1_0.0e+1\n" + LEAF),
    "a comment that quotes the key": ("unknown-key", HEAD + "# mx = 1\n" + LEAF + "# mx = 2\n§mx = 1 # mx = 3"),
    "a key behind letters of more than one byte": (
        "unknown-key",
        HEAD + LEAF + 'rule = { kind = "choice", points = { "đúng hạn 😀" = 10 }, §cup = 1 }',
    ),
    "a root key that is missing": ("missing-key", "§" + HEAD.replace('version = "1"\n', "") + LEAF),
    "a block that lacks a key": ("missing-key", HEAD + LEAF + "\n §[[indicator]] # no id\nmax = 1"),
    "two components and a parent behind them": (
        "unknown-parent",
        HEAD + LEAF + '[[component]]\nid = "c"\ncombine = "sum"\n[[indicator]]\nid = "j"\nparent = "c"\n'
        '[[indicator]]\nid = "k"\n§parent = "cc"\n',
    ),
}


def place(marked):
    """Return where the mark stands, counted by hand: lines and characters before it."""
    assert marked.count("§") == 1
    before = marked.partition("§")[0].split("\n")
    return len(before), len(before[-1]) + 1


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_fault_is_told_at_its_key_however_that_is_written(name, line_end):
    code, marked = CASES[name]
    text = marked.replace("§", "").replace("\n", line_end)
    assert [(one.code, one.line, one.column) for one in parse(text)[1]] == [(code, *place(marked))]


@pytest.mark.parametrize("name", CASES)
def test_a_byte_order_mark_moves_no_place(name, tmp_path):
    code, marked = CASES[name]
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + marked.replace("§", "").encode())
    errors = [one for one in parindex.check(path) if one.severity == "error"]
    assert [(one.code, one.line, one.column) for one in errors] == [(code, *place(marked))]
