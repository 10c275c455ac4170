"""Every hostile input by its name: what comes of it, and how it is made."""

from __future__ import annotations

from collections.abc import Mapping

from .hostile_definitions import DEFINITIONS
from .hostile_requests import REQUESTS
from .hostile_results import RESULTS
from .hostile_tables import TABLES
from .hostile_workbooks import WORKBOOKS
from .trials import Input

#: By the heading that they have in the table.
GROUPS: Mapping[str, Mapping[str, tuple[str, Input]]] = {
    "Tables": TABLES,
    "Workbooks": WORKBOOKS,
    "Definitions, layouts, approvals": DEFINITIONS,
    "Paths, names and streams": REQUESTS,
    "Stored results, cohorts, questions": RESULTS,
}
INPUTS = {name: one for group in GROUPS.values() for name, one in group.items()}
