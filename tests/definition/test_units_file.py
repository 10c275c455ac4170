"""A definition may name a file of units: it is read beside it, and its faults are told where they stand in it."""

import hashlib
import os
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import parindex
from parindex.definition import dump, load_text, parse_definition, unit_registry
from parindex.definition.reading.units_file import beside_folder, read_units
from parindex.definition.unit_registry import Unit, conflicts, registry_of
from parindex.project import diff_folders

from ..sample import HEAD

NODES = '[[indicator]]\nid = "x"\nmax = 100\n'
GROUPS = 'group = [{ id = "g" }]\n'
COMMUNES = """\
# Communes of two provinces
unit,name,group,ranked,spellings,parent,people,area,note

c1,Xã Tân Lập,g,yes,TL|Tan Lap DL,Đắk Lắk,8120,1.50,007
c2,Xã Ea Súp,g,,,Đắk Lắk,15300,,xa
c3,Xã Tân Lập,,no,,Tỉnh Bắc Ninh,1,,
"""


def text(units="units.csv", body=GROUPS):
    return f'{HEAD}combine = "sum"\nunits = "{units}"\n{body}{NODES}'


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample.toml").write_text(text(), encoding="utf-8")
    (tmp_path / "units.csv").write_text(COMMUNES, encoding="utf-8")
    return tmp_path


def told(units, path="sample.toml"):
    """Return the errors and warnings of a definition with another file of units."""
    Path("units.csv").write_text(units, encoding="utf-8", newline="")
    found = [problem for problem in parindex.check(path) if problem.severity != "note"]
    return [(problem.code, problem.source, problem.line, problem.column) for problem in found]


def test_units_are_read_with_all_that_the_file_says(here):
    units = parindex.load("sample.toml").unit
    assert [unit.id for unit in units] == ["c1", "c2", "c3"]
    assert units[0].title.vi == units[0].title.en == "Xã Tân Lập"
    assert (units[0].spellings, units[0].parent, units[0].group) == (("TL", "Tan Lap DL"), "Đắk Lắk", "g")
    assert [unit.ranked for unit in units] == [True, True, False]
    assert units[0].columns == (("people", Fraction(8120)), ("area", Fraction(3, 2)), ("note", "007"))
    assert units[1].columns == (("people", Fraction(15300)), ("note", "xa"))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("head", ["unit", "Code", "ID"])
def test_separators_heads_line_ends_and_the_byte_order_mark_do_not_matter(here, mark, head):
    lines = [f"{head},Name_vi,name_en", 'a,"Sở A",Department', "b,,B", "", ",,"]
    written = "\ufeff" + "\r\n".join(lines).replace(",", mark)
    (here / "units.csv").write_bytes(written.encode())
    (here / "sample.toml").write_text(text(body=""), encoding="utf-8")
    units = parindex.load("sample.toml").unit
    titles = [(unit.id, unit.title.vi, unit.title.en) for unit in units]
    assert titles == [("a", "Sở A", "Department"), ("b", None, "B")]


def test_a_name_that_two_provinces_have_is_found_with_the_province_behind_it(here):
    among = parindex.load("sample.toml").own_registry
    labels = {
        "Xã Tân Lập, Đắk Lắk": "c1",
        "xã tân lập (tỉnh Đắk Lắk)": "c1",
        "Xa Tan Lap, Dak Lak": "c1",
        "Xã Tân Lập - Bắc Ninh": "c3",
        "Xã Tân Lập, TP. Bắc Ninh": "c3",
        "UBND xã Tân Lập, tỉnh Bắc Ninh": "c3",
        "UBND xã Ea Súp": "c2",
        "TL": "c1",
        "Xã Tân Lập": None,
        "Xã Tân Lập, Gia Lai": None,
        "Xã Ea Súp, Bắc Ninh": None,
        "Tân Lập, Đắk Lắk": None,
        "UBND": None,
    }
    assert {label: getattr(among.find(label).unit, "id", None) for label in labels} == labels
    ambiguous = among.find("Xã Tân Lập")
    assert ambiguous.code == "ambiguous-unit"
    assert "Xã Tân Lập, Đắk Lắk (c1) or Xã Tân Lập, Tỉnh Bắc Ninh (c3)" in ambiguous.message


