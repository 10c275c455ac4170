"""Explanations in words of two languages, and as plain JSON values."""

import json
import math
import re
from pathlib import Path

import jsonschema
import pytest

import parindex
from parindex.base import translated
from parindex.scoring.score_reasons import evidence_in_words

from ..sample import define, indicators

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
#: The case `explanation-half-english`, as a user wrote it.
OFFICES = """
id = "my-index"
index = "My Index"
version = "1"
title = { en = "Reform index of our offices", vi = "Chỉ số cải cách hành chính của các phòng" }
years = [2025, 2026]
sources = [{ id = "plan", title = "Our own plan for 2025" }]
combine = "sum"
max = 12

[[indicator]]
id = "plan"
title = { en = "The plan is issued", vi = "Ban hành kế hoạch" }
max = 2
rule = { kind = "choice", points = { "on time" = 2, "late" = 1, "not issued" = 0 } }

[[indicator]]
id = "online"
title = { en = "Files received online", vi = "Hồ sơ trực tuyến" }
unit = "percent"
range = [0, 100]
max = 10
rule = { kind = "proportional", cap = 80 }
"""
PLAN = "late: on time → 2, late → 1, not issued → 0"
ONLINE = "88,5 %: 10 điểm khi đạt từ 80, dưới mức đó tính theo tỷ lệ"


def loaded(text, tmp_path):
    path = tmp_path / "definition.toml"
    path.write_text(text, encoding="utf-8")
    return parindex.load(path)


def explained(body, cells, **keys):
    return parindex.score(define(body, **keys), {"u": cells}).explain("u")


