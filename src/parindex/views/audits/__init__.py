"""The audit of an index for people: one document in the order of an audit of the JRC."""

from parindex.views.audits.audit_formats import AUDITS as AUDITS
