"""Where the texts of an SVG stand, measured as Arial and Liberation Sans are wide."""

import re
from html.parser import HTMLParser
from itertools import combinations
from unicodedata import normalize

import attrs

from parindex.plot import to_svg

#: Widths of signs in thousandths of the size of the font, from the metrics of Arial; others are as wide as "a".
_WIDE = {sign: wide for signs, wide in {
    "ijl'|": 222, " .,/:;·ftI!\\": 278, "()-r": 333, "csvxyzkJ": 500, "ABEKPSVXY&": 667, "CDHNRUwĐ": 722, "GOQ": 778,
    "mM": 833, "W": 944, "%": 889, "FTLZ": 611, "+−=<>": 584, "…": 1000,
}.items() for sign in signs}  # fmt: skip
_MOVE = re.compile(r"(translate|rotate)\(([^)]*)\)")


@attrs.frozen
class Box:
    """A text and the rectangle that it takes, in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > 1
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 1
        )


def drawn_texts(chart):
    """Return the box of every text of a chart."""
    return text_boxes(to_svg(chart))


def text_boxes(svg):
    """Return the box of every text."""
    reader = _Reader()
    reader.feed(svg)
    return reader.boxes


def collisions(boxes):
    """Return the pairs of texts that stand on each other."""
    return [(one.text, two.text) for one, two in combinations(boxes, 2) if one.meets(two)]


def width(text, size):
    return sum(_WIDE.get(normalize("NFD", sign)[0] if sign != "đ" else "d", 556) for sign in text) * size / 1000


class _Reader(HTMLParser):
    """Follows where groups are moved to."""

    def __init__(self):
        super().__init__()
        self.boxes, self.places, self.text = [], [(0.0, 0.0, 0.0)], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        across, down, turned = self.places[-1]
        for kind, figures in _MOVE.findall(given.get("transform", "")):
            if kind == "translate":
                along, below = (float(figure) for figure in re.split("[ ,]+", figures))
                across, down = (across + below, down - along) if turned else (across + along, down + below)
            else:
                turned += float(figures)
        if tag == "tspan":
            down += float(given.get("dy", 0))
        self.places.append((across, down, turned))
        if tag == "text":
            self.text = given

    def handle_endtag(self, tag):
        place = self.places.pop()
        if tag == "tspan":  # the next line begins below this one
            self.places[-1] = self.places[-1][0], place[1], self.places[-1][2]

    def handle_data(self, data):
        if self.text is not None and data.strip() and float(self.text.get("opacity", 1)) > 0:
            self.boxes.append(self._box(data))

    def _box(self, text):
        across, down, turned = self.places[-1]
        size = float(self.text["font-size"].removesuffix("px"))
        wide = width(text, size)
        begin = {"end": -wide, "middle": -wide / 2}.get(self.text.get("text-anchor"), 0)
        if turned % 360 == 270:
            return Box(text, across - 0.75 * size, down - begin - wide, across + 0.2 * size, down - begin)
        return Box(text, across + begin, down - 0.75 * size, across + begin + wide, down + 0.2 * size)