def test_an_explanation_in_vietnamese_has_no_english_word_but_options(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text('unit,plan,online\nP1,late,"88,5"\n', encoding="utf-8")
    scores = parindex.score(loaded(OFFICES, tmp_path), table)
    rows = [re.split(r"  +(?=[^ ])", line) for line in scores.explain("P1").to_text("vi").splitlines()]
    assert rows == [  # late: 1 of 2; 88.5 is more than the cap of 80
        ["P1 · My Index 2025–2026 · 11,00/12 · hạng 1/1"],
        ["├─ Ban hành kế hoạch", "1,00/2", "50,00 %", "mất 1,00", PLAN],
        ["└─ Hồ sơ trực tuyến", "10,00/10", "100,00 %", "mất 0,00", ONLINE],
    ]


@pytest.mark.parametrize("say", ["to_text", "to_dict", "to_records"])
def test_a_language_that_is_not_there_is_refused(say):
    explanation = explained(indicators("x", keys="max = 10"), {"x": 3})
    with pytest.raises(ValueError, match="not in 'fr'"):
        getattr(explanation, say)("fr")


@pytest.mark.parametrize("locale, shown", [("vi_VN.UTF-8", "điểm nhập trực tiếp"), ("C.UTF-8", "given")])
def test_where_no_language_is_named_words_are_those_of_the_locale_and_ids_stand(monkeypatch, locale, shown):
    monkeypatch.setenv("LC_ALL", locale)
    body = '[[indicator]]\nid = "x"\nmax = 10\ntitle = { vi = "Số", en = "Number" }\n'
    assert explained(body, {"x": 3}).to_text().splitlines()[1].split()[1] == "x"
    assert explained(body, {"x": 3}).to_text().endswith(shown)


CHECKLIST = '[[indicator]]\nid = "x"\nmax = 3\nrule = { kind = "checklist", points = { plan = 1, budget = 2 } }\n'


@pytest.mark.parametrize(
    "cells, en, vi",
    [
        (("Có", "không"), "plan Có, budget không", "plan Có, budget không"),
        (("đạt", "x"), "plan đạt, budget x", "plan đạt, budget x"),
        ((1, 0), "plan yes, budget no", "plan có, budget không"),
        (("1", "0"), "plan yes, budget no", "plan có, budget không"),
        ((True, False), "plan yes, budget no", "plan có, budget không"),
        (("Yes", "TRUE"), "plan Yes, budget yes", "plan Yes, budget có"),
    ],
)
def test_ticks_stand_as_they_were_entered_and_numbers_in_words(cells, en, vi):
    leaf = explained(CHECKLIST, dict(zip(("x.plan", "x.budget"), cells, strict=True))).parts[0]
    assert (leaf.value, translated(leaf.value, "vi")) == (en, vi)
    assert [given.value for given in leaf.inputs] == [
        float(str(cell).lower() in ("có", "đạt", "x", "1", "true", "yes")) for cell in cells
    ]


def test_an_option_stands_as_it_was_entered():
    rule = 'rule = { kind = "choice", points = { "Đúng hạn" = 1, "Muộn" = 0.5 } }'
    leaf = explained(f'[[indicator]]\nid = "x"\nmax = 1\n{rule}', {"x": " ĐÚNG  hạn "}).parts[0]
    assert (leaf.value, leaf.entered) == ("Đúng hạn", "ĐÚNG hạn")
    assert "ĐÚNG hạn: Đúng hạn → 1" in str(explained(f'[[indicator]]\nid = "x"\nmax = 1\n{rule}', {"x": "ĐÚNG hạn"}))


def test_answers_stand_as_entered_in_what_two_layers_say():
    definition = define(CHECKLIST)
    scores = parindex.score(definition, {"u": {"x.plan": "Có", "x.budget": "Không"}})
    assert evidence_in_words(scores, 0, definition["x"]) == "plan Có, budget Không"


INPUTS = """
[[parameter]]
id = "national"
title = { vi = "Bình quân cả nước", en = "National mean" }
value = 7.25

[[indicator]]
id = "rate"
title = { vi = "Tỷ lệ", en = "Rate" }
unit = "percent"
max = 10
inputs = [{ id = "done", title = { vi = "Hồ sơ đúng hạn", en = "Files on time" } }, "all"]
value = "100 * done / all + 0 * national"
rule = { kind = "bands", bands = [{ above = "national", points = 10 }, { points = 0 }] }
"""


def test_inputs_and_figures_from_outside_have_their_titles_where_titles_are_shown():
    explanation = explained(INPUTS, {"rate.done": 4.5, "rate.all": 9})
    assert "(done 4.5, all 9, national 7.25): above national 7.25 → 10" in str(explanation)
    told = explanation.to_text("vi")
    assert "(done “Hồ sơ đúng hạn” 4,5, all 9, national “Bình quân cả nước” 7,25)" in told
    assert "trên “Bình quân cả nước” 7,25 → 10, còn lại → 0" in told
    assert "50 %: 100 * done / all + 0 * national" in told


def test_nodes_named_by_reasons_have_their_titles_where_titles_are_shown():
    root = 'bands = [{ label = "A", at_least = 5, requires = [{ node = "x", at_least = 4 }] }, { label = "B" }]'
    titled = indicators("x", keys='title = { vi = "Kế hoạch", en = "Plan" }\nmax = 10')
    body = titled + indicators("y", keys="max = 9")
    explanation = explained(body, {"x": 3.5, "y": 4}, root=root)
    assert "7.50 is enough for 'A', but x is 3.50, not at least 4." in str(explanation)
    assert "“Kế hoạch” được 3,50, chưa đạt 4." in explanation.to_text("vi")


@pytest.mark.parametrize("lang", ["en", "vi", None])
@pytest.mark.parametrize(
    "name, table, unit",
    [
        ("par-ministry-2022", "par-ministries-2023.csv", "MOHA"),
        ("pci-2013", "pci-2016.csv", "Thanh Hóa"),
        ("qd766-2026", "qd766-dak-lak.csv", "H15"),
    ],
)
def test_an_explanation_as_json_keeps_its_schema(name, table, unit, lang):
    scores = parindex.score(parindex.load(name), EXAMPLES / table)
    explanation = scores.explain(unit)
    told = json.loads(explanation.to_json(lang=lang), parse_constant=pytest.fail)
    jsonschema.validate(told, parindex.explanation_schema())
    assert told["lang"] == (lang or "en")
    assert (told["unit"]["rank"], told["node"]["published"]) == (explanation.rank, str(explanation.score))
    assert told["definition"]["id"] == name
    part = explanation.parts[0].to_dict(lang)
    jsonschema.validate(part, parindex.explanation_schema())
    assert part["node"] == told["node"]["parts"][0]


def test_json_has_numbers_as_numbers_and_words_in_the_language_named():
    rule = 'unit = "percent"\nmax = 10\ndecimals = 1\nrule = { kind = "proportional", cap = 80 }'
    told = explained(f'[[indicator]]\nid = "x"\n{rule}', {"x": "66,6"}).to_dict("vi")["node"]["parts"][0]
    assert (told["value"], told["published"], told["unrounded"]) == (66.6, "8.3", "8.325")  # 10 × 66.6 / 80
    assert told["how"] == (
        "10 điểm khi đạt từ 80, dưới mức đó tính theo tỷ lệ, làm tròn đến 1 chữ số thập phân từ 8,325"
    )
    assert math.isclose(told["score"], 8.3)
    assert (told["lost"], told["percent"]) == (1.7, 83.0)


def test_ticks_and_what_is_missing_are_data_too():
    told = explained(CHECKLIST + indicators("y", keys="max = 2"), {"x.plan": "có", "x.budget": 0, "y": None}).to_dict(
        "vi"
    )
    jsonschema.validate(told, parindex.explanation_schema())
    first, second = told["node"]["parts"]
    assert first["value"] is None
    assert first["inputs"] == [
        {"id": "plan", "title": None, "value": 1.0, "entered": "có"},
        {"id": "budget", "title": None, "value": 0.0, "entered": "không"},
    ]
    assert (second["score"], second["how"]) == (None, "thiếu số liệu")


NAMED = """
[[indicator]]
id = "people"
title = { vi = "Dân số", en = "Population" }
adds = "nothing"
rule = { kind = "score", range = [0, 1e8] }

[[indicator]]
id = "points"
title = { vi = "Điểm dân số", en = "Points of population" }
max = 25
value = "people"
unit = "count"
rule = { kind = "increments", from = 14000, base = 10, per = 1000, each = 0.5 }
"""


def test_a_node_that_a_formula_names_keeps_its_id_where_titles_are_shown():
    lines = explained(NAMED, {"people": 1234567}).to_text("vi").splitlines()
    assert "├─ Điểm dân số" in lines[1]
    assert "└─ people “Dân số”" in lines[2]


def test_a_large_value_is_never_written_in_powers_of_ten_nor_a_number_of_things_with_a_unit():
    text = str(explained(NAMED, {"people": 1234567}))
    assert "1234567: people: 10 up to 14000" in text
    assert "1234567: watched, given" in text
