"""A build never lies: what is wrong with plugins, templates, links, texts or the disk is told, and it exits with 1."""

from __future__ import annotations

import builtins
import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from plugins.engine import pages
from plugins.engine.page import PageSection
from tests.engine.command import PELICAN, python, run
from tests.site import ROOT, article, build, photograph, write

ONE = {"tin-tuc/a.md": article()}


@pytest.mark.parametrize("plugins", ['["plugins.khong_co"]', "[]"])
def test_a_build_without_the_engine_stops(tmp_path: Path, plugins: str) -> None:
    content, made = write(tmp_path / "content", ONE), tmp_path / "output"
    result = python("-m", "pelican", content, "-s", "pelicanconf.py", "-o", made, "-e", f"PLUGINS={plugins}")
    assert result.returncode == 1
    assert "PLUGINS" in result.stderr
    assert not (made / "index.html").exists()


def test_a_further_plugin_that_does_not_load_stops_the_build(tmp_path: Path) -> None:
    settings = (
        (ROOT / "pelicanconf.py").read_text("utf-8").replace('["plugins.engine"]', '["plugins.engine", "khong_co"]')
    )
    content = write(tmp_path / "content", ONE)
    conf = write(tmp_path, {"pelicanconf.py": settings.replace("Path(__file__).parent", f"Path({str(ROOT)!r})")})
    made = tmp_path / "output"
    result = python("-m", "pelican", content, "-s", conf / "pelicanconf.py", "-o", made, "-t", ROOT / "theme")
    assert result.returncode == 1
    assert "PLUGINS: không nạp được «khong_co»" in result.stderr
    assert not (made / "index.html").exists()


def test_an_engine_that_fails_while_it_is_imported_stops_the_build(tmp_path: Path) -> None:
    write(tmp_path / "content", ONE)
    shutil.copytree(ROOT / "plugins", tmp_path / "plugins")
    shutil.copy(ROOT / "pelicanconf.py", tmp_path)
    write(tmp_path / "plugins", {"engine/build.py": "raise RuntimeError('hỏng')\n"})
    result = python("-m", "pelican", "-s", "pelicanconf.py", "-t", ROOT / "theme", folder=tmp_path)
    assert result.returncode == 1
    assert not (tmp_path / "output" / "index.html").exists()


@pytest.mark.parametrize(
    ("program", "settings"),
    [
        ([PELICAN], "pelicanconf.py"),
        ([PELICAN], "publishconf.py"),
        ([sys.executable, "-m", "pelican"], "publishconf.py"),
    ],
)
def test_plain_pelican_builds_what_is_right_and_refuses_what_is_wrong(
    tmp_path: Path, program: list[str], settings: str
) -> None:
    right, wrong = write(tmp_path / "right", ONE), write(tmp_path / "wrong", {"a.md": article(date="2026-13-01")})
    assert run(*program, right, "-s", settings, "-o", tmp_path / "output").returncode == 0
    assert (tmp_path / "output" / "tin-tuc" / "a" / "index.html").is_file()
    refused = run(*program, wrong, "-s", settings, "-o", tmp_path / "nowhere")
    assert refused.returncode == 1
    assert "a.md:2: Date: «2026-13-01» không có trên lịch." in refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr
    assert not (tmp_path / "nowhere" / "index.html").exists()


BROKEN_LINKS = [
    ("[Xem](phu-luc.pdf)", "không có tệp «phu-luc.pdf». Hãy xem lại tên tệp; đường dẫn tính từ thư mục của bài."),
    ("[Xem](/khac/)", "không có trang hay tệp «/khac/». Hãy sửa đường dẫn."),
    ("[Xem](/tin-tuc)", "không có trang hay tệp «/tin-tuc». Có phải ý bạn là «/tin-tuc/»? Hãy sửa đường dẫn."),
    ("[Xem](b.md#xa)", "trang «/tin-tuc/b/» không có chỗ tên «#xa». Hãy sửa phần sau dấu «#»."),
    ("[Xem](#xa)", "trang «/tin-tuc/a/» không có chỗ tên «#xa». Hãy sửa phần sau dấu «#»."),
    ("![Ảnh](c.jpg)", "không có ảnh «c.jpg». Hãy đặt tệp ảnh cạnh bài và ghi đúng tên tệp."),
]


@pytest.mark.parametrize(("written", "message"), BROKEN_LINKS)
def test_a_link_or_picture_that_leads_nowhere_is_told_with_its_line(tmp_path: Path, written: str, message: str) -> None:
    texts = {"tin-tuc/a.md": article(body=f"Một.\n\n{written}\n"), "tin-tuc/b.md": article()}
    built = build(tmp_path, texts)
    assert (built.code, built.messages) == (1, [f"tin-tuc/a.md:6: {message}"])
    assert not built.output.exists()


def test_a_link_to_a_draft_is_told_before_anything_is_written(tmp_path: Path) -> None:
    built = build(tmp_path, {"a.md": article(body="[Xem](b.md)"), "b.md": article(Status="draft")})
    assert built.code == 1
    assert built.messages[0].startswith("a.md:4: ")
    assert not built.output.exists()


