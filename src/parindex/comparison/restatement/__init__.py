"""What a change of a definition does to the results of the same evidence, split by cause."""

from parindex.comparison.restatement.movements import Restatement
from parindex.comparison.restatement.rescoring import restate
from parindex.comparison.restatement.shapley_split import Split

__all__ = [
    "Restatement",
    "Split",
    "restate",
]
