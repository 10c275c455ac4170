"""Raw cells: the numbers and words they hold, and the table of them."""
