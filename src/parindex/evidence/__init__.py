"""From the cells of a table to numbers of units and indicators, every fault with its place."""

from parindex.evidence.columns import PRINTED as PRINTED, targets as targets, wanted as wanted
from parindex.evidence.documents import columns_of as columns_of, own_notes as own_notes
from parindex.evidence.evidence import Document as Document, Evidence as Evidence
from parindex.evidence.layers import (
    STAGES as STAGES,
    Empty as Empty,
    aligned as aligned,
    check_words as check_words,
    composed as composed,
    split as split,
)
from parindex.evidence.reading import (
    ReadingOptions as ReadingOptions,
    check_reading_options as check_reading_options,
    read_evidence as read_evidence,
    tables_of as tables_of,
)
from parindex.evidence.sources import WORKBOOKS as WORKBOOKS
from parindex.evidence.table import LAYERS as LAYERS, Table as Table, is_blank as is_blank
from parindex.evidence.worked_out import compute as compute
