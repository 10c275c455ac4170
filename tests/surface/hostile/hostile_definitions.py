"""Definitions, and the smaller files that go with them: layouts and approvals."""

from __future__ import annotations

from collections.abc import Iterator

import parindex
from parindex.definition import dump

from .hostile_tables import HEAD, scored
from .trials import PROBLEMS, READ, REFUSED, SERVER, Attempt, Input

TOP = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "t"\nyears = [2020]\ncombine = "sum"\n'
ONE = '[[indicator]]\nid = "a"\nmax = 10\n'
PRIMES = [k for k in range(2, 22_310) if all(k % d for d in range(2, int(k**0.5) + 1))][:2500]


def loaded(text: str | bytes, name: str = "upload.toml") -> Attempt:
    """Check a definition, load it, and ask it for its fields, its schema, its text; score one empty row by it."""

    def attempt() -> Iterator[object]:
        found = parindex.check(text, name=name, limits=SERVER)
        yield from found[:50]
        definition = parindex.loads(text, name=name, limits=SERVER)
        parindex.fields(definition, "vi").to_json()
        parindex.evidence_schema(definition)
        dump(definition)
        parindex.validate(definition, {"u1": {}}, limits=SERVER)

    return attempt


def small(text: str | bytes) -> Input:
    """Give a definition that is written as it is here, below keys that are right."""
    return lambda: loaded(TOP + text if isinstance(text, str) else TOP.encode() + text)


def each(count: int, text: str) -> str:
    """Return a text so many times, with its number."""
    return "".join(text.format(at, before=at - 1, after=(at + 1) % count) for at in range(count))


def nodes(count: int, keys: str, first: str = "") -> Input:
    """Give many indicators that are alike."""
    return lambda: loaded(TOP + first + each(count, f'[[indicator]]\nid = "a{{0}}"\nmax = 1\n{keys}\n'))


def valued(formula: str) -> Input:
    """Give an indicator with a formula."""
    return lambda: loaded(TOP + f'[[indicator]]\nid = "a"\nmax = 1\ninputs = ["n", "d"]\nvalue = "{formula}"\n')


def weighted(weight: str) -> Input:
    """Give two indicators, one of them with a weight."""
    top = TOP.replace('"sum"', '"weighted-mean"')
    return lambda: loaded(f'{top}{ONE}weight = {weight}\n[[indicator]]\nid = "b"\nmax = 10\nweight = 1\n')


def primes() -> Attempt:
    """Give 2,500 weights whose common denominator has 10,000 digits."""
    top = TOP.replace('"sum"', '"weighted-mean"')
    parts = (f'[[indicator]]\nid = "a{prime}"\nmax = 10\nweight = "1/{prime}"\n' for prime in PRIMES)
    return loaded(top + "".join(parts))


def chain(count: int) -> Attempt:
    """Give a tree that is as deep as it has components."""
    parts = (
        f'[[component]]\nid = "c{at}"\ncombine = "sum"\n' + (f'parent = "c{at - 1}"\n' if at else "")
        for at in range(count)
    )
    return loaded(TOP + "".join(parts) + ONE + f'parent = "c{count - 1}"\n')


def laid_out(layout: str) -> Input:
    """Give a layout for a table that is right."""
    content = parindex.Content(layout, "upload.layout.toml")
    return lambda: scored(HEAD + "MOHA,60,26\n", "upload.csv", layout=content)


def approved(approvals: str) -> Input:
    """Give approvals of changes between two editions."""

    def attempt() -> Iterator[object]:
        content = parindex.Content(approvals, "upload.approvals.toml")
        yield parindex.diff("pgi-2022", "pgi-2022", approvals=content, limits=SERVER).level

    return lambda: attempt


