"""Make `bo-co-quan-2023.xlsx`: the figures of `par-ministries-2023.csv` as an office lays them out.

The figures are those printed for the PAR INDEX 2023; the layout is ours: a heading of three lines, a head over two
rows with merged cells, names without codes, decimal commas in cells of text, means and a signature below.
Run it in this folder with openpyxl installed; a test compares what it makes with the file that is here.
"""

import csv
import sys
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

HEADING = (
    "BẢNG TỔNG HỢP ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2023",
    "CỦA CÁC BỘ, CƠ QUAN NGANG BỘ",
    "(Số liệu đã công bố, trình bày lại làm ví dụ)",
)
HEADS = (
    ("TT", "Tên bộ, cơ quan ngang bộ", "Kết quả đánh giá", None),
    (None, None, "Điểm thẩm định", "Điều tra xã hội học"),
)
MERGED = ("A5:A6", "B5:B6", "C5:D5")


def main(source: str, target: str) -> None:
    """Write the workbook."""
    with open(source, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2026, 11, 29, tzinfo=UTC).replace(tzinfo=None)
    sheet = book.active
    sheet.title = "Tổng hợp 2023"
    for line in (*((text,) for text in HEADING), (), *HEADS):
        sheet.append(line)
    for number, row in enumerate(rows, 1):
        survey = float(row["survey"]) if number % 2 else row["survey"].replace(".", ",")  # half of it typed as text
        sheet.append((number, row["name"], float(row["appraised"]), survey))
    last = sheet.max_row
    sheet.append((None, "Trung bình", f"=AVERAGE(C7:C{last})", None))
    sheet.append(())
    sheet.append((None, None, "Người lập biểu", "Thủ trưởng đơn vị"))
    for cells in MERGED:
        sheet.merge_cells(cells)
    for head in ("A1", "A5", "B5", "C5", "C6", "D6"):
        sheet[head].font = Font(bold=True)
        sheet[head].alignment = Alignment(horizontal="center" if head != "A1" else None, wrap_text=head != "A1")
    for column, width in zip("ABCD", (6, 44, 18, 18), strict=True):
        sheet.column_dimensions[column].width = width
    book.save(target)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ("par-ministries-2023.csv", "bo-co-quan-2023.xlsx")))
