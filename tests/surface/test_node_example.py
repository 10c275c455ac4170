"""The example in Node: what it reads of our JSON, what it prints, what it draws."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import parindex

from ..installed_programs import absent

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NODE = EXAMPLES / "node"
MINISTRIES = ("par-ministry-2022", str(EXAMPLES / "par-ministries-2023.csv"))


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """Give a command that runs this Python's parindex."""
    path = tmp_path_factory.mktemp("bin") / "parindex"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m parindex "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def node(script, *arguments, command="parindex"):
    program = shutil.which("node") or absent("Node (nodejs)")
    done = subprocess.run(
        [program, str(NODE / script), *arguments],
        env=os.environ | {"PARINDEX": command},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a script of the shell")
def test_a_ranking_is_printed_in_vietnamese_as_it_was_published(command):
    code, printed, said = node("ranking.mjs", *MINISTRIES, command=command)
    assert (code, said) == (0, "")
    head, first, *_, last = printed.splitlines()
    assert re.split(r" {2,}", head.strip()) == ["Hạng", "Đơn vị", "Điểm", "Nhóm kết quả"]
    assert re.split(r" {2,}", first.strip()) == ["1", "Bộ Tư pháp", "89,96", "B"]  # as the ministry prints it
    assert re.split(r" {2,}", last.strip()) == ["17", "Bộ Công Thương", "78,03", "C"]


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a script of the shell")
def test_a_unit_is_printed_with_the_titles_that_stand_in_the_result(command):
    code, printed, said = node("unit.mjs", *MINISTRIES, "MOHA", command=command)
    assert (code, said) == (0, "")
    index, *parts = printed.splitlines()
    assert index == "Chỉ số cải cách hành chính của các bộ, cơ quan ngang bộ 2022–2023: 87,03 / 100"
    assert parts == ["  Điểm thẩm định: 60,65 / 68,5", "  Điều tra xã hội học: 26,38 / 31,5"]  # as the ministry prints
    code, printed, said = node("unit.mjs", *MINISTRIES, "XX", command=command)
    assert (code, printed, said) == (2, "", "XX: không có đơn vị này\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a script of the shell")
def test_faults_are_told_with_their_place_and_end_with_the_exit_code(command, tmp_path):
    (tmp_path / "x.csv").write_text("unit,appraised,survey\nMOHA,nhiều,26.38\n", encoding="utf-8")
    code, printed, said = node("ranking.mjs", MINISTRIES[0], str(tmp_path / "x.csv"), command=command)
    assert (code, printed) == (1, "")
    assert said.endswith("x.csv: 2: MOHA, appraised: 'nhiều' không phải là số\n")
    code, printed, said = node("ranking.mjs", MINISTRIES[0], str(tmp_path / "absent.csv"), command=command)
    assert (code, printed) == (2, "")
    assert "absent.csv" in said


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a script of the shell")
def test_a_picture_of_vega_lite_is_drawn_without_a_browser(command, tmp_path):
    if not (NODE / "node_modules" / "vega-lite").is_dir():
        absent("vega-lite (npm ci --prefix examples/node)")
    pytest.importorskip("altair")
    out = tmp_path / "ranking.svg"
    code, printed, said = node("draw.mjs", *MINISTRIES, str(out), command=command)
    assert (code, printed, said) == (0, "", "")
    drawn = out.read_text(encoding="utf-8")
    scores = parindex.score(parindex.load(MINISTRIES[0]), MINISTRIES[1])
    for name, published in zip(scores.names, scores.rounded, strict=True):
        assert f">{name}<" in drawn
        assert f">{str(published).replace('.', ',')}<" in drawn
