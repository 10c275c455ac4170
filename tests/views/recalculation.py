"""Workbooks worked out again by LibreOffice, and what stands in their calculation then."""

import os
import shutil
import subprocess
import sys

import pytest

from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.calculation_columns import calculation_columns

PATIENCE = 300
#: LibreOffice trusts the figures that stand in a file of Excel unless told otherwise.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(paths, folder):
    """Work out workbooks again, every formula of them; return the paths of the copies."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail("LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-calc")
        pytest.skip("LibreOffice is not installed (libreoffice-calc)")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    out = folder / "recalculated"
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
    return [out / path.name for path in paths]


def cells_of(path, sheet):
    """Return what stands in a worksheet: rows of values, from A1 on."""
    calamine = pytest.importorskip("python_calamine")
    return calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def differences(path, scores, lang):
    """Yield every cell of the calculation that does not say what the scores do; published totals and ranks exactly."""
    plan = SheetPlan.of(scores, lang)
    rows = cells_of(path, plan.names.calculation)
    for at, column in enumerate(calculation_columns(plan), plan.heads):
        for row, value in enumerate(column.values):
            line = rows[plan.sheet_rows[row] - 1]
            found = line[at] if at < len(line) else ""
            if not _same(found, value, exactly=column.kind in ("published", "rank")):
                yield path.name, scores.units[row], column.kind, column.node.id, found, value


def _same(found, value, *, exactly):
    if isinstance(value, str) or isinstance(found, str):
        return found == value
    return found == value if exactly else abs(found - value) <= 1e-9 * max(abs(value), 1e-4)
