"""A change told in words, each figure checked by hand: PCI 2013 → 2014, and 2010 → 2013 across editions.

Sources: the workbooks as in `test_pci`. In 2013 and 2014 a sub-index weighs 5, 10 or 20 %, so a point of it counts 0.5,
1 or 2 points of the total: `transparency` of Thanh Hóa, 5.947742 → 6.152457, gives 2 · 0.204715 = 0.40943. Ranks on the
way were counted off the list of totals, with the province's own total of the later year among those of the former.

From 2010 to 2013 weights change and `competition` comes. Of these three causes each can go first, so there are eight
totals: with none, one, two or all of them as of 2013. Each is ten times a weighted mean, worked out with a pocket
calculator (`EIGHT`); their differences, weighted as the six orders say, are the parts.
"""

import pytest

import parindex
from parindex.years.change import changes_between

from .tables import inputs, read

IDS = ("entry", "land", "transparency", "time", "informal", "competition", "proactivity", "support", "labour", "legal")
NAMES = {"38": "Thanh Hóa", "01": "Hà Nội", "40": "Nghệ An"}
# what each sub-index does to the total, in the order of IDS; evidence, rounding, all; totals and ranks; places, the way
SAME_EDITION = {
    "38": (
        "-0.0695 -0.5440 +0.4094 +0.4339 -0.7245 +0.0216 +0.0037 -0.8918 +0.0037 +0.0983",
        ("-1.2594", "-0.0006", "-1.2600"),  # -1.259387; -1.26 + 1.259387
        ("61.59", "60.33", "8", "12"),
        ("▼5", "▲1", "8 → 13", "→ 12"),
    ),
    "01": (
        "+0.0555 -0.4710 +0.2749 +0.2181 -0.3578 -0.2711 -0.3041 -0.3539 +2.0499 +0.3730",
        ("+1.2135", "+0.0065", "+1.2200"),  # 1.213541; 1.22 - 1.213541
        ("57.67", "58.89", "33", "26"),
        ("▲10", "▼3", "33 → 26", "→ 26"),  # with others of 2014 own change is 39 → 26, with those of 2013 33 → 26
    ),
    "40": (
        "+0.3951 -0.4732 +0.9410 +0.5157 -0.3981 +0.0486 -0.8266 +1.5560 +1.0320 +0.1915",
        ("+2.9820", "+0.0080", "+2.9900"),  # 2.981992; 2.99 - 2.981992
        ("55.83", "58.82", "46", "28"),
        ("▲19.5", "▼1.5", "46 → 27", "→ 28"),
    ),
}
# totals with E(vidence), W(eights), C(ompetition) as of 2013, four decimals
EIGHT = {
    "38": {"": 55.6781, "E": 63.3249, "W": 55.5087, "C": 54.9239, "EW": 62.7358, "EC": 62.2065, "WC": 54.7253},
    "01": {"": 55.7302, "E": 55.8478, "W": 60.0296, "C": 55.1492, "EW": 58.4163, "EC": 55.2613, "WC": 59.2046},
    "40": {"": 52.3805, "E": 57.6952, "W": 54.9716, "C": 52.2054, "EW": 56.2087, "EC": 57.2671, "WC": 54.6582},
}
ALL = {"38": 61.5910, "01": 57.6720, "40": 55.8335}
ACROSS = {
    "38": (("+7.2558", "-0.3930", "-0.9500", "+5.9100"), ("44 → 10", "→ 13", "→ 8")),
    "01": (("-0.7219", "+3.3407", "-0.6770", "+1.9400"), ("43 → 43", "→ 54", "→ 33")),
    "40": (("+3.2131", "+0.5469", "-0.3070", "+3.4500"), ("54 → 35", "→ 42", "→ 46")),
}


@pytest.fixture(scope="module")
def scored(shared):
    found = {}
    for year, edition in {2010: "pci-2009", 2013: "pci-2013", 2014: "pci-2013"}.items():
        definition = parindex.load(edition)
        rows = inputs(read(shared(f"pci/{year}/published.csv")), definition)
        found[year] = parindex.score(definition, parindex.read_evidence(definition, rows, year=year))
    return found


def figures_of(text, row):
    """Return the figures in the row of a table that begins so, points for commas."""
    (line,) = (line for line in text.splitlines() if line.strip().startswith(row))
    return [word.replace(",", ".") for word in line.replace(row, "").split()]


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("unit", SAME_EDITION)
def test_three_provinces_from_2013_to_2014(scored, unit, lang):
    parts, (evidence, rounding, change), totals, ranks = SAME_EDITION[unit]
    text = changes_between(scored[2013], scored[2014]).of(unit).to_text(lang)
    head, titles = text.splitlines()[0].replace(",", "."), scored[2014].definition
    assert all(figure in head for figure in (NAMES[unit], *totals, "63"))
    for id_, part in zip(IDS, parts.split(), strict=True):
        assert figures_of(text, titles[id_].title.get(lang)) == [part]
    said = {
        "en": ("own change", "change of the others", "rounding", "all together"),
        "vi": ("thay đổi của chính đơn vị", "thay đổi của các đơn vị khác", "làm tròn", "tổng cộng"),
    }[lang]
    own, others, rest, whole = (figures_of(text, row) for row in said)
    assert (own, others) == ([evidence, ranks[0]], [ranks[1]])
    assert (rest, whole[0]) == ([rounding], change)
    way = next(line for line in text.splitlines() if ranks[2] in line)
    assert ranks[3] in way.split(ranks[2], 1)[1]


@pytest.mark.parametrize("unit", ACROSS)
def test_the_parts_across_editions_are_the_means_of_six_orders(unit):
    at = EIGHT[unit] | {"EWC": ALL[unit]}
    for cause, others, part in zip("EWC", ("WC", "EC", "EW"), ACROSS[unit][0], strict=False):
        first, last = others
        both = "".join(sorted(cause + first, key="EWC".index)), "".join(sorted(cause + last, key="EWC".index))
        steps = at[cause] - at[""], at[both[0]] - at[first], at[both[1]] - at[last], at["EWC"] - at[others]
        assert (2 * steps[0] + steps[1] + steps[2] + 2 * steps[3]) / 6 == pytest.approx(float(part), abs=1e-4)


@pytest.mark.parametrize("unit", ACROSS)
def test_three_provinces_across_editions(scored, unit):
    (evidence, weights, competition, change), (first, *way) = ACROSS[unit]
    text = changes_between(scored[2010], scored[2013]).of(unit).to_text("en")
    assert figures_of(text, "own change")[0] == evidence
    assert figures_of(text, "weights") == [weights]
    assert figures_of(text, "not comparable") == figures_of(text, "Policy bias") == [competition]
    assert figures_of(text, "all together")[0] == change
    line = next(line for line in text.splitlines() if first in line)
    places = [line.index(step, line.index(first) + len(first)) for step in way]
    assert places == sorted(places)
