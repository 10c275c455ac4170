"""What must hold of any file whatsoever: problems at places that it has, or results that can be used."""

import json

import jsonschema

import parindex
from parindex.base.problems import CODES, errors
from parindex.definition.reading.definition_text import dump, load_text

RESULT = jsonschema.Draft202012Validator(parindex.result_schema())
EXPLANATION = jsonschema.Draft202012Validator(parindex.explanation_schema())


def definition_holds(path):
    """Check and load a file; return the definition where there is one."""
    try:
        problems = parindex.check(path)
    except parindex.UnreadableError:
        return None
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    for problem in problems:
        assert problem.code in CODES
        assert problem.message
        assert str(problem)
        if problem.line is None:
            assert problem.code == "too-large"
        else:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    definition, told = _loaded(path)
    assert told == errors(problems)
    assert definition is None or load_text(dump(definition)) == definition
    return definition


def _loaded(path):
    try:
        return parindex.load(path), ()
    except parindex.DefinitionError as error:
        return None, error.problems


def evidence_holds(path, definition, **options):
    """Read a file of evidence, and score it where nothing is wrong with it; return whether it could be scored."""
    try:
        evidence = parindex.read_evidence(definition, path, **options)
    except parindex.UnreadableError:
        return False
    for problem in evidence.problems:
        assert problem.code in CODES
        assert problem.message
        assert str(problem)
        assert problem.line is None or problem.line >= 1
        assert problem.column is None or problem.column >= 1
    if not options and all(problem.code != "no-layer" for problem in evidence.problems):  # else each layer is validated
        assert parindex.validate(definition, path)[: len(evidence.problems)] == evidence.problems
    if errors(evidence.problems):
        return False
    result_holds(parindex.score(definition, evidence))
    return True


def result_holds(scores):
    """Hold a result against its schema, as text that is JSON to anybody."""
    text = scores.to_json()
    text.encode()
    RESULT.validate(json.loads(text, parse_constant=int))
    for unit in scores.units[:2]:
        explanation = scores.explain(unit)
        assert str(explanation)
        EXPLANATION.validate(json.loads(explanation.to_json(lang="vi"), parse_constant=int))


UNITS = {"vn-provinces": ("01", "48", "79"), "vn-ministries": ("Bộ Nội vụ", "Bộ Tài chính")}


def sound_rows(definition):
    """Return a table that the definition takes: a header, and a row a unit."""
    units = tuple(unit.id for unit in definition.unit[:3]) or UNITS.get(definition.units, ("A", "B", "C"))
    header, cells = ["unit"], []
    for figure in definition.outside.values():
        years = [*figure.values.names()] if getattr(figure, "values", None) else [None]
        default = figure.figure(years[0]) if hasattr(figure, "figure") else 1
        header.append(figure.id)
        cells.append(f"{float(default or 1):.6g}")
    for leaf in definition.leaves:
        if not all(condition.holds for condition, _ in definition.conditions(leaf)):
            continue  # every unit has every attribute
        low, high = leaf.rule.domain(leaf)
        low = high if low is None else low
        figure = "1" if low is None else f"{float(low + 1 if high is None else (low + high) / 2):.6g}"
        if leaf.reads:
            limits = None if leaf.inputs else leaf.rule.item_limits(leaf)
            ticked = "x" if limits is None and not leaf.inputs else "1"
            whole = None if leaf.inputs else leaf.rule.item_sum(leaf)
            header += [f"{leaf.id}.{name}" for name in leaf.reads]
            cells += [ticked] * len(leaf.reads) if whole is None else [str(whole), *["0"] * (len(leaf.reads) - 1)]
        elif leaf.formula is None:
            header.append(leaf.id)
            options = leaf.rule.options()
            cells.append(options[0] if options else figure)
        if leaf.documents:
            header.append(f"{leaf.id}.document")
            cells.append(f"QĐ {leaf.id}")
    return [header, *([unit, *cells] for unit in units)]
