"""Results as a workbook of Excel, with formulas that a reader can follow."""

from parindex.views.workbook.workbook_writing import (
    workbook_bytes as workbook_bytes,
    write_workbook as write_workbook,
)
