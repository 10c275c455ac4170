"""The audit of an index for people: one document in the order of an audit of the JRC."""

from parindex.views.audits.audit_document import AUDITS as AUDITS, AuditDocument as AuditDocument
