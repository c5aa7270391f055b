"""A text whose words or title alone were changed is looked at without the others, and is told and shown as if all had
been.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from plugins.engine import CheckedText, WarmSite
from tests.looks import looks_counted
from tests.site import NOW, article, photograph, write
from tools import site

PATHS = ("tin-tuc/mot/index.md", "tin-tuc/hai.md", "tin-tuc/ba.md", "pages/gioi-thieu.md", "programs/a.md")
PROGRAM = """---
Title: Chương trình A
Start: 2025-01-01
End: 2026-12-31
Tasks:
  - id: t1
    title: Đăng báo
    target: 1
    elsewhere: có
---

Lời.
"""
TEXTS: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "pages/gioi-thieu.md": "Title: Giới thiệu\n\n## Mục {: #muc }\n\nChữ.\n",
    "programs/a.md": PROGRAM,
    "tin-tuc/mot/index.md": article("Một", "2026-10-01", "![Ảnh](anh.jpg)\n\n[Hai](../hai.md)", Tags="lúa"),
    "tin-tuc/mot/anh.jpg": photograph(900, 600),
    "tin-tuc/mot/hai.jpg": photograph(600, 400),
    "tin-tuc/mot-2.md": article("Một lần nữa", "2026-10-01", "Lời.", Tags="lúa"),
    "tin-tuc/hai.md": article("Hai", "2026-10-02", "Lời.\n\n[Mục](/gioi-thieu/#muc)", Program="a", Tags="lúa"),
    "tin-tuc/ba.md": article("Ba", "2026-10-03", "## Đề mục\n\nLời.", Status="draft"),
}
SETTINGS: dict[str, Any] = {"PREVIEW": True, "NOW": NOW, "SITEURL": "https://soan.example/xem/-"}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", TEXTS)


@pytest.fixture
def warm(content: Path) -> WarmSite:
    return over(content, "warm")


def over(content: Path, cache: str) -> WarmSite:
    return site.warm({"PATH": str(content), "CACHE": str(content.with_name(cache)), **SETTINGS})


def looked_at_anew(content: Path, path: str) -> CheckedText:
    """By another site, which has not looked at that text alone before."""
    return over(content, "anew").check_one(path)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One for each time that all texts are looked at."""
    return looks_counted(monkeypatch)


def header(text: str | bytes) -> str:
    assert isinstance(text, str)
    return text.partition("\n\n")[0]


