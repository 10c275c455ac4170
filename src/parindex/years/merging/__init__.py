"""Units that became others: evidence of the former brought to the latter, and how much hangs on how."""

from parindex.definition import parents as parents, successors as successors, went_on as went_on
