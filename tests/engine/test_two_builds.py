"""Builds that write into one output, or clear the cache that others use, take turns."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.base import turns
from tests.base.test_turns import another
from tests.site import ROOT, Built, article, build, write
from tools import site

TEXTS = {
    which: {f"tin-tuc/{n}.md": article(f"Bài {n}", body=f"Lời {which}.") for n in range(12)} for which in ("ba", "nam")
}
ROUNDS = """
import json, sys, pathlib
from tests.site import build
folder, texts, output = sys.argv[1:]
for _ in range(4):
    made = build(pathlib.Path(folder), json.loads(texts), OUTPUT_PATH=output)
    assert made.code == 0, made.said
"""


def test_a_build_into_an_output_that_another_writes_is_refused_when_patience_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(tmp_path, TEXTS["ba"])
    monkeypatch.setattr(turns, "PATIENCE", 0)
    with another(before.output):
        made = build(tmp_path, TEXTS["nam"])
    assert made.code == 1
    assert made.messages[-2:] == [
        f"Một lần dựng khác đang ghi vào «{made.output}»; xin đợi.",
        f"{made.output}: một lần dựng khác vẫn đang ghi vào đây. Hãy đợi nó xong, hoặc dừng nó, rồi dựng lại.",
    ]
    assert build(tmp_path, TEXTS["ba"]).files == made.files


def test_a_check_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0)
    output = build(tmp_path, TEXTS["ba"]).output
    with another(output):
        assert build(tmp_path, {}, CHECK_ONLY=True).code == 0


def test_a_build_that_had_to_wait_sees_what_was_written_meanwhile(tmp_path: Path) -> None:
    content, output = write(tmp_path / "content", TEXTS["ba"]), tmp_path / "output"
    order = {"PATH": str(content), "OUTPUT_PATH": str(output), "CACHE": str(tmp_path / "cache"), "SEARCH_INDEX": False}

    def begin() -> subprocess.Popen[str]:
        made = subprocess.Popen(
            [sys.executable, "-m", "tools.site"], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert made.stdin
        made.stdin.write(f"{json.dumps(order)}\n")
        made.stdin.close()
        return made

    with begin() as first:
        assert first.stderr
        first.stderr.read()
    before = Built(output, 0, "").files
    with another(output) as other, begin() as waiting:
        assert waiting.stderr
        assert any("xin đợi" in line for line in waiting.stderr)
        (output / "tin-tuc/1/index.html").write_text("Chữ khác.", "utf-8")
        (output / "thừa.html").touch()
        other.kill()
        waiting.stderr.read()
    assert waiting.returncode == 0
    assert Built(output, 0, "").files == before


@pytest.mark.faults
def test_builds_at_once_leave_the_whole_output_of_one_of_them(tmp_path: Path) -> None:
    output = tmp_path / "output"
    command = [sys.executable, "-c", ROUNDS]
    builders = [
        subprocess.Popen([*command, str(tmp_path / which), json.dumps(texts), str(output)], cwd=ROOT)
        for which, texts in TEXTS.items()
    ]
    assert [builder.wait() for builder in builders] == [0, 0]
    assert Built(output, 0, "").files in [
        build(tmp_path / "clean" / which, texts).files for which, texts in TEXTS.items()
    ]


def test_the_cache_is_not_cleared_under_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "CACHE", tmp_path)
    (tmp_path / "texts.sqlite").touch()
    with monkeypatch.context() as hurried:
        hurried.setattr(turns, "PATIENCE", 0)
        with another(tmp_path, "shared"), pytest.raises(SystemExit, match="Không bỏ được bộ nhớ tạm"):
            site.forget()
    assert (tmp_path / "texts.sqlite").exists()
    site.forget()
    assert not (tmp_path / "texts.sqlite").exists()
