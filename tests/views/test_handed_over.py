"""What is handed over links to the web only and names no folder of a machine."""

import pytest

from parindex.views.document import file_name, web_address

NO_PAGES = (
    "javascript:alert(1)",
    "data:text/html,x",
    "//host/x",
    "https:x",
    "file:///etc/passwd",
    "",
    None,
    "http://[",
)


def test_a_page_of_the_web_is_a_link():
    assert web_address("https://pcivietnam.vn/en") == "https://pcivietnam.vn/en"


@pytest.mark.parametrize("url", NO_PAGES)
def test_what_is_no_page_of_the_web_is_no_link(url):
    assert web_address(url) == ""


@pytest.mark.parametrize(
    "source, name",
    [("/home/lan/a.csv", "a.csv"), (r"C:\tables\a.xlsx", "a.xlsx"), ("a.csv", "a.csv"), ("-", "-"), ("/", "/")],
)
def test_a_file_is_named_without_the_folders_that_it_lies_in(source, name):
    assert file_name(source) == name
