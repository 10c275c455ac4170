"""From the cells of a table to numbers of units and indicators, every fault with its place."""

from typing import TYPE_CHECKING

from parindex.evidence.alteration import Altered as Altered, NewCells as NewCells, altered as altered
from parindex.evidence.answers import Answers as Answers, raw_columns as raw_columns
from parindex.evidence.applicability import where_nodes_apply as where_nodes_apply
from parindex.evidence.cells.cell_numbers import exact_number as exact_number, read_number as read_number
from parindex.evidence.cells.decimal_marks import MARKS as MARKS, DecimalMark as DecimalMark
from parindex.evidence.cells.headings import PRINTED as PRINTED
from parindex.evidence.cells.table import LAYERS as LAYERS, Table as Table, is_blank as is_blank
from parindex.evidence.changed_row import only_row as only_row, with_changed_row as with_changed_row
from parindex.evidence.columns import columns_for as columns_for, owner_of as owner_of, targets as targets
from parindex.evidence.document_columns import document_column as document_column, own_notes as own_notes

# What draws up forms is imported when it is asked for.
from parindex.evidence.evidence import (
    Applicability as Applicability,
    Computed as Computed,
    Document as Document,
    Documents as Documents,
    Evidence as Evidence,
    unit_row as unit_row,
    value_column as value_column,
)
from parindex.evidence.forms.field import AnswerKind as AnswerKind, FieldRole as FieldRole
from parindex.evidence.given_points import in_points as in_points
from parindex.evidence.layers import (
    STAGES as STAGES,
    SURVEY as SURVEY,
    EmptyPolicy as EmptyPolicy,
    aligned_layers as aligned_layers,
    check_layer_words as check_layer_words,
    composed_layer as composed_layer,
    layer_of as layer_of,
    split_layers as split_layers,
)
from parindex.evidence.layout_proposal import (
    LayoutProposal as LayoutProposal,
    layout_schema as layout_schema,
    propose_layout as propose_layout,
)
from parindex.evidence.layouts.layout import Layout as Layout, read_layout as read_layout
from parindex.evidence.layouts.table_years import years_named as years_named
from parindex.evidence.open_cells import OpenedEvidence as OpenedEvidence, opened as opened
from parindex.evidence.outside_figures import OF_DEFINITION as OF_DEFINITION, OF_EVIDENCE as OF_EVIDENCE
from parindex.evidence.reading import (
    HeaderRows as HeaderRows,
    LayoutOptions as LayoutOptions,
    ReadingOptions as ReadingOptions,
    check_reading_options as check_reading_options,
    read_each_layer as read_each_layer,
    read_evidence as read_evidence,
    tables_of as tables_of,
)
from parindex.evidence.sources import WORKBOOKS as WORKBOOKS
from parindex.evidence.values_in_place import (
    NewValue as NewValue,
    NewValues as NewValues,
    new_values as new_values,
    read_with as read_with,
)
from parindex.evidence.worked_out import compute as compute
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.evidence.forms.evidence_json import evidence_schema as evidence_schema
    from parindex.evidence.forms.field import (
        Field as Field,
        FieldOption as FieldOption,
        Fields as Fields,
        fields_schema as fields_schema,
    )
    from parindex.evidence.forms.form import fields as fields

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "forms.evidence_json": "evidence_schema",
            "forms.field": "Field FieldOption Fields fields_schema",
            "forms.form": "fields",
        },
    )
