"""Write the definition of the ASEM Sustainable Connectivity index as TOML.

Usage::

    python make_asem.py ASEM_iMeta.csv > asem.toml

The input is the table of indicator metadata of the R package COINr 1.1.14 (MIT licence), exported in R with
``write.csv(COINr::ASEM_iMeta, "ASEM_iMeta.csv", row.names = FALSE, na = "")``.
Only the standard library is used.
"""

import csv
import json
import sys
from collections.abc import Iterable

URL = "https://cran.r-project.org/package=COINr"

HEADER = """\
# ASEM Sustainable Connectivity: 49 indicators in four levels, as in the R package COINr 1.1.14 (MIT licence).
#
# Made by make_asem.py from the table ASEM_iMeta of that package; do not edit by hand.
# Every indicator is put on 0 to 100 between the lowest and the highest country. The evidence is the treated data set
# of COINr: indicators already divided by their denominators, outliers already treated.
"""

ROOT = """\
id = "asem"
index = "ASEM"
version = "1"
title = {title}
years = [2018, 2018]
combine = "weighted-mean"
max = 100
decimals = 2
rank = {{ on = "unrounded", ties = "min" }}
missing = "propagate"
status = "published"
sources = [
    {{ id = "coinr", title = "COINr 1.1.14, R package (MIT), data set ASEM", url = "{url}" }},
]
"""

COMPONENT = """\
[[component]]
id = {id}{parent}
title = {title}
weight = {weight}
combine = "weighted-mean"
max = 100
source = "coinr"
"""

INDICATOR = """\
[[indicator]]
id = {id}{parent}
title = {title}
weight = {weight}
better = {better}
rule = {{ kind = "rescale", anchors = "observed", to = [0, 100] }}
source = "coinr"
"""


def quote(text: str) -> str:
    """Return the text as a TOML basic string: written as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)


def definition(rows: Iterable[dict[str, str]]) -> str:
    """Return the TOML text of the definition that the rows of the metadata table describe."""
    nodes = [row for row in rows if row["Type"] in ("Indicator", "Aggregate")]
    top = max(nodes, key=lambda row: int(row["Level"]))
    parts = [HEADER, ROOT.format(title=quote(top["iName"]), url=URL)]
    # from the top level down, so that a component stands before its parts
    for row in sorted(nodes, key=lambda row: -int(row["Level"])):
        if row is top:
            continue
        template = INDICATOR if row["Type"] == "Indicator" else COMPONENT
        parts.append(
            template.format(
                id=quote(row["iCode"]),
                parent="" if row["Parent"] == top["iCode"] else f"\nparent = {quote(row['Parent'])}",
                title=quote(row["iName"]),
                weight=row["Weight"],
                better=quote("lower" if float(row["Direction"]) < 0 else "higher"),
            )
        )
    return "\n".join(parts)


def main(arguments: list[str]) -> None:
    """Read the table named on the command line and print the definition."""
    if len(arguments) != 1:
        sys.exit("usage: python make_asem.py ASEM_iMeta.csv > asem.toml")
    with open(arguments[0], encoding="utf-8-sig", newline="") as table:
        text = definition(csv.DictReader(table))
    sys.stdout.buffer.write(text.encode("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
