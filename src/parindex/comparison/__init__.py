"""Two definitions held against each other: what changed, and how far each change reaches."""

from parindex.comparison.approvals import Approval, read_approvals
from parindex.comparison.compared_sources import is_folder
from parindex.comparison.definition_diff import DefinitionDiff, diff, diff_folders
from parindex.comparison.edits import Edit, edits_between
from parindex.comparison.levels import LEVELS, Level
from parindex.comparison.restatement import Restatement, Split, restate

__all__ = [
    "LEVELS",
    "Approval",
    "DefinitionDiff",
    "Edit",
    "Level",
    "Restatement",
    "Split",
    "diff",
    "diff_folders",
    "edits_between",
    "is_folder",
    "read_approvals",
    "restate",
]
