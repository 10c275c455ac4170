"""Evidence that is still being filled in: what is open, and what totals, groups of results and ranks can become."""

from parindex.targets.filling.filled_so_far import outlook as outlook
from parindex.targets.filling.total_outlook import Outlook as Outlook
from parindex.targets.filling.unit_outlook import NodeOutlook as NodeOutlook, UnitOutlook as UnitOutlook
