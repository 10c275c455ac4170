"""What an index is: its tree, the rules of its indicators, its units; read from TOML and checked."""

from typing import TYPE_CHECKING

from parindex.definition.bundled import (
    MAX_DEFINITION_BYTES as MAX_DEFINITION_BYTES,
    cases_of as cases_of,
    definition_source as definition_source,
    files_beside as files_beside,
    is_bundled as is_bundled,
    load as load,
    loads as loads,
)
from parindex.definition.catalogue_entries import Catalogue as Catalogue, Entry as Entry
from parindex.definition.checking.definition_checks import check_tree as check_tree
from parindex.definition.checking.hierarchy import PAPERS as PAPERS
from parindex.definition.combined_ends import formula_ends as formula_ends, lowest as lowest, score_ends as score_ends
from parindex.definition.definition_files import (
    APPROVALS as APPROVALS,
    CASES as CASES,
    SETTINGS as SETTINGS,
    SHARED_SETTINGS as SHARED_SETTINGS,
    files_below as files_below,
    is_looked_at as is_looked_at,
    is_other as is_other,
)
from parindex.definition.edges import EDGES as EDGES, SIGNS as SIGNS, Edged as Edged
from parindex.definition.edition_titles import (
    edition_period as edition_period,
    edition_title as edition_title,
    title_in_year as title_in_year,
)
from parindex.definition.edition_years import (
    editions_together as editions_together,
    last_year as last_year,
    overlapping as overlapping,
)
from parindex.definition.enclosed_formulas import (
    Enclosed as Enclosed,
    NeverDefinedError as NeverDefinedError,
    enclosed as enclosed,
    ends_of as ends_of,
    operations_in as operations_in,
    without_places as without_places,
)
from parindex.definition.evaluation import (
    Evaluated as Evaluated,
    evaluate as evaluate,
)
from parindex.definition.expressions import Expression as Expression, Term as Term
from parindex.definition.inputs import Input as Input
from parindex.definition.node_records import kind_of as kind_of
from parindex.definition.parameters_and_attributes import (
    Attribute as Attribute,
    Condition as Condition,
    Parameter as Parameter,
    Source as Source,
)
from parindex.definition.ranks_and_bands import (
    BandCap as BandCap,
    Gate as Gate,
    Group as Group,
    Needs as Needs,
    Ranking as Ranking,
    UnitGroup as UnitGroup,
)
from parindex.definition.rules.by_rank import Rank as Rank, RankBand as RankBand
from parindex.definition.rules.compared import (
    PercentileRank as PercentileRank,
    Relative as Relative,
    Standardise as Standardise,
    StandardiseAtHand as StandardiseAtHand,
    Target as Target,
)
from parindex.definition.rules.given import GivenPoints as GivenPoints
from parindex.definition.rules.linear import (
    Count as Count,
    Percentiles as Percentiles,
    Proportional as Proportional,
    Rescale as Rescale,
    Score as Score,
)
from parindex.definition.rules.piecewise import Increments as Increments, Piecewise as Piecewise
from parindex.definition.rules.rule import (
    Between as Between,
    Cohort as Cohort,
    Company as Company,
    ErrorBound as ErrorBound,
    Figure as Figure,
    Finding as Finding,
    Kernel as Kernel,
    Options as Options,
    Rule as Rule,
    Spread as Spread,
    points_at as points_at,
    rounded_limits as rounded_limits,
)
from parindex.definition.rules.steps import (
    Band as Band,
    Bands as Bands,
    Checklist as Checklist,
    Choice as Choice,
    Shares as Shares,
)
from parindex.definition.tree import (
    Component as Component,
    Definition as Definition,
    Indicator as Indicator,
    Node as Node,
    covers as covers,
    period as period,
    registries_of as registries_of,
)
from parindex.definition.unit_lineage import (
    lineage as lineage,
    neighbouring_periods as neighbouring_periods,
    parents as parents,
    successors as successors,
    went_on as went_on,
)
from parindex.definition.unit_registry import (
    REGISTRIES as REGISTRIES,
    UNITS_END as UNITS_END,
    Registry as Registry,
    Unit as Unit,
    UnitMatch as UnitMatch,
    coded as coded,
    names_file as names_file,
    registry as registry,
    registry_of as registry_of,
    registry_periods as registry_periods,
)
from parindex.definition.whole_shares import shares_of_parts as shares_of_parts, shares_of_whole as shares_of_whole
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.definition.catalogue_sources import catalogue as catalogue
    from parindex.definition.checking.advice import advise as advise
    from parindex.definition.json_schema import definition_schema as definition_schema
    from parindex.definition.listed_schemas import (
        catalogue_schema as catalogue_schema,
        outline_schema as outline_schema,
        units_schema as units_schema,
    )
    from parindex.definition.node_words import (
        BESIDE as BESIDE,
        combined as combined,
        condition_in_words as condition_in_words,
        measure as measure,
        rounded as rounded,
        titles_of as titles_of,
    )
    from parindex.definition.other_editions import (
        bundled_editions as bundled_editions,
        editions_beside as editions_beside,
    )
    from parindex.definition.outline_text import (
        node_in_words as node_in_words,
        outline as outline,
        outline_dict as outline_dict,
        remarks_on as remarks_on,
    )
    from parindex.definition.reading.definition_text import (
        dump as dump,
        fingerprint as fingerprint,
        load_text as load_text,
        parse_definition as parse_definition,
    )
    from parindex.definition.reading.faults import FaultError as FaultError, noted as noted, wrong_type as wrong_type
    from parindex.definition.reading.hooks import (
        Hook as Hook,
        list_hook as list_hook,
        number_of as number_of,
        quoted as quoted,
        table_hook as table_hook,
        text_of as text_of,
    )
    from parindex.definition.reading.structuring import structure_as as structure_as
    from parindex.definition.reading.units_file import (
        MAX_UNITS_BYTES as MAX_UNITS_BYTES,
        FileBeside as FileBeside,
    )
    from parindex.definition.review import check as check

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "catalogue_sources": "catalogue",
            "checking.advice": "advise",
            "json_schema": "definition_schema",
            "listed_schemas": "catalogue_schema outline_schema units_schema",
            "other_editions": "bundled_editions editions_beside",
            "node_words": "BESIDE combined condition_in_words measure rounded titles_of",
            "outline_text": "node_in_words outline outline_dict remarks_on",
            "reading.definition_text": "dump fingerprint load_text parse_definition",
            "reading.faults": "FaultError noted wrong_type",
            "reading.hooks": "Hook list_hook number_of quoted table_hook text_of",
            "reading.structuring": "structure_as",
            "reading.units_file": "MAX_UNITS_BYTES FileBeside",
            "review": "check",
        },
    )
