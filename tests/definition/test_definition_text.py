"""Reading a definition: nothing is converted, nothing is lost, nothing is too much to be told."""

import hashlib
import os
import pickle
import unicodedata
from fractions import Fraction

import pytest

import parindex
from parindex.base.texts import Text
from parindex.definition.reading.definition_text import dump, load_text, parse_definition as parse

from ..sample import HEAD, codes, define, indicators, text


def indicator(key):
    return f'[[indicator]]\nid = "x"\n{key}\n'


@pytest.mark.parametrize(
    "key",
    [
        "max = true",
        'max = "10"',
        'max = "10.5"',
        'max = " 1/2"',
        'max = "1 / 2"',
        'max = "0.5/2"',
        "max = [10]",
        "max = { value = 10 }",
        "max = 2024-01-01",
        "max = 07:30:00",
        "weight = false",
        "unit = 5",
        "better = 1",
        "source = 2024-01-01T00:00:00Z",
        "range = 5",
        'range = "0, 5"',
        'range = ["0", 5]',
        "range = [0, true]",
        'rule = "score"',
        "rule = []",
        "title = 3",
        "title = ['a']",
        "title = { vi = 3 }",
        'rule = { kind = "rescale", anchors = [0, 1], to = [0, 1], clip = 0 }',
        'rule = { kind = "rescale", anchors = [0, 1], to = [0, 1], clip = "no" }',
        'rule = { kind = "rescale", anchors = 5, to = [0, 1] }',
        'rule = { kind = "choice", points = [1, 2] }',
        'rule = { kind = "choice", points = { yes = "1" } }',
        'rule = { kind = "bands", bands = { points = 1 } }',
        'rule = { kind = "bands", bands = [1] }',
    ],
)
def test_an_indicator_s_value_of_another_type_is_refused_not_converted(key):
    assert codes(indicator(key)) == ["wrong-type"]


def test_every_faulty_name_of_an_input_is_told_at_its_place():
    problems = parse(f'{HEAD}combine = "sum"\n[[indicator]]\nid = "x"\nvalue = "a"\ninputs = ["a", "a b", 3]\n')[1]
    line = HEAD.count("\n") + 5
    assert [(problem.line, problem.column, problem.code) for problem in problems] == [
        (line, 16, "wrong-value"),
        (line, 23, "wrong-type"),
    ]


@pytest.mark.parametrize(
    "root",
    [
        "decimals = 2.0",
        'decimals = "2"',
        "decimals = true",
        "max = true",
        "bands = { label = 'A' }",
        "bands = ['A']",
        "sources = 'here'",
        "rank = 'rounded'",
        "note = 1",
        "units = ['vn-provinces']",
    ],
)
def test_an_index_s_value_of_another_type_is_refused_not_converted(root):
    assert codes(indicator("max = 10"), root=root) == ["wrong-type"]


@pytest.mark.parametrize("years", ["2020", '"2020"', "[true]", "[2020.0]", '["2020"]', "[2020-01-01]"])
def test_years_are_a_list_of_whole_numbers(years):
    body = text(indicator("max = 10")).replace("[2020]", years)
    assert [problem.code for problem in parse(body)[1]] == ["wrong-type"]


@pytest.mark.parametrize("nodes", ["component = 5", "indicator = 5", "indicator = {}", "indicator = [5]"])
def test_nodes_are_a_list_of_tables(nodes):
    assert "wrong-type" in codes("", root=nodes)


@pytest.mark.parametrize(
    "written, number",
    [
        ("10", 10),
        ("10.10", Fraction("10.1")),
        ("0.1", Fraction(1, 10)),
        ("1e2", 100),
        ("1_000.5", Fraction("1000.5")),
        ('"1/3"', Fraction(1, 3)),
        ('"2/6"', Fraction(1, 3)),
        ('"999999999999999999/1"', 999999999999999999),
        ("0x10", 16),
        ("999999999999999999999999999999", 10**30 - 1),
        ("0.000000000000000000000000000001", Fraction(1, 10**30)),
        ("0.12345678901234567890123456789", Fraction(12345678901234567890123456789, 10**29)),
    ],
)
def test_numbers_are_kept_exactly(written, number):
    assert define(indicator(f"max = {written}"))["x"].max == number


