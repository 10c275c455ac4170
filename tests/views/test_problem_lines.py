"""Problems as a portal shows them beside fields: in two languages, and harmless whatever was sent in."""

from html.parser import HTMLParser

import pytest

import parindex

HOSTILE = "<img src=x onerror=alert(1)>\u202e\x1b[31m\"'&"
MINISTRY = parindex.load("par-ministry-2022")


class Read(HTMLParser):
    """What a browser makes of a piece of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_whatever_was_sent_in_is_text(lang):
    sent = {"MOHA": {"appraised": HOSTILE, "survey": 26, HOSTILE: 1}}
    problems = parindex.validate(MINISTRY, sent)
    assert {problem.code for problem in problems} == {"not-a-number", "unknown-column"}
    for problem in problems:
        page = Read(problem.to_html(lang))
        assert page.tags[0] == ("span", {"class": "error", "lang": lang})
        assert {tag for tag, _ in page.tags} <= {"span", "small"}
        assert "<img" in page.text
        assert not {"\u202e", "\x1b"} & set(page.text)


def test_a_field_has_its_problems_beside_it():
    problems = parindex.validate(MINISTRY, {"MOHA": {"appraised": 71, "survey": "?"}, "MOF": {"appraised": 99}})
    beside = problems.by_pointer()
    assert {pointer: [problem.code for problem in there] for pointer, there in beside.items()} == {
        "/MOHA/appraised": ["out-of-range"],
        "/MOHA/survey": ["not-a-number"],
        "/MOF/appraised": ["out-of-range"],
    }
    assert beside["/MOF/appraised"] == problems.at("MOF", "appraised") == problems.at("MOF")
    assert problems.at("MOHA", "appraise") == ()
    assert problems.at() == problems


def test_the_language_is_that_of_the_person():
    (problem,) = parindex.validate(MINISTRY, {"MOHA": {"appraised": 71, "survey": 26}})
    assert Read(problem.to_html("vi")).text == "MOHA, appraised: 71 không nằm trong khoảng từ 0 đến 68,5"
    assert Read(problem.to_html("en")).text == "MOHA, appraised: 71 is not between 0 and 68.5"
    with pytest.raises(ValueError, match="fr"):
        problem.to_html("fr")
