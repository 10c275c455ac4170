"""What an index is: its tree, the rules of its indicators, its units; read from TOML and checked."""

from typing import TYPE_CHECKING

from parindex.definition.bundled import MAX_DEFINITION_BYTES, cases_of, catalogue, definition_source, is_bundled, load
from parindex.definition.checking import PAPERS, check_tree
from parindex.definition.definition_files import (
    APPROVALS,
    CASES,
    SETTINGS,
    SHARED_SETTINGS,
    files_below,
    is_looked_at,
    is_other,
)
from parindex.definition.expressions import Expression, Term, evaluate
from parindex.definition.reading import (
    FaultError,
    Hook,
    dump,
    fingerprint,
    list_hook,
    load_text,
    noted,
    number_of,
    parse_definition,
    structure_as,
    table_hook,
    text_of,
    wrong,
)
from parindex.definition.rules import (
    Band,
    Bands,
    Checklist,
    Choice,
    Cohort,
    Count,
    ErrorBound,
    Finding,
    Kernel,
    Limits,
    Options,
    PercentileRank,
    Proportional,
    Relative,
    Rescale,
    Rule,
    Score,
    Shares,
    Spread,
    Standardise,
    Target,
)
from parindex.definition.tree import Component, Definition, Group, Indicator, Node, Ranking, Source, UnitGroup, period
from parindex.definition.unit_registry import (
    REGISTRIES,
    Registry,
    Unit,
    UnitMatch,
    coded,
    own,
    registry,
    registry_periods,
)
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.definition.checking import advise
    from parindex.definition.json_schema import definition_schema
    from parindex.definition.outline_text import outline
    from parindex.definition.review import check

__all__ = [
    "APPROVALS",
    "CASES",
    "MAX_DEFINITION_BYTES",
    "PAPERS",
    "REGISTRIES",
    "SETTINGS",
    "SHARED_SETTINGS",
    "Band",
    "Bands",
    "Checklist",
    "Choice",
    "Cohort",
    "Component",
    "Count",
    "Definition",
    "ErrorBound",
    "Expression",
    "FaultError",
    "Finding",
    "Group",
    "Hook",
    "Indicator",
    "Kernel",
    "Limits",
    "Node",
    "Options",
    "PercentileRank",
    "Proportional",
    "Ranking",
    "Registry",
    "Relative",
    "Rescale",
    "Rule",
    "Score",
    "Shares",
    "Source",
    "Spread",
    "Standardise",
    "Target",
    "Term",
    "Unit",
    "UnitGroup",
    "UnitMatch",
    "advise",
    "cases_of",
    "catalogue",
    "check",
    "check_tree",
    "coded",
    "definition_schema",
    "definition_source",
    "dump",
    "evaluate",
    "files_below",
    "fingerprint",
    "is_bundled",
    "is_looked_at",
    "is_other",
    "list_hook",
    "load",
    "load_text",
    "noted",
    "number_of",
    "outline",
    "own",
    "parse_definition",
    "period",
    "registry",
    "registry_periods",
    "structure_as",
    "table_hook",
    "text_of",
    "wrong",
]

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "checking": ("advise",),
            "json_schema": ("definition_schema",),
            "outline_text": ("outline",),
            "review": ("check",),
        },
    )
