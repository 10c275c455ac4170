"""How an indicator's value becomes points: one small class a rule.

A new rule is a new class and one entry in `RULES`; loading, checking, scoring, exact decisions and explanation all go
through the methods of `Rule`.
"""
