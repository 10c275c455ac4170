"""The change of totals and ranks between two years, split by cause, exactly."""

from parindex.years.change.changes import (
    Changes as Changes,
    change_schema as change_schema,
    changes_between as changes_between,
)
from parindex.years.change.unit_change import UnitChange as UnitChange
