"""How weights vary, as it is written on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parindex.base import say
from parindex.robustness import Bounds, Dirichlet, Perturbation, Uniform


def weights_of(text: str) -> Perturbation | None:
    """Read how weights vary: `0.2`, `uniform:0.2`, `dirichlet:100`, `bounds:land=0.05-0.2,entry=0.1-0.3` or `none`."""
    kind, _, rest = text.partition(":")
    kind = kind.strip().casefold()
    if not rest and kind != "bounds":
        return None if kind == "none" else Uniform(part_of(kind))
    if kind == "bounds":
        return _bounds(rest)
    kinds: Mapping[str, Callable[[float], Perturbation]] = {"uniform": Uniform, "dirichlet": Dirichlet}
    if kind not in kinds:
        raise ValueError(say("{name!r} is none of {names}", name=kind, names=", ".join((*kinds, "bounds", "none"))))
    return kinds[kind](part_of(rest))


def _bounds(text: str) -> Bounds:
    bounds: dict[str, tuple[float, float]] = {}
    for part in text.split(","):
        name, _, ends = (word.strip() for word in part.rpartition("="))
        low, dash, high = ends.partition("-")
        if not (name and dash):
            raise ValueError(
                say("{text!r} gives no bounds; write land=0.05-0.2,entry=0.1-0.3, with decimal points", text=part)
            )
        if name in bounds:
            raise ValueError(say("the bounds of {name!r} are given twice", name=name))
        bounds[name] = part_of(low), part_of(high)
    return Bounds(bounds)


def part_of(text: str) -> float:
    """Read a part: 0.2 or 20%."""
    try:
        return float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        told = say("{text!r} is no number; write 0.2 or 20%, with a decimal point", text=text.strip())
        raise ValueError(told) from None
