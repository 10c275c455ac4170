"""Exact arithmetic is bounded by `Limits.max_work`, and refused before it is spent."""

import pytest

import parindex
from parindex.kernels import Allowance, TooMuchWorkError, allowed, charge

from ..sample import define

PRIMES = [k for k in range(2, 600) if all(k % d for d in range(2, k))][:100]


def of_primes(combine="weighted-mean"):
    """Write an index of weights 1/2, 1/3, 1/5 …, whose common denominator has 220 digits."""
    parts = (f'[[indicator]]\nid = "i{p}"\nmax = 10\nweight = "1/{p}"\n' for p in PRIMES)
    return define("".join(parts), combine)


def equal_units(count):
    return {f"u{at}": {f"i{p}": "5.55" for p in PRIMES} for at in range(count)}


def text_of(definition):
    from parindex.definition import dump

    return dump(definition)


def test_a_definition_whose_weights_have_too_many_digits_is_refused_at_a_weight():
    text = text_of(of_primes())
    with pytest.raises(parindex.DefinitionError) as caught:
        parindex.loads(text, limits=parindex.Limits(max_work=20_000))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("too-large", ("indicator", 99, "weight"))
    assert "100 weights" in problem.message
    assert text.split("\n")[problem.line - 1] == 'weight = "1/541"'
    assert parindex.check(text, name="<text>", limits=parindex.Limits(max_work=20_000)) == (problem,)


def test_scores_that_would_take_too_much_are_refused_with_the_name_of_the_evidence():
    definition, limits = of_primes(), parindex.Limits(max_work=300_000)
    csv = "unit," + ",".join(f"i{p}" for p in PRIMES) + "\n"
    csv += "".join(f"u{at}" + f",{at % 2 + 5}.55" * len(PRIMES) + "\n" for at in range(20))
    with pytest.raises(parindex.EvidenceError) as caught:
        parindex.score(definition, csv, name="upload.csv", limits=limits)
    (problem,) = caught.value.problems
    assert (problem.code, problem.source) == ("too-large", "upload.csv")
    assert (
        parindex.score(definition, csv, name="upload.csv").rounded[0]
        == parindex.score(definition, equal_units(1)).rounded[0]
    )


def test_what_is_asked_of_scores_later_is_bounded_too():
    definition = of_primes("harmonic-mean")
    evidence = {f"u{at}": {f"i{p}": f"{5 + at + p / 1000:.3f}" for p in PRIMES} for at in range(3)}
    scores = parindex.score(definition, evidence, limits=parindex.Limits(max_work=3_000_000))
    assert scores.rank.tolist() == [3, 2, 1]
    assert "5.05" in scores.explain("u0").to_text("en")
    with pytest.raises(parindex.EvidenceError, match="more work than is allowed"):
        scores.lost("u0")


def test_a_hundred_units_of_prime_weights_take_a_tenth_of_what_servers_allow():
    most = parindex.Limits.server().max_work
    allowance = Allowance(most)
    with allowed(allowance):
        scores = parindex.score(of_primes(), equal_units(100))
    assert scores.rank.tolist() == [1] * 100
    assert 0 < most - allowance.left < most / 10


def test_an_allowance_within_another_is_that_one():
    with allowed(10), allowed(1000), pytest.raises(TooMuchWorkError):
        charge(11)
    charge(1e30)
