"""From where on something is told as a question: conventions of the field, which may be set otherwise."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class CoherenceThresholds:
    """From where on a measure of coherence is told as a flag. A flag is a question, not an error.

    Attributes
    ----------
    availability : float
        Values that are there, as a share of units or of indicators: fewer are told (COIN Tool user guide 2019).
    skewness, kurtosis : float
        More of both, the adjusted coefficients G1 and G2, is told as outlying values (JRC).
    winsorising_steps : int
        So many values may be set to the next one before another treatment is advised (COIN Tool user guide 2019).
    most_frequent : float
        A value that stands in more than this share of units is told; a proposal of ours.
    identical : float
        Parts of which the correlation is at least so near to 1 or -1 are told as the same.
    weak, redundant : float
        Correlations of parts below and above are told (JRC).
    significance : float
        A negative correlation is told that chance alone would bring no more often than in this share of cases.
    alpha : float
        Cronbach's alpha below is told; 0.6 is lenient.
    first_component : float
        The share of the variance along the first principal component below which parts are told to be several things.
    eigenvalue : float
        Principal components with more than this are counted.
    kmo : float
        Sampling adequacy below is told (Kaiser 1974).
    importance : tuple of float
        A part that matters less than the first or more than the second, as a multiple of its weight, is told; a
        proposal of ours.
    bent : float
        By how much the correlation ratio may be above the squared correlation before a part is told to hang together
        with the total along no straight line; a proposal of ours.
    places : int
        How many places the rank by a part and by the index are apart to be counted as differing (GII).
    added_value : float
        A part by which fewer units than this share differ in rank is told to say what the index says; a proposal of
        ours.
    """

    availability: float = 0.65
    skewness: float = 2.0
    kurtosis: float = 3.5
    winsorising_steps: int = 5
    most_frequent: float = 0.5
    identical: float = 0.99
    weak: float = 0.3
    redundant: float = 0.92
    significance: float = 0.05
    alpha: float = 0.7
    first_component: float = 0.5
    eigenvalue: float = 1.0
    kmo: float = 0.6
    importance: tuple[float, float] = (0.5, 2.0)
    bent: float = 0.1
    places: int = 10
    added_value: float = 0.2
