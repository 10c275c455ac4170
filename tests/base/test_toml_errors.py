"""Slips of the pen: each is told at its place, and so are the faults beside them, but none that only follows."""

import pytest
import tomli

import parindex
from parindex.base.toml_errors import LONGEST, MOST_FAULTS
from parindex.definition.bundled import definition_source as text_of
from parindex.definition.reading.definition_text import parse_definition as parse

HEAD = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2025]\ncombine = "sum"\n'


def told(text):
    return [(one.line, one.code) for one in parse(text)[1]]


@pytest.mark.parametrize(
    "body, expected",
    [
        # two slips, and a fault between them
        (
            '[[indicator]]\nid = "a"\nmax = 0,5\nmx = 1\n[[indicator]]\nid = b\n',
            [(9, "toml-syntax"), (10, "unknown-key"), (12, "toml-syntax")],
        ),
        # the key taken out is not told as missing, one that lacks elsewhere is
        ('[[indicator]]\nid = "a\n[[indicator]]\nmax = 1\n', [(8, "toml-syntax"), (9, "missing-key")]),
        (
            '[[component]]\nid = "a"\ncombine = sum"\n[[indicator]]\nid = "b"\nparent = "a"\n',
            [(9, "toml-syntax")],
        ),
        # a component whose block is taken out is not missed by its parts
        (
            '[[component]\nid = "a"\ncombine = "sum"\n[[indicator]]\nid = "b"\nparent = "a"\nmax = "1"\n',
            [(7, "toml-syntax"), (13, "wrong-type")],
        ),
        # nor one whose id is
        ('[[component]]\nid = "a\ncombine = "sum"\n[[indicator]]\nid = "b"\nparent = "a"\n', [(8, "toml-syntax")]),
        # what is open ends where another statement begins
        (
            'bands = [{ label = "A", at_least = 9 },\n  { label = "B" }\n[[indicator]]\nid = "a"\nmx = 1\n',
            [(9, "toml-syntax"), (11, "unknown-key")],
        ),
        # a text that is not closed takes the rest with it
        ('note = """\nmx = 1\n[[indicator]]\nid = 1\n', [(11, "toml-syntax")]),
        # a sum that lacks a part is not told to differ
        (
            'max = 3\n[[indicator]]\nid = "a"\nmax = 1\n[[indicator]]\nid = "b"\nmax = 2.\n',
            [(13, "toml-syntax")],
        ),
        ('max = 3\n[[indicator]]\nid = "a"\nmax = 1\nmax = 2\n', [(11, "toml-syntax")]),
        ("tiêu đề = 3\n[[indicator]]\nid = 'a'\nmx = 1\n", [(7, "toml-syntax"), (10, "unknown-key")]),
    ],
)
def test_every_slip_is_told_and_the_faults_beside_them(body, expected):
    assert told(HEAD + body) == expected
    assert told((HEAD + body).replace("\n", "\r\n")) == expected


def is_toml(text):
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return True


SLIPS = {
    "no equals sign": lambda line: line.replace("=", "", 1),
    "two values": lambda line: f"{line} 5",
    "no first quote": lambda line: line.replace('"', "", 1),
    "no last quote": lambda line: "".join(line.rsplit('"', 1)),
    "no last bracket": lambda line: line.rstrip("]}") + ("" if line[-1] in "]}" else " ="),
}


@pytest.mark.many
@pytest.mark.parametrize("entry", parindex.catalogue(), ids=lambda entry: entry.id)
@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_in_a_sound_definition_is_all_that_is_told(slip, entry):
    lines = text_of(entry.id)[0].split("\n")
    damaged = 0
    for at in range(3, len(lines), 1 + len(lines) // 8):  # some of the lines of each
        if not lines[at] or lines[at].startswith("#"):
            continue
        text = "\n".join([*lines[:at], SLIPS[slip](lines[at]), *lines[at + 1 :]])
        problems = parse(text)[1]
        if not is_toml(text):
            damaged += 1
            assert {one.code for one in problems} == {"toml-syntax"}, (at + 1, lines[at], problems)
            assert at + 1 <= problems[0].line
    assert damaged


def test_not_more_slips_are_told_than_anybody_mends_at_once():
    assert told(HEAD + "max = 0,5\n" * 50) == [(7 + at, "toml-syntax") for at in range(MOST_FAULTS)]


def test_of_a_very_long_text_the_first_slip_is_told():
    assert told(HEAD + "max 1\nmax 2\n" + "# x\n" * (LONGEST // 4)) == [(7, "toml-syntax")]


@pytest.mark.parametrize(
    "line, part",
    [
        ('note = "x', "quote"),
        ("decimals = [1 2]", "comma"),
        ("note = { vi = 5% }", "percent"),
        ("điểm = 3", "without marks"),
        ("trọng_số = 3", "Vietnamese letters"),
        ("[[tiêu_chí]]", "[[indicator]]"),
        ("decimals = 0,5", "point"),
    ],
)
def test_the_hint_says_how_the_slip_is_mended(line, part):
    (problem,) = (one for one in parse(f"{HEAD}{line}\n")[1] if one.code == "toml-syntax")
    assert (problem.line, part in problem.hint) == (7, True)
    assert problem.said("vi").hint != problem.hint


def test_blocks_in_single_brackets_are_named_as_they_are_written():
    single, twice = parse(f'{HEAD}[indicator]\nid = "a"\n[indicator]\nid = "b"\n')[1]
    assert (single.code, "[[ … ]]" in single.hint) == ("wrong-type", True)
    assert twice.message == "Cannot declare 'indicator' twice"


def test_parts_of_a_component_whose_id_is_no_id_are_not_told_of():
    body = '[[component]]\nid = "kết quả"\ncombine = "sum"\n[[indicator]]\nid = "a"\nparent = "kết quả"\nmax = 1\n'
    assert told(HEAD + body) == [(8, "wrong-value")]
