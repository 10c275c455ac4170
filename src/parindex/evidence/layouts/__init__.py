"""From grids to one table: headers, layouts, forms of offices, several sheets."""
