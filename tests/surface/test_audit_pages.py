"""The pages of the audit: every measure that is asked about has its place, and COINr's questions are counted right."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs/audit").glob("*.md"))}
COINR = PAGES.pop("coinr-questions")
FLAG = re.compile(r'\.flag\(\s*"([a-z0-9-]+)"')


def test_every_measure_that_is_told_as_a_flag_is_on_a_page():
    rooms = (ROOT / "src/parindex/robustness/audits").glob("*_flags.py")
    measures = {name for module in rooms for name in FLAG.findall(module.read_text(encoding="utf-8"))}
    assert {"item-rest", "alternatives", "interval-width"} <= measures
    text = "\n".join(PAGES.values())
    assert not {name for name in measures if f"`{name}`" not in text}


def test_every_page_of_a_measure_has_its_formula_how_to_read_it_and_references():
    headings = {page: re.findall(r"(?m)^## (.*)$", text) for page, text in PAGES.items()}
    asked = ["Formula", "PCI 2016", "How to read it", "References"]
    assert {page: found for page, found in headings.items() if found != asked} == {}


def test_every_page_is_reached_from_that_of_the_audit():
    text = (ROOT / "docs/audit.md").read_text(encoding="utf-8")
    assert not {page for page in (*PAGES, "coinr-questions") if f"audit/{page}.md" not in text}


def test_coinrs_questions_are_numbered_and_their_answers_counted():
    rows = re.findall(r"(?m)^\| (\d+) \| `.+?` \| .+? \| (yes|in part|no) \| .+ \|$", COINR)
    assert [int(number) for number, _ in rows] == list(range(1, 86))
    counts = re.findall(r"(?m)^\| (yes|in part|no): .+? \| (\d+) \|$", COINR)
    assert {answer: int(count) for answer, count in counts} == Counter(answer for _, answer in rows)
