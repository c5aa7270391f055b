"""What many pages show alike is made once, and no page can be told from one that was made without that."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from plugins.engine import theme
from tests.site import article, build, photograph

CATEGORIES = """
[[category]]
name = "Tin hoạt động"
slug = "tin-hoat-dong"
[[category]]
name = "Bản tin"
slug = "ban-tin"
numbered = true
"""
MENU = """
[[menu]]
label = "Tin tức"
target = "/tin-tuc/"
[[menu]]
label = "Bản tin"
target = "/chuyen-muc/ban-tin/"
"""
SHOWN: Mapping[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\n',
    "data/menus.toml": MENU,
    "data/categories.toml": CATEGORIES,
    "tin-tuc/anh.jpg": photograph(600, 400),
    "pages/q.md": "Title: Trang\n\nChữ.\n",
    "tin-tuc/nhap.md": article("Bản nháp", Status="draft", Category="Tin hoạt động"),
    "tin-tuc/hen.md": article("Bài hẹn", "2026-12-24", Category="Tin hoạt động"),
}


def texts(number: int) -> dict[str, str]:
    return {
        f"tin-tuc/{one}.md": article(
            f"Bài {one} ngày {one}/11/2025",
            f"2025-11-{one:02}",
            "![Ảnh](anh.jpg)\nChú thích" if one % 3 else "Chữ.",
            Category="Bản tin, Tin hoạt động" if one % 2 else "Tin hoạt động, Bản tin",
            Number=str(one),
            Tags="một, hai",
        )
        for one in range(1, number + 1)
    }


@pytest.mark.parametrize("preview", [False, True])
def test_pages_are_the_same_where_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preview: bool
) -> None:
    kept = build(tmp_path / "kept", {**SHOWN, **texts(25)}, PREVIEW=preview)
    monkeypatch.setattr(theme, "ROOM", -1)  # not even for nothing
    made = build(tmp_path / "made", {**SHOWN, **texts(25)}, PREVIEW=preview)
    assert (kept.code, kept.said) == (made.code, made.said) == (0, made.said)
    assert kept.files == made.files


def rendered(source: str, times: int = 3) -> list[str]:
    environment = Environment(loader=DictLoader({"a.html": source}), extensions=[theme.Kept], autoescape=True)
    environment.globals["next"] = count(1).__next__
    return [environment.get_template("a.html").render(at=at, words="<b>") for at in range(times)]


@pytest.mark.parametrize(
    ("source", "pages"),
    [
        ("{% kept %}{{ next() }}{{ words }}{% endkept %}", ["1&lt;b&gt;"] * 3),
        ("{% kept at %}{{ next() }}{% endkept %}", ["1", "2", "3"]),
        ("{% kept at == 1, words %}{{ next() }}{% endkept %}", ["1", "2", "1"]),
        ("{% kept %}{{ next() }}{% endkept %}\n{% kept %}{{ next() }}{% endkept %}", ["1\n2"] * 3),
        ("{% macro a(b) %}{% kept b %}{{ next() }}{% endkept %}{% endmacro %}{{ a(1) ~ a(at) }}", ["12", "11", "13"]),
    ],
)
def test_what_is_kept_is_made_once_for_each_key_and_place(source: str, pages: list[str]) -> None:
    assert rendered(source) == pages


def test_what_has_no_room_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "ROOM", 2)
    assert rendered("{% kept at % 3 %}{{ next() }}{% endkept %}", 6) == ["1", "2", "3", "1", "2", "4"]


def test_a_new_environment_begins_with_nothing() -> None:
    assert [rendered("{% kept %}{{ next() }}{% endkept %}") for _ in range(2)] == [["1"] * 3] * 2
