"""Layers on the command line: reconcile, one layer alone, an appraisal with its survey."""

import csv
import io
import json

import pytest

from ..command import DONE, FAILED, FAULTY, run

DEFINITION = """id = "office"
index = "OFFICE"
version = "1"
title = "Office"
years = [2024]
combine = "sum"
group = [{ id = "so" }, { id = "xa" }]
unit = [
    { id = "snv", title = "Sở Nội vụ", group = "so" },
    { id = "stc", title = "Sở Tài chính", group = "so" },
    { id = "x1", title = "Xã Một", group = "xa" },
]

[[indicator]]
id = "plan"
max = 2
rule = { kind = "choice", points = { "on time" = 2, late = 1 } }

[[indicator]]
id = "rate"
max = 10
inputs = ["done", "all"]
value = "done / all * 10"

[[indicator]]
id = "poll"
max = 5
self_scored = false
"""
CLAIMED = """STT,Mã đơn vị,plan,rate.done,rate.all
,I. SỞ,,,
,,,,
1,snv,on time,9,10
2,stc,late,9,10
3,x1,late,8,10
,Tổng cộng,on time,26,30
"""
GRANTED = """unit,plan,rate.done,rate.all,plan.note
snv,late,9,10,chậm
stc,late,9,10,
x1,late,8,10,
"""
SURVEY = "unit,poll\nsnv,4\nstc,3\nx1,5\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"office.toml": DEFINITION, "own.csv": CLAIMED, "given.csv": GRANTED, "poll.csv": SURVEY}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


OWN = ["own.csv", "--ignore-rows", "Tổng cộng"]
LAYERS = [
    "--self-assessed",
    "own.csv",
    "--appraised",
    "given.csv",
    "--survey",
    "poll.csv",
    "--ignore-rows",
    "Tổng cộng",
]


def test_layers_are_reconciled_with_units_by_group_and_what_was_lowered_first():
    code, printed, said = run("reconcile", "office.toml", *LAYERS)
    assert code == DONE
    rows = [line.split() for line in printed.splitlines()]
    assert rows[0][:4] == ["unit", "name", "group", "self-assessed"]
    assert [row[0] for row in rows[2:5]] == ["snv", "stc", "x1"]
    assert rows[2][4:] == ["so", "15.00", "14.00", "-1.00", "1", "→", "1", "1.00", "0.00"]
    assert [line.split()[-3:] for line in printed.splitlines() if line.startswith("snv    plan")] == [
        ["-1.00", "0", "chậm"]
    ]
    assert "heading-row" in said


@pytest.mark.parametrize("suffix, first", [("csv", "unit,name,"), ("json", "{"), ("txt", "unit")])
def test_the_name_of_the_output_tells_its_format(folder, suffix, first):
    assert run("reconcile", "office.toml", *LAYERS, "-o", f"out.{suffix}")[:2] == (DONE, "")
    assert (folder / f"out.{suffix}").read_text(encoding="utf-8").startswith(first)
    if suffix == "json":
        assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["changes"][0]["effect"] == "-1.00"


def test_no_workbook_is_written(folder):
    code, printed, said = run("reconcile", "office.toml", "given.csv", "--survey", "poll.csv", "-o", "out.xlsx")
    assert (code, printed) == (FAILED, "")
    assert "out.csv" in said
    assert not (folder / "out.xlsx").exists()


def test_an_appraisal_is_scored_with_its_survey():
    code, printed, _ = run("score", "office.toml", "given.csv", "--survey", "poll.csv", "--format", "csv")
    assert code == DONE
    assert printed.splitlines()[1:] == [
        "1,snv,Sở Nội vụ,so,1.00,9.00,4.00,14.00",
        "2,stc,Sở Tài chính,so,1.00,9.00,3.00,13.00",
        "1,x1,Xã Một,xa,1.00,8.00,5.00,14.00",
    ]


