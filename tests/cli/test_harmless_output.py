"""Whatever stands in definitions, tables and names of files: no command steers a terminal or a runner by it."""

import csv
import functools
import io
import json
import re
from xml.etree import ElementTree as ET

import click
import pytest

from parindex.cli.run import commands

from ..command import run

#: Each kind of harm: control characters, ends of lines, what turns a text round or hides it, commands of runners,
#: markup of pages and of Markdown.
NASTY = (
    "A\x1b[31mRED\x1b]0;pwn\x07\x08 \x9b31m\x85\u2028\u2029\u202e\u2066\u200b\ufeff\U000e0041 | p "
    "<img src=x onerror=alert(1)></script><script>alert(1)</script> `x` [l](javascript:alert(1)) **b** "
    "https://evil.example www.evil.example @everyone #17 !17 :smile: $x^2$ [^1]\r"
    "\n::error::pwn\r\n##[error]x\n##vso[task.complete result=Failed;]\nsection_start:1:a\r\x1b[0K\n| a | b |\n"
)
FORMULA, COMMAND = "=cmd|' /C calc'!A0" + NASTY, "::error::" + NASTY
OPTION = "=1+1\x1b[31m\x07##[error]<b>|"
VIETNAMESE = "Sở Nội vụ Thừa Thiên Hue\u0302\u0301"  # marks that stand by themselves stay


def quoted(text):
    """Return a text as JSON and TOML quote it, what steers raw where they let it stand."""
    return json.dumps(text, ensure_ascii=False)


