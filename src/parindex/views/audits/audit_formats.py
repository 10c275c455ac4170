"""Every format in which an audit is told."""

from __future__ import annotations

from collections.abc import Callable

from parindex.audits import Audit
from parindex.base import json_document
from parindex.views.audits.audit_document import AuditDocument
from parindex.views.document import html_page, markdown_document, text_document

#: Every format that `audit` writes, by name: of an audit, in a language.
AUDITS: dict[str, Callable[[Audit, str], str]] = {
    "text": lambda audit, lang: text_document(AuditDocument(audit, lang).titled_blocks()),
    "json": lambda audit, lang: json_document(audit.to_dict(), lang),
    "markdown": lambda audit, lang: markdown_document(AuditDocument(audit, lang).titled_blocks()),
    "html": lambda audit, lang: html_page(AuditDocument(audit, lang).titled_blocks()),
}
