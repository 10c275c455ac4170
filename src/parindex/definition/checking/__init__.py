"""What must hold of a definition as a whole, and what a reviewer would ask."""

from typing import TYPE_CHECKING

from parindex.definition.checking.definition_checks import (
    FIRST_YEAR,
    LAST_YEAR,
    LEAST_POWER,
    MAX_DECIMALS,
    MOST_POWER,
    check_tree,
)
from parindex.definition.checking.hierarchy import PAPERS, RESERVED
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.definition.checking.advice import advise

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "LEAST_POWER",
    "MAX_DECIMALS",
    "MOST_POWER",
    "PAPERS",
    "RESERVED",
    "advise",
    "check_tree",
]

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "advice": ("advise",),
        },
    )
