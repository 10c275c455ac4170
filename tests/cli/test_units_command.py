"""Units are looked up by the command: codes, names, kinds and regions of a registry or a definition."""

import csv
import io
import json

import pytest

from ..command import DONE, FAILED, run
from ..sample import HEAD

OWN = (
    f'{HEAD}combine = "sum"\ngroup = [{{ id = "g" }}]\n'
    'unit = [{ id = "a", title = { vi = "Sở", en = "Department" }, group = "g", spellings = ["S", "D"] },'
    ' { id = "b", ranked = false }]\n[[indicator]]\nid = "x"\nmax = 10\n'
)


def rows(*arguments):
    code, printed, _ = run("units", *arguments, "--format", "csv")
    assert code == DONE
    return {row["unit"]: row for row in csv.DictReader(io.StringIO(printed))}


@pytest.mark.parametrize("year, count, kind", [(2008, 64, "province"), (2024, 63, "province"), (2026, 34, "city")])
def test_provinces_are_listed_of_a_year(year, count, kind):
    listed = rows("vn-provinces", "--year", str(year))
    assert (len(listed), listed["75"]["name"], listed["75"]["kind"]) == (count, "Dong Nai", kind)


def test_the_latest_are_listed_where_no_year_is_named():
    listed = rows("vn-provinces", "--lang", "vi")
    assert {key: listed["66"][key] for key in ("name", "kind", "region", "portal_code")} == {
        "name": "Đắk Lắk",
        "kind": "tỉnh",
        "region": "Duyên hải Nam Trung Bộ và Tây Nguyên",
        "portal_code": "H15",
    }
    code, _, said = run("units", "vn-provinces", LC_ALL="vi_VN.UTF-8")
    assert (code, said) == (DONE, "vn-provinces từ 2025-07-01: 34 đơn vị\n")
    assert run("units", "vn-provinces", "--lang", "vi")[2] == "vn-provinces từ 2025-07-01: 34 đơn vị\n"


def test_json_has_both_languages():
    code, printed, _ = run("units", "vn-provinces", "--year", "2025", "--format", "json")
    listed = json.loads(printed)
    dong_nai = next(unit for unit in listed["units"] if unit["unit"] == "75")
    assert (code, listed["since"], listed["until"]) == (DONE, "2025-07-01", None)
    assert (dong_nai["kind"], dong_nai["kind_since"]) == ("province", "2026-04-30")
    assert dong_nai["region"] == {"vi": "Đông Nam Bộ", "en": "South East"}


def test_what_became_of_units_is_listed_and_of_what_they_were_formed():
    old, new = rows("vn-provinces", "--year", "2024"), rows("vn-provinces")
    assert [old[code]["became"] for code in ("02", "08", "38")] == ["08", "08", "38"]
    assert [new[code]["formed_of"] for code in ("08", "38", "25")] == ["02|08", "38", "17|25|26"]
    assert old["01"]["formed_of"] == "01|28"  # Hà Tây joined Hà Nội in 2008
    listed = json.loads(run("units", "vn-provinces", "--year", "2024", "--format", "json")[1])["units"]
    assert (listed[0]["became"], listed[0]["formed_of"]) == ("01", ["01", "28"])


def test_readers_are_told_by_name_and_only_of_units_that_did_not_go_on_alone():
    lines = run("units", "vn-provinces", "--lang", "vi")[1].splitlines()
    assert lines[0].endswith("hợp thành từ")
    ends = {line[:2]: line for line in lines}
    assert ends["08"].endswith("02 Hà Giang + 08 Tuyên Quang")
    assert ends["38"].endswith("H56")
    lines = run("units", "vn-provinces", "--lang", "en", "--year", "2008")[1].splitlines()
    assert [line.endswith("01 Ha Noi") for line in (lines[2], lines[-2], lines[-1])] == [True, False, True]


def test_units_of_a_definition_are_listed(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    assert rows(str(path)) == {
        "a": {"unit": "a", "name": "Department", "group": "g", "ranked": "", "spellings": "S|D"},
        "b": {"unit": "b", "name": "", "group": "", "ranked": "no", "spellings": ""},
    }
    assert len(rows("pci-2022", "--year", "2024")) == 63
    output = tmp_path / "units.json"
    assert run("units", str(path), "-o", str(output))[0] == DONE
    assert json.loads(output.read_text(encoding="utf-8"))["units"][1]["ranked"] is False


def test_the_file_of_a_definition_is_listed_with_its_attributes(tmp_path):
    path = tmp_path / "own.toml"
    body = f'{HEAD}combine = "sum"\nattributes = ["people"]\nunits = "units.csv"\n[[indicator]]\nid = "x"\nmax = 10\n'
    path.write_text(body, encoding="utf-8")
    listed = "unit,name,spellings,parent,people,kind\nb,Xã B,B1|B2,P,5.5,commune\na,Xã A,,P,,\n"
    (tmp_path / "units.csv").write_text(listed, encoding="utf-8")
    code, printed, _ = run("units", str(path), "--format", "csv")
    assert (code, printed) == (DONE, listed)


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("vn-province",), "did you mean 'vn-provinces'?"),
        (("spread.toml",), "the definition names no units"),
        (("pci-2013", "--year", "2030"), "not of 2030"),
        (("vn-provinces", "--year", "99999"), "99999"),
        (("absent.toml",), "absent.toml"),
    ],
)
def test_what_cannot_be_listed_is_told(tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    body = f'{HEAD}combine = "sum"\n[[indicator]]\nid = "x"\nmax = 10\n'
    (tmp_path / "spread.toml").write_text(body, encoding="utf-8")
    code, printed, said = run("units", *arguments)
    assert (code, printed) == (FAILED, "")
    assert told in said
