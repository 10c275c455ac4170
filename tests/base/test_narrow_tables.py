"""Tables are as wide as the terminal; what goes to a file or a program is as wide as it likes."""

import pytest

from parindex.base import display_width, fitted, table_width
from parindex.cli.entry import main
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


def test_heads_take_more_than_two_lines_where_two_are_not_enough():
    """Four years of scores and ranks are wider than a terminal by their heads alone."""
    years = [name for year in (2010, 2013, 2014, 2016) for name in (str(year), f"thứ hạng {year}")]
    row = ["77", "Bà Rịa - Vũng Tàu", *["60,55", "19"] * 4]
    table = TextTable(["đơn vị", "tên đơn vị", *years], [row], range(2, 10))
    with table_width(100):
        lines = table.to_terminal().splitlines()
    assert max(map(display_width, lines)) <= 100
    assert len(lines) == 3 + 2
    assert lines[-1].split() == " ".join(row).split()


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
