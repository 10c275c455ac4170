"""A table that was sent in comes back as a form: what stands in its cells, and which option a word is."""

import io

import pytest

import parindex

from ..sample import define

DEFINITION = define("""
[[indicator]]
id = "files"
title = { vi = "Hồ sơ", en = "Files" }
unit = "percent"
max = 10
rule = { kind = "proportional", cap = 100 }

[[indicator]]
id = "plan"
max = 3
rule = { kind = "checklist", points = { tasks = 1, budget = 2 } }

[[indicator]]
id = "counter"
max = 5
not_applicable = "drop"
rule = { kind = "choice", points = { "Đủ" = 5, "Chưa" = 0 } }
""")
TEXT = """unit,name,Hồ sơ,counter,counter.note,plan.tasks,plan.budget,more
P1,Một,nhiều," đủ ",xem,Có,,7
P2,Hai,"87,5",n/a,,x,0,
"""


def read(source, **keywords):
    return parindex.read_evidence(DEFINITION, source, **keywords)


def test_cells_come_back_as_they_were_written_sound_or_not_under_the_columns_of_the_form():
    evidence = read(parindex.Content(TEXT, "upload.csv"))
    first = {"files": "nhiều", "counter": "đủ", "plan.tasks": "Có", "counter.note": "xem"}
    assert evidence.entered("P1") == evidence.entered("Một") == first
    assert evidence.entered("P2") == {"files": "87,5", "counter": "n/a", "plan.tasks": "x", "plan.budget": "0"}
    assert {*first} <= {field.column for field in parindex.fields(DEFINITION)}
    with pytest.raises(parindex.UnknownNameError, match="no unit 'P3'"):
        evidence.entered("P3")


def test_what_was_entered_reads_as_the_same_evidence_again():
    table = TEXT.replace("nhiều", "80").replace(",more", "").replace(",7\n", "\n").replace("0,\n", "0\n")
    evidence = read(parindex.Content(table, "upload.csv"))
    again = read({unit: evidence.entered(unit) for unit in evidence.units})
    assert evidence.problems == again.problems == ()
    assert again.sha256 == evidence.sha256


def test_cells_of_workbooks_and_long_tables_come_back_as_text():
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["unit", "files", "plan.tasks"])
        sheet.write_row(1, 0, ["P1", 0.1 + 0.2, True])
    tick = read(parindex.Content(book.getvalue(), "a.xlsx")).entered("P1")
    assert tick == {"files": "0.3", "plan.tasks": "True"}
    long = "unit,indicator,value,points\nP1,counter,,5\nP1,files,80,\n"
    assert read(parindex.Content(long, "a.csv")).entered("P1") == {"counter.points": "5", "files": "80"}
    assert read({"P1": {"plan": {"tasks": 1, "budget": None}}}).entered("P1") == {"plan.tasks": "1"}


def test_an_option_is_known_however_it_is_written_and_yes_and_no_are_said():
    fields = {field.column: field for field in parindex.fields(DEFINITION, lang="vi")}
    counter, tasks, files = fields["counter"], fields["plan.tasks"], fields["files"]
    assert [counter.chosen(word) for word in ("đủ", " CHƯA", "du", "")] == ["Đủ", "Chưa", None, None]
    assert {tasks.chosen(word) for word in ("Có", "True", "1", "x")} == {"yes"}
    assert [tasks.chosen(word) for word in ("KHÔNG", "0", "may be")] == ["no", "no", None]
    assert files.chosen("80") is None
    assert [counter.called(option) for option in counter.options] == ["Đủ", "Chưa"]
    assert [option["label"] for option in tasks.to_dict()["options"]] == ["có", "không"]
    english = next(field for field in parindex.fields(DEFINITION, lang="en") if field.column == "plan.tasks")
    assert english.to_dict()["options"][0] == {"name": "yes", "label": "yes", "points": 1}
