import json

import pytest

from ..command import DONE, FAILED, run

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

EVIDENCE = "examples/par-ministries-2023.csv"
PCI = "examples/pci-2016.csv"
YEARS = ("2010:pci-2009=examples/pci-2010.csv", "2013:pci-2013=examples/pci-2013.csv", f"2016:pci-2013={PCI}")


@pytest.fixture(autouse=True)
def folder(request, monkeypatch):
    monkeypatch.chdir(request.config.rootpath)


def test_a_picture_is_written_as_its_name_says(tmp_path):
    for suffix, begins in ((".svg", b"<svg "), (".png", b"\x89PNG"), (".json", b'{"')):
        path = tmp_path / f"ranking{suffix}"
        assert run("plot", "ranking", "par-ministry-2022", EVIDENCE, "--lang", "vi", "-o", str(path)) == (DONE, "", "")
        assert path.read_bytes().startswith(begins)


def test_without_a_name_it_is_svg_on_standard_output():
    code, printed, said = run("plot", "structure", "par-ministry-2022", "--lang", "en")
    assert (code, said) == (DONE, "")
    assert printed.startswith('<svg role="img" ')
    assert "68.5% " in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("heatmap", "pci-2013", PCI, "--show", "rank", "--node", "land", "--unit", "01"),
        ("tiles", "pci-2013", PCI, "--node", "land"),
        ("profile", "pci-2013", PCI, "--unit", "Đắk Lắk", "--unit", "01"),
        ("waterfall", "pci-2013", PCI, "--unit", "66"),
        ("rank-intervals", "par-ministry-2022", EVIDENCE, "--highlight", "MOHA"),
        ("rank-probabilities", "par-ministry-2022", EVIDENCE, "--unit", "MOHA"),
        ("tornado", "pci-2013", PCI, "--unit", "66"),
        ("sobol", "par-ministry-2022", EVIDENCE, "--unit", "MOHA"),
        ("change", "pci-2013", PCI, PCI, "--show", "rank"),
        ("change", *YEARS[1:], "--show", "rank", "--unit", "66", "--unit", "01"),
        ("change", *YEARS[:2], "--unit", "66"),
        ("trend", *YEARS, "--unit", "66", "--unit", "01"),
    ],
    ids=lambda arguments: " ".join(arguments[:1] + arguments[-1:]),
)
def test_each_kind_runs_what_it_needs(arguments):
    code, printed, said = run("plot", *arguments, "--format", "json", "--lang", "vi")
    assert (code, said) == (DONE, "")
    assert json.loads(printed)["data"]["values"]


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("profile", "pci-2013", PCI), "profile is of one unit: name it with --unit"),
        (("ranking", "pci-2013", PCI, "--highlight", "99"), "Invalid value for --highlight: no unit '99'"),
        (("ranking", "pci-2013", PCI, "--node", "lan"), "Invalid value for --node: 'pci-2013' has no node 'lan'"),
        (("structure", "pci-2013", PCI), "structure is of a definition: it takes no EVIDENCE"),
        (("ranking", "pci-2013", PCI, "-o", "x.jpg"), "writes no .jpg: name a file .json, .png, .svg"),
        (("waterfall", "pci-2013", PCI, "--unit", "66", "--unit", "01"), "takes no more --unit than 1"),
        (("tiles", "par-ministry-2022", EVIDENCE), "a tile map is of provinces"),
        (("tiles", "pci-2013", PCI, "--highlight", "66"), "tiles takes no --highlight"),
        (("change", "pci-2013", PCI), "change takes 2 EVIDENCE, not 1"),
        (("change", *YEARS), "change takes 2 EVIDENCE, not 3"),
        (("change", *YEARS[1:], "--unit", "99"), "no unit '99'"),
        (("trend", "pci-2013", PCI), "'pci-2013' is no YEAR:DEFINITION=EVIDENCE"),
        (("trend", f"pci-2013={PCI}"), "say of which year"),
        (("trend", *YEARS, "--year", "2013"), "trend takes no --year"),
        (("ranking", "pci-2013", PCI, "--unit", "Nowhere"), "no unit 'Nowhere'"),
        (("ranking", "pci-2013", PCI, "-o", "x.pdf"), "writes no .pdf"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_drawn_is_an_error_of_usage(arguments, told):
    code, printed, said = run("plot", *arguments, LC_ALL="C")
    assert (code, printed) == (FAILED, "")
    assert told in said


def test_it_is_refused_in_vietnamese_too():
    said = run("plot", "profile", "pci-2013", PCI, "--lang", "vi")[2]
    assert "profile là của một đơn vị: ghi đơn vị đó bằng --unit" in said


def test_two_years_of_one_unit_are_told_by_cause():
    steps = json.loads(run("plot", "change", *YEARS[:2], "--unit", "66", "--format", "json")[1])["data"]["values"]
    assert {"evidence", "weights", "incomparable"} <= {step["cause"] for step in steps}
