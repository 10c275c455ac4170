"""What old evidence can hold decides whether a change is breaking; figures worked out by hand."""

import pytest

import parindex
from parindex.comparison.edits import edits_between

HEAD = """id = "d"
index = "D"
version = "1"
title = "D"
years = [2025]
combine = "sum"
"""
GIVEN = """
[[parameter]]
id = "norm"
value = 5

[[indicator]]
id = "rate"
range = [0, 100]
max = 10
rule = { kind = "proportional", cap = 100 }

[[indicator]]
id = "n"
max = 10
rule = { kind = "count", each = 1 }

[[indicator]]
id = "m"
max = 10
rule = { kind = "count", each = 1 }
"""
RANKED = 'rule = { kind = "percentile-rank" }'
COUNTED = 'max = 5\nrule = { kind = "count", each = 1 }'
LOG = 'rule = { kind = "rescale", transform = "log", anchors = [1, 10], to = [0, 1] }'


def define(text):
    return parindex.loads(HEAD + text, name="d.toml")


def between(before, after):
    """Return how far the one change reaches, and its message."""
    (edit,) = edits_between(define(before), define(after))
    return edit.level, edit.said(), edit.said("vi")


def added(text):
    """Return how far an indicator reaches that is added, and why."""
    level, message, _ = between(GIVEN, GIVEN + f'\n[[indicator]]\nid = "x"\n{text}\n')
    return level, message.removeprefix("indicator added: 'x'").removeprefix("; ")


@pytest.mark.parametrize(
    "text",
    [
        'value = "100 - rate"\nrange = [0, 100]\n' + RANKED,
        'value = "1.2 * rate - 0.2 * rate"\nmax = 100',
        'value = "n / (n + m + 1)"\nunit = "share"\n' + RANKED,
        'value = "n / (n + m)"\non_zero_denominator = "zero"\nmax = 1',
        'value = "2 * n + m"\n' + COUNTED,
        f'value = "n + 1"\n{LOG}',
        'value = "sqrt(rate) + ln(1 + n)"\n' + RANKED,
        'value = "rate / (rate + 1)"\nrange = [0, 1]\nmax = 1\nadds = "bonus"',
        'value = "min(n, 5)"\nmax = 5\nrule = { kind = "score", step = 0.5 }',
    ],
)
def test_what_provably_stays_in_range_breaks_nothing(text):
    assert added(text) == ("restating", "")


@pytest.mark.parametrize(
    "text, why",
    [
        ('value = "1.2 * rate - 20"\nmax = 100', "its value can be -20 to 100, and 0 to 100 is allowed"),
        ('value = "rate * (100 - rate)"\nmax = 2000', "its value can be 0 to 2500, and 0 to 2000 is allowed"),
        (f'value = "n - m"\n{COUNTED}', "its value can be any number, and 0 or more is allowed"),
        (f'value = "n / 2"\n{COUNTED}', "its value need not be a whole number"),
        ('value = "n / 4"\nrule = { kind = "score", step = 0.5 }', "its value need not be a step of 0.5 from 0"),
        (f'value = "n / (n + m)"\n{RANKED}', "what it divides by can be 0: it can be 0 or more"),
        (f'value = "rate / norm"\n{RANKED}', "what it divides by can be 0: it can be any number"),
        (
            f'value = "n / m"\non_zero_denominator = "missing"\n{RANKED}',
            "it is missing where it divides by 0, and the total with it",
        ),
        (
            f'value = "ln(n)"\n{RANKED}',
            "'ln' at character 1 is not defined for all that it can be taken of: 0 or more",
        ),
        (
            f'value = "rate"\n{LOG}',
            "its value can be 0 to 100, and the rule's transform is not defined for all of that",
        ),
        (f'value = "n ^ 3"\n{RANKED}', "its value can be too large to be read"),
        (f'value = "n"\ndocuments = "required"\n{RANKED}', "documents are required of it"),
        (
            'value = "1.2 * rate - 20"\nmax = 100\nadds = "nothing"',
            "its value can be -20 to 100, and 0 to 100 is allowed",
        ),
    ],
)
def test_an_indicator_added_breaks_where_it_may_refuse_and_says_why(text, why):
    assert added(text) == ("breaking", why)