DEFINITION = f"""id = "nasty"
index = {quoted(NASTY)}
version = {quoted(COMMAND)}
title = {quoted(COMMAND)}
years = [2024, 2025]
combine = "sum"
status = "assumed"
note = {quoted(NASTY)}
bands = [{{ label = {quoted(COMMAND)}, at_least = 0 }}]
sources = [{{ id = "s", title = {quoted(NASTY)}, url = "javascript:alert(1)" }}]

[[component]]
id = "c"
title = {quoted(FORMULA)}
combine = "sum"

[[indicator]]
id = "a"
parent = "c"
max = 10
title = {quoted(FORMULA)}
unit = {quoted(NASTY)}
note = {quoted(NASTY)}

[[indicator]]
id = "b"
max = 5
title = "{VIETNAMESE}"
rule = {{ kind = "choice", points = {{ {quoted(FORMULA)} = 1, {quoted(OPTION)} = 1, "y" = 2 }} }}
"""
UNITS = ["=1+1" + NASTY, COMMAND, "@SUM(1)", "-2.5", "P5"]
NAMES = [FORMULA, NASTY, "\t=1+1", "<b>&amp;|\\|", VIETNAMESE]
RECORDS = [
    {"unit": unit, "name": name, "a": at, "b": "y" if at else OPTION}
    for at, (unit, name) in enumerate(zip(UNITS, NAMES, strict=True))
]
FAULTY = [*RECORDS, {"unit": COMMAND, "a": NASTY, "b": NASTY, NASTY: 1}, {"unit": "Q", "a": 10**9, "b": FORMULA}]
CASES = f"""definition = "nasty.toml"
[[case]]
name = {quoted(COMMAND)}
source = {quoted(NASTY)}
note = {quoted(NASTY)}
evidence = [{{ unit = "P1", a = 1, b = "y" }}, {{ unit = {quoted(COMMAND)}, a = 2, b = "y" }}]
expect = [{{ unit = "P1", total = 4 }}, {{ unit = {quoted(COMMAND)}, total = 4 }}]
"""
FILE = "::error::\x1b[31m##[error] <b>\x9b.toml"
TABLES = ("nasty.toml", "nasty.json")
YEARS = ("2024:nasty.toml=last.json", "2025:nasty.toml=nasty.json")
#: Ways to call each command; with the faulty files they tell of faults.
CALLS = {
    "list": [(".",)],
    "show": [("nasty.toml",), (FILE,), ("nasty.toml", "--toml")],
    "units": [("nasty.toml",)],
    "fields": [("nasty.toml", "--all")],
    "check": [(".",), ("nasty.toml", FILE, "--no-settings"), (COMMAND,)],
    "test": [("nasty.cases.toml",), (FILE,)],
    "validate": [TABLES, ("nasty.toml", "faulty.json")],
    "score": [TABLES, ("nasty.toml", "faulty.json")],
    "explain": [(*TABLES, "--unit", COMMAND), (*TABLES, "--unit", "P5"), (NASTY,), (*TABLES, "--unit", NASTY)],
    "lost": [(*TABLES, "--unit", COMMAND)],
    "summary": [(*TABLES, "--unit", COMMAND)],
    "ranks": [TABLES, (*TABLES, "--node", NASTY)],
    "difference": [(*TABLES, "--unit", COMMAND, "--unit", "P5")],
    "peers": [(*TABLES, "--unit", COMMAND, "--count", "2")],
    "outlook": [TABLES, (*TABLES, "--unit", COMMAND)],
    "series": [YEARS, (*YEARS, "--unit", COMMAND), (*YEARS, "--change", "2024", "2025", "--unit", COMMAND)],
    "merge-units": [("pci-2013", "pci.json")],
    "target": [(*TABLES, "--unit", COMMAND, "--rank", "1")],
    "frontier": [(*TABLES, "--unit", COMMAND, "--rank", "1")],
    "what-if": [(*TABLES, "--unit", COMMAND, "--set", "a=9"), (*TABLES, "--unit", COMMAND, "--set", f"a={NASTY}")],
    "plot": [("ranking", *TABLES), ("structure", "nasty.toml")],
    "report": [TABLES],
    "layout": [TABLES],
    "reconcile": [("nasty.toml", "--self-assessed", "last.json", "--appraised", "nasty.json")],
    "audit": [(*TABLES, "--draws", "4")],
    "sensitivity": [(*TABLES, "--method", "one-at-a-time"), (*TABLES, "--method", "rank-range")],
    "diff": [
        ("nasty.toml", "other.toml", "--evidence", "nasty.json"),
        ("nasty.toml", "other.toml", "--approvals", "approvals.toml"),
        ("x", NASTY),
    ],
    "schema": [("nasty.toml", "--of", "evidence"), ("--of", NASTY)],
}
#: Cells that begin as formulas do: numbers, and codes that Excel is to show as they are.
HARMLESS = re.compile(r'[+-]?[0-9]+([.,][0-9]+)?|="[0-9.,/:-]+"')
WITHOUT_TEXT = ("png", "pdf", "xlsx")
#: What steers, hides or turns round in a terminal, as Unicode has it: our own lines end in \n or, for Excel, in \r\n.
RAW = re.compile(
    r"(?!\n|\r\n)[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200c-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
#: What the runners of GitHub, Azure, GitLab and TeamCity take for a command.
COMMANDS = re.compile(r"^\s*::|##\w*\[|^\s*section_(start|end):", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nasty")
    other = DEFINITION.replace('id = "a"', 'id = "a2"').replace("max = 5", "max = 6")
    pci = json.loads(json.dumps(RECORDS[:1]))
    texts = {
        "nasty.toml": DEFINITION,
        "other.toml": other.replace('version = "', 'version = "2'),
        "nasty.cases.toml": CASES,
        "nasty.json": json.dumps(RECORDS),
        "last.json": json.dumps([{**record, "a": 3} for record in RECORDS]),
        "faulty.json": json.dumps(FAULTY),
        "pci.json": json.dumps(pci),
        FILE: DEFINITION.replace('"nasty"', quoted(COMMAND)).replace("combine", quoted(NASTY), 1),
        "approvals.toml": f"[[change]]\nfingerprint = {quoted(NASTY)}\nreason = {quoted(NASTY)}\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("PARINDEX_LANG", "en")
        yield folder


def test_every_command_is_tried():
    assert set(CALLS) == set(commands.list_commands(click.Context(commands)))


@functools.cache
def formats(command):
    """Return the formats that a command offers."""
    options = commands.get_command(click.Context(commands), command).params
    return tuple(choice for option in options if option.name == "form" for choice in option.type.choices)


def calls():
    for command, ways in CALLS.items():
        forms = [("--format", form) for form in formats(command) if form not in WITHOUT_TEXT]
        excel = any(
            "--excel" in option.opts for option in commands.get_command(click.Context(commands), command).params
        )
        forms += [("--excel",)] * excel
        for way in ways:
            for form in forms or [()]:
                if "--toml" not in way or not form:
                    yield (command, *way, *form)


def held(form, text):
    """Hold a document to its format, as a strict reader takes it; no markup of files stands in it."""
    if form in ("json", "gitlab", "sarif"):
        json.loads(text, parse_constant=pytest.fail)
        assert not re.search(r"</|<!|<script", text)
    if form in ("svg", "junit"):
        ET.XML(text)
    if form in ("html", "svg"):
        assert not re.search(r"<img|<script>alert|href=\"javascript", text)
    if form == "markdown":
        assert not re.search(r"<(?!/?(?:details|summary)>|!--)|(?<!\\)\[l|://|@everyone|^/", text, re.MULTILINE)
    if form in ("csv", "--excel"):
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=",;"[form != "csv"]) for cell in row]
        formulas = [cell for cell in cells if cell[:1] in "=+-@" and not HARMLESS.fullmatch(cell)]
        assert formulas == [""] * len(formulas)


@pytest.mark.parametrize("command", CALLS)
def test_no_command_steers_a_terminal_or_commands_a_runner(command):
    for call in calls():
        if call[0] != command:
            continue
        _, printed, said = run(*call)
        excel = call[-1] == "--excel"
        if printed:
            held(call[-1], printed.removeprefix("\ufeff"))
        for text in (printed.removeprefix("\ufeff") if excel else printed, said):
            assert not RAW.search(text), (call, RAW.findall(text))
            if call[-1] != "github" or text == said:
                assert not COMMANDS.search(text), (call, COMMANDS.findall(text))