BODIES = {
    "words": "Chữ **khác**.",
    "nothing": "",
    "a picture that nobody showed": "![Khác](/tin-tuc/mot/hai.jpg)",
    "no picture any more": "Chữ.",
    "a picture without words": "![](/tin-tuc/mot/anh.jpg)",
    "a link to nothing": "[Đâu](/khong-co/)",
    "a link to a place": "[Mục](/gioi-thieu/#muc)",
    "a link to no place": "[Mục](/gioi-thieu/#khong-co)",
    "a link into itself": "## Kết quả\n\n[Lên](#ket-qua)",
    "a link into itself to nothing": "[Lên](#dau)",
    "a heading too deep": "##### Sâu",
    "a slip": "Chữ ,sai  chỗ .",
    "html left open": "<b>Đậm\n\n<script>x</script>",
    "more lines than before": "Một\n\n" * 40 + "[Đâu](khong.md)",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("path", ["tin-tuc/mot/index.md", "tin-tuc/ba.md", "pages/gioi-thieu.md"])
def test_other_words_are_told_and_shown_as_a_look_at_all_texts_would(
    content: Path, warm: WarmSite, path: str, body: str
) -> None:
    warm.check_one(path)
    write(content, {path: f"{header(TEXTS[path])}\n\n{body}\n"})
    assert warm.check_one(path) == looked_at_anew(content, path)


def test_where_words_alone_were_changed_nobody_looks_at_the_others(
    content: Path, looks: list[object], warm: WarmSite
) -> None:
    for path in PATHS[:3]:
        warm.check_one(path)
    looks.clear()
    for number in range(3):
        for path in PATHS[:3]:
            write(content, {path: f"{header(TEXTS[path])}\n\nLần {number}. [Sai](khong-co.md)\n"})
            checked = warm.check_one(path)
            assert f"Lần {number}" in (checked.page or b"").decode()
            assert len(checked.problems) == 1
            write(content, {path: TEXTS[path]})
    assert looks == []
    assert warm.check_one("pages/gioi-thieu.md") == looked_at_anew(content, "pages/gioi-thieu.md")


@pytest.mark.parametrize("path", PATHS[:4])
def test_where_a_title_alone_was_changed_nobody_looks_at_the_others(
    content: Path, looks: list[object], warm: WarmSite, path: str
) -> None:
    warm.check_one(path)
    looks.clear()
    text = TEXTS[path]
    assert isinstance(text, str)
    write(content, {path: text.replace("\n", " khác\n", 1)})
    checked = warm.check_one(path)
    assert looks == []
    assert " khác</h1>" in (checked.page or b"").decode()
    assert checked == looked_at_anew(content, path)


TITLES = {
    "of another text": "Hai",
    "of its copy": "Một lần nữa",
    "nearly that of its copy": "MỘT lần  nữa",
    "behind its neighbour of the same day": "Năm",
    "with a slip": "Một ,hai",
    "none": "",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("path", ["tin-tuc/mot/index.md", "tin-tuc/mot-2.md"])
def test_another_title_is_told_and_shown_as_a_look_at_all_texts_would(
    content: Path, warm: WarmSite, path: str, title: str
) -> None:
    for said in (title, "Tên cuối"):
        warm.check_one(path)
        write(content, {path: article(said, "2026-10-01", "Lời.", Tags="lúa")})
        assert warm.check_one(path) == looked_at_anew(content, path)


FIELDS = {
    "title": {"Title": "Tên khác"},
    "tag": {"Tags": "ngô"},
    "category": {"Category": "Tin tức"},
    "date": {"Date": "2026-09-01"},
    "author": {"Author": "Lê Văn A"},
    "slug": {"Slug": "khac"},
    "status": {"Status": "hidden"},
    "a name that no list bears": {"Status": "hidden", "Tags": "riêng", "Author": "Lê Văn A"},
    "removal": {"Status": "removed", "Reason": "Nhầm"},
    "old address": {"Redirect_from": "/tin-tuc/hai/"},
    "evidence": {"Program": "a", "Result": "t1"},
    "summary": {"Summary": "Tóm tắt."},
    "correction": {"Correction": "Sửa số.", "Modified": "2026-10-20"},
    "wrong": {"Date": "hôm qua"},
    "lead": {"Image": "hai.jpg", "Image_alt": "Lời"},
    "of a document": {"Document_number": "12/KH", "Issuer": "Sở X"},
}


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
def test_other_facts_are_told_and_shown_as_a_look_at_all_texts_would(
    content: Path, warm: WarmSite, fields: dict[str, str]
) -> None:
    path = "tin-tuc/mot/index.md"
    warm.check_one(path)
    for body in ("Một.", "Hai.", "[Ra ngoài](https://bao.example/)"):
        given = {"Title": "Một", "Date": "2026-10-01", "Category": "Tin", **fields}
        write(content, {path: "".join(f"{name}: {said}\n" for name, said in given.items()) + f"\n{body}\n"})
        assert warm.check_one(path) == looked_at_anew(content, path)


def test_a_place_that_another_text_leads_to_is_missed(content: Path, warm: WarmSite) -> None:
    warm.check_one("pages/gioi-thieu.md")
    write(content, {"pages/gioi-thieu.md": "Title: Giới thiệu\n\nChữ.\n"})
    assert warm.check_one("pages/gioi-thieu.md").elsewhere == 1


def test_whatever_is_written_in_whatever_order(content: Path, warm: WarmSite) -> None:
    chance = random.Random(19)
    names = [path for path in PATHS if path != "programs/a.md"]
    for step in range(40):
        path = chance.choice(names)
        text = f"{header(TEXTS[path])}\n\n{chance.choice(list(BODIES.values()))}\n"
        if chance.random() < 0.2:
            text = text.replace("Title: ", f"Title: {step} ", 1)
        write(content, {path: text})
        if chance.random() < 0.15:
            write(content, {"tin-tuc/mot/hai.jpg": photograph(500 + step, 400)})
        if chance.random() < 0.15:
            extra = content / "tin-tuc/moi.md"
            extra.unlink() if extra.exists() else write(
                content, {"tin-tuc/moi.md": article("Mới", "2026-10-09", "Lời.")}
            )
        if chance.random() < 0.2:
            warm.look()
        asked = chance.choice(names)
        assert warm.check_one(asked) == looked_at_anew(content, asked), step


def test_a_file_that_tells_its_bytes_by_its_name_is_there_without_a_look(
    content: Path, warm: WarmSite, looks: list[object]
) -> None:
    path = "tin-tuc/mot/index.md"
    first = warm.check_one(path)
    write(content, {path: f"{header(TEXTS[path])}\n\n![Khác](hai.jpg)\n"})
    second = warm.check_one(path)
    looks.clear()
    for page in (first.page, second.page):
        name = (page or b"").decode().partition('src="/xem/-/anh')[2].partition('"')[0]
        assert warm.read_lasting(f"anh{name}")
    assert warm.read_lasting("anh/khong-co-123.jpg") is None
    assert looks == []
