"""`parindex series`: each table with its year and definition, questions about them, and what is refused."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

import parindex
from parindex.views.tables import ANSWERS

from ..command import DONE, FAILED, FAULTY, run

ROOT = Path(__file__).resolve().parents[2]
FILES = {year: str(ROOT / "examples" / f"papi-{year}.csv") for year in (2018, 2020, 2021)}
EDITIONS = {2018: "papi-2018", 2020: "papi-2019", 2021: "papi-2021"}
TABLES = [f"{year}:{EDITIONS[year]}={file}" for year, file in FILES.items()]
QUESTIONS = {
    "series": [],
    "trend": ["--unit", "Thanh Hóa"],
    "improved": ["--improved", "4", "--since", "2020", "--by", "total"],
    "worsened": ["--worsened", "2"],
    "volatility": ["--volatility"],
    "changes": ["--change", "2020", "2021"],
    "change of a unit": ["--change", "2020", "2021", "--unit", "38"],
}


def test_a_year_without_total_leaves_no_empty_table():
    code, printed, _ = run("series", *TABLES, "--change", "2020", "2021", "--unit", "Quảng Ninh", "--lang", "vi")
    assert code == DONE
    assert printed.splitlines()[1] == "không tách được thay đổi tổng điểm: năm sau không có tổng điểm"
    assert "chỉ có ở năm trước: “Giấy phép xây dựng”" in printed
    assert "chỉ được xếp hạng ở năm trước: Quảng Ninh (22), Bắc Giang (24), Bắc Ninh (27)" in printed


def test_markdown_says_what_the_table_is_about_and_what_stars_mean():
    _, printed, _ = run("series", *TABLES, "--unit", "38", "--format", "markdown", "--lang", "vi")
    heading, blank, head, *_, note, last = printed.splitlines()
    assert (heading, blank) == ("Thanh Hóa (38): PAPI 2018–2021", "")
    assert head.startswith("| năm | bộ chỉ số |")
    assert note == "- \\* đổi phiên bản (2020, 2021): một phần thay đổi là do bộ chỉ số"
    assert last.startswith("- số đơn vị được xếp hạng không như nhau")


@pytest.fixture(scope="module")
def answers():
    scores = {year: parindex.score(parindex.load(EDITIONS[year]), str(file), year=year) for year, file in FILES.items()}
    years = parindex.series(scores)
    return {
        "series": years,
        "trend": years.trend("38"),
        "improved": years.improved(4, 2020, by="total"),
        "worsened": years.worsened(2),
        "volatility": years.volatility(),
        "changes": years.change(2020, 2021),
        "change of a unit": years.change(2020, 2021).of("38"),
    }


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ANSWERS)
def test_every_question_is_answered_in_every_format(question, form, answers):
    asked = ["csv", "--excel"] if form == "excel" else [form]
    code, printed, said = run("series", *TABLES, *QUESTIONS[question], "--format", *asked)
    assert (code, said) == (DONE, "")
    if form == "json":
        assert json.loads(printed) == json.loads(answers[question].to_json())
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(printed)))) == len(answers[question].to_records())


def test_changes_open_in_excel_as_numbers():
    _, printed, _ = run("series", *TABLES, "--unit", "27", "--excel", "--lang", "vi")
    assert ";-0,4259;" in printed


def test_the_year_may_be_left_out_where_the_definition_is_of_one_year():
    code, printed, _ = run("series", f"papi-2018={FILES[2018]}", TABLES[1], "--format", "csv")
    assert code == DONE
    assert {row["year"] for row in csv.DictReader(io.StringIO(printed))} == {"2018", "2020"}


def test_names_of_files_may_hold_the_signs_of_the_syntax(tmp_path, monkeypatch):
    shutil.copy(ROOT / "indicators" / "papi-2018.toml", tmp_path / "d=1.toml")
    shutil.copy(FILES[2018], tmp_path / "a=b.csv")
    monkeypatch.chdir(tmp_path)
    code, printed, _ = run("series", "2018:d=1.toml=a=b.csv", "--unit", "38")
    assert code == DONE
    assert "45.6869" in printed


def test_a_column_to_ignore_need_not_be_in_each_table(tmp_path):
    paths = []
    for year, column in ((2013, "x"), (2014, "y")):
        text = (ROOT / "examples" / f"pci-{year}.csv").read_text(encoding="utf-8").splitlines()
        path = tmp_path / f"{year}.csv"
        rows = [f"{text[0]},{column}", *(f"{line},1" for line in text[1:])]
        path.write_text("\n".join(rows), encoding="utf-8")
        paths.append(f"{year}:pci-2013={path}")
    assert run("series", *paths, "--ignore", "x,y")[0] == DONE
    code, _, said = run("series", *paths, "--ignore", "x,y,z")
    assert code == FAULTY
    assert said.count("there is no column 'z' to ignore") == 1
    assert "2013.csv" in said


def test_faults_of_every_table_are_told_and_nothing_is_written(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("unit,land\n01,eleven\n", encoding="utf-8")
    tables = [f"{year}:pci-2013={tmp_path / name}.csv" for year, name in ((2013, "one"), (2014, "two"))]
    code, printed, said = run("series", *tables, "-o", str(tmp_path / "out.csv"))
    assert (code, printed) == (FAULTY, "")
    assert "one.csv" in said
    assert "two.csv" in said
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["x"], "'x' is no YEAR:DEFINITION=EVIDENCE"),
        (["2018:=x"], "is no YEAR:DEFINITION=EVIDENCE"),
        ([f"papi-2021={FILES[2021]}"], "say of which year"),
        ([TABLES[0], TABLES[0]], "two tables are of 2018"),
        ([*TABLES, "--unit", "38", "--volatility"], "--unit and --volatility are two questions"),
        ([*TABLES, "--change", "2020", "2021", "--volatility"], "are two questions"),
        ([*TABLES, "--change", "2021", "2020"], "not from 2021 to 2020"),
        ([*TABLES, "--by", "total"], "--by is about units that rose or fell"),
        ([*TABLES, "--improved", "2", "--since", "2019"], "the series has no year 2019"),
        ([*TABLES, "--unit", "Nowhere"], "Invalid value for --unit"),
        ([TABLES[0].replace("2018:", "2025:")], "'papi-2018' is of 2018, not of 2025"),
        ([f"2018:nothing={FILES[2018]}"], "no bundled definition and no file"),
        (["2018:papi-2018=nowhere.csv"], "nowhere.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments, told):
    code, printed, said = run("series", *arguments)
    assert (code, printed) == (FAILED, "")
    assert told in said
