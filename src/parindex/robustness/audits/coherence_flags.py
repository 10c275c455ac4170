"""What is to be asked about: each figure that is beyond a threshold, as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs
import numpy as np

from parindex.base import Figure, Message, Name, half_up_text, say
from parindex.kernels import Floats
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds
from parindex.robustness.audits.column_descriptions import Description
from parindex.robustness.audits.component_coherence import ComponentCoherence
from parindex.robustness.audits.dimension_correlations import DimensionCorrelations
from parindex.robustness.audits.evidence_description import EvidenceDescription
from parindex.robustness.audits.flags import Flag

_SHOWN = 2
#: Of two parts one measure says what the other says.
_SEVERAL = 3
OECD = "OECD/JRC 2008"
COIN_TOOL = "JRC COIN Tool 2019"
JRC = "JRC"
KAISER = "Kaiser 1974"
BARTLETT = "Bartlett 1950"
OURS = "parindex"


@attrs.frozen
class FlagWriter:
    """Writes the flags of one component, or of evidence where `component` is ""."""

    component: str

    def flag(
        self, measure: str, nodes: Iterable[str], figures: tuple[float, float], reference: str, message: Message
    ) -> Flag:
        """Return a flag; `figures` are the value and its threshold."""
        return Flag(measure, self.component, tuple(nodes), float(figures[0]), float(figures[1]), reference, message)


def component_flags(found: ComponentCoherence) -> tuple[Flag, ...]:
    """Return what is to be asked about the parts of a component."""
    writer = FlagWriter(found.component)
    return tuple(flag for flags in COMPONENT_FLAGS for flag in flags(found, writer))


def evidence_flags(found: EvidenceDescription) -> tuple[Flag, ...]:
    """Return what is to be asked about evidence."""
    writer, least = FlagWriter(""), found.thresholds.availability
    flags = [*_lacking(writer, found.indicators, found.availability, least)]
    flags += _lacking(writer, found.units, found.availability_of_units, least)
    flags += _spread(writer, found.describe, found.indicators, found.thresholds)
    for one, other in found.identical:
        message = say("{node} and {other} have the same values of all units", node=_node(one), other=_node(other))
        flags.append(writer.flag("identical", (one, other), (1.0, 1.0), OECD, message))
    return tuple(flags)


def _text(figure: float) -> Figure:
    return half_up_text(figure, _SHOWN)


def _node(id_: str) -> Name:
    """Return the id of a node, beside which its title may be shown."""
    return Name(id_, kept=True)


def _lacking(writer: FlagWriter, nodes: Iterable[str], shares: Floats, least: float) -> Iterator[Flag]:
    for node, share in zip(nodes, shares.tolist(), strict=True):
        if share < least:
            words = {"node": node, "value": _text(share), "threshold": _text(least)}
            message = say("{node}: a share of {value} of the values is there, less than {threshold}", **words)
            yield writer.flag("availability", (node,), (share, least), COIN_TOOL, message)


def _spread(
    writer: FlagWriter, described: Description, nodes: Iterable[str], thresholds: CoherenceThresholds
) -> Iterator[Flag]:
    most = thresholds.most_frequent
    for at, node in enumerate(nodes):
        share = float(described.most_frequent[at])
        if share > most and described.unique[at] > 1:
            words = {"node": _node(node), "value": _text(share), "threshold": _text(most)}
            message = say(
                "{node}: one value stands for a share of {value} of the units, more than {threshold}", **words
            )
            yield writer.flag("most-frequent", (node,), (share, most), OURS, message)
        if described.outlying[at]:
            yield _outlying(writer, described, at, thresholds.skewness)


def _outlying(writer: FlagWriter, described: Description, at: int, most: float) -> Flag:
    node, skewness, steps = described.columns[at], float(described.skewness[at]), described.winsorising_steps[at]
    words = {
        "node": _node(node),
        "skewness": _text(skewness),
        "kurtosis": _text(float(described.kurtosis[at])),
    }
    if steps is None:
        message = say("{node}: values lie far out (skewness {skewness}, kurtosis {kurtosis}); transform them", **words)
    else:
        message = say(
            "{node}: values lie far out (skewness {skewness}, kurtosis {kurtosis}); steps of winsorising: {count}",
            count=steps,
            **words,
        )
    return writer.flag("outlying", (node,), (skewness, most), JRC, message)


def _of_parts(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    yield from _lacking(writer, found.parts, found.availability, found.thresholds.availability)
    yield from _spread(writer, found.describe, found.parts, found.thresholds)


def _same(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    for one, other, correlation in found.identical:
        words = {"node": _node(one), "other": _node(other), "value": _text(correlation)}
        message = say("{node} and {other} say nearly the same (r = {value})", **words)
        yield writer.flag("identical", (one, other), (correlation, found.thresholds.identical), OECD, message)


def _pairs(found: ComponentCoherence) -> Iterator[tuple[str, str, float, float]]:
    """Yield each two parts with their correlation, and how often chance brings it; nan without scipy."""
    correlations, chances = found.correlations["pearson"], found.p_values["pearson"]
    for one, other in zip(*np.triu_indices(len(found.parts), 1), strict=True):
        yield found.parts[one], found.parts[other], float(correlations[one, other]), float(chances[one, other])


def _against_each_other(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    for one, other, correlation, chance in _pairs(found):
        if correlation < 0 and chance < found.thresholds.significance:
            words = {"node": _node(one), "other": _node(other), "value": _text(correlation)}
            message = say("{node} and {other} go against each other (r = {value})", **words)
            yield writer.flag("negative", (one, other), (correlation, 0.0), OECD, message)


def _redundant(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    most = found.thresholds.redundant
    for one, other, correlation, _ in _pairs(found):
        if most < correlation <= found.thresholds.identical:
            words = {
                "node": _node(one),
                "other": _node(other),
                "value": _text(correlation),
                "threshold": _text(most),
            }
            message = say("{node} and {other} may count one thing twice (r = {value}, above {threshold})", **words)
            yield writer.flag("redundant", (one, other), (correlation, most), JRC, message)


def _weak(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    least, pairs = found.thresholds.weak, list(_pairs(found))
    weak = [pair for pair in pairs if pair[2] < least]
    if weak:
        nodes = dict.fromkeys(node for pair in weak for node in pair[:2])
        words = {"count": len(weak), "pairs": len(pairs), "threshold": _text(least)}
        message = say("{count} of {pairs} pairs of parts go together weakly (r below {threshold})", **words)
        yield writer.flag("weak", nodes, (min(pair[2] for pair in weak), least), JRC, message)


def _with_the_rest(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    least = found.thresholds.weak
    if len(found.parts) >= _SEVERAL:
        for part, correlation in zip(found.parts, found.item_rest.tolist(), strict=True):
            if correlation < least:
                words = {"node": _node(part), "value": _text(correlation), "threshold": _text(least)}
                message = say("{node} goes weakly with the rest (r = {value}, below {threshold})", **words)
                yield writer.flag("item-rest", (part,), (correlation, least), JRC, message)


def _alpha(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    whole, least = found.alpha.standardised, found.thresholds.alpha
    if whole < least:
        words = {"value": _text(whole), "threshold": _text(least)}
        message = say("Cronbach's alpha is {value}, below {threshold}: the parts may not measure one thing", **words)
        yield writer.flag("alpha", found.parts, (whole, least), OECD, message)
    for part, without in zip(found.parts, found.alpha.standardised_without.tolist(), strict=True):
        if without > whole:
            named = {"node": _node(part), "value": _text(without), "threshold": _text(whole)}
            message = say("without {node} Cronbach's alpha would be {value}, not {threshold}", **named)
            yield writer.flag("alpha-without", (part,), (without, whole), OECD, message)


def _principal_components(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    pca, thresholds = found.pca, found.thresholds
    if pca is None or len(found.parts) <= 1:
        return
    first, least = float(pca.shares[0]), thresholds.first_component
    if first < least:
        words = {"value": _text(first), "threshold": _text(least)}
        message = say("the first principal component holds {value} of the variance, less than {threshold}", **words)
        yield writer.flag("first-component", found.parts, (first, least), OECD, message)
    many = int((pca.eigenvalues > thresholds.eigenvalue).sum())
    if many > 1:
        message = say(
            "the parts spread in {count} directions, not one (eigenvalues above {least:g})",
            count=many,
            least=thresholds.eigenvalue,
        )
        yield writer.flag("eigenvalues", found.parts, (many, 1), OECD, message)
    for part, loading in zip(found.parts, pca.loadings[:, 0].tolist(), strict=True):
        if loading < 0:
            named = {"node": _node(part), "value": _text(loading)}
            message = say("{node} points against the first principal component (loading {value})", **named)
            yield writer.flag("loading", (part,), (loading, 0.0), OECD, message)


def _adequacy(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    thresholds, bartlett = found.thresholds, found.bartlett
    if len(found.parts) >= _SEVERAL and found.kmo < thresholds.kmo:
        words = {"value": _text(found.kmo), "threshold": _text(thresholds.kmo)}
        message = say("sampling adequacy (KMO) is {value}, below {threshold}: the parts share little", **words)
        yield writer.flag("kmo", found.parts, (found.kmo, thresholds.kmo), KAISER, message)
    if bartlett.p > thresholds.significance:
        named = {"value": _text(bartlett.p), "threshold": _text(thresholds.significance)}
        message = say("parts may not be correlated at all (Bartlett's test, p = {value})", **named)
        yield writer.flag("bartlett", found.parts, (bartlett.p, thresholds.significance), BARTLETT, message)


def _importance(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    low, high = found.thresholds.importance
    weights = found.importance.weight.tolist()
    for part, ratio, weight in zip(found.parts, found.importance.ratio.tolist(), weights, strict=True):
        words = {"node": _node(part), "value": _text(ratio), "weight": _text(weight)}
        if ratio < low:
            message = say("{node} matters {value} times its weight of {weight}: less than it is given", **words)
            yield writer.flag("importance", (part,), (ratio, low), OURS, message)
        if ratio > high:
            message = say("{node} matters {value} times its weight of {weight}: more than it is given", **words)
            yield writer.flag("importance", (part,), (ratio, high), OURS, message)


def _bent(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    squared, most = found.importance.r_squared.tolist(), found.thresholds.bent
    for part, ratio, straight in zip(found.parts, found.correlation_ratio.tolist(), squared, strict=True):
        if ratio - straight > most:
            words = {"node": _node(part), "value": _text(ratio), "squared": _text(straight)}
            message = say("{node} goes with the total along no straight line (S = {value}, r² = {squared})", **words)
            yield writer.flag("correlation-ratio", (part,), (ratio - straight, most), OURS, message)


def _added_value(found: ComponentCoherence, writer: FlagWriter) -> Iterator[Flag]:
    least, places = found.thresholds.added_value, found.thresholds.places
    if len(found.parts) > 1:
        for part, share in zip(found.parts, found.added_value.share.tolist(), strict=True):
            if share < least:
                words = {"node": _node(part), "value": _text(share), "places": places}
                message = say(
                    "{node} says what the whole says: {value} of the units differ by {places} places", **words
                )
                yield writer.flag("added-value", (part,), (share, least), OURS, message)


#: What is asked about the parts of a component, one function a measure.
COMPONENT_FLAGS: tuple[Callable[[ComponentCoherence, FlagWriter], Iterator[Flag]], ...] = (
    _of_parts,
    _same,
    _against_each_other,
    _redundant,
    _weak,
    _with_the_rest,
    _alpha,
    _principal_components,
    _adequacy,
    _importance,
    _bent,
    _added_value,
)


def dimension_flags(found: DimensionCorrelations, thresholds: CoherenceThresholds) -> Iterator[Flag]:
    """Yield the indicators that go weakly with their own dimension, or better with another one."""
    writer, least = FlagWriter(""), thresholds.weak
    for indicator, own, line in zip(found.indicators, found.own.tolist(), found.correlations, strict=True):
        correlation, best = float(line[own]), int(np.argmax(np.where(np.isnan(line), -np.inf, line)))
        words = {"node": _node(indicator), "dimension": _node(found.dimensions[own]), "value": _text(correlation)}
        if correlation < least:
            message = say("{node} goes weakly with {dimension}, which it is part of (r = {value})", **words)
            yield writer.flag("own-dimension", (indicator,), (correlation, least), JRC, message)
        if line[best] > correlation:
            words |= {"other": _node(found.dimensions[best]), "more": _text(float(line[best]))}
            message = say("{node} goes better with {other} (r = {more}) than with {dimension} (r = {value})", **words)
            yield writer.flag("other-dimension", (indicator,), (float(line[best]), correlation), JRC, message)