DEFINITIONS: dict[str, tuple[str, Input]] = {
    "100,000 indicators": (PROBLEMS, nodes(100_000, "")),
    "4,999 indicators": (READ, nodes(4_999, "")),
    "a definition of 5 MB": (REFUSED, lambda: loaded(TOP + "#" * 5_000_000)),
    "components nested 4,000 deep": (PROBLEMS, lambda: chain(4_000)),
    "a circle of 2,000 components": (
        PROBLEMS,
        lambda: loaded(TOP + each(2_000, '[[component]]\nid = "c{0}"\ncombine = "sum"\nparent = "c{after}"\n') + ONE),
    ),
    "a circle of 4,000 formulas": (PROBLEMS, nodes(4_000, 'value = "a{after} + 1"')),
    "a chain of 4,000 formulas": (PROBLEMS, nodes(4_000, 'value = "a{before} + 1"')),
    "TOML with lists nested 100,000 deep": (PROBLEMS, lambda: loaded("a = " + "[" * 100_000 + "]" * 100_000)),
    "TOML with a dotted key of 100,000 parts": (PROBLEMS, lambda: loaded("a" + ".a" * 100_000 + " = 1")),
    "TOML with 400,000 tables": (PROBLEMS, lambda: loaded(TOP + "[[a]]\n" * 400_000)),
    "TOML with a key twice": (PROBLEMS, small('title = "b"\n' + ONE)),
    "TOML with NULs and escapes": (PROBLEMS, small('note = "\0\x1b[2J"\n' + ONE)),
    "TOML in UTF-16": (REFUSED, lambda: loaded((TOP + ONE).encode("utf-16"))),
    "TOML in Windows-1258": (REFUSED, lambda: loaded((TOP + 'note = "Chi\u0309 sô\u0301"\n' + ONE).encode("cp1258"))),
    "a formula nested 10,000 deep": (PROBLEMS, valued("(" * 10_000 + "n" + ")" * 10_000)),
    "a formula of 10,000 minus signs": (PROBLEMS, valued("-" * 10_000 + "n")),
    "a formula of 100,000 terms": (PROBLEMS, valued("n" + "+n" * 100_000)),
    "a formula with powers of powers": (PROBLEMS, valued("n ^ 9 ^ 9 ^ 9 + d ** 9 ** 9 ** 9")),
    "a formula with a number of 100,000 digits": (PROBLEMS, valued("n + d * " + "9" * 100_000)),
    "a formula that is Python": (PROBLEMS, valued("__import__('os').system('id') + n + d")),
    "2,500 prime weights": (READ, primes),
    "a weight of 1,000,000 digits": (PROBLEMS, weighted("0." + "3" * 1_000_000)),
    "a weight of 1,000,000 digits as text": (PROBLEMS, weighted('"1/' + "7" * 1_000_000 + '"')),
    "a weight of 4,000 digits": (PROBLEMS, weighted('"1/' + "7" * 4_000 + '"')),
    "a weight of 1e999999999": (PROBLEMS, weighted("1e999999999")),
    "a weight of 1e-999999999 as text": (PROBLEMS, weighted('"1e-999999999"')),
    "a weight that is inf, nan": (PROBLEMS, weighted("inf")),
    "a weight of -0.0": (READ, weighted("-0.0")),
    "a whole number of 1,000,000 digits": (PROBLEMS, small("decimals = " + "9" * 1_000_000 + "\n" + ONE)),
    "decimals of 1,000,000,000": (PROBLEMS, small("decimals = 1000000000\n" + ONE)),
    "years from 0 to 999,999,999": (PROBLEMS, lambda: loaded(TOP.replace("[2020]", "[0, 999999999]") + ONE)),
    "100,000 options": (
        PROBLEMS,
        lambda: loaded(TOP + ONE + 'rule = { kind = "choice", points = {' + each(100_000, "o{0} = 1,") + "o = 10 } }"),
    ),
    "100,000 bands": (
        PROBLEMS,
        lambda: loaded(
            TOP
            + ONE
            + 'rule = { kind = "bands", bands = ['
            + each(100_000, "{{from={0}, to={after}, points=1}},")
            + "] }"
        ),
    ),
    "20,000 units": (PROBLEMS, lambda: loaded(TOP + each(20_000, '[[unit]]\nid = "u{0}"\ntitle = "n {0}"\n') + ONE)),
    "10,000 parameters": (
        READ,
        lambda: loaded(TOP + each(10_000, '[[parameter]]\nid = "p{0}"\ntitle = "n"\nvalue = 1\n') + ONE),
    ),
    "names that backtracking would never end on": (
        PROBLEMS,
        nodes(40, 'parent = "' + "a" * 30_000 + '!"\nrule = {{ kind = "' + "a-" * 15_000 + '!" }}'),
    ),
    "an indicator with an id of 1,000,000 letters": (
        PROBLEMS,
        lambda: loaded(TOP + ONE.replace('"a"', f'"{"a" * 1_000_000}"')),
    ),
    "an id that is a path": (PROBLEMS, lambda: loaded(TOP.replace('"x"', '"../../etc/passwd"') + ONE)),
    "a title that is markup, escapes and ends of lines": (
        READ,
        small(ONE + 'title = "<script>alert(1)</script>\\u001b[2J\\r\\n::error::\\u202e"\n'),
    ),
    "values of every wrong kind": (
        PROBLEMS,
        small('max = 07:32:00\nrank = [1979-05-27, {a = [[]]}]\nsources = 1\ncomponent = "x"\nunit = [[]]\n'),
    ),
    "a registry that is a path": (PROBLEMS, small('units = "../../../etc/passwd"\n' + ONE)),
    "a layout nested 100,000 deep": (PROBLEMS, laid_out("a = " + "[" * 100_000)),
    "a layout of 100,000 columns": (
        REFUSED,
        laid_out("[columns]\n" + each(100_000, '"c{0}" = "survey"\n')),
    ),
    "a layout of wrong kinds and paths": (
        PROBLEMS,
        laid_out('sheet = "../../etc/passwd"\nheader_rows = [99999999999999999999, -1]\nunit_from = "file:///etc"\n'),
    ),
    "approvals nested 100,000 deep": (PROBLEMS, approved("a = " + "[" * 100_000)),
    "15,000 approvals without a reason": (
        PROBLEMS,
        approved('[[approved]]\nfingerprint = "67cc63d4a510e474"\nreason = ""\n' * 15_000),
    ),
}
