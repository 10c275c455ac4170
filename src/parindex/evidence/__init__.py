"""From the cells of a table to numbers of units and indicators, every fault with its place."""

from parindex.evidence.columns import PRINTED, targets, wanted
from parindex.evidence.documents import columns_of, own_notes
from parindex.evidence.evidence import Document, Evidence
from parindex.evidence.layers import STAGES, Empty, aligned, check_words, composed, split
from parindex.evidence.reading import ReadingOptions, check_reading_options, read_evidence, tables_of
from parindex.evidence.sources import WORKBOOKS
from parindex.evidence.table import LAYERS, Table, is_blank
from parindex.evidence.worked_out import compute

__all__ = [
    "LAYERS",
    "PRINTED",
    "STAGES",
    "WORKBOOKS",
    "Document",
    "Empty",
    "Evidence",
    "ReadingOptions",
    "Table",
    "aligned",
    "check_reading_options",
    "check_words",
    "columns_of",
    "composed",
    "compute",
    "is_blank",
    "own_notes",
    "read_evidence",
    "split",
    "tables_of",
    "targets",
    "wanted",
]