TEMPLATES = [
    (
        "article.html",
        "\n{% if %}",
        "article.html:2: mẫu trang hỏng: TemplateSyntaxError: Expected an expression, got 'end",
    ),
    ("article.html", "a\n\n{{ nowhere }}", "article.html:3: mẫu trang hỏng: UndefinedError: 'nowhere' is undefined."),
    ("page.html", "{{ asset('css/x.css') }}", "page.html:1: mẫu trang hỏng: KeyError: 'css/x.css'."),
    ("404.html", "\n{{ 1 + 'a' }}", "404.html:2: mẫu trang hỏng: TypeError: unsupported operand"),
    ("404.html", "{{ 1 | nope }}", "404.html:1: mẫu trang hỏng: TemplateAssertionError: No filter named 'nope'."),
    ("404.html", '{% include "none.html" %}', "404.html:1: mẫu trang hỏng: TemplateNotFound: none.html."),
]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the theme, for the test to break."""
    return shutil.copytree(ROOT / "theme", tmp_path / "theme")


@pytest.mark.parametrize(("name", "text", "message"), TEMPLATES)
def test_a_template_error_is_told_with_its_line_and_the_former_output_stays(
    tmp_path: Path, broken: Path, name: str, text: str, message: str
) -> None:
    texts = {**ONE, "pages/p.md": "Title: Trang\n\nChữ.\n"}
    former = build(tmp_path, texts).files
    write(broken / "templates", {name: text})
    built = build(tmp_path, {**texts, "tin-tuc/b.md": article("Bài sau")}, THEME=str(broken))
    assert built.code == 1
    assert built.messages[0].startswith(f"theme/templates/{message}")
    assert built.files == former


def test_texts_in_are_counted_against_pages_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    all_pages = pages.all_pages

    def without_articles(*given: Any) -> list[PageSection]:
        return [one for one in all_pages(*given) if "/tin-tuc/a/" not in one.digests]

    monkeypatch.setattr(pages, "all_pages", without_articles)
    built = build(tmp_path, ONE)
    assert built.code == 1
    missing = "bài không có trang /tin-tuc/a/ sau khi tạo. Hãy báo người quản trị."
    assert f"tin-tuc/a.md: {missing}" in built.messages


def test_a_broken_template_is_told_alike_where_many_pages_are_made_by_several_processes(
    tmp_path: Path, broken: Path
) -> None:
    write(broken / "templates", {"article.html": "a\n\n{{ nowhere }}"})
    many = {f"tin-tuc/{number}.md": article(f"Bài {number}") for number in range(60)}
    few, much = (build(tmp_path / name, texts, THEME=str(broken)) for name, texts in (("a", ONE), ("b", many)))
    assert few.code == much.code == 1
    assert few.messages == much.messages


def test_a_link_that_a_template_writes_wrong_is_found_in_the_output(tmp_path: Path, broken: Path) -> None:
    page = (broken / "templates" / "404.html").read_text("utf-8").replace("section.archive", '"/luu-tu/"')
    write(broken / "templates", {"404.html": page})
    built = build(tmp_path, ONE, THEME=str(broken))
    told = "đường dẫn «/luu-tu/» không dẫn tới đâu. Hãy sửa bài hoặc mẫu trang có đường dẫn này."
    assert (built.code, built.messages) == (1, [f"404.html: {told}"])


def fails_after(count: int, error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes so many files into an output folder, then none."""
    written, opened = list[object](), open

    def open_one(file: Any, *how: Any, **more: Any) -> Any:
        if f"{os.sep}.begun{os.sep}" in str(file):
            written.append(file)
            if len(written) > count:
                raise error
        return opened(file, *how, **more)

    monkeypatch.setattr(builtins, "open", open_one)


DISK = [
    (OSError(errno.ENOSPC, "No space left on device"), "không ghi được: No space left on device."),
    (PermissionError(errno.EACCES, "Permission denied"), "không ghi được: Permission denied."),
]


@pytest.mark.parametrize("count", [0, 3])
@pytest.mark.parametrize(("error", "message"), DISK)
def test_a_disk_that_takes_no_more_is_told_and_the_former_output_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str, count: int
) -> None:
    former = build(tmp_path, ONE).files
    write(tmp_path / "content", {"tin-tuc/a.md": article("Bài đã sửa"), "tin-tuc/b.md": article()})
    fails_after(count, error, monkeypatch)
    built = build(tmp_path, {})
    assert built.code == 1
    assert f"{message} Hãy xem lại chỗ trống và quyền ghi của ổ đĩa." in built.said
    assert built.files == former


def test_errors_of_texts_are_told_all_at_once_in_file_order_and_the_former_output_stays(tmp_path: Path) -> None:
    former = build(tmp_path, ONE).files
    built = build(tmp_path, {"tin-tuc/c.md": article(Statu="x"), "tin-tuc/b.md": article(body="[Xem](d.md)")})
    assert [message.split(":")[:2] for message in built.messages] == [["tin-tuc/b.md", "4"], ["tin-tuc/c.md", "3"]]
    assert built.said.endswith("Soát bài: 2 lỗi, 0 cảnh báo.\n")
    assert (built.code, built.files) == (1, former)


def test_a_picture_that_cannot_be_read_is_told_with_the_line_that_shows_it(tmp_path: Path) -> None:
    built = build(tmp_path, {"a.md": article(body="![Ảnh](a.jpg)"), "a.jpg": photograph()[:400]})
    told = "ảnh «a.jpg» bị cắt cụt hoặc hỏng. Hãy chép lại ảnh từ máy gốc."
    assert (built.code, built.messages) == (1, [f"a.md:4: {told}"])
