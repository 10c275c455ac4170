"""Results as a workbook of Excel, with formulas that a reader can follow."""
