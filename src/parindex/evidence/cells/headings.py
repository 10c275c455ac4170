"""Words that head the columns of a table: units, names, layers, and the columns of long tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from parindex.base import fold, without_marks
from parindex.evidence.cells.points_headings import points_headings
from parindex.evidence.cells.table import LAYERS, written

#: The column of totals as printed, which are held against those computed.
PRINTED = "total"
#: So many rows of titles may stand above the header.
MOST_TITLES = 30


def words_for(**words: tuple[str, ...]) -> dict[str, str]:
    """Return the name for each of its spellings, folded, with diacritics and without."""
    spelt = [(word, name) for name, spellings in words.items() for word in spellings]
    return {key: name for word, name in spelt for key in (fold(word), without_marks(word))}


#: Headings of columns that are no indicators, as offices write them, and those of long tables.
_HEADINGS = words_for(
    unit=(
        "mã đơn vị",
        "mã đv",
        "đơn vị",
        "tỉnh",
        "tỉnh, thành phố",
        "tỉnh/thành phố",
        "tỉnh thành",
        "địa phương",
        "cơ quan",
        "cơ quan, đơn vị",
        "cơ quan/đơn vị",
        "tên cơ quan",
        "tên cơ quan, đơn vị",
        "tên cơ quan/đơn vị",
        "tên tỉnh",
        "tên tỉnh, thành phố",
        "tên địa phương",
        "sở, ban, ngành",
        "xã, phường",
        "xã/phường",
        "xã, phường, đặc khu",
        "xã/phường/đặc khu",
        "tên xã",
        "tên xã, phường",
        "tên xã, phường, đặc khu",
        "province",
        "country",
    ),
    name=("tên đơn vị",),
    layer=("lần chấm", "vòng chấm"),
    row=("stt", "số tt", "số thứ tự", "tt"),
)
_LONG = words_for(
    indicator=("tiêu chí", "mã tiêu chí"),
    value=("giá trị",),
    document=("tài liệu", "tài liệu kiểm chứng"),
    page=("trang",),
    note=("ghi chú",),
)
_CODES = words_for(unit=("mã đơn vị", "mã đv"))
_UNIT = {"unit", *(word for word, name in _HEADINGS.items() if name == "unit")}
_NAME = {"name", *(word for word, name in _HEADINGS.items() if name == "name")}
LAYER_WORDS = {name: name for name in LAYERS} | words_for(
    self_assessed=("self-assessed", "self assessed", "tự đánh giá", "điểm tự đánh giá", "tự chấm", "điểm tự chấm"),
    appraised=("thẩm định", "điểm thẩm định", "thẩm định lần 1"),
    reappraised=("thẩm định lần 2",),
    survey=("điều tra xã hội học",),
)


def names_units(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether one of the first rows has a cell that heads the units."""
    return any((_UNIT | _NAME) & set(map(fold, set(map(written, row)))) for row in rows[:MOST_TITLES])


#: Words, folded, that head columns of years, and of layers.
YEAR_HEADS, LAYER_HEADS = ("year", "năm"), ("layer", *(word for word, name in _HEADINGS.items() if name == "layer"))
#: All words, folded, that head a column that is no indicator.
HEADING_WORDS = frozenset((*_HEADINGS, *_LONG, *_LONG.values(), *_UNIT, *_NAME, *LAYER_HEADS, PRINTED, *YEAR_HEADS))


def is_heading(word: str) -> bool:
    """Return whether a word heads a column that is no indicator."""
    folded = fold(word)
    return folded in _UNIT or folded in _HEADINGS or folded in _LONG or folded in ("name", "layer", *_LONG.values())


def english_headings(header: Sequence[str], *, own: Collection[str] = (), has_units: bool = False) -> list[str]:
    """Bring Vietnamese headings to their names, where none has that name already.

    ``mã đơn vị`` is the code where another word for units stands beside it and is the name; the first of two words for
    units is the unit, and so is a name that stands alone, unless the units are given elsewhere (`has_units`). Words of
    long tables mean something only where there is an indicator and a value or points. What a definition knows as its
    `own` keeps its name: an indicator may be called ``tt``.
    """
    folded = ["" if name in own else fold(name) for name in header]
    words = dict(_HEADINGS)
    plain = {_LONG.get(name, name) for name in folded}
    of_points = points_headings(folded) if "indicator" in plain else {}
    if "indicator" in plain and ("value" in plain or of_points):
        words |= _LONG | of_points
    first = next((word for words_ in (_CODES, _UNIT, _NAME) for word in folded if word in words_), "")
    words |= {first: "unit"} if first and not (has_units and first in _NAME) else {}
    names, there = [], set(header)
    for name, word in zip(header, folded, strict=True):
        meant = words.get(word, name)
        if meant == "unit" and word != first and word in words:
            meant = "name"
        names.append(meant if meant not in there else name)
    first_at = {name: at for at, name in reversed([*enumerate(names)])}
    return [header[at] if name != header[at] and first_at[name] < at else name for at, name in enumerate(names)]
