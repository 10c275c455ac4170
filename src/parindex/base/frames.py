"""Data frames of pandas and polars, made from columns that say what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any, Literal

import attrs
import numpy as np

from parindex.base.exceptions import ExtraError
from parindex.base.messages import check_word

LIBRARIES = ("pandas", "polars")
#: What a column holds: text; whole numbers, with halves where ranks are shared; numbers; yes and no.
FieldKind = Literal["text", "whole", "number", "flag"]
#: What each kind is called by either library; a whole column with halves is the last one.
_TYPES: dict[str, dict[str, str]] = {
    "pandas": {"text": "string", "whole": "Int64", "number": "float64", "flag": "boolean", "half": "Float64"},
    "polars": {"text": "String", "whole": "Int64", "number": "Float64", "flag": "Boolean", "half": "Float64"},
}


@attrs.frozen(eq=False)
class FrameColumn:
    """One column of a frame: of what kind it is, and its values, None or nan where there is none."""

    kind: FieldKind
    values: Any

    def typed(self, library: str, module: Any) -> Any:
        """Return it as a library of frames holds it."""
        kind, values = self.kind, self.values
        if kind == "number":
            figures = np.array(_floats(values), dtype=np.float64)
            return figures if library == "pandas" else module.Series(figures, nan_to_null=True)
        if kind != "text" and not _is_full(values):
            values = [None if _is_absent(value) else value for value in _plain(values)]
        name: str = kind
        if kind == "whole" and not _is_full(values):
            halves = any(value is not None and value != int(value) for value in values)
            name = "half" if halves else kind
            values = values if halves else [None if value is None else int(value) for value in values]
        type_ = _TYPES[library][name]
        if library == "pandas":
            return module.array(values, dtype=type_)
        return module.Series(values, dtype=getattr(module, type_))


def _floats(values: Any) -> Any:
    """Return numbers as they are, those written as text, perhaps as ``a/b``, as the nearest float."""
    if isinstance(values, np.ndarray):
        return values
    try:
        return np.array(values, dtype=np.float64)  # None becomes nan
    except ValueError:
        return [float(Fraction(value)) if isinstance(value, str) else value for value in values]


def _is_full(values: Any) -> bool:
    """Return whether values are an array of a type that knows nothing missing."""
    return isinstance(values, np.ndarray) and values.dtype.kind in "bi"


def _plain(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _is_absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def frame_of(columns: Mapping[str, FrameColumn], library: str) -> Any:
    """Return columns as a data frame of pandas or polars.

    Text is ``string`` (``String``), a whole number ``Int64`` that may lack, or ``Float64`` where ranks are halves; any
    other number is ``float64``, nan in pandas and null in polars where there is none.

    Raises
    ------
    ExtraError
        The library is not installed.
    ValueError
        It is another library.
    """
    check_word("library", library, LIBRARIES)
    try:
        module = import_module(library)
    except ImportError:
        raise ExtraError(f"to_frame({library!r})", library) from None
    return module.DataFrame({name: column.typed(library, module) for name, column in columns.items()})


def data_frame(records: Iterable[Mapping[str, Any]], library: str, kinds: Mapping[str, FieldKind] | None = None) -> Any:
    """Return records as a data frame, one row a record; `kinds` of fields are told, the others seen from the values."""
    records = list(records)
    known = kinds or {}
    names = dict.fromkeys(name for record in records for name in record) or known
    fields = {name: [record.get(name) for record in records] for name in names}
    return frame_of({name: _column(name, values, known.get(name)) for name, values in fields.items()}, library)


def _column(name: str, values: list[Any], kind: FieldKind | None) -> FrameColumn:
    kind = kind or _seen_kind(name, [value for value in values if value is not None])
    if kind == "text":
        values = [value if value is None else _as_text(value) for value in values]
    return FrameColumn(kind, values)


def _seen_kind(name: str, values: list[Any]) -> FieldKind:
    """Return of what kind values are; where there are none, a rank is a whole number and anything else text."""
    if not values:
        return "whole" if name.startswith("rank") else "text"
    if all(isinstance(value, bool) for value in values):
        return "flag"
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        whole = name.startswith("rank") or all(isinstance(value, int) for value in values)
        return "whole" if whole else "number"
    return "text"


def _as_text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
