"""From the TOML text of a definition to its tree and back, every fault with its place."""

from parindex.definition.reading.definition_text import dump, fingerprint, load_text, parse_definition
from parindex.definition.reading.faults import FaultError, noted, wrong
from parindex.definition.reading.hooks import (
    FRACTION,
    ID,
    MAX_INPUTS,
    MAX_LIST,
    WORDS,
    Hook,
    list_hook,
    number_of,
    table_hook,
    text_of,
)
from parindex.definition.reading.structuring import structure_as

__all__ = [
    "FRACTION",
    "ID",
    "MAX_INPUTS",
    "MAX_LIST",
    "WORDS",
    "FaultError",
    "Hook",
    "dump",
    "fingerprint",
    "list_hook",
    "load_text",
    "noted",
    "number_of",
    "parse_definition",
    "structure_as",
    "table_hook",
    "text_of",
    "wrong",
]