def test_the_code_of_a_unit_of_the_list_may_be_the_parent():
    units = read_units("unit,name,parent\n66,Tỉnh Đắk Lắk,\n1,Xã Một,66\n", "u.csv").units
    among = registry_of(units)
    assert [among.find(name).unit.id for name in ("Xã Một, Đắk Lắk", "Xã Một, tỉnh Đắk Lắk", "Tỉnh Đắk Lắk")] == [
        "1",
        "1",
        "66",
    ]


def test_names_are_those_of_one_parent():
    communes = [Unit("1", parindex.Text("Xã A"), parent=parent) for parent in ("P", "Q", "p", None)]
    units = [*(Unit(str(at), one.title, parent=one.parent) for at, one in enumerate(communes)), Unit("5", None)]
    assert [at for at, *_ in conflicts(units)] == [2]


def test_evidence_is_scored_by_the_file(here):
    scores = parindex.score(parindex.load("sample.toml"), {"Xã Tân Lập, Đắk Lắk": {"x": 80}, "c2": {"x": 90}})
    assert (scores.units, scores.rank.tolist()) == (("c1", "c2"), [2.0, 1.0])
    assert [problem.code for problem in scores.problems] == ["unit-absent"]


ATTRIBUTES = f'{GROUPS}attributes = ["highland", {{ id = "people", title = "Số dân" }}]\n'


def test_columns_of_attributes_hold_yes_no_or_numbers(here):
    (here / "sample.toml").write_text(text(body=ATTRIBUTES), encoding="utf-8")
    listed = "unit,Highland,số dân,note\na,có,12.5,có\nb,0,,1\nc,,3,\n"
    (here / "units.csv").write_text(listed, encoding="utf-8")
    a, b, c = parindex.load("sample.toml").unit
    assert a.attributes == (("highland", Fraction(1)), ("people", Fraction(25, 2)))
    assert (b.attributes, c.attributes) == ((("highland", Fraction(0)),), (("people", Fraction(3)),))
    assert (a.columns, b.columns, c.columns) == ((("note", "có"),), (("note", Fraction(1)),), ())
    found = told("unit,highland,people\na,perhaps,1\nb,yes,1 234\n")
    assert [problem for problem in found if problem[0] != "unused-figure"] == [
        ("not-a-number", "units.csv", 2, 2),
        ("not-a-number", "units.csv", 3, 3),
    ]
    assert ("duplicate-column", "units.csv", 1, 3) in told("unit,people,Số dân\na,1,1\n")


def test_what_applies_to_units_follows_from_the_file(here):
    node = '[[indicator]]\nid = "y"\nmax = 5\nwhen = "highland"\nnot_applicable = "drop"\n'
    (here / "sample.toml").write_text(text(body=ATTRIBUTES + node), encoding="utf-8")
    (here / "units.csv").write_text("unit,highland\na,yes\nb,no\n", encoding="utf-8")
    definition = parindex.load("sample.toml")
    scores = parindex.score(definition, {"unit": ["a", "b"], "x": [60, 60], "y": [5, None]})
    assert (scores.units, scores.total.tolist()) == (("a", "b"), [65.0, 63.0])  # 60 of 100 is 63 of 105
    (here / "units.csv").write_text("unit,highland\na,yes\nb,yes\n", encoding="utf-8")
    (edit,) = parindex.diff(definition, "sample.toml").edits
    assert (edit.key, edit.level) == ("unit.b.attributes", "breaking")  # b has to have a figure for y now


def test_a_code_and_a_name_that_others_share_must_agree(here):
    definition = parindex.load("sample.toml")
    for code, name, found in (("c1", "Xã Tân Lập", []), ("c2", "Xã Tân Lập", ["name-differs"])):
        problems = parindex.validate(definition, {"unit": [code], "name": [name], "x": [1]})
        assert [problem.code for problem in problems if problem.severity == "error"] == found


