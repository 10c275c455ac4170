"""The command `audit` as a user meets it: every format, both languages, and what cannot be looked at."""

import json
from pathlib import Path

import pytest

import parindex

from ..command import DONE, FAILED, run

ROOT = Path(__file__).resolve().parents[2]
PCI = str(ROOT / "examples" / "pci-2016.csv")
SECTIONS = ["1. Framework", "2. Data", "3. Coherence within components", "4. Coherence of the index", "5. Added value"]
SECTIONS += ["6. Robustness", "7. Units", "8. Questions"]


def ask(*options):
    return run("audit", "pci-2013", PCI, "--draws", "200", *options)


def test_the_page_stands_in_the_order_of_an_audit():
    code, printed, _ = ask()
    lines = printed.splitlines()
    assert code == DONE
    assert [line for line in lines if line in SECTIONS] == SECTIONS
    asked = "competition “Policy bias” and labour “Labour and training” go against each other (r = -0.45)"
    assert f"  {asked} (OECD/JRC 2008)" in lines


def test_vietnamese_has_words_and_numbers_of_its_own():
    _, printed, _ = ask("--lang", "vi")
    assert "8. Câu hỏi đặt ra" in printed
    asked = "competition “Cạnh tranh bình đẳng” và labour “Đào tạo lao động” ngược chiều nhau (r = -0,45)"
    assert asked in printed
    assert "Cronbach's" not in printed


def test_json_is_as_its_schema_says_and_the_same_seed_gives_the_same():
    jsonschema = pytest.importorskip("jsonschema")
    (_, printed, _), (_, again, _) = (ask("--format", "json") for _ in range(2))
    jsonschema.Draft202012Validator(parindex.audit_schema()).validate(json.loads(printed))
    assert printed == again
    assert {flag["measure"] for flag in json.loads(printed)["flags"]} >= {"negative", "importance", "leave-out"}


def test_a_page_and_markdown_take_nothing_of_a_stranger_for_markup(tmp_path):
    evil = (ROOT / "indicators" / "pci-2013.toml").read_text(encoding="utf-8")
    evil = evil.replace('vi = "Đào tạo lao động"', 'vi = "<script>alert(1)</script>| a"')
    assert "<script>" in evil
    (tmp_path / "evil.toml").write_text(evil, encoding="utf-8")
    options = ("--draws", "200", "--lang", "vi")
    _, page, _ = run("audit", str(tmp_path / "evil.toml"), PCI, *options, "--format", "html")
    assert page.startswith("<!doctype html>")
    assert "<script>alert" not in page
    _, markdown, _ = run("audit", str(tmp_path / "evil.toml"), PCI, *options, "--format", "markdown")
    assert "<script>alert" not in markdown


def test_what_cannot_be_looked_at_is_said_with_the_reason():
    _, printed, _ = run(
        "audit", "par-ministry-2022", str(ROOT / "examples" / "par-ministries-2023.csv"), "--draws", "200"
    )
    assert (
        "  the method way to combine: 'par-ministry-2022' is a sum; only means of any kind stand for each other"
        in printed
    )


def test_too_few_units_are_refused(tmp_path):
    (tmp_path / "two.csv").write_text(
        "\n".join(Path(PCI).read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8"
    )
    code, printed, said = run("audit", "pci-2013", str(tmp_path / "two.csv"))
    assert (code, printed) == (FAILED, "")
    assert "fewer than 3 units have a total" in said