@pytest.mark.parametrize(
    "written, code",
    [
        ("nan", "not-finite"),
        ("-inf", "not-finite"),
        ('"1/0"', "wrong-value"),
        ('"9999999999999999999/1"', "wrong-type"),
        ("1e999999999", "too-large"),
        ("1e-999999999", "too-large"),
        ("-1e30", "too-large"),
        ("1e31", "too-large"),
        ("1e-31", "too-large"),
        ("1" * 31, "too-large"),
        ("1" * 5000, "too-large"),
        ("1" * 5000 + ".5", "too-large"),
        ("[" * 5000 + "]" * 5000, "too-large"),
        ("{ a = " * 5000 + "1" + "}" * 5000, "too-large"),
    ],
)
def test_a_number_or_a_nesting_beyond_all_measure_is_told(written, code):
    assert codes(indicator(f"max = {written}")) == [code]


def chain(levels):
    """Return components below each other and an indicator at the end: so many levels below the root."""
    ids = [f"level-{level}" for level in range(1, levels)]
    body = ""
    for above, id_ in zip(["", *ids], ids, strict=False):
        parent = f'parent = "{above}"\n' if above else ""
        body += f'[[component]]\nid = "{id_}"\n{parent}combine = "sum"\n'
    return body + indicators("leaf", keys="max = 1", parent=ids[-1])


@pytest.mark.parametrize("levels, expected", [(32, []), (33, ["too-large"]), (500, ["too-large"])])
def test_a_tree_may_have_32_levels(levels, expected):
    assert codes(chain(levels)) == expected


@pytest.mark.parametrize("nodes, expected", [(10_000, []), (10_001, ["too-large"])])
def test_a_tree_may_have_10000_nodes(nodes, expected):
    assert codes("".join(f'[[indicator]]\nid = "i{at}"\n' for at in range(nodes))) == expected


def test_a_file_of_more_than_four_megabytes_is_not_read(tmp_path):
    path = tmp_path / "large.toml"
    path.write_text(text(indicators("x")) + "#" * 4 * 1024 * 1024)
    with pytest.raises(parindex.UnreadableError, match=r"large\.toml: larger than 4 MB"):
        parindex.load(path)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path):
    plain, windows = tmp_path / "plain.toml", tmp_path / "windows.toml"
    body = text('[[indicator]]\nid = "x"\nmax = 10\ntitle = """\nđường\n"""\n')
    plain.write_bytes(body.encode())
    windows.write_bytes(b"\xef\xbb\xbf" + body.replace("\n", "\r\n").encode())
    assert parindex.load(plain).nodes[1].title == Text("đường\n", "đường\n")
    assert parindex.load(windows) == parindex.load(plain)


def test_places_are_right_behind_a_byte_order_mark_and_windows_line_ends(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + text("[[indicator]]\nid = 'x'\n  mx = 1\n").replace("\n", "\r\n").encode())
    told = {problem.code: (problem.line, problem.column) for problem in parindex.check(path)}
    assert told == {"unknown-key": (10, 3), "no-source": (1, 1)}


@pytest.mark.parametrize("content, line", [(b"\xff\xfe", "1"), (b"id = 'a'\n# caf\xe9\n", "2")])
def test_a_file_that_is_not_utf8_is_unreadable_and_says_where(tmp_path, content, line):
    path = tmp_path / "latin.toml"
    path.write_bytes(content)
    with pytest.raises(parindex.UnreadableError, match=rf"latin\.toml: line {line} is not UTF-8"):
        parindex.check(path)