def test_the_file_of_one_layer_is_validated_by_itself():
    code, printed, said = run("validate", "office.toml", *OWN, "--layer", "self_assessed")
    assert (code, printed.splitlines()) == (
        DONE,
        ["own.csv:2: note heading-row: 'I. SỞ' is passed over: the row holds nothing else"],
    )
    assert said.startswith("3 units, ")
    code, printed, _ = run("validate", "office.toml", *OWN)
    assert code == FAULTY
    assert "no column for indicator 'poll'" in printed


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["--appraised", "given.csv"], "an earlier and a later layer"),
        (["own.csv", "--appraised", "given.csv"], "not both"),
        ([*LAYERS, "--between", "appraised", "self_assessed"], "an earlier and a later layer"),
        ([*LAYERS, "--empty", "perhaps"], "perhaps"),
    ],
)
def test_what_cannot_be_reconciled_is_a_usage_error(arguments, word):
    code, printed, said = run("reconcile", "office.toml", *arguments)
    assert (code, printed) == (FAILED, "")
    assert word in said


def test_faults_of_all_layers_are_listed_and_nothing_is_printed(folder):
    (folder / "given.csv").write_text("unit,plan,rate.done,rate.all\nsnv,soon,9,10\nstc,late,9,x\nx1,late,8,10\n")
    code, printed, said = run("reconcile", "office.toml", *LAYERS)
    assert (code, printed) == (FAULTY, "")
    assert "given.csv:2:2: error unknown-option" in said
    assert "given.csv:3:4: error not-a-number" in said


def test_a_column_that_only_one_layer_has_can_be_ignored(folder):
    text = (folder / "given.csv").read_text(encoding="utf-8").replace("plan.note", "Ghi chú")
    (folder / "given.csv").write_text(text, encoding="utf-8")
    assert run("reconcile", "office.toml", *LAYERS)[0] == FAULTY
    assert run("reconcile", "office.toml", *LAYERS, "--ignore", "Ghi chú")[0] == DONE
    code, _, said = run("reconcile", "office.toml", *LAYERS, "--ignore", "Ghi chú,absent")
    assert (code, "there is no column 'absent' to ignore" in said) == (FAULTY, True)


def test_empty_cells_are_counted():
    code, _, said = run("validate", "office.toml", "-", given=b"unit,plan,rate.done,rate.all,poll\nsnv,,9,,4\n")
    assert (code, "empty cells: 2 in 1 units" in said) == (DONE, True)


def test_the_file_of_a_bundled_definition_is_printed(folder):
    code, printed, _ = run("show", "par-template", "--toml")
    (folder / "mine.toml").write_text(printed, encoding="utf-8")
    assert (code, run("check", "mine.toml")[0]) == (DONE, DONE)


def test_rows_of_a_unit_add_up_where_others_move_it_and_changes_work_together(tmp_path):
    """The best of a falls from 10 to 8, so that v with 4 rises from 4 to 5 of 10, and then from 5 to 6 times 2."""
    (tmp_path / "r.toml").write_text(
        'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\ncombine = "product"\nmax = 100\n'
        '[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "relative", to = "best" }\n'
        '[[indicator]]\nid = "b"\nmax = 10\n',
        encoding="utf-8",
    )
    (tmp_path / "claimed.csv").write_text("unit,a,b\nu,10,1\nv,4,3\n", encoding="utf-8")
    (tmp_path / "granted.csv").write_text("unit,a,b\nu,8,1\nv,4,2\n", encoding="utf-8")
    layers = ["--self-assessed", str(tmp_path / "claimed.csv"), "--appraised", str(tmp_path / "granted.csv")]
    code, printed, _ = run("reconcile", str(tmp_path / "r.toml"), *layers, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert code == DONE
    # 4 · 3 = 12 before, 5 · 2 = 10 after: b alone does 4 · (2 - 3), the others (5 - 4) · 3, both together -1.
    told = [(row["indicator"], row["what"], row["total"]) for row in rows if row["unit"] == "v"]
    assert told == [("b", "value", "-4.00"), ("", "other units", "3.00"), ("", "together", "-1.00")]
