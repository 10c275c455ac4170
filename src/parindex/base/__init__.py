"""Nobody's subject: problems and their codes, messages and texts, files, git, arrays, plain layout."""

from typing import TYPE_CHECKING

from parindex.base.arrays import array
from parindex.base.exports import AsFrame, AsJson, frame, shipped_schema, version
from parindex.base.files import at_most, decode, read_bytes, read_text, real_path
from parindex.base.json_values import json_figure, json_float, json_text
from parindex.base.messages import LANGUAGES, Message, either, say, translated
from parindex.base.number_text import decimal, decimal_text, interval, plain, short
from parindex.base.parser_messages import parsed
from parindex.base.problems import (
    CODES,
    DONE,
    FAILED,
    FAULTY,
    CasesError,
    Collector,
    DefinitionError,
    EvidenceError,
    ExtraError,
    Hints,
    ParindexError,
    Path,
    Problem,
    Severity,
    UnknownNameError,
    UnreadableError,
    code_of,
    errors,
    near,
)
from parindex.base.texts import Text, clean, first_of, fold, listed
from parindex.base.toml_writing import toml_key, toml_value
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.base.findings import Checked, Failure, Findings, column_of, encodable, message_and_hint, visible
    from parindex.base.git import changed_since, files_in_revision, repository_trouble, text_in_revision
    from parindex.base.layout import branches, columns
    from parindex.base.toml_errors import Rest
    from parindex.base.toml_positions import Position, locate, nearest
    from parindex.base.toml_reading import MAX_DEPTH, lenient_toml, placed, read_toml, read_with_rest

__all__ = [
    "CODES",
    "DONE",
    "FAILED",
    "FAULTY",
    "LANGUAGES",
    "MAX_DEPTH",
    "AsFrame",
    "AsJson",
    "CasesError",
    "Checked",
    "Collector",
    "DefinitionError",
    "EvidenceError",
    "ExtraError",
    "Failure",
    "Findings",
    "Hints",
    "Message",
    "ParindexError",
    "Path",
    "Position",
    "Problem",
    "Rest",
    "Severity",
    "Text",
    "UnknownNameError",
    "UnreadableError",
    "array",
    "at_most",
    "branches",
    "changed_since",
    "clean",
    "code_of",
    "column_of",
    "columns",
    "decimal",
    "decimal_text",
    "decode",
    "either",
    "encodable",
    "errors",
    "files_in_revision",
    "first_of",
    "fold",
    "frame",
    "interval",
    "json_figure",
    "json_float",
    "json_text",
    "lenient_toml",
    "listed",
    "locate",
    "message_and_hint",
    "near",
    "nearest",
    "parsed",
    "placed",
    "plain",
    "read_bytes",
    "read_text",
    "read_toml",
    "read_with_rest",
    "real_path",
    "repository_trouble",
    "say",
    "shipped_schema",
    "short",
    "text_in_revision",
    "toml_key",
    "toml_value",
    "translated",
    "version",
    "visible",
]

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "findings": ("Checked", "Failure", "Findings", "column_of", "encodable", "message_and_hint", "visible"),
            "git": ("changed_since", "files_in_revision", "repository_trouble", "text_in_revision"),
            "layout": ("branches", "columns"),
            "toml_errors": ("Rest",),
            "toml_positions": ("Position", "locate", "nearest"),
            "toml_reading": ("MAX_DEPTH", "lenient_toml", "placed", "read_toml", "read_with_rest"),
        },
    )
