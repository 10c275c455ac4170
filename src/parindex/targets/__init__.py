"""What it takes to reach a rank, a total or a group of results: the plan of least cost, scored again."""

from parindex.targets.aims import Aim as Aim, AimCases as AimCases
from parindex.targets.filling import (
    NodeOutlook as NodeOutlook,
    Outlook as Outlook,
    UnitOutlook as UnitOutlook,
    outlook as outlook,
)
from parindex.targets.frontier_curve import FrontierCurve as FrontierCurve
from parindex.targets.frontiers import Frontier as Frontier, frontier as frontier, targets_schema as targets_schema
from parindex.targets.moves import Move as Move, Wishes as Wishes
from parindex.targets.requirements import Requirement as Requirement, WayToReach as WayToReach
from parindex.targets.target_plan import EvidenceChange as EvidenceChange, TargetPlan as TargetPlan
from parindex.targets.targeting import GivenFigure as GivenFigure, RangeEnd as RangeEnd, target as target
