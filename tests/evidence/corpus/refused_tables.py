"""Tables that cannot be read as they stand, each with the reason that is told."""

from .specimens import HEAD, IDS, KNOWN, OPEN, ROWS, TITLES, Refusal, Specimen, book, csv, zipped


def refused(name, make, *refusals, file="a.xlsx", definition=KNOWN, converted="", **options):
    return Specimen(name, {file: make}, definition, options, refused=refusals, converted=converted)


def unreadable(name, file, make, *words):
    return Specimen(name, {file: make}, unreadable=words)


def changed(figure, at=1):
    """Return the rows with one figure of the first in another form."""
    return [HEAD, [*ROWS[0][:at], figure, *ROWS[0][at + 1 :]], *ROWS[1:]]


SPECIMENS = [
    refused(
        "two ids in cells of numbers that show the same",
        book([["Cơ quan", 1.1, 1.1, 2.1], *ROWS]),
        Refusal("missing-column", "1:1", "no column for indicator '1.10'", "1.10"),
        Refusal("duplicate-column", "C1", "the column '1.1' stands in fields 2 and 3", "cột '1.1'"),
    ),
    refused(
        "an id in a cell of a number whose file does not tell how it is shown",
        book([["Cơ quan", 1.1, "1.10", 2.1], *ROWS], formats={"B1": "0.0"}),
        Refusal(
            "number-as-id",
            "B1",
            "the cell holds the number 1.1, which may stand for 1.1, 1.10 (format the cell as text",
            "định dạng",
        ),
        converted="xls",
    ),
    refused(
        "a small share in a file that does not tell percentages",
        book(changed(0.975), formats={"B2": "0.0%"}),
        Refusal(
            "share-or-percent",
            "B2",
            "0.975 may be 0.975 or 97.5 percent: such a file does not tell (save the workbook as .xlsx",
            ".xlsx",
        ),
        converted="xls",
    ),
    refused(
        "a footnote mark on a figure",
        book(changed("97,5¹")),
        Refusal(
            "not-a-number", "B2", "'97,5¹' is not a number (the figure has a footnote mark: write 97,5", "chú thích"
        ),
    ),
    refused(
        "a footnote in brackets",
        csv(changed("4,25(1)", 2), ";"),
        Refusal("not-a-number", "2:3", "write 4,25, the note elsewhere", "chú thích"),
        file="a.csv",
    ),
    refused(
        "a decimal or a thousand, which no cell of the column tells",
        csv([HEAD, ["snv", "97,5", "4,25", "1.250"], ["syt", "81,18", "3,5", 840], ["stc", 60, 5, 12000]], ";"),
        Refusal("ambiguous-number", "2:4", "'1.250' may be a decimal or a thousand", "1.250"),
        file="a.csv",
    ),
    refused(
        "a mark of missing that is not said",
        book(changed("..")),
        Refusal("not-a-number", "B2", "'..' is not a number (write n/a or nothing)", "'..'"),
    ),
    refused(
        "a date in place of a figure",
        book(changed("04/05/2024")),
        Refusal("not-a-number", "B2", "that is a date", "ngày"),
    ),
    refused(
        "a formula that was never computed",
        book(changed("=1+1")),
        Refusal("not-a-number", "B2", "let it compute, and save it", "mở"),
    ),
    refused(
        "a percentage where points belong",
        book(changed(0.85, 2), formats={"C2": "0%"}),
        Refusal("not-a-number", "C2", "'85%' has a percent sign (the unit is not percent)", "phần trăm"),
    ),
    refused(
        "one value in a cell of two rows",
        book([HEAD, ROWS[0], ["syt", None, 3.5, 840], ROWS[2]], merged=["B2:B3"]),
        Refusal("merged-cell", "B2", "the value stands in the merged cell B2:B3 (unmerge it", "B2:B3"),
    ),
    refused(
        "one value in a cell of two columns",
        book([HEAD, ["snv", 97.5, None, 1250], *ROWS[1:]], merged=["B2:C2"]),
        Refusal("merged-cell", "B2", "B2:C2", "B2:C2"),
    ),
    refused(
        "one unit in a cell of two rows of a wide table",
        book([HEAD, ROWS[0], [None, *ROWS[1][1:]], ROWS[2]], merged=["A2:A3"]),
        Refusal("duplicate-unit", "A3", "unit 'snv' stands in row 2 already", "'snv'"),
    ),
    refused(
        "a unit by its code and by its name",
        book([HEAD, *ROWS, ["Sở Y tế", 1.5, 2, 3]]),
        Refusal("duplicate-unit", "A5", "'Sở Y tế' and 'syt' are the same unit", "'Sở Y tế'"),
    ),
    refused(
        "a unit with a slip, and one that is none",
        csv([HEAD, *ROWS, ["Sở Nội vu", 50, 2, 3]], ";"),
        Refusal("unknown-unit", "5:1", "did you mean 'Sở Nội vụ'?", "Sở Nội vụ"),
        file="a.csv",
    ),
    refused(
        "a title that is near, and no number",
        book([["Cơ quan", "Tỷ lệ hồ sơ đúng hẹn", *TITLES[1:]], *ROWS]),
        Refusal("missing-column", "1:1", "no column for indicator '1.1'", "1.1"),
        Refusal("unknown-column", "B1", "(did you mean '1.1'?)", "'1.1'"),
    ),
    refused(
        "a share where a count is wanted, by the row below the heads",
        book([["Cơ quan", *TITLES], [None, "%", "điểm", "%"], *ROWS]),
        Refusal("missing-column", "2:2", "no column for indicator '2.1'", "2.1"),
        Refusal("unknown-column", "D2", "column '%' is no indicator", "'%'"),
    ),
    refused(
        "a column twice, by its id and by its title",
        book([[*HEAD, TITLES[1]], *[[*row, 1] for row in ROWS]]),
        Refusal("duplicate-column", "E1", "the column '1.10' stands in fields 3 and 5", "1.10"),
    ),
    refused(
        "columns of two years, and no year said",
        book([["Cơ quan", "1.1_2023", "1.1_2024", *IDS[1:]], *[[row[0], 1.5, *row[1:]] for row in ROWS]]),
        Refusal(
            "several-years",
            "1:1",
            "columns stand for the years 2023, 2024, and one is scored at a time (say the year scored",
            "2023, 2024",
        ),
        Refusal("missing-column", "1:1", "no column for indicator '1.1'", "1.1"),
    ),
    refused(
        "no column of units",
        csv([["Nơi", *IDS], *ROWS]),
        Refusal(
            "empty-table",
            "1:None",
            "there is no column 'unit' (name the column of units 'unit', or the row of the header, or let ",
            "unit",
        ),
        file="a.csv",
        definition=OPEN,
    ),
    refused(
        "a row with a decimal comma among commas",
        csv([HEAD, ["snv", "97,5", 4.25, 1250], *ROWS[1:]]),
        Refusal(
            "malformed-table",
            "2:None",
            "5 fields where the header has 4 (quote a value that holds the separator, such as a decimal comma)",
            "dấu",
        ),
        file="a.csv",
    ),
    unreadable(
        "a web page called .xls",
        "a.xls",
        lambda: b"<html><body><table><tr><td>unit</td></tr></table></body></html>",
        "this is a web page; open it in a spreadsheet program and save it as .xlsx",
        "trang web",
    ),
    unreadable("a workbook called .csv", "a.csv", book([HEAD, *ROWS]), "an Excel workbook (.xlsx)", "Excel"),
    unreadable(
        "a document called .xlsx",
        "a.xlsx",
        zipped(**{"word/document.xml": "<w/>"}),
        "this is a document with text; copy its table into a worksheet",
        "văn bản",
    ),
    unreadable(
        "a PDF called .csv", "a.csv", lambda: b"%PDF-1.7 ...", "this is a PDF; copy its table into a worksheet", "PDF"
    ),
]
