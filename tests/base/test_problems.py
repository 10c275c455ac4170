"""Problems of a program's own, and names that are none: short, told in both languages, caught as what they are."""

import copy

import pytest

import parindex


def test_a_code_that_is_none_is_refused_in_a_line():
    with pytest.raises(ValueError, match="is no code of parindex") as refused:
        parindex.Problem("portal-too-large", message="over 10 MB", source="a.csv")
    assert len(str(refused.value)) < 160
    with pytest.raises(ValueError, match="did you mean 'out-of-range'"):
        parindex.Problem("out-of-rage")
    with pytest.raises(ValueError, match="is no code of parindex") as refused:
        parindex.Problem("y" * 10_000)
    assert len(str(refused.value)) < 240


@pytest.mark.parametrize("code", ["x-", "x-Large", "x-too--large", "x-too large", "X-large", "x-large\n"])
def test_a_code_of_ones_own_is_of_small_letters_digits_and_hyphens(code):
    with pytest.raises(ValueError, match="begins with x-"):
        parindex.Problem(code)


def test_a_code_of_ones_own_goes_wherever_problems_go():
    from parindex.base.findings import Findings
    from parindex.views.problems.formats import PROBLEMS

    own = parindex.Problem("x-too-large", message="over 10 MB", source="a.csv", line=3, column=2)
    assert str(own) == "a.csv:3:2: error x-too-large: over 10 MB"
    assert own.said("vi") == own
    assert own.meaning("vi") == own.mend() == ""
    assert own.to_dict()["code"] == "x-too-large"
    for form, write in PROBLEMS.items():
        assert "x-too-large" in write(Findings((own,), ("a.csv",))), form


def test_an_unknown_unit_or_node_is_told_in_both_languages():
    scores = parindex.score(parindex.load("par-ministry-2022"), {"MOHA": {"appraised": 60.65, "survey": 26.38}})
    for ask, english, vietnamese in (
        (lambda: scores.at("MOHB"), "no unit 'MOHB' (did you mean 'MOHA'?)", "không có đơn vị 'MOHB'"),
        (lambda: scores["survy"], "'par-ministry-2022' has no node 'survy' (did you mean 'survey'?)", "không có"),
        (lambda: scores.definition["survy"], "'par-ministry-2022' has no node 'survy'", "'survy'"),
        (lambda: scores.explain("nobody"), "no unit 'nobody'", "không có đơn vị 'nobody'"),
    ):
        with pytest.raises(KeyError) as unknown:
            ask()
        error = copy.copy(unknown.value)  # as a process would hand it on
        assert isinstance(error, parindex.ParindexError)
        assert str(error).startswith(english)
        assert vietnamese in error.said("vi")


def test_a_name_that_several_units_have_is_told_with_their_codes():
    table = [{"unit": code, "name": "Phòng Nội vụ", "a": 1} for code in ("A", "B")]
    index = parindex.load("pgi-2022")
    evidence = parindex.read_evidence(index, [{**row, "hazards": 5} for row in table])
    with pytest.raises(parindex.UnknownNameError, match="'Phòng Nội vụ' may be any of the units A, B") as unknown:
        evidence.row("Phòng Nội vụ")
    assert unknown.value.said("vi") == "'Phòng Nội vụ' có thể là bất kỳ đơn vị nào trong số A, B"


def test_beside_a_field_a_message_leaves_out_the_unit_and_the_column():
    sent = {"01": {"entry": "<b>", "land": 99, "nothing": 1}}
    problems = parindex.validate(parindex.load("pci-2013"), sent)
    said = {problem.path[-1]: problem.beside("vi") for problem in problems if len(problem.path) > 1}
    assert said["entry"].message == "'<b>' không phải là số"
    assert said["land"].message == "99 không nằm trong khoảng từ 1 đến 10"
    assert said["land"].beside("vi") == said["land"]
    assert problems.at("01", "entry")[0].beside("en").message == "'<b>' is not a number"
    missing = next(problem for problem in problems if problem.code == "missing-column")
    assert missing.beside("vi") == missing.said("vi")  # a message that names no unit stays


def test_beside_a_field_other_wordings_lose_their_places_too_and_foreign_texts_nothing():
    told = parindex.base.say("{unit}, {column}: stands in row {row} already", unit="01", column="land", row=3)
    problem = parindex.Problem("duplicate-unit", message=told)
    assert problem.beside("vi").message == "đã có ở dòng 3"
    assert problem.beside("en").message == "stands in row 3 already"
    assert parindex.Problem("x-own", message="{unit}, {id}: x").beside("vi").message == "{unit}, {id}: x"
