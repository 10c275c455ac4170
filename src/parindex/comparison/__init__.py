"""Two definitions held against each other: what changed, and how far each change reaches."""

from parindex.comparison.approvals import APPROVALS, Approval, read_approvals
from parindex.comparison.compared_sources import is_folder
from parindex.comparison.definition_diff import DefinitionDiff, diff, diff_folders
from parindex.comparison.edits import Edit
from parindex.comparison.levels import LEVELS, Level
from parindex.comparison.restatement import Restatement, restate

__all__ = [
    "APPROVALS",
    "LEVELS",
    "Approval",
    "DefinitionDiff",
    "Edit",
    "Level",
    "Restatement",
    "diff",
    "diff_folders",
    "is_folder",
    "read_approvals",
    "restate",
]
