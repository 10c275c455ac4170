"""What would be: other evidence of some units, and what all of them would have."""

from parindex.scoring.answers.what_if.grid import WhatIfEach as WhatIfEach
from parindex.scoring.answers.what_if.many_scenarios import WhatIfs as WhatIfs
from parindex.scoring.answers.what_if.one_scenario import WhatIf as WhatIf
from parindex.scoring.answers.what_if.outcomes import outcomes as outcomes
from parindex.scoring.answers.what_if.path_walk import (
    NewScores as NewScores,
    PathTotals as PathTotals,
    plain_rows as plain_rows,
    walk_paths as walk_paths,
)
from parindex.scoring.answers.what_if.questions import what_if as what_if, what_if_each as what_if_each
