"""A site that stays in memory tells and shows what a build would, whatever has been written in between."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from plugins.base.addresses import file_name
from plugins.engine import WarmSite
from tests.site import NOW, ROOT, article, build, photograph, write
from tools import site

TEXTS: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "pages/gioi-thieu.md": "Title: Giới thiệu\n\nChữ.\n",
    "programs/a.md": "Title: Chương trình A\nStart: 2025-01-01\nEnd: 2026-12-31\n\nLời.\n",
    "tin-tuc/mot/index.md": article("Một", "2026-10-01", "![Ảnh](anh.jpg)\n\n[Hai](../hai.md)", Tags="lúa"),
    "tin-tuc/mot/anh.jpg": photograph(900, 600),
    "tin-tuc/hai.md": article("Hai", "2026-10-02", "Lời.", Program="a", Tags="lúa"),
    "tin-tuc/ba.md": article("Ba", "2026-10-03", "Lời.", Status="draft"),
}
FONTS = tuple(ROOT / f"node_modules/@fontsource/{name}/files" for name in ("be-vietnam-pro", "noto-serif"))
SETTINGS: dict[str, Any] = {"PREVIEW": True, "NOW": NOW, "SITEURL": "https://soan.example/xem/-"}
BODY = article("Hai", "2026-10-02", "Lời **khác**.", Program="a", Tags="lúa")
CHANGES: tuple[dict[str, str | bytes | None], ...] = (
    {"tin-tuc/hai.md": BODY},
    {
        "tin-tuc/hai.md": article("Hai mới", "2026-10-04", "Lời.", Program="a", Tags="ngô", Author="Lê Văn A"),
        "tin-tuc/bon/index.md": article("Bốn", "2026-10-05", "![Ảnh](b.jpg)"),
        "tin-tuc/bon/b.jpg": photograph(700, 500),
    },
    {"tin-tuc/mot/anh.jpg": photograph(801, 600), "tin-tuc/ba.md": None},
    {
        "data/site.toml": 'name = "Tên khác"\nurl = "https://x.example"\n',
        "tin-tuc/hai.md": article("Hai", "2026-10-02", "Lời.", Status="removed", Reason="Nhầm"),
    },
)


@pytest.fixture
def warm(tmp_path: Path) -> WarmSite:
    content = write(tmp_path / "content", TEXTS)
    return site.warm({"PATH": str(content), "CACHE": str(tmp_path / "warm"), **SETTINGS})


def change(content: Path, files: dict[str, str | bytes | None]) -> None:
    for name, said in files.items():
        if said is None:
            (content / name).unlink()
        else:
            write(content, {name: said})


def differing(warm: WarmSite, folder: Path) -> list[str]:
    """The files that another one than the warm site's comes out of a real build for."""
    built = build(folder, {}, ENGINE={"cache": folder / "built", "fonts": FONTS}, **SETTINGS)
    assert built.code == 0, built.said
    warm.look()
    return [name for name, said in built.files.items() if warm.read(name) != said]


def test_every_file_is_the_one_that_a_build_writes_after_each_of_many_changes(warm: WarmSite, tmp_path: Path) -> None:
    assert differing(warm, tmp_path) == []
    for files in CHANGES:
        change(tmp_path / "content", files)
        assert differing(warm, tmp_path) == [], files


def test_a_text_is_told_what_is_wrong_with_it_and_with_the_files_in_its_folder(warm: WarmSite, tmp_path: Path) -> None:
    wrong = article("Một", "2026-10-01", "![](anh.jpg)\n\n[Kế hoạch](ke-hoach.xyz)")
    change(tmp_path / "content", {"tin-tuc/mot/index.md": wrong, "tin-tuc/mot/ke-hoach.xyz": b"x"})
    checked = warm.check_one("tin-tuc/mot/index.md")
    assert [(one.path, one.line, one.warning) for one in checked.problems] == [
        ("tin-tuc/mot/index.md", 4, False),
        ("tin-tuc/mot/ke-hoach.xyz", 0, True),
    ]
    assert (checked.elsewhere, checked.address) == (0, "/tin-tuc/mot/")


def test_errors_of_other_texts_are_counted_but_one_that_names_this_text_is_told(warm: WarmSite, tmp_path: Path) -> None:
    same = article("Khác", "2026-10-09", "Lời.", Slug="hai")
    change(tmp_path / "content", {"tin-tuc/ba.md": "Title: Ba\n\nLời.\n", "tin-tuc/nam.md": same})
    checked = warm.check_one("tin-tuc/hai.md")
    assert [one.path for one in checked.problems] == ["tin-tuc/nam.md"]
    assert checked.elsewhere == 1


def test_a_text_is_mended_and_shown_again(warm: WarmSite, tmp_path: Path) -> None:
    warm.look()
    for body, wrong in (("![](anh.jpg)", 1), ("Chữ mới.", 0), ("[Đâu](dau.md)", 1), ("Chữ cuối.", 0)):
        change(tmp_path / "content", {"tin-tuc/mot/index.md": article("Một", "2026-10-01", body)})
        checked = warm.check_one("tin-tuc/mot/index.md")
        assert len(checked.problems) == wrong, checked
        page = (warm.read(file_name(checked.address)) or b"").decode()
        assert wrong or body in page


def test_what_somebody_clears_meanwhile_is_made_anew(warm: WarmSite, tmp_path: Path) -> None:
    warm.look()
    shutil.rmtree(tmp_path / "warm")
    page = warm.read("tin-tuc/mot/index.html")
    assert page
    assert "Hai" in page.decode()


def test_nothing_is_looked_at_where_nobody_has_touched_a_file(warm: WarmSite, tmp_path: Path) -> None:
    before = warm.look()
    change(tmp_path / "content", {"tin-tuc/hai.md": BODY})
    assert warm.look(untouched=True) is before
    assert warm.look() is not before


def test_pages_of_an_earlier_look_are_what_they_were(warm: WarmSite, tmp_path: Path) -> None:
    other = site.warm({"PATH": str(tmp_path / "content"), "CACHE": str(tmp_path / "other"), **SETTINGS})
    pages = {name: other.read(name) for name in other.look().derived.planner.files if name.endswith(".html")}
    before = warm.look()
    for files in CHANGES[:3]:
        change(tmp_path / "content", files)
        warm.look()
    assert {name: warm.read_of(before, name) for name in pages} == pages


def test_time_alone_makes_another_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {**TEXTS, "tin-tuc/nam.md": article("Năm", "2026-11-23 08:00", "Lời.")}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    warm = site.warm(
        {"PATH": str(write(tmp_path / "content", texts)), "CACHE": str(tmp_path / "warm"), "PREVIEW": True}
    )
    before = warm.look()
    write(tmp_path / "content", {"tin-tuc/hai.md": BODY})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795396000")
    assert warm.glance("tin-tuc/hai.md") is None
    assert warm.look(untouched=True) is not before
