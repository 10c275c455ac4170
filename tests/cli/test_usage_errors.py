"""Errors of using the command line in both languages, whatever click calls them."""

import inspect
from pathlib import Path

import click
import pytest

import parindex.cli.usage_errors
from parindex.base import translated
from parindex.cli.spoken_help import SpokenContext
from parindex.cli.usage_errors import click_message, usage_text

from ..command import FAILED, run
from ..foreign_words import english_in

PCI = str(Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv")
VIETNAMESE = {"LC_ALL": "vi_VN.UTF-8"}
OPTION, ARGUMENT = click.Option(["--of"], type=click.Choice(["a", "b"])), click.Argument(["definition"])


def test_a_command_that_is_like_another_is_told():
    code, _, said = run("scor", "pci-2013", PCI, "--lang", "vi")
    assert (code, said.splitlines()[-1]) == (FAILED, "Lỗi: Không có lệnh 'scor'. Có phải là 'score' không?")


def in_a_command(error, lang):
    """Return the error as it stands in the run of a command."""
    if isinstance(error, click.UsageError):
        error.ctx = SpokenContext(click.Command("x", params=[OPTION, ARGUMENT]), info_name="parindex x", obj=lang)
    return error


#: One error or more of each class of click that a user can meet.
ERRORS = {
    "ClickException": [click.ClickException("unknown error")],
    "UsageError": [
        click.UsageError("Missing command."),
        click.UsageError("No such command 'x'."),
        click.UsageError("Got unexpected extra argument (x)"),
        click.UsageError("Got unexpected extra arguments (x y)"),
    ],
    "BadParameter": [
        click.BadParameter("'x' is not one of 'a', 'b'.", param=OPTION),
        click.BadParameter("'x' is not 'a'.", param=ARGUMENT),
        click.BadParameter("'x' is not a valid integer.", param_hint="--of"),
        click.BadParameter("'x' is not a valid float.", param_hint=["--of", "-o"]),
        click.BadParameter("'x' is not a valid integer range."),
        click.BadParameter("0 is not in the range x>=1.", param=OPTION),
        click.BadParameter("Takes 2 values but 1 was given.", param=OPTION),
        click.BadParameter("Takes 2 values but 3 were given.", param=OPTION),
    ],
    "MissingParameter": [
        click.MissingParameter(param=OPTION),
        click.MissingParameter(param=ARGUMENT),
        click.MissingParameter(param_hint="--of", param_type="option"),
        click.MissingParameter(param_hint="x", param_type="parameter"),
        click.MissingParameter(param_hint="x", param_type="argument"),
    ],
    "NoSuchOption": [
        click.NoSuchOption("--off"),
        click.NoSuchOption("--off", possibilities=["--of"]),
        click.NoSuchOption("--off", possibilities=["--of", "--off1"]),
    ],
    "BadOptionUsage": [
        click.BadOptionUsage("--of", "Option '--of' requires an argument."),
        click.BadOptionUsage("--of", "Option '--of' requires 2 arguments."),
        click.BadOptionUsage("--of", "Option '--of' does not take a value."),
    ],
    "BadArgumentUsage": [click.BadArgumentUsage("Argument 'definition' takes 2 values.")],
    "FileError": [click.FileError("x")],
    "NoArgsIsHelpError": [],
    "NoSuchCommand": [],
}
if hasattr(click.exceptions, "NoSuchCommand"):  # from click 8.4
    ERRORS["NoSuchCommand"] = [
        click.exceptions.NoSuchCommand("scor", possibilities=known) for known in (None, ["score"], ["score", "scope"])
    ]


def test_every_class_of_error_is_tried():
    classes = [each for _, each in inspect.getmembers(click.exceptions, inspect.isclass)]
    assert {each.__name__ for each in classes if issubclass(each, click.ClickException)} <= set(ERRORS)


@pytest.mark.parametrize("error", [error for errors in ERRORS.values() for error in errors], ids=repr)
def test_an_error_of_click_has_no_english_word_in_vietnamese(error):
    said = usage_text(in_a_command(error, "vi"), "vi")
    assert "Lỗi: " in said
    assert english_in(said) == set()


@pytest.mark.parametrize("error", [error for errors in ERRORS.values() for error in errors], ids=repr)
def test_an_error_of_click_is_told_as_click_does_in_english(error):
    error = in_a_command(error, "en")
    told = error.format_message().replace("\n\ta,\n\tb", " 'a', 'b'")  # as elsewhere, in one line
    assert usage_text(error, "en").endswith(f"Error: {told}\n")


def test_what_is_not_known_stays_as_it_is():
    assert translated(click_message("Something else."), "vi") == "Something else."
    assert translated(click_message("No such option: --x"), "vi") == "Không có tùy chọn --x"  # as click 8.1 says


@pytest.mark.parametrize(
    "arguments",
    [
        ["scor"],
        ["--lang"],
        ["--langs", "vi"],
        ["score"],
        ["score", "pci-2022"],
        ["score", "a", "b", "c"],
        ["score", "a", "b", "--formt", "csv"],
        ["score", "a", "b", "--format", "xml"],
        ["score", "a", "b", "--format"],
        ["score", "a", "b", "--year", "x"],
        ["score", "a", "b", "--parameter", "x"],
        ["score", "a", "b", "--parameter", "x=1", "--parameter", "x=2"],
        ["score", "a", "b", "-o", "x.xls"],
        ["score", "a", "b", "-o", "x.png"],
        ["score", "a", "b", "--format", "csv", "-o", "x.png"],
        ["show", "a", "--toml=x"],
        ["check"],
        ["check", ""],
        ["check", "a", "--settings", "b", "--no-settings"],
        ["units", "x", "--year", "1"],
        ["units", "pci-2022", "--year", "1999"],
        ["explain", "x"],
        ["explain", "unknown-kez"],
        ["explain", "unknown-key", "--unit", "a"],
        ["explain", "pci-2022"],
        ["explain", "pci-2022", "x"],
        ["reconcile", "a", "--between", "survey"],
        ["sensitivity", "a", "b"],
        ["sensitivity", "a", "b", "--method", "thresholds", "--draws", "1"],
        ["sensitivity", "a", "b", "--method", "effective-weights", "--unit", "1"],
        ["sensitivity", "a", "b", "--method", "sobol", "--draws", "0"],
        ["diff", ".", ".", "--evidence", "x"],
        ["diff", "a", "b", "--year", "2020"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_is_told_without_an_english_word(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, printed, said = run(*arguments, **VIETNAMESE)
    assert (code, printed) == (FAILED, "")
    assert english_in(said) == set()
    assert said != run(*arguments, LC_ALL="C")[2]


@pytest.mark.parametrize(
    "options, said",
    [
        (["--method", "uncertainty", "--weights", "uniform:3"], "share là 3,0, phải lớn hơn 0 và không quá 1"),
        (["--method", "uncertainty", "--weights", "none"], "không có gì biến động"),
        (["--method", "uncertainty", "--weights", "bounds:lend=0.1-0.2"], "có phải là 'land' không?"),
        (["--method", "uncertainty", "--imputation", "zero,mean"], "không có giá trị nào thiếu"),
        (["--method", "thresholds", "--unit", "38", "--unit", "38"], "'38' và '38' là cùng một đơn vị"),
        (["--method", "leave-out", "--unit", "Atlantis"], "Giá trị không hợp lệ cho --unit: "),
        (["--method", "leave-out", "--header-row", "x"], "dòng tiêu đề là một số từ 1"),
        (["--method", "leave-out", "--unit-from", "x"], "unit_from phải là 'sheet'"),
        (["--method", "leave-out", "--year", "1999"], "không áp dụng cho năm 1999"),
    ],
)
def test_what_the_library_refuses_is_told_in_vietnamese(options, said):
    code, printed, told = run("sensitivity", "pci-2013", PCI, *options, **VIETNAMESE)
    assert (code, printed) == (FAILED, "")
    assert said in told
    assert english_in(told) == set()


def test_what_the_system_says_of_a_file_is_told_in_vietnamese(tmp_path):
    told = run("list", "-o", str(tmp_path / "absent" / "x.csv"), **VIETNAMESE)[2]
    told += run("score", "pci-2013", str(tmp_path / "absent.csv"), **VIETNAMESE)[2]
    told += run("score", "pci-2013", PCI, "-o", str(tmp_path / "absent" / "x.csv"), **VIETNAMESE)[2]
    assert told.count("không có tệp hoặc thư mục này") >= 2
    assert english_in(told.replace(str(tmp_path), "")) == set()


def test_an_argument_is_called_as_in_the_usage():
    assert "Thiếu 'SỐ_LIỆU'." in run("score", "pci-2022", **VIETNAMESE)[2]
    assert "Missing argument 'EVIDENCE'." in run("score", "pci-2022", LC_ALL="C")[2]


def test_every_template_of_click_is_tried():
    tried = [error.message for error in ERRORS["BadParameter"]]
    tried += [error.format_message() for name, errors in ERRORS.items() for error in errors if name != "BadParameter"]
    tried += ["No such option: --x", "No such option --x.", "'x' is not a valid float range.", "Missing parameter: x"]
    tried += ["No such option: -x (Possible options: --y, --z)", "Missing argument 'x'. Choose from:\n\ta"]
    tried += ["No such option: --x Did you mean --y?", "Missing x.", "Missing x. (Did you mean one of: y, z?)"]
    templates = {click_message(text).template for text in tried}
    inner = {message.template for text in tried if (message := click_message(text).values.get("message"))}
    assert sorted({*parindex.cli.usage_errors._SAID} - templates - inner) == []
