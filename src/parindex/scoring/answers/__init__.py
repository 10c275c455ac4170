"""Answers to a leader's questions about scores that are there: each a result of plain values."""

from parindex.scoring.answers.answer import (
    Answer as Answer,
    AnswerColumn as AnswerColumn,
    AsTable as AsTable,
    answers_schema as answers_schema,
    figure as figure,
    labels as labels,
    places as places,
    unit_label as unit_label,
)
from parindex.scoring.answers.company import published_median as published_median
from parindex.scoring.answers.difference_split import by_node as by_node
from parindex.scoring.answers.losses import Losses as Losses, losses as losses
from parindex.scoring.answers.node_ranks import (
    Ranks as Ranks,
    Within as Within,
    direction as direction,
    ranks as ranks,
)
from parindex.scoring.answers.rank_otherwise import ExactTotals as ExactTotals, ranks_with as ranks_with
from parindex.scoring.answers.total_difference import UnitDifference as UnitDifference, difference as difference
from parindex.scoring.answers.two_units import TwoUnits as TwoUnits
from parindex.scoring.answers.unit_profiles import Distance as Distance, ProfileScale as ProfileScale
from parindex.scoring.answers.unit_summary import (
    Summary as Summary,
    lowest_nodes as lowest_nodes,
    summary as summary,
)
from parindex.scoring.answers.units_alike import Peers as Peers, peers as peers
from parindex.scoring.answers.what_if import (
    WhatIf as WhatIf,
    WhatIfEach as WhatIfEach,
    WhatIfs as WhatIfs,
    what_if as what_if,
    what_if_each as what_if_each,
)
