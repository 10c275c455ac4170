"""A tree of files checked together, with a project's settings and against git."""

from parindex.project.against_git import is_due as is_due
from parindex.project.check_run import Report as Report, check_files as check_files
from parindex.project.diff_run import (
    Approvals as Approvals,
    diff_files as diff_files,
    diff_folders as diff_folders,
)
from parindex.project.evidence_effects import GivenEvidence as GivenEvidence
from parindex.project.guards.guard_diff import guarded_pair as guarded_pair
