"""A repository that holds one small definition, made for one test."""

import subprocess

TEXT = """id = "sample"
index = "S"
version = "1"
title = { en = "Sample", vi = "Mẫu" }
years = [2020]
combine = "weighted-mean"

[[indicator]]
id = "a"
title = "First"
weight = 0.5
max = 10

[[indicator]]
id = "b"
weight = 0.5
max = 10
"""
CHANGED = TEXT.replace("weight = 0.5", "weight = 0.25", 1)
BROKEN = TEXT.replace('id = "b"', 'id = "c"').replace("max = 10", "max = 9")


def committed(tmp_path, monkeypatch):
    """Work in a repository whose folder `rules` holds one definition, committed; give the repository."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "sample.toml").write_text(TEXT, encoding="utf-8")
    git("init", "--quiet", "-b", "main")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    return tmp_path


def git(*arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)
