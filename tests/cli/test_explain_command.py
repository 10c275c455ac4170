"""`parindex explain CODE`: what a problem means and how to mend it, in the language asked for."""

import json
from pathlib import Path

import jsonschema
import pytest

import parindex
from parindex.base.problems import CODES

from ..command import DONE, FAILED, run


@pytest.fixture(autouse=True)
def locale(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code, lang):
    ended, printed, said = run("explain", code, "--lang", lang)
    assert (ended, said) == (DONE, "")
    head, meaning, mend = printed.rstrip("\n").split("\n\n")
    assert head.startswith(f"{code} · ")
    assert meaning == CODES[code].meaning.get(lang)
    assert mend.endswith(CODES[code].mend.get(lang))


@pytest.mark.parametrize("code, english, vietnamese", [
    ("unknown-key", "error", "lỗi"),
    ("unit-absent", "warning", "cảnh báo"),
    ("heading-row", "note", "lưu ý"),
])  # fmt: skip
def test_the_severity_of_a_code_is_said_beside_it(code, english, vietnamese):
    assert run("explain", code)[1].startswith(f"{code} · {english}\n")
    assert run("explain", code, "--lang", "vi")[1].startswith(f"{code} · {vietnamese}\n")


@pytest.mark.parametrize("locale, lang", [
    ({"LANG": "vi_VN.UTF-8"}, "vi"),
    ({"LC_MESSAGES": "vi", "LANG": "en_GB.UTF-8"}, "vi"),
    ({"LC_ALL": "C", "LANG": "vi_VN.UTF-8"}, "en"),
    ({"LC_ALL": "", "LANG": "vi_VN"}, "vi"),
    ({"LANG": "vie_XX"}, "en"),
    ({}, "en"),
])  # fmt: skip
def test_the_language_is_that_of_the_locale_where_none_is_asked_for(monkeypatch, locale, lang):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    other = {"en": "vi", "vi": "en"}[lang]
    assert run("explain", "no-layer") == run("explain", "no-layer", "--lang", lang)
    assert run("explain", "no-layer") != run("explain", "no-layer", "--lang", other)


@pytest.mark.parametrize("what, told", [
    (["unkown-key"], "did you mean 'unknown-key'?"),
    (["Unknown-Key"], "did you mean 'unknown-key'?"),
    (["pci2006"], "did you mean 'pci-2006'?"),
    (["nothing-of-the-kind"], "'nothing-of-the-kind' is no problem code and no definition"),
    (["pci-2006"], "pci-2006 is a definition: name its EVIDENCE and a --unit as well"),
    (["pci-2006", "--unit", "79"], "pci-2006 is a definition: name its EVIDENCE and a --unit as well"),
    (["own.toml"], "own.toml is a definition: name its EVIDENCE and a --unit as well"),
    (["pci-2006", "absent.csv"], "Missing option '--unit'"),
    (["unknown-key", "--unit", "79"], "a code takes no --unit"),
    (["unknown-key", "--header-row", "2"], "a code takes no --header-row"),
    (["unknown-key", "--format", "html"], "a code takes no --format"),
    (["unknown-key", "-o", "code.txt"], "a code takes no --output"),
    (["unknown-key", "absent.csv", "--unit", "79"], "unknown-key: no bundled definition and no file"),
    ([], "CODE|DEFINITION"),
])  # fmt: skip
def test_what_cannot_be_explained_says_why(tmp_path, what, told):
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    code, printed, said = run("explain", *what)
    assert (code, printed) == (FAILED, "")
    assert told in said


TABLE = Path(__file__).resolve().parents[2] / "examples" / "par-ministries-2023.csv"
EXPLAIN = ("explain", "par-ministry-2022", str(TABLE), "--unit", "MOHA")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_an_explanation_is_printed_as_json_or_written_as_the_name_says(tmp_path, lang):
    code, printed, said = run(*EXPLAIN, "--lang", lang, "--format", "json")
    told = json.loads(printed)
    assert (code, said) == (DONE, "")
    jsonschema.validate(told, parindex.explanation_schema())
    assert (told["lang"], told["node"]["published"], told["unit"]["rank"]) == (lang, "87.03", 4)
    assert run(*EXPLAIN, "--lang", lang, "-o", "moha.json") == (DONE, "", "")
    assert (tmp_path / "moha.json").read_text(encoding="utf-8") == printed


def test_an_explanation_is_written_as_a_page_or_as_text(tmp_path):
    assert run(*EXPLAIN, "--lang", "vi", "-o", "moha.html") == (DONE, "", "")
    page = (tmp_path / "moha.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Điểm thẩm định" in page
    assert run(*EXPLAIN, "-o", "moha.txt") == (DONE, "", "")
    assert (tmp_path / "moha.txt").read_text(encoding="utf-8") == run(*EXPLAIN)[1]


@pytest.mark.parametrize("name", ["moha.ods", "moha.png", "moha.csv"])
def test_what_an_explanation_is_not_written_as_is_refused(tmp_path, name):
    code, printed, said = run(*EXPLAIN, "-o", name)
    assert (code, printed) == (FAILED, "")
    assert "Error: " in said
    assert not (tmp_path / name).exists()
