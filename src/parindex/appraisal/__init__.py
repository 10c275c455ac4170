"""Layers of points held against each other: what an appraisal changed, and what that did."""

from parindex.appraisal.changes import Change
from parindex.appraisal.reconciliation import Reconciliation, reconcile

__all__ = [
    "Change",
    "Reconciliation",
    "reconcile",
]
