"""Units that became others: evidence of the former brought to the latter, and how much hangs on how."""
