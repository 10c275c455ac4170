"""Results as a data frame of pandas or polars."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from parindex.problems import ExtraError
from parindex.views.json import to_records

if TYPE_CHECKING:
    from parindex.scoring import Scores

LIBRARIES = ("pandas", "polars")


def to_frame(scores: Scores, library: str = "pandas") -> Any:
    """Return one row a unit, ranked as in `Scores.to_records`."""
    return frame(to_records(scores), library)


def frame(records: list[dict[str, Any]], library: str) -> Any:
    """Return one row a record."""
    if library not in LIBRARIES:
        raise ValueError(f"library is one of {', '.join(LIBRARIES)}, not {library!r}")
    try:
        module = import_module(library)
    except ImportError:
        raise ExtraError(f"to_frame({library!r})", library) from None
    # polars looks at the first rows only to tell the type of a column, unless told otherwise
    options = {"infer_schema_length": None} if library == "polars" else {}
    return module.DataFrame(records, **options)
