"""Layers of points held against each other: what an appraisal changed, and what that did."""

from parindex.appraisal.changes import Change as Change, ChangeKind as ChangeKind
from parindex.appraisal.reconciliation import (
    ReconciledRecords as ReconciledRecords,
    Reconciliation as Reconciliation,
    reconcile as reconcile,
    reconciliation_schema as reconciliation_schema,
)
from parindex.appraisal.remainders import Remainder as Remainder, RemainderCause as RemainderCause
