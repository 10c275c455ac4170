"""Words that head the columns of a table: units, names, layers, and the columns of long tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parindex.base import fold
from parindex.evidence.table import LAYERS, written

#: So many rows of titles may stand above the header.
MOST_TITLES = 20


def _words(**words: tuple[str, ...]) -> dict[str, str]:
    return {fold(word): name for name, spellings in words.items() for word in spellings}


#: Headings of columns that are no indicators, as offices write them, and those of long tables.
_HEADINGS = _words(
    unit=("mã đơn vị", "đơn vị"),
    name=("tên đơn vị",),
    layer=("lần chấm", "vòng chấm"),
    row=("stt", "số tt", "số thứ tự"),
)
_LONG = _words(
    indicator=("tiêu chí", "mã tiêu chí"),
    value=("giá trị",),
    document=("tài liệu", "tài liệu kiểm chứng"),
    page=("trang",),
    note=("ghi chú",),
)
_UNIT = {"unit", *(word for word, name in _HEADINGS.items() if name == "unit")}
LAYER_WORDS = {name: name for name in LAYERS} | _words(
    self_assessed=("self-assessed", "self assessed", "tự đánh giá", "điểm tự đánh giá"),
    appraised=("thẩm định", "điểm thẩm định", "thẩm định lần 1"),
    reappraised=("thẩm định lần 2",),
    survey=("điều tra xã hội học",),
)


def names_units(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether one of the first rows has a cell that heads the units."""
    return any(_UNIT & set(map(fold, set(map(written, row)))) for row in rows[:MOST_TITLES])


def english_headings(header: Sequence[str]) -> list[str]:
    """Bring Vietnamese headings to their names, where none has that name already.

    ``mã đơn vị`` is the code where ``đơn vị`` stands beside it and is the name; words of long tables mean something
    only where there is an indicator and a value.
    """
    folded = [fold(name) for name in header]
    words = dict(_HEADINGS)
    if fold("mã đơn vị") in folded:
        words[fold("đơn vị")] = "name"
    if {"indicator", "value"} <= {_LONG.get(name, name) for name in folded}:
        words |= _LONG
    taken, pairs = set(header), zip(header, folded, strict=True)
    return [words[word] if words.get(word, name) not in taken else name for name, word in pairs]
