"""JSON text, against the json module."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from parindex.base import harmless_json, json_floats, json_text, say
from parindex.base.messages import in_language

TEXTS = st.text(st.sampled_from('a\0ế",:\\\n #[</'), max_size=4) | st.just("\0")
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS


def containers(inside):
    lists = st.lists(inside, max_size=3)
    return lists | lists.map(tuple) | st.dictionaries(TEXTS, inside, max_size=3)


@given(st.recursive(PLAIN, containers, max_leaves=20), st.sampled_from([None, 0, 1, 2]))
def test_text_is_as_the_json_module_writes_it(values, indent):
    assert json_text(values, indent) == harmless_json(
        json.dumps(values, ensure_ascii=False, allow_nan=False, indent=indent)
    )


@given(
    st.dictionaries(TEXTS, PLAIN | st.lists(st.recursive(PLAIN, containers, max_leaves=5), max_size=3), max_size=4),
    st.sampled_from([None, 2]),
)
def test_iterators_are_written_as_the_lists_that_they_give(values, indent):
    lazy = {key: iter(value) if isinstance(value, list) else value for key, value in values.items()}
    assert json_text(lazy, indent) == json_text(values, indent)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("values", [{"a": math.nan}, {"a": [math.inf, {"b": 1}]}])
def test_no_number_beyond_json_is_written(values, indent):
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text(values, indent)


def test_numbers_without_a_value_are_none():
    table = np.array([[1.5, math.nan], [-math.inf, 2.0]])
    assert json_floats(table).tolist() == [[1.5, None], [None, 2.0]]
    assert json_floats(table[:, :1][:1]).tolist() == [[1.5]]


def test_messages_are_said_wherever_they_stand():
    values = {"a": [1, say("none"), "land"], "b": ("land", 2.5), "c": {"d": say("none")}}
    assert in_language(values, "vi") == {"a": [1, "không có", "land"], "b": ["land", 2.5], "c": {"d": "không có"}}
