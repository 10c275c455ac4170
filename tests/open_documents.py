"""Spreadsheets of OpenDocument (.ods) written by hand, tag by tag."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr


def cell(text="", inner="", tag="table-cell", **keys):
    """Return a cell of an .ods: attributes by their names without prefix, `_` for `-`."""
    prefix = {"value_type": "office", "value": "office", "string_value": "office", "calcext": "calcext"}
    named = {"calcext": "value-type"}
    written = "".join(
        f" {prefix.get(key, 'table')}:{named.get(key, key).replace('_', '-')}={quoteattr(str(of))}"
        for key, of in keys.items()
    )
    body = inner + (f"<text:p>{escape(text)}</text:p>" if text else "")
    return f"<table:{tag}{written}>{body}</table:{tag}>" if body else f"<table:{tag}{written}/>"


def number(of, shown=None, **keys):
    return cell(str(of) if shown is None else shown, value_type="float", value=of, **keys)


def text(of, **keys):
    return cell(of, value_type="string", **keys)


def row(*cells, **keys):
    written = "".join(f" table:{key.replace('_', '-')}={quoteattr(str(of))}" for key, of in keys.items())
    return f"<table:table-row{written}>{''.join(cells)}</table:table-row>"


def ods(*rows, columns="<table:table-column/>", name="S"):
    """Return an .ods of one worksheet."""
    spaces = "office table text style fo"
    named = " ".join(f'xmlns:{space}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"' for space in spaces.split())
    named += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    table = f"<table:table table:name={quoteattr(name)}>{columns}{''.join(rows)}</table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"<office:document-content {named}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return content.getvalue()
