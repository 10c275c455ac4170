"""Tables are as wide as the terminal; what goes to a file or a program is as wide as it likes."""

import pytest

from parindex.base import display_width, fitted, table_width
from parindex.cli import main
from parindex.views.document import TextTable

TITLE = "Chi phí thời gian để thực hiện các quy định của Nhà nước"
TABLE = TextTable(["tên", "điểm", "thứ hạng khi đó"], [[TITLE, "5,35", "27"], ["Ngắn", "10,00", "1"]], (1, 2))
LOST = ["lost", "pci-2013", "examples/pci-2016.csv", "--unit", "38", "--lang", "vi"]


def test_heads_give_way_first_and_then_texts_go_on_below_themselves():
    with table_width(50):
        assert TABLE.to_terminal().splitlines() == [
            "tên                               điểm   thứ hạng",
            "                                           khi đó",
            "─────────────────────────────────────────────────",
            "Chi phí thời gian để thực hiện    5,35         27",
            "  các quy định của Nhà nước",
            "Ngắn                             10,00          1",
        ]


def test_a_table_that_fits_and_one_for_a_file_stay_as_they_are():
    free = TABLE.to_terminal()
    assert TITLE in free
    with table_width(120):
        assert TABLE.to_terminal() == free


def test_figures_are_never_broken():
    """A table that cannot be made narrow enough stays in one piece."""
    rows = [[f"{10**at}" for at in range(20)]]
    with table_width(40):
        assert fitted([""] * 20, rows, range(20)) == ([[""] * 20], rows)


@pytest.mark.parametrize("width", [100, 120])
def test_a_command_fills_the_terminal_and_no_more(width, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(LOST) == 0
    lines = capsys.readouterr().out.splitlines()
    assert width - 20 < max(map(display_width, lines)) <= width
    assert TITLE not in "\n".join(lines)


def test_a_file_has_whole_lines(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*LOST, "-o", str(tmp_path / "lost.txt")]) == 0
    assert TITLE in (tmp_path / "lost.txt").read_text(encoding="utf-8")