DERIVED = GIVEN + '\n[[indicator]]\nid = "x"\nvalue = "0.5 * rate + 10"\nrange = [RANGE]\n' + RANKED


@pytest.mark.parametrize(
    "before, after, level",
    [
        ("0, 100", "10, 60", "editorial"),
        ("0, 100", "10, 59", "breaking"),
        ("0, 100", "11, 60", "breaking"),
        ("20, 40", "0, 40", "extending"),
        ("20, 40", "20, 35", "breaking"),
        ("20, 40", "0, 30", "breaking"),
    ],
)
def test_a_range_of_what_is_worked_out_breaks_where_it_cuts_what_can_occur(before, after, level):
    assert between(DERIVED.replace("RANGE", before), DERIVED.replace("RANGE", after))[0] == level


RATIO = '\n[[indicator]]\nid = "y"\ninputs = ["a", "b"]\nvalue = "VALUE"\nrange = [0, 1000]\n' + RANKED + "\n"


def test_a_division_that_was_refused_by_0_already_is_no_new_refusal():
    before, after = (RATIO.replace("VALUE", text) for text in ("a / b", "100 * (a / b)"))
    level, message, _ = between(before.replace("range = [0, 1000]\n", ""), after.replace("range = [0, 1000]\n", ""))
    assert (level, message) == ("restating", 'formula of the value of \'y\': "a / b" → "100 * (a / b)"')
    assert between(before, after)[0] == "breaking"  # 1000 becomes 100,000


TREE = """
[[component]]
id = "c"
combine = "formula"
formula = "p / q"
max = 100

[[indicator]]
id = "p"
parent = "c"
max = 10

[[indicator]]
id = "q"
parent = "c"
rule = { kind = "choice", points = { yes = 2, no = 1 } }
"""


def test_points_that_make_a_formula_above_undefined_break():
    level, message, vietnamese = between(TREE, TREE.replace("no = 1", "no = 0"))
    assert level == "breaking"
    assert message == "points of 'no' of 'q': 1 → 0; c: what it divides by can be 0: it can be 0 to 2"
    assert vietnamese == "điểm của 'no' của 'q': 1 → 0; c: số chia có thể bằng 0: có thể là 0 đến 2"
    assert between(TREE, TREE.replace("no = 1", "no = 3"))[0] == "restating"


CHAIN = GIVEN + (
    f'\n[[indicator]]\nid = "x"\nvalue = "n + 1"\n{RANKED}\n\n[[indicator]]\nid = "y"\nvalue = "rate / x"\n{RANKED}\n'
)


def test_a_formula_breaks_where_another_one_rests_on_it():
    level, message, _ = between(CHAIN, CHAIN.replace("n + 1", "n"))
    assert level == "breaking"
    assert message.endswith("; y: what it divides by can be 0: it can be 0 or more")
    assert between(CHAIN, CHAIN.replace("n + 1", "n + 2"))[0] == "restating"


@pytest.mark.parametrize(
    "before, after, level",
    [
        ('missing = "zero"', 'missing = "propagate"', "breaking"),
        ('missing = "redistribute"', "", "breaking"),
        ('missing = "propagate"', 'missing = "redistribute"', "restating"),
    ],
)
def test_gaps_that_leave_no_total_break(before, after, level):
    text = '\n[[indicator]]\nid = "x"\nmax = 9\nKEY\n\n[[indicator]]\nid = "y"\nmax = 9\n'
    assert between(text.replace("KEY", before), text.replace("KEY", after))[0] == level


