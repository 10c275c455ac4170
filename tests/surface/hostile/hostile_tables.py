"""Tables of evidence as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import parindex
from parindex.views.tables import FORMATS

from .trials import PROBLEMS, READ, REFUSED, SERVER, Attempt, Input

MINISTRIES = "par-ministry-2022"
HEAD = "unit,appraised,survey\n"
#: Names that stand in a cell, with what they do where they are shown as they are.
NAMES = {
    "a name that is markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a name with terminal escapes": "\x1b[2J\x1b]0;owned\x07\x1b[31mMOHA",
    "a name with ends of lines": "MOHA\r\n::error::owned\n##[error]owned",
    "a name that turns the direction of text": "MO\u202eAH\u2066",
    "a name with NULs": "MO\0HA",
    "a name that is a formula": "=cmd|'/C calc'!A0",
    "a name that is a path": "../../../../etc/passwd",
    "a name of a template": "{{7*7}}${7*7}%s%n{0.__class__}",
    "a name of 30,000 characters": "n" * 30_000,
    "a name of 30,000 marks over one letter": "e" + "\u0302" * 30_000,
}


def scored(data: object, name: str | None = None, definition: object = MINISTRIES, **options: Any) -> Attempt:
    """Score evidence, and write the scores as every reader gets them."""
    tree = parindex.load(definition) if isinstance(definition, str) else definition

    def attempt() -> Iterator[object]:
        scores = parindex.score(tree, data, name=name, limits=SERVER, **options)
        scores.to_json()
        for shape in ("table", "markdown", "excel"):
            yield from FORMATS[shape](scores, "vi").replace("\r\n", "\n").split("\n")
        yield from scores.problems

    return attempt


def table(text: str | bytes, name: str = "upload.csv", **options: Any) -> Input:
    """Give a table that is small as it is written here."""
    return lambda: scored(text, name, **options)


def named(name: str) -> Input:
    """Give a table of one unit with a name, in CSV, of a definition that takes any unit."""
    quoted = '"' + name.replace('"', '""') + '"'
    return lambda: scored(f"unit,name,a\nu1,{quoted},5\n{quoted},b,6\n", "upload.csv", free())


def free(count: int = 1) -> parindex.Definition:
    """Return a definition that takes any unit."""
    head = 'id = "free"\nindex = "F"\nversion = "1"\ntitle = "Free"\nyears = [2025]\ncombine = "sum"\n'
    ids = ["a", *(f"a{at}" for at in range(1, count))]
    return parindex.loads(head + "".join(f'[[indicator]]\nid = "{id_}"\nmax = 10\n' for id_ in ids))


def of_units(text: str, suffix: str = "csv") -> Input:
    """Give a table of any units."""
    return lambda: scored(text, f"upload.{suffix}", free())


def wrong_everywhere() -> Attempt:
    """Give 19,990 rows and 49 columns, a word in each cell."""
    head = "unit,a" + "".join(f",a{at}" for at in range(1, 49))
    return scored(head + "".join(f"\nu{at}" + ",x" * 49 for at in range(19_990)), "upload.csv", free(49))


TABLES: dict[str, tuple[str, Input]] = {
    "300,000 rows": (REFUSED, lambda: scored(HEAD + "u1,1,1\n" * 300_000, "upload.csv")),
    "10,000 columns": (REFUSED, lambda: scored("unit" + ",c" * 10_000 + "\nu" + ",1" * 10_000, "upload.csv")),
    "2,000 columns that nobody knows": (
        PROBLEMS,
        lambda: scored("unit" + "".join(f",c{at}" for at in range(1999)) + "\nu" + ",1" * 1999, "upload.csv"),
    ),
    "one heading 1,999 times": (
        PROBLEMS,
        lambda: scored("unit" + ",appraised" * 1999 + "\nMOHA" + ",1" * 1999, "upload.csv"),
    ),
    "one cell of 8 MB": (REFUSED, lambda: scored(HEAD + "MOHA,1," + "7" * 8_000_000, "upload.csv")),
    "9 MB": (REFUSED, lambda: scored(HEAD + "MOHA,1,1\n" * 1_000_000, "upload.csv")),
    "one unit 10,000 times": (PROBLEMS, lambda: scored(HEAD + "MOHA,60,26\n" * 10_000, "upload.csv")),
    "980,000 cells, each of them wrong": (PROBLEMS, wrong_everywhere),
    "8 MB of separators": (REFUSED, lambda: scored("," * 8_000_000, "upload.csv")),
    "8 MB of ends of lines": (PROBLEMS, lambda: scored("\n" * 8_000_000, "upload.csv")),
    "8 MB of quotes": (REFUSED, lambda: scored('"' * 8_000_000, "upload.csv")),
    "a quote that is never closed": (PROBLEMS, table(HEAD + 'MOHA,"60,26\n')),
    "nothing": (PROBLEMS, table("")),
    "a NUL in a number": (PROBLEMS, table(HEAD + "MOHA,6\x000,26\n")),
    "UTF-16": (REFUSED, table((HEAD + "MOHA,60,26\n").encode("utf-16"))),
    "Windows-1258": (REFUSED, table("unit,name,appraised\nMOHA,Bô\u0323 Nô\u0323i vu\u0323,60\n".encode("cp1258"))),
    "half of a surrogate pair": (REFUSED, table(HEAD + "MO\ud800HA,60,26\n")),
    "an overlong form of UTF-8": (REFUSED, table(HEAD.encode() + b"MO\xc0\xafHA,60,26\n")),
    "cells that are formulas": (PROBLEMS, table(HEAD + "MOHA,=1+1,\"=cmd|'/C calc'!A0\"\n")),
    "NaN, Infinity, -0": (PROBLEMS, table(HEAD + "MOHA,NaN,-0\nMOJ,Infinity,-inf\n")),
    "a number of 30,000 digits": (PROBLEMS, table(HEAD + "MOHA," + "9" * 30_000 + ",26\n")),
    "a number of 30,000 decimals": (PROBLEMS, table(HEAD + "MOHA,1." + "3" * 30_000 + ",26\n")),
    "1e999999999 and 1e-999999999": (PROBLEMS, table(HEAD + "MOHA,1e999999999,1e-999999999\n")),
    "a fraction with nothing below": (PROBLEMS, table(HEAD + "MOHA,1/0,1/3\n")),
    "numbers of other scripts": (PROBLEMS, table(HEAD + "MOHA,٦٠,²⁶\n")),
    "JSON nested 100,000 deep": (PROBLEMS, lambda: scored("[" * 100_000 + "]" * 100_000, "upload.json")),
    "JSON of 8 MB of opening brackets": (REFUSED, lambda: scored("[" * 8_000_000, "upload.json")),
    "JSON nested 900 deep in a cell": (
        PROBLEMS,
        table('[{"unit": "MOHA", "appraised": ' + "[" * 900 + "]" * 900 + "}]", "upload.json"),
    ),
    "JSON with 500,000 keys of one name": (
        PROBLEMS,
        lambda: scored('{"MOHA": {' + '"survey": 1,' * 500_000 + '"appraised": 1}}', "upload.json"),
    ),
    "JSON with a key twice": (PROBLEMS, table('[{"unit": "MOHA", "survey": 1, "survey": 2}]', "upload.json")),
    "JSON with a number of 100,000 digits": (
        PROBLEMS,
        lambda: scored('[{"unit": "MOHA", "appraised": ' + "9" * 100_000 + "}]", "upload.json"),
    ),
    "JSON with NaN, Infinity, 1e999999999": (
        PROBLEMS,
        table('[{"unit": "MOHA", "appraised": NaN, "survey": 1e999999999}]', "upload.json"),
    ),
    "JSON with half of a surrogate pair": (
        PROBLEMS,
        table('[{"unit": "\\ud800", "appraised": 1, "survey": 1}]', "upload.json"),
    ),
    "JSON that is a number, a text, null": (PROBLEMS, table("null", "upload.json")),
    "JSON of values of every wrong kind": (
        PROBLEMS,
        table(json.dumps([{"unit": [1], "appraised": {"a": {}}, "survey": True}, 3, None, "x"]), "upload.json"),
    ),
    "JSON with keys of Python's own": (
        PROBLEMS,
        table('{"__class__": {"__init__": 1}, "MOHA": {"__proto__": 1}}', "upload.json"),
    ),
    **{name: (READ, named(value)) for name, value in NAMES.items()},
}