@pytest.mark.parametrize(
    "units, found",
    [
        ("unit,name\na,A\nA,B\n", [("duplicate-id", "units.csv", 3, 1)]),
        ("unit,name\na,Sở\nb,SỞ\n", [("duplicate-id", "units.csv", 3, 1)]),
        ("unit,name,parent\na,Sở,p\nb,SỞ,P\n", [("duplicate-id", "units.csv", 3, 1)]),
        ("unit,name,parent\na,Sở,p\nb,SỞ,q\n", []),
        ("unit,name\na,A\n,B\n", [("missing-key", "units.csv", 3, 1)]),
        ("name,unit\nA,a\nB,\n", [("missing-key", "units.csv", 3, 2)]),
        ("unit,name\na b,A\n", [("wrong-value", "units.csv", 2, 1)]),
        ("unit,group\na,g\nb,h\n", [("wrong-value", "units.csv", 3, 2)]),
        ("unit,ranked\na,perhaps\n", [("wrong-value", "units.csv", 2, 2)]),
        ("unit,ranked\na,có\nb,Không\n", []),
        ("unit,name\na\n", [("malformed-table", "units.csv", 2, None)]),
        ("unit,name\na,A,B\n", [("malformed-table", "units.csv", 2, None)]),
        ("unit,name,\na,A,\n", []),
        ('unit,name\na,"A\n', [("malformed-table", "units.csv", 2, None)]),
        ("unit,name,name\na,A,B\n", [("duplicate-column", "units.csv", 1, 3)]),
        ("unit,code\na,A\n", [("duplicate-column", "units.csv", 1, 2)]),
        ("mã,Tên đơn vị,dân số\na,Sở,1\n", []),
        ("unit,name,tên\na,Sở,1\n", [("duplicate-column", "units.csv", 1, 3)]),
        ("unit,spelling\na,1\n", [("unknown-column", "units.csv", 1, 2)]),
        ("unit,people\na,1\n", []),
        ("name,people\na,1\n", [("missing-column", "units.csv", 1, None)]),
        ("\n# unit\n", [("empty-table", "units.csv", 1, None)]),
        ("", [("empty-table", "units.csv", 1, None)]),
        ("\n\nunit\n", [("empty-table", "units.csv", 3, None)]),
        (
            "unit,group,ranked\n\na,h,yes\na,g,maybe\n,g,\n",
            [
                ("wrong-value", "units.csv", 4, 3),
                ("missing-key", "units.csv", 5, 1),
                ("duplicate-id", "units.csv", 4, 1),
                ("wrong-value", "units.csv", 3, 2),
            ],
        ),
    ],
)
def test_faults_stand_at_their_line_and_field(here, units, found):
    assert told(units) == found
    if any(code != "unknown-column" for code, *_ in found):
        with pytest.raises(parindex.DefinitionError):
            parindex.load("sample.toml")
    else:
        assert parindex.load("sample.toml").unit


def test_more_units_than_are_read_are_told(here, monkeypatch):
    monkeypatch.setattr("parindex.definition.reading.units_file.MAX_UNITS", 2)
    assert told("unit\na\nb\nc\nd\n") == [("too-large", "units.csv", 4, None)]
    monkeypatch.setattr("parindex.definition.reading.units_file.MAX_UNITS_BYTES", 1024 * 1024)
    ((code, source, line, _),) = told("unit,name\n" + "".join(f"{at},{'x' * 1000}\n" for at in range(2000)))
    assert (code, source, line) == ("wrong-value", "sample.toml", 7)


