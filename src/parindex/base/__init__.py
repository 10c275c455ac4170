"""Nobody's subject: problems and their codes, messages and texts, files, git, arrays, plain layout."""

from typing import TYPE_CHECKING

from parindex.base.allowed_work import too_much_work as too_much_work, work_allowed as work_allowed
from parindex.base.arrays import array as array
from parindex.base.contents import (
    UNNAMED as UNNAMED,
    Content as Content,
    Readable as Readable,
    content_given as content_given,
    named_text as named_text,
)
from parindex.base.exceptions import (
    ExtraError as ExtraError,
    ParindexError as ParindexError,
    UnknownNameError as UnknownNameError,
    UnreadableError as UnreadableError,
    message_of as message_of,
)
from parindex.base.exports import (
    AsFrame as AsFrame,
    AsJson as AsJson,
    AsWorkbook as AsWorkbook,
    Listing as Listing,
    Shown as Shown,
    shipped_schema as shipped_schema,
    version as version,
)
from parindex.base.file_kinds import (
    DAMAGED as DAMAGED,
    PROTECTED as PROTECTED,
    FileKind as FileKind,
    file_kind as file_kind,
)
from parindex.base.file_names import (
    FileName as FileName,
    checkout_of as checkout_of,
    name_from as name_from,
    named_from as named_from,
    without_revision as without_revision,
)
from parindex.base.files import (
    at_most as at_most,
    decode as decode,
    read_bytes as read_bytes,
    read_text as read_text,
    real_path as real_path,
    too_large as too_large,
)
from parindex.base.frames import (
    FieldKind as FieldKind,
    FrameColumn as FrameColumn,
    data_frame as data_frame,
    frame_of as frame_of,
)
from parindex.base.grouped_numbers import without_thousands as without_thousands
from parindex.base.harmless import (
    for_log as for_log,
    harmless_json as harmless_json,
    one_line as one_line,
    visible as visible,
    visible_lines as visible_lines,
)
from parindex.base.json_shapes import Shape as Shape
from parindex.base.json_writing import (
    MOST_WHOLE as MOST_WHOLE,
    json_document as json_document,
    json_figure as json_figure,
    json_float as json_float,
    json_floats as json_floats,
    json_text as json_text,
)
from parindex.base.kinds_of_problem import ProblemKind as ProblemKind, problem_kinds as problem_kinds
from parindex.base.limits import LIMITS as LIMITS, Limits as Limits
from parindex.base.messages import (
    Message as Message,
    Name as Name,
    check_number as check_number,
    check_whole as check_whole,
    check_word as check_word,
    either as either,
    first_names as first_names,
    message_with_titles as message_with_titles,
    say as say,
    together as together,
    translated as translated,
    with_titles as with_titles,
)
from parindex.base.number_writing import (
    Figure as Figure,
    decimal as decimal,
    decimal_text as decimal_text,
    half_up_text as half_up_text,
    in_digits as in_digits,
    interval as interval,
    letters as letters,
    local_number as local_number,
    plain as plain,
    rough as rough,
    short as short,
)
from parindex.base.parser_messages import parser_message as parser_message
from parindex.base.problem_errors import (
    CasesError as CasesError,
    DefinitionError as DefinitionError,
    EvidenceError as EvidenceError,
)
from parindex.base.problem_lists import Problems as Problems
from parindex.base.problems import (
    CODES as CODES,
    DONE as DONE,
    FAILED as FAILED,
    FAULTY as FAULTY,
    SEVERITIES as SEVERITIES,
    Collector as Collector,
    Hints as Hints,
    Path as Path,
    Problem as Problem,
    Severity as Severity,
    code_of as code_of,
    errors as errors,
    hinted as hinted,
    json_pointer as json_pointer,
    near as near,
    titled as titled,
)
from parindex.base.progress import (
    Progress as Progress,
    ToldProgress as ToldProgress,
    each_told as each_told,
    part_of as part_of,
    told as told,
)
from parindex.base.recently_used import RecentlyUsed as RecentlyUsed
from parindex.base.texts import (
    LANGUAGES as LANGUAGES,
    TICKS as TICKS,
    Text as Text,
    Titled as Titled,
    capital as capital,
    clean as clean,
    first_of as first_of,
    fold as fold,
    language as language,
    listed as listed,
    nfc as nfc,
    normal as normal,
    without_marks as without_marks,
)
from parindex.base.toml_writing import (
    key_of as key_of,
    keys_of as keys_of,
    toml_key as toml_key,
    toml_value as toml_value,
)
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.base.csv_writing import as_no_formula as as_no_formula, csv_text as csv_text
    from parindex.base.file_writing import write as write
    from parindex.base.findings import (
        Checked as Checked,
        Failure as Failure,
        Findings as Findings,
        code_dict as code_dict,
        code_schema as code_schema,
        column_of as column_of,
        encodable as encodable,
        message_and_hint as message_and_hint,
        problems_schema as problems_schema,
    )
    from parindex.base.git import (
        all_files_in_revision as all_files_in_revision,
        branch_point as branch_point,
        changed_in_index as changed_in_index,
        changed_since as changed_since,
        commit_named as commit_named,
        content_in_revision as content_in_revision,
        files_in_revision as files_in_revision,
        is_shallow as is_shallow,
        not_checked_out as not_checked_out,
        repository_trouble as repository_trouble,
        staged as staged,
        text_in_revision as text_in_revision,
        top_of as top_of,
        untracked as untracked,
    )
    from parindex.base.git_blobs import (
        Blob as Blob,
        blobs_in_revision as blobs_in_revision,
        texts_of_blobs as texts_of_blobs,
    )
    from parindex.base.heads import HEADS as HEADS, WORDS as WORDS, head as head, method as method, word as word
    from parindex.base.layout import (
        aligned_columns as aligned_columns,
        display_width as display_width,
        tree_lines as tree_lines,
    )
    from parindex.base.narrow_tables import fitted as fitted, table_width as table_width
    from parindex.base.silent_solver import silence as silence
    from parindex.base.toml_errors import SoundRest as SoundRest
    from parindex.base.toml_positions import Position as Position, locate as locate, nearest as nearest
    from parindex.base.toml_reading import (
        MAX_DEPTH as MAX_DEPTH,
        lenient_toml as lenient_toml,
        placed as placed,
        read_toml as read_toml,
        read_with_rest as read_with_rest,
    )

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "csv_writing": "as_no_formula csv_text",
            "file_writing": "write",
            "findings": (
                "Checked Failure Findings code_dict code_schema column_of encodable message_and_hint problems_schema"
            ),
            "git": (
                "all_files_in_revision branch_point changed_in_index changed_since commit_named content_in_revision "
                "files_in_revision is_shallow not_checked_out repository_trouble staged text_in_revision top_of "
                "untracked"
            ),
            "git_blobs": "Blob blobs_in_revision texts_of_blobs",
            "heads": "HEADS WORDS head method word",
            "layout": "aligned_columns display_width tree_lines",
            "narrow_tables": "fitted table_width",
            "silent_solver": "silence",
            "toml_errors": "SoundRest",
            "toml_positions": "Position locate nearest",
            "toml_reading": "MAX_DEPTH lenient_toml placed read_toml read_with_rest",
        },
    )
