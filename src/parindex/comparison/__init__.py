"""Two definitions held against each other: what changed, and how far each change reaches."""

from parindex.comparison.approvals import (
    Approval as Approval,
    read_approvals as read_approvals,
    unused_approvals as unused_approvals,
)
from parindex.comparison.compared_sources import (
    DefinitionSource as DefinitionSource,
    Side as Side,
    beside_in_revision as beside_in_revision,
    is_folder as is_folder,
    revision_of as revision_of,
)
from parindex.comparison.definition_diff import (
    DefinitionDiff as DefinitionDiff,
    comparison_schema as comparison_schema,
    diff as diff,
    sides_compared as sides_compared,
)
from parindex.comparison.edits import (
    Edit as Edit,
    change_digest as change_digest,
    edit_of_unreadable as edit_of_unreadable,
    edit_of_whole as edit_of_whole,
    edits_between as edits_between,
)
from parindex.comparison.files_diff import FilesDiff as FilesDiff, UnusedEvidence as UnusedEvidence
from parindex.comparison.levels import LEVELS as LEVELS, Level as Level
from parindex.comparison.restatement.between_definitions import BetweenDefinitions as BetweenDefinitions
from parindex.comparison.restatement.hybrid_definitions import (
    RestatementCause as RestatementCause,
    bare as bare,
    holding as holding,
    in_words as in_words,
    mixed as mixed,
    without_maxima as without_maxima,
)
from parindex.comparison.restatement.movements import Restatement as Restatement
from parindex.comparison.restatement.rereading import node_of_column as node_of_column
from parindex.comparison.restatement.rescoring import restate as restate
from parindex.comparison.restatement.shapley_split import (
    Split as Split,
    coalitions as coalitions,
    shapley as shapley,
    steps as steps,
)