@pytest.mark.parametrize(
    "name", ["../units.csv", "lists/../../units.csv", "/units.csv", "./units.csv", "a//b.csv", "C:/units.csv", ".csv"]
)
def test_a_path_out_of_the_folder_is_refused_and_nothing_is_opened(tmp_path, name):
    def beside(_):
        raise AssertionError

    definition, problems = parse_definition(text(name), "sample.toml", beside=beside)
    assert definition is None
    assert [(problem.code, problem.line) for problem in problems] == [("wrong-value", 7)]
    assert "is no path of a file beside the definition" in problems[0].message


def test_a_link_out_of_the_folder_is_refused(here):
    inner = here / "inner"
    inner.mkdir()
    (inner / "sample.toml").write_text(text(), encoding="utf-8")
    try:
        (inner / "units.csv").symlink_to(here / "units.csv")
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(parindex.DefinitionError, match="a link out of the folder"):
        parindex.load(inner / "sample.toml")
    (inner / "units.csv").unlink()
    (inner / "units.csv").symlink_to(inner / "real.csv")
    (inner / "real.csv").write_text(COMMUNES, encoding="utf-8")
    assert len(parindex.load(inner / "sample.toml").unit) == 3


@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
def test_what_is_no_file_is_not_opened(here, make):
    (here / "units.csv").unlink()
    make("units.csv")
    with pytest.raises(parindex.DefinitionError, match=r"units\.csv: no file"):
        parindex.load("sample.toml")


def test_results_of_a_list_made_in_python_name_its_units(here):
    definition = parindex.load("sample.toml")
    prints = set()
    for units in (definition.unit, definition.unit[:2]):
        made = attrs.evolve(definition, unit=units, sha256=None)
        prints.add(parindex.score(made, {"c1": {"x": 1}}).to_dict()["definition"]["sha256"])
    assert len(prints) == 2


def test_a_text_names_no_file(here):
    with pytest.raises(parindex.DefinitionError, match="no file is read beside a text"):
        load_text(text())
    load_text(text(), beside=beside_folder(here))
    with pytest.raises(parindex.DefinitionError, match="no file is read beside a text"):
        load_text(text())  # what was read before is not remembered


def test_an_absent_file_and_a_list_beside_it_are_told_at_the_key(here):
    (here / "units.csv").unlink()
    (problem,) = (problem for problem in parindex.check("sample.toml") if problem.severity == "error")
    assert (problem.code, problem.source, problem.line, problem.path) == ("wrong-value", "sample.toml", 7, ("units",))
    assert "units.csv" in problem.message
    (here / "both.toml").write_text(text(body='unit = [{ id = "a" }]\n'), encoding="utf-8")
    with pytest.raises(parindex.DefinitionError, match="listed here and looked up as well"):
        parindex.load("both.toml")


def test_the_faults_of_the_definition_and_of_the_file_are_told_together(here):
    (here / "sample.toml").write_text(text(body=f"{GROUPS}decimals = 99\n"), encoding="utf-8")
    assert told("unit,name\na,A\n,B\n") == [("wrong-value", "sample.toml", 9, 1), ("missing-key", "units.csv", 3, 1)]


def test_it_is_written_as_it_was_and_its_fingerprint_is_that_of_both_files(here):
    definition = parindex.load("sample.toml")
    assert 'units = "units.csv"' in dump(definition)
    assert "[[unit]]" not in dump(definition)
    assert "c1" not in dump(definition)
    assert load_text(dump(definition), beside=beside_folder(here)) == definition
    both = (here / "sample.toml").read_bytes() + (here / "units.csv").read_bytes()
    assert definition.sha256 == hashlib.sha256(both).hexdigest()
    (here / "units.csv").write_text(COMMUNES.replace("15300", "15301"), encoding="utf-8")
    assert parindex.load("sample.toml").sha256 != definition.sha256
    assert parindex.load("sample.toml") != definition