def test_what_rests_on_a_value_that_may_be_missing_breaks_where_the_total_is_lost():
    text = GIVEN.replace('id = "n"', 'id = "n"\nmissing = "zero"')
    extra = f'\n[[indicator]]\nid = "x"\nvalue = "n"\n{RANKED}\n'
    level, message, _ = between(text, text + extra)
    assert (level, message) == ("breaking", "indicator added: 'x'; it is missing where 'n' is, and the total with it")
    assert between(text, text + extra + 'missing = "zero"\n')[0] == "restating"


def test_more_parts_that_are_needed_break():
    text = GIVEN.replace("\n[[parameter]]", 'missing = "redistribute"\nneeds = 2\n\n[[parameter]]')
    assert between(text, text.replace("needs = 2", "needs = 3"))[0] == "breaking"
    assert between(text, text.replace("needs = 2", "needs = 1"))[0] == "restating"


def test_a_transform_breaks_where_old_values_have_none():
    text = (
        '\n[[indicator]]\nid = "x"\nrange = [LOW, 9]\nrule = { kind = "rescale", anchors = [1, 9], to = [0, 1]MORE }\n'
    )
    for low, level in (("0", "breaking"), ("1", "restating")):
        before, after = (text.replace("LOW", low).replace("MORE", more) for more in ("", ', transform = "log"'))
        assert between(before, after)[0] == level


def test_the_unit_of_what_is_worked_out_reads_no_cell():
    text = GIVEN + f'\n[[indicator]]\nid = "x"\nvalue = "n / (n + 1)"\nUNIT\n{RANKED}\n'
    assert between(text.replace("UNIT\n", ""), text.replace("UNIT", 'unit = "share"'))[0] == "editorial"
    wide = text.replace("n / (n + 1)", "2 * n / (n + 1)")
    assert between(wide.replace("UNIT\n", ""), wide.replace("UNIT", 'unit = "share"'))[0] == "breaking"


def test_a_division_by_what_is_never_0_makes_no_difference():
    text = GIVEN + '\n[[indicator]]\nid = "x"\nvalue = "n / (n + 1)"\non_zero_denominator = "zero"\nmax = 1\n'
    assert between(text, text.replace('"zero"', '"missing"'))[0] == "editorial"


def test_an_indicator_that_reads_another_one_again_breaks_nothing():
    old = """
[[indicator]]
id = "rate"
unit = "percent"
range = [0, 100]
max = 10
rule = { kind = "bands", bands = [{ at_least = 90, points = 10 }, { at_least = 70, points = 5 }, { points = 0 }] }
"""
    new = old + '\n[[indicator]]\nid = "x"\nmax = 1\nvalue = "[rate]"\nrule = { kind = "proportional", cap = 100 }\n'
    assert between(old, new)[0] == "restating"


def test_a_division_by_0_that_has_points_leaves_no_value_for_what_rests_on_it():
    text = GIVEN + f'\n[[indicator]]\nid = "x"\nvalue = "m / n"\non_zero_denominator = "zero"\n{RANKED}\n'
    level, message, _ = between(text, text + f'\n[[indicator]]\nid = "y"\nvalue = "x + 1"\n{RANKED}\n')
    assert (level, message) == ("breaking", "indicator added: 'y'; it is missing where 'x' is, and the total with it")


def test_a_policy_breaks_by_the_zeros_that_it_puts_into_a_formula():
    level, message, _ = between(TREE, 'missing = "zero"\n' + TREE)
    assert (level, message) == (
        "breaking",
        "policy for missing values: propagate → zero; c: what it divides by can be 0: it can be 0 to 2",
    )


def test_what_is_left_out_breaks_where_a_formula_needs_it():
    text = TREE.replace('id = "q"', 'id = "q"\nnot_applicable = "POLICY"')
    level, message, _ = between(text.replace("POLICY", "full"), text.replace("POLICY", "drop"))
    assert level == "breaking"
    assert message.endswith("where 'q' is left out, what needs it has no score")
    flat = GIVEN.replace('id = "n"', 'id = "n"\nnot_applicable = "POLICY"')
    assert between(flat.replace("POLICY", "full"), flat.replace("POLICY", "drop"))[0] == "restating"
