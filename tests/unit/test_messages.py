import copy
import pickle

import pytest

from parindex.messages import say, translated

PARTLESS = "component {id!r} has no part"


def test_a_message_is_its_english_text_and_can_be_said_in_vietnamese():
    told = say(PARTLESS, id="land")
    assert told == "component 'land' has no part"
    assert translated(told, "en") == told
    assert translated(told, "vi") == "thành phần 'land' không có phần nào"


def test_a_message_within_a_message_is_translated_too():
    told = say("{id}: {message}", id="x", message=say(PARTLESS, id="land"))
    assert told == "x: component 'land' has no part"
    assert translated(told, "vi") == "x: thành phần 'land' không có phần nào"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])  # noqa: S301
def test_a_message_survives_copies_and_processes(again):
    told = again(say(PARTLESS, id="land"))
    assert translated(told, "vi") == "thành phần 'land' không có phần nào"


def test_what_stands_in_a_message_is_no_template():
    assert say(PARTLESS, id="{0.__class__}") == "component '{0.__class__}' has no part"


def test_a_language_that_is_none_is_refused():
    with pytest.raises(ValueError, match="en and vi"):
        translated("text", "fr")