@pytest.mark.parametrize(
    "old, new, edits",
    [
        ("c2,Xã Ea Súp,g,,,Đắk Lắk,15300,,xa\n", "", [("breaking", "unit.c2")]),
        ("c3,", "c4,", [("breaking", "unit.c3"), ("extending", "unit.c4")]),
        ("15300", "15301", [("editorial", "unit.c2.columns")]),
        ("c1,Xã Tân Lập,g", "c1,Xã Tân Lập,", [("restating", "unit.c1.group")]),
        ("TL|", "", [("breaking", "unit.c1.spellings")]),
        ("Tỉnh Bắc Ninh", "Gia Lai", [("breaking", "unit.c3.parent")]),
    ],
)
def test_a_change_of_the_file_is_one_of_the_definition(here, old, new, edits):
    before = parindex.load("sample.toml")
    (here / "units.csv").write_text(COMMUNES.replace(old, new), encoding="utf-8")
    difference = parindex.diff(before, "sample.toml")
    assert sorted((edit.level, edit.key) for edit in difference.edits) == sorted(edits)
    assert {edit.line for edit in difference.edits if edit.side == "new"} <= {7}


def test_a_list_that_moves_to_a_file_changes_nothing_but_the_words(here):
    own = text().replace('units = "units.csv"', 'unit = [{ id = "a", title = "A" }]')
    (here / "units.csv").write_text("unit,name\na,A\n", encoding="utf-8")
    difference = parindex.diff(load_text(own), "sample.toml")
    assert [(edit.level, edit.key) for edit in difference.edits] == [("editorial", "units")]


def test_folders_are_compared_with_their_files_of_units(here):
    for name in ("a", "b"):
        (here / name).mkdir()
        (here / name / "sample.toml").write_text(text(), encoding="utf-8")
        (here / name / "units.csv").write_text(COMMUNES, encoding="utf-8")
    same = diff_folders("a", "b")
    assert (same.diffs, same.unchanged) == ((), 1)
    (here / "b" / "units.csv").write_text(COMMUNES.replace("c3", "c4"), encoding="utf-8")
    (changed,) = diff_folders("a", "b").diffs
    assert sorted(edit.key for edit in changed.edits) == ["unit.c3", "unit.c4"]


def test_thousands_of_units_take_no_quadratic_work(here, monkeypatch):
    work, key = [0], unit_registry._key

    def counted(*arguments):
        work[0] += 1
        return key(*arguments)

    def of(count):
        rows = (f"{at},Xã {at % 100},Tỉnh {at // 100},{at}\n" for at in range(count))
        (here / "units.csv").write_text("unit,name,parent,people\n" + "".join(rows), encoding="utf-8")
        labels = {f"Xã {at % 100}, Tỉnh {at // 100}": {"x": 1} for at in range(count)}
        work[0] = 0
        assert parindex.score(parindex.load("sample.toml"), labels).units == tuple(map(str, range(count)))
        return work[0]

    monkeypatch.setattr(unit_registry, "_key", counted)
    (here / "sample.toml").write_text(text(body=""), encoding="utf-8")
    assert 0 < of(3200) <= 8.1 * of(400)


def test_a_group_that_is_not_there_is_told_once_and_a_title_of_one_gets_its_id(here):
    body = 'group = [{ id = "g", title = "Vùng cao" }]\n'
    Path("sample.toml").write_text(text(body=body), encoding="utf-8")
    Path("units.csv").write_text("unit,group\nc1,Vùng cao\nc2,g\nc3,vùng cao\nc4,Vùng cao\nc5,h\n", encoding="utf-8")
    found = [problem for problem in parindex.check("sample.toml") if problem.severity == "error"]
    assert [(problem.line, problem.message, problem.hint) for problem in found] == [
        (2, "c1 and 1 more: there is no group 'Vùng cao'", "did you mean 'g'?"),
        (4, "c3: there is no group 'vùng cao'", "did you mean 'g'?"),
        (6, "c5: there is no group 'h'", "add [[group]]"),
    ]


def test_a_code_twice_is_told_as_that(here):
    Path("units.csv").write_text("unit,group\nc1,g\nC1,g\n", encoding="utf-8")
    (found,) = [problem for problem in parindex.check("sample.toml") if problem.severity == "error"]
    assert (found.line, found.hint) == (3, "every unit has a code of its own")
