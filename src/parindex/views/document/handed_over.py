"""Links and names of files in what is handed over: to the web only, and nothing of the machine it was made on."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import urlsplit


def web_address(url: str | None) -> str:
    """Return an address that a document may link to: http or https, with a host; "" for any other.

    Examples
    --------
    >>> from parindex.views.document import web_address
    >>> web_address("https://pcivietnam.vn/en"), web_address("javascript:alert(1)")
    ('https://pcivietnam.vn/en', '')
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url or "" if parts.scheme in ("http", "https") and parts.netloc else ""


def file_name(source: str) -> str:
    r"""Return the name of a file without the folders that it lies in.

    Examples
    --------
    >>> from parindex.views.document import file_name
    >>> file_name("/home/lan/2024/bo-nganh.csv"), file_name(r"C:\2024\bo-nganh.csv"), file_name("<data>")
    ('bo-nganh.csv', 'bo-nganh.csv', '<data>')
    """
    return PurePath(source.replace("\\", "/")).name or source