@pytest.mark.parametrize("name", ["absent.toml", "folder", "folder.toml", "absent"])
def test_a_file_that_is_none_is_unreadable(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.toml").mkdir()
    for path in (name, tmp_path / name):
        with pytest.raises(parindex.UnreadableError, match=name):
            parindex.load(path)


@pytest.mark.parametrize("name", ["pci2006", "PCI-2006", "pci_2006"])
def test_an_unknown_id_suggests_the_bundled_one(name):
    with pytest.raises(parindex.UnreadableError, match="'pci-2006'"):
        parindex.load(name)


MIXED = """
[[indicator]]
id = "first"
max = 1

[[component]]
id = "second"
combine = "sum"

[[indicator]]
id = "third"
max = 1

[[component]]
id = "fourth"
combine = "sum"

[[indicator]]
id = "inner-b"
parent = "fourth"
max = 1

[[indicator]]
id = "inner-a"
parent = "second"
max = 1
"""


def test_parts_stand_in_the_order_of_the_file_whatever_their_kind():
    expected = ["sample", "first", "second", "inner-a", "third", "fourth", "inner-b"]
    assert [node.id for node in define(MIXED).nodes] == expected


# In each, b comes first and c after it; a is a part of one of them.
ORDERS = {
    "inline indicators": """
indicator = [{ id = "b", max = 1 }, { id = "a", max = 1, parent = "c" }]
[[component]]
id = "c"
combine = "sum"
""",
    "inline components": """
component = [{ id = "b", combine = "sum" }]
[[indicator]]
id = "c"
[[indicator]]
id = "a"
parent = "b"
""",
    "headers quoted in a text": '''
[[indicator]]
id = "b"
note = """
[[indicator]]
[[component]]
"""
[[component]]
id = "c"
combine = "sum"
[[indicator]]
id = "a"
parent = "c"
''',
    "one header quoted, another in other words": """
[[component]]
id = "b"
combine = "sum"
note = '''
[[indicator]]
'''
[["indicator"]]
id = "c"
[[ indicator ]]
id = "a"
parent = "b"
""",
    "a header quoted and the same one in other words": """
note = '''
[[component]]'''
[[indicator]]
id = "b"
[["component"]]
id = "c"
combine = "sum"
[[indicator]]
id = "a"
parent = "c"
""",
    "headers in comments": """
[[indicator]] # [[component]]
id = "b"
# [[component]]
[[component]]
id = "c"
combine = "sum"
[[indicator]]
id = "a"
parent = "c"
""",
}


@pytest.mark.parametrize("name", ORDERS)
def test_the_order_of_the_file_is_found_however_it_is_written(name):
    assert [node.id for node in define(ORDERS[name]).nodes[1:] if node.parent is None] == ["b", "c"]


def test_texts_are_composed_and_a_plain_one_serves_both_languages():
    decomposed = unicodedata.normalize("NFD", "Chỉ số")
    definition = define(
        f'[[indicator]]\nid = "x"\ntitle = "{decomposed}"\n[[indicator]]\nid = "y"\ntitle = {{ vi = "{decomposed}" }}\n'
    )
    assert definition["x"].title == Text("Chỉ số", "Chỉ số")
    assert definition["y"].title == Text("Chỉ số", None)
    assert definition["y"].title.get("en") == definition["y"].title.get("vi") == "Chỉ số"


def test_what_only_follows_from_another_fault_is_not_told():
    body = '[[component]]\nid = "a"\ncombine = "sum"\nwieght = 1\n[[indicator]]\nid = "b"\nparent = "a"\n'
    assert codes(body) == ["unknown-key"]


def test_faults_come_in_the_order_of_the_text():
    body = """[[indicator]]
id = "b"
max = "x"
foo = 1
[[indicator]]
id = "b"
[[indicator]]
id = "c"
bar = 1
"""
    problems = parse(text(body, root="max = true"))[1]
    places = [(problem.line, problem.column) for problem in problems]
    assert places == sorted(places)
    expected = ["wrong-type", "wrong-type", "unknown-key", "duplicate-id", "unknown-key"]
    assert [problem.code for problem in problems] == expected


RICH = r"""
[[component]]
id = "made"
title = { vi = 'Có "ngoặc" và \', en = "tab\tand\nline\u007f" }
combine = "power-mean"
power = -0.5
times = "1/3"
cap = 100
floor = 0
weight = "1/7"
note = "x"

[[indicator]]
id = "r"
parent = "made"
unit = "percent"
range = [0, 100]
better = "lower"
missing = "redistribute"
not_applicable = "drop"
rule = { kind = "rescale", anchors = [0.5, "400/3"], to = [1, 10], transform = "sqrt", clip = true }

[[indicator]]
id = "p"
weight = 0
rule = { kind = "bands", bands = [{ at_least = 80, points = 2.5 }, { below = -1, points = 0 }, { points = 1 }] }

[[component]]
id = "other"
combine = "weighted-sum"
weight = 2

[[indicator]]
id = "o"
parent = "other"
weight = 0.125
rule = { kind = "choice", points = { "đúng hạn" = 1, "a.b" = 0.5, "\"" = 0 } }

[[indicator]]
id = "c"
parent = "other"
weight = 1
max = 3
rule = { kind = "proportional", cap = 80, floor = 10 }
status = "assumed"
"""
ROOT = """units = "vn-provinces"
decimals = 0
rank = { on = "rounded", ties = "average" }
missing = "zero"
bands = [{ label = "A", at_least = 0.5 }, { label = "B" }]
sources = [{ id = "s", title = "S", url = "https://example.org", note = { en = "n" } }]
status = "derived"
"""


def test_a_definition_written_and_read_again_is_the_same():
    definition = define(RICH, "weighted-mean", ROOT)
    again = load_text(dump(definition))
    assert again == definition
    assert hash(again) == hash(definition)
    assert [node.id for node in again.nodes] == ["sample", "made", "r", "p", "other", "o", "c"]
    assert again["r"].rule.anchors == (Fraction(1, 2), Fraction(400, 3))
    assert again["made"].title == Text('Có "ngoặc" và \\', "tab\tand\nline\x7f")


@pytest.mark.parametrize("entry", parindex.catalogue(), ids=lambda entry: entry.id)
def test_every_bundled_definition_is_sound_and_survives_writing(entry):
    assert all(problem.severity == "note" for problem in parindex.check(entry.id))
    definition = parindex.load(entry.id)
    assert (definition.id, definition.index, definition.years) == (entry.id, entry.index, entry.years)
    assert load_text(dump(definition)) == definition


def test_the_fingerprint_is_that_of_the_file(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(text(indicators("x")), encoding="utf-8")
    assert parindex.load(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_definition_survives_pickling_and_differs_from_another():
    definition = define(MIXED)
    again = pickle.loads(pickle.dumps(definition))  # noqa: S301 - our own
    assert again == definition
    assert hash(again) == hash(definition)
    assert again.sha256 == definition.sha256
    assert define(MIXED.replace("max = 1", "max = 2", 1)) != definition
    with pytest.raises(AttributeError):
        definition.max = 5


def test_a_definition_names_its_nodes_and_their_kin():
    definition = define(MIXED)
    inner = definition["inner-a"]
    assert [node.id for node in definition.ancestors(inner)] == ["second", "sample"]
    assert "inner-a" in definition
    assert "absent" not in definition
    assert [leaf.id for leaf in definition.leaves] == ["first", "inner-a", "third", "inner-b"]
    with pytest.raises(KeyError, match="absent"):
        definition["absent"]


def test_errors_survive_pickling():
    with pytest.raises(parindex.DefinitionError) as caught:
        define(indicator("max = true"))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert again.problems == caught.value.problems == tuple(again)
    assert str(again) == str(caught.value)
    assert str(again).startswith("sample.toml:10:1: error wrong-type: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_without_permission_is_unreadable(tmp_path):
    path = tmp_path / "closed.toml"
    path.write_text(HEAD)
    path.chmod(0)
    with pytest.raises(parindex.UnreadableError, match=r"closed\.toml"):
        parindex.load(path)


@pytest.mark.parametrize(
    "combine,keys,most",
    [
        ("weighted-mean", "weight = 1\nmax = 10", "max = 10"),
        ("weighted-sum", 'weight = "1/2"\nmax = 10', "max = 10"),
        ("weighted-mean", "max = 10", "times = 10\nmax = 100"),
        ("min", "max = 10", "max = 10"),
        ("product", "max = 10", "cap = 60\nmax = 60"),
        ("harmonic-mean", "max = 10", "max = 10"),
    ],
)
def test_a_maximum_is_what_the_parts_can_give_whatever_combines_them(combine, keys, most):
    assert codes(indicators("x", "y", keys=keys), combine, most) == []
    assert codes(indicators("x", "y", keys=keys), combine, most.replace("max = ", "max = 1")) == ["maximum-differs"]


def test_a_group_above_the_maximum_is_never_reached():
    bands = 'max = 20\nbands = [{ label = "A", at_least = 20.5 }, { label = "B", at_least = 20 }]'
    assert codes(indicators("x", "y", keys="max = 10"), "sum", bands) == ["unreachable-band"]


@pytest.mark.parametrize(
    "slip,hint",
    [
        ("max = 30,5", "decimals have a point: 30.5"),
        ("max = thirty", "straight quotes"),
        ("max = 1\nmax = 2", "twice"),
        ("max = 1\n[rank]\n[rank]", "double brackets"),
    ],
)
def test_a_slip_of_the_pen_comes_with_its_mend(slip, hint):
    with pytest.raises(parindex.DefinitionError) as caught:
        define("", root=slip)
    (problem,) = [problem for problem in caught.value if problem.code == "toml-syntax"]
    assert hint in problem.hint


@pytest.mark.parametrize(
    "root,expected",
    [
        ("times = 1e99999999999999999999", "not-finite"),
        (f"max = 0x{'F' * 4000}", "too-large"),
        (f"decimals = 0x{'F' * 4000}", "too-large"),
        ("note = {}", "wrong-type"),
    ],
)
def test_numbers_and_texts_beyond_sense_are_told_at_their_place(root, expected):
    with pytest.raises(parindex.DefinitionError) as caught:
        define(indicators("x"), root=root)
    assert [(problem.code, problem.line) for problem in caught.value] == [(expected, 7)]


def test_a_duplicate_in_a_circle_is_told():
    body = "".join(
        f'\n[[component]]\nid = "{id_}"\ncombine = "sum"\n{parent}\n'
        for id_, parent in [("a", ""), ("b", 'parent = "a"'), ("a", 'parent = "b"')]
    )
    assert codes(body + indicators("x", keys='max = 1\nnot_applicable = "drop"', parent="b")) == ["duplicate-id"]


def test_bands_are_limited():
    bands = ", ".join(f"{{ above = {1000 - at}, points = 0 }}" for at in range(200))
    assert codes(indicators("x", keys=f'rule = {{ kind = "bands", bands = [{bands}, {{ points = 0 }}] }}')) == [
        "too-large"
    ]


@pytest.mark.parametrize(
    "root, line",
    [
        ("a" + ".a" * 40 + " = 1", 7),
        ('note = "x"\n[a' + '."a b"' * 40 + "]", 8),
        ("x = { a" + " . a" * 40 + " = 1 }", 7),
        ('note = "x"\nmax = ' + "1_" * 3000 + "1", 8),
        ("[t]\n" * 50_001, 50_007),
        ("".join(f"a{at}.b.c.d = 1\n" for at in range(12_501)), 12_507),
    ],
    ids=range(6),
)
def test_what_a_parser_takes_too_long_for_is_told_at_its_place(root, line):
    (problem,) = parse(text(indicators("x"), root=root))[1]
    assert (problem.code, problem.line) == ("too-large", line)


def test_dots_and_digits_of_ordinary_length_within_texts_are_no_fault():
    note = "Điểm 1.1.1.1, 2.2; www.a.b.c.d.e.f: …" + "." * 200 + "1" * 4000
    assert codes(indicators("x", keys="max = 1"), root=f"note = '''\n{note}\n[x]\na.b.c = 1\n'''") == []


def test_values_that_refer_to_each_other_have_at_most_32_levels():
    def linked(count):
        refer = "".join(f'\n[[indicator]]\nid = "a{at}"\nmax = 1\nvalue = "a{at - 1}"\n' for at in range(1, count))
        return indicators("a0", keys="max = 1") + refer

    assert codes(linked(32)) == []
    assert codes(linked(33)) == ["too-large"]
    assert codes(linked(3000)) == ["too-large"]


def test_each_value_of_a_circle_is_told_and_none_beside_it():
    refers = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e", "f": "1", "g": "f + h", "h": "g", "i": "e + g"}
    body = "".join(f'\n[[indicator]]\nid = "{id_}"\nmax = 1\nvalue = "{value}"\n' for id_, value in refers.items())
    told = [problem.path for problem in parse(text(body))[1] if problem.code == "value-cycle"]
    assert told == [("indicator", "abcdefgh".index(id_), "value") for id_ in "abcegh"]


@pytest.mark.parametrize(
    "written", ['"\\', 'note = "\\', 'note = """\\', "a = '", "a = {", "[[", "\r", "a\r\nb = '\r\n"]
)
def test_a_file_that_ends_too_early_is_told_within_it(written):
    slips = [problem for problem in parse(written)[1] if problem.code == "toml-syntax"]
    lines = written.split("\n")
    assert slips
    assert all(1 <= problem.column <= len(lines[problem.line - 1]) + 1 for problem in slips)
