"""Plain functions on arrays `(units, …)`: no labels, no checks, no definition.

Every kernel runs on float64 and, unchanged, on object arrays of `Fraction` or `Decimal`: scoring, simulation and
exact decisions share one implementation.
"""
