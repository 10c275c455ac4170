"""Edits of texts and bytes, each a tuple, so that Hypothesis can take away what a fault does not need."""

import re

from hypothesis import strategies as st


class Long(str):
    """A text too long to be shown whole in a counter-example."""

    __slots__ = ()

    def __repr__(self):
        return f"{self[:9]!r} … of {len(self)}" if len(self) > 200 else super().__repr__()


NUMBERS = [
    "0", "-0", "1", "-1", "+1", "0.1", "1e2", "1e30", "1e999", "-1e999", "1e-999", "1e999999999",
    "1e-999999999", "nan", "-nan", "inf", "-inf", "true", "1_0", "0x10", "9" * 40, "9" * 4400,
    "1" + "0" * 100_000, "0." + "3" * 400, "1.234", "1,5", "1.234.567,8", "1 234", "−5", "12%", "2020-01-01",
    "07:32:00", "١٢",
]  # fmt: skip
TEXTS = [
    "", " ", "\x00", "\ufeff", "\u202eabc\u202c", "e\u0323\u0302", "\u1ec7", "\u00a0", "\u200b", "\ud800",
    "\U0001f600", "\r", "\r\n", "\x0b", "\x1c", "\x85", "\u2028", "\\", "\\ud800", "\\U00110000", "a" * 5000,
    "đ" * 3000, "'" * 3, '"' * 3, '"', "'", "n/a", "N/A", "x", "có", "A", "01", "Hà Nội", "vn-provinces",
    "unit", "total", "../..", "%s{0}",
]  # fmt: skip
TOML = [
    "=", ".", ",", "[", "]", "[[", "]]", "{", "}", "#", "\n", "[]", "{}", "[[]]", "[" * 3000, "{a=" * 120,
    "a.b.c.d = 1", "a" + ".a" * 2000, "[" * 90 + "]" * 90, "{ a = { b = { c = 1 } } }", '"" = 1', '"a.b" = 1',
    "'' = ''", '"1/7"', '"1/0"', '"1/999999999999999999"', "\n[[indicator]]\n", "\n[[component]]\n",
    "\n[[unit]]\n", "\n[[group]]\n", "\n[indicator]\n", "\nparent = ", "\nid = ", "\nmax = ",
    "\nweight = 0\n", "\nvalue = ", "\nfloor = -1\n", "\ntimes = 1e-29\n", '\nmissing = "redistribute"\n',
    '\nmissing = "zero"\n', '\ncombine = "geometric-mean"\n', '\ncombine = "product"\n',
    '\ncombine = "power-mean"\npower = -99\n', '\nunit = "share"\n', '\nbetter = "lower"\n',
    '\nnot_applicable = "drop"\n', '\nadds = "bonus"\n', '\non_zero_denominator = "full"\n',
    '{ kind = "score" }', '{ kind = "rescale", anchors = "observed" }', '{ kind = "standardise" }',
    '{ kind = "increments", from = 1, base = 0, per = 1, each = 1 }', '{ kind = "percentile-rank" }',
    '{ kind = "relative", to = "best" }', '{ kind = "target", target = 1 }',
    '{ kind = "count", each = 1 }', '{ kind = "choice", points = { a = 1, "A" = 2 } }',
    '{ kind = "rank", by = "value", points = [{ to = 1, points = 1 }, { points = 0 }] }',
    '{ kind = "bands", bands = [{ points = 1 }] }',
]  # fmt: skip
CELLS = [
    ",", ";", "\t", "\n", '"', '""', '",\n', ",,", "\nunit,indicator,value\n", "unit", "name", "layer",
    "indicator", "value", "document", "appraised", "self_assessed", "survey", "Đơn vị", "sep=;\n", "n/a,",
    "\n,", "1,1", '"1,5"',
]  # fmt: skip
JSON = [
    "{", "}", "[", "]", ":", ",", "null", "true", "NaN", "-Infinity", '"unit"', '"value"', '"\\ud800"',
    '"\\u0000"', "[]", "{}", "[" * 3000, "[[[1]]]", '{"unit": "A"}', '"unit": 1, "unit": 2,',
    '{"a": {"b": {"c": 1}}}', "1E400", "-0.0",
]  # fmt: skip
ODS = [
    "<table:table-cell/>", "</table:table-cell>", "</table:table-row>", "<table:table-row>", "<table:table-row/>",
    "<table:covered-table-cell/>", "<text:p>unit</text:p>", "<text:p>", "</table:table>", "<table:table-row-group>",
    '<table:table table:name="x">', 'table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048576"',
    'table:number-rows-repeated="-1"', 'table:number-columns-repeated="99999999999999999999"',
    'table:number-rows-repeated="x"', 'table:number-columns-spanned="99999"', 'table:number-rows-spanned="0"',
    'table:visibility="filter"', 'office:value-type="percentage"', 'office:value-type="float"', 'office:value="nan"',
    'office:value="1e999"', 'table:formula="of:=1>0"', 'calcext:value-type="error"', "<!-- <table:table-row> -->",
    "<office:annotation><text:p>x</text:p></office:annotation>", "<![CDATA[<table:table-cell>]]>", "<!DOCTYPE x>",
    "<?x >?>", "&#0;", "&a;", "&lt;", '<table:table-column table:visibility="collapse"/>',
]  # fmt: skip
XML = [
    "<c/>", "</c>", "<v>", "</v>", "<f>1/0</f>", "<v>1e309</v>", "<v>-1</v>", "<v>99999999999</v>",
    "<v>#DIV/0!</v>", 'r="XFD1048576"', 'r="A1048577"', 'r="ZZZZ1"', 'r="A0"', 'r="A-1"', 't="s"', 't="e"',
    't="b"', 't="d"', 't="inlineStr"', 't="str"', 't="n"', 's="1"', 's="9999999"',
    '<dimension ref="A1:XFD1048576"/>', '<mergeCell ref="A1:B9"/>', '<mergeCell ref="B9:A1"/>',
    "<!-- <c <c <c -->", "<![CDATA[<c>]]>", "&#0;", "&#xD800;", "&a;", "&lt;", "<is><t>unit</t></is>",
    'numFmtId="14"', 'numFmtId="9"', 'numFmtId="999"', 'formatCode="0%"', 'date1904="1"', '<row r="1048576">',
    '<sheet name="" sheetId="1" r:id="rId1"/>', 'Target="/xl/worksheets/sheet1.xml"', 'Target="../../x"',
    'state="hidden"',
]  # fmt: skip
_TOKEN = re.compile(r"""[^\W_]+|[ \t]+|"[^"\n]*"|'[^'\n]*'|.""", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n?")
_AT = st.integers(0, 2**16)


def edits(*words, most=6):
    """Draw a few edits with nasty `words`."""
    word = st.sampled_from([*NUMBERS, *TEXTS, *(word for list_ in words for word in list_)]).map(Long)
    kind = st.sampled_from(["insert", "replace", "drop", "double", "swap", "copy"])
    edit = st.tuples(kind, st.sampled_from(["token", "line", "sign"]), _AT, _AT, word)
    return st.lists(edit, min_size=1, max_size=most)


def edited(text, changes):
    """Return a text with changes made one after the other, at the places in it that their numbers come to."""
    for kind, unit, here, there, word in changes:
        parts = {"token": _TOKEN.findall, "line": _LINE.findall, "sign": list}[unit](text)
        if not parts:
            parts = [""]
        at, other = here % len(parts), there % len(parts)
        if kind == "insert":
            parts.insert(at, word)
        elif kind == "replace":
            parts[at] = word
        elif kind == "drop":
            del parts[at : at + 1 + other % 3]
        elif kind == "double":
            parts.insert(at, parts[at])
        elif kind == "swap":
            parts[at], parts[other] = parts[other], parts[at]
        else:
            parts[at] = parts[other]
        text = "".join(parts)
    return text


def damages():
    """Draw changes of single bytes, and where the rest is cut off."""
    return st.tuples(st.lists(st.tuples(_AT, st.integers(0, 255)), max_size=8), st.integers(0, 2**18))


def damaged(content, damage):
    """Return bytes with some of them changed; cut off in one of four cases."""
    changes, end = damage
    out = bytearray(content)
    for at, byte in changes if out else ():
        out[at % len(out)] = byte
    return bytes(out[: end // 4 % (len(out) + 1)] if end % 4 == 1 else out)


def encoded(text):
    """Return a text as bytes, halves of surrogate pairs too, which makes it no UTF-8."""
    return text.encode("utf-8", "surrogatepass")
