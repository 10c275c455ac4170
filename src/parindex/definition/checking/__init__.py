"""What must hold of a definition as a whole, and what a reviewer would ask."""

from parindex.definition.checking.advice import advise
from parindex.definition.checking.definition_checks import (
    FIRST_YEAR,
    LAST_YEAR,
    LEAST_POWER,
    MAX_DECIMALS,
    MOST_POWER,
    check_tree,
)
from parindex.definition.checking.hierarchy import PAPERS, RESERVED

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
