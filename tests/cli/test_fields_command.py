"""`parindex fields`."""

import csv
import io
import json

import jsonschema

import parindex

from ..command import DONE, FAILED, run


def fields(*options):
    """Return what is printed of a bundled definition; nothing is said besides."""
    code, printed, said = run("fields", "par-template", *options)
    assert (code, said) == (DONE, "")
    return printed


def test_the_table_holds_what_a_form_asks_for_below_its_headings():
    lines = fields("--lang", "en").splitlines()
    assert lines[0].split() == ["column", "title", "what", "to", "fill", "in", "max"]
    assert lines[2].split(maxsplit=1)[0] == "1"
    assert any("one of đúng thời gian, muộn, không ban hành" in line for line in lines)
    assert "cách điền" in fields("--lang", "vi").splitlines()[0]


def test_json_is_that_of_python_and_fits_its_schema():
    form = parindex.fields(parindex.load("par-template"), "vi")
    every, asked = (json.loads(fields("--lang", "vi", "--format", "json", *more)) for more in (["--all"], []))
    assert every == form.to_dict()
    assert asked == form.asked.to_dict()
    jsonschema.Draft202012Validator(parindex.fields_schema()).validate(every)


def test_csv_has_a_row_a_field_with_all_that_is_known():
    rows = list(csv.DictReader(io.StringIO(fields("--lang", "en", "--format", "csv"))))
    row = next(row for row in rows if row["column"] == "4.2")
    assert (row["greatest"], row["step"], row["asked"], row["unit"]) == ("4", "0.5", "yes", "")


def test_a_definition_that_is_not_there_is_told():
    code, printed, said = run("fields", "par-templat")
    assert (code, printed) == (FAILED, "")
    assert "par-template" in said
