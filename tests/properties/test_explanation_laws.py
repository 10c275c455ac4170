"""What holds of every explanation: it keeps its schema, and its words are those of the language asked for."""

import json

import jsonschema
import numpy as np
from hypothesis import given, strategies as st

import parindex

from ..foreign_words import foreign_words, names_in
from .strategies import definitions, evidence_with_gaps, gaps

SCHEMA = jsonschema.Draft202012Validator(parindex.explanation_schema())


def walked(node):
    yield node
    for part in node["parts"]:
        yield from walked(part)


@given(st.data())
def test_an_explanation_keeps_its_schema_and_is_in_vietnamese_throughout(data):
    definition = data.draw(definitions().flatmap(gaps))
    scores = parindex.score(definition, data.draw(evidence_with_gaps(definition)))
    told = json.loads(scores.explain(scores.units[0]).to_json(lang="vi"), parse_constant=int)
    SCHEMA.validate(told)
    nodes = list(walked(told["node"]))
    assert {node["id"] for node in nodes} <= {node.id for node in definition.nodes}
    assert told["node"]["score"] == (None if np.isnan(scores.total[0]) else scores.total[0])
    names = names_in(definition) | {node.id for node in definition.nodes}
    texts = [*told["unit"]["reasons"], *(node["how"] for node in nodes)]
    assert [foreign for text in texts for foreign in foreign_words(text, names)] == []
