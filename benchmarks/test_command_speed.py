"""The command `sensitivity` beyond its start-up, against the command `score` on the same files."""

import contextlib
import io

import numpy as np
import pytest

commands = pytest.importorskip("parindex.cli.run")

UNITS, LEAVES = 63, 100
HEAD = 'id = "flat"\nindex = "F"\nversion = "1"\ntitle = "Flat"\nyears = [2024]\ncombine = "weighted-mean"\n'


@pytest.fixture
def files(tmp_path):
    """Return the paths of a definition of 100 indicators and of a table of 63 units."""
    ids = [f"i{at}" for at in range(LEAVES)]
    leaves = (f'[[indicator]]\nid = "{id_}"\nweight = {at % 5 + 1}\nmax = 1\n' for at, id_ in enumerate(ids))
    definition, table = tmp_path / "flat.toml", tmp_path / "flat.csv"
    definition.write_text(HEAD + "".join(leaves), encoding="utf-8")
    cells = np.random.default_rng(1).random((UNITS, LEAVES)).round(6)
    rows = (",".join([f"u{at}", *map(str, row)]) for at, row in enumerate(cells.tolist()))
    table.write_text("\n".join([",".join(["unit", *ids]), *rows, ""]), encoding="utf-8")
    return str(definition), str(table)


def test_10_000_draws_of_63_units_by_100_weights(files, against):
    def run(*arguments):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert commands.run([*arguments, *files, "--format", "csv"], "en") == 0
        return out.getvalue()

    options = "--method", "uncertainty", "--draws", "10000"
    printed = against(lambda: run("sensitivity", *options), lambda: run("score"), "score")
    assert len(printed.splitlines()) == 1 + UNITS
