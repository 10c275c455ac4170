"""How often intervals of Sobol' indices hold the index: the library's, and percentiles of rows drawn again.

`python -m tests.properties.interval_coverage` writes the table of docs/sobol.md, in half an hour.
"""

from pathlib import Path

import attrs
import numpy as np

import parindex
from parindex.robustness.draws.uncertain_inputs import UncertainInputs
from parindex.robustness.random_streams import stream
from parindex.robustness.variance_based.designs import Design, FunctionDesign, InputsDesign
from parindex.robustness.variance_based.draw_outputs import DrawOutput
from parindex.robustness.variance_based.index_estimation import DesignSimulation, SobolOptions

LEVEL, DESIGNS, RESAMPLES, LONG = 0.95, 400, 1000, 1_000_000
UNIFORM = parindex.Uniform(0.2)


@attrs.frozen(eq=False)
class KnownIndices:
    """A design, and the indices of first and total order that it estimates."""

    name: str
    design: Design
    known: np.ndarray  # (2, n_factors, n_outputs)

    def ends(self, n, seed, level=LEVEL):
        """Return the intervals (2, n_factors, n_outputs, 2) of the library."""
        asked = SobolOptions.of(n, seed, "first-total", level)
        found = DesignSimulation(self.design, self.known.shape[1], asked).run(None, None)
        return np.stack([found.first_interval, found.total_interval])

    def resampled_ends(self, n, seed):
        """Return those between which the rows of the same design give the indices when they are drawn again."""
        rows = self.design.rows(stream(seed, 0), n)
        centre = (rows.a + rows.b).mean(axis=0) / 2
        a, b = rows.a - centre, rows.b - centre
        often = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLES) / n
        variance = often @ (a**2 + b**2) / 2 - (often @ (a + b) / 2) ** 2
        ends = np.empty((*self.known.shape, 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            for factor in range(self.known.shape[1]):
                change = rows.ab(factor) - rows.a
                for order, parts in enumerate((b * change, change**2 / 2)):
                    ends[order, factor] = np.quantile(often @ parts / variance, tails(LEVEL), axis=0).T
        return ends

    def held(self, ends):
        """Return whether intervals hold the indices, nan where there is none: what is known or drawn does not vary."""
        inside = (ends[..., 0] <= self.known) & (self.known <= ends[..., 1])
        return np.where(np.isnan(ends[..., 0]) | np.isnan(self.known), np.nan, inside)


def tails(level):
    return (1 - level) / 2, (1 + level) / 2


def ishigami():
    """Return those of sin x + 7 sin² y + 0.1 z⁴ sin x, evenly from -π to π (Ishigami and Homma 1990)."""

    def function(x):
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    alone = np.array([0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 0])
    together = 8 * 0.1**2 * np.pi**8 / 225 * np.array([1, 0, 1])
    known = np.array([alone, alone + together]) / (alone.sum() + together[0])
    design = FunctionDesign(function, np.full(3, -np.pi), np.full(3, np.pi), ((0,), (1,), (2,)), 1)
    return KnownIndices("Ishigami", design, known[..., None])


def product():
    """Return those of the product of (|4 x - 2| + a) / (1 + a), evenly from 0 to 1 (Sobol' 1993)."""
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    part = 1 / (3 * (1 + a) ** 2)
    others = np.array([np.prod(np.delete(1 + part, at)) for at in range(8)])
    known = np.array([part, part * others]) / (np.prod(1 + part) - 1)

    def function(x):
        return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)

    factors = tuple((at,) for at in range(8))
    return KnownIndices("Sobol's G", FunctionDesign(function, np.zeros(8), np.ones(8), factors, 1), known[..., None])


def pci(kind, rows=LONG):
    """Return those of the PCI of 2016 with weights sure to a fifth, by a run of so many rows."""
    root = Path(__file__).parents[2]
    scores = parindex.score(parindex.load("pci-2013"), root / "examples" / "pci-2016.csv")
    long = parindex.sobol(scores, UNIFORM, n=rows, rng=10**9, output=kind, intervals=None)
    inputs = UncertainInputs.of(scores, UNIFORM)
    design = InputsDesign(inputs, DrawOutput.of(inputs, kind), tuple(map(frozenset, long.members.values())))
    return KnownIndices(f"PCI 2016, {kind}", design, np.stack([long.first, long.total]))


def table():
    """Yield the lines of the table."""
    yield "| indices of | n | first, delta | first, bootstrap | total, delta | total, bootstrap |"
    yield "|---|--:|--:|--:|--:|--:|"
    for known in (ishigami(), product(), *map(pci, ("score", "rank", "rank-shift"))):
        for n in (64, 256, 1024):
            ways = known.ends, known.resampled_ends
            held = [np.nanmean([known.held(ends(n, seed)) for seed in range(DESIGNS)], axis=(0, 2, 3)) for ends in ways]
            shares = [f"{100 * share:.1f} %" for share in np.transpose(held).ravel()]
            yield f"| {' | '.join([known.name, f'{n:,}', *shares])} |"


def main():
    page = Path(__file__).parents[2] / "docs" / "sobol.md"
    before, _, after = page.read_text(encoding="utf-8").partition("| indices of |")
    rest = after[after.index("\n\n") :]
    page.write_text(before + "\n".join(table()) + rest, encoding="utf-8")


if __name__ == "__main__":
    main()
