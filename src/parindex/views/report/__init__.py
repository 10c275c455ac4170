"""One page to hand over: a ranking, a card a unit, sources and method."""
