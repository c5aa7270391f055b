"""From every page there is a way on: out of a long list, from the only article of a category, between two that are
easily taken for one another; and no two things of a page share a name.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.site import Built, article, build

CATEGORIES = '[[category]]\nname = "Chương trình đề án"\nslug = "chuong-trinh-de-an"\n'


def test_an_article_without_neighbours_leads_to_its_category(tmp_path: Path) -> None:
    texts = {"data/categories.toml": CATEGORIES, "a.md": article("Một", Category="Chương trình đề án")}
    page = build(tmp_path, texts).page("/tin-tuc/a/")
    assert [one["href"] for one in page.select(".neighbours a")] == ["/chuyen-muc/chuong-trinh-de-an/"]


def test_the_news_category_and_the_register_of_its_name_lead_to_each_other(tmp_path: Path) -> None:
    texts = {"data/categories.toml": CATEGORIES, "a.md": article("Một", Category="Chương trình đề án")}
    built = build(tmp_path, texts)
    ways = [built.page(at).select(".also a")[0]["href"] for at in ("/chuyen-muc/chuong-trinh-de-an/", "/chuong-trinh/")]
    assert ways == ["/chuong-trinh/", "/chuyen-muc/chuong-trinh-de-an/"]


def test_a_page_of_a_long_list_says_where_one_is(tmp_path: Path) -> None:
    texts = {f"{at}.md": article(f"Bài số {at}", f"2026-0{1 + at // 20}-{1 + at % 20:02}") for at in range(60)}
    built = build(tmp_path, texts)
    front, first = (built.page(at).select(".list-place > span") for at in ("/tin-tuc/", "/tin-tuc/trang/1/"))
    assert [one.get_text() for one in front[:-1]] == ["Tin từ 1/3/2026 đến 20/3/2026", "Còn 2 trang tin cũ hơn"]
    assert [one.get_text() for one in first[:-1]] == [
        "Trang 1, đếm từ trang cũ nhất",
        "Tin từ 1/1/2026 đến 20/1/2026",
        "Trang cũ nhất",
    ]
    assert [one["href"] for one in first[-1].select("a")] == ["/luu-tru/2026/", "/luu-tru/"]


def test_headings_take_no_name_of_the_page_itself(tmp_path: Path) -> None:
    names = ("Nội dung", "Tìm", "Chữ viết tắt", "Tệp đính kèm", "Biểu đồ 1 tên")
    body = "\n\n".join(f"## {name}\n\nMột đoạn." for name in names)
    page = build(tmp_path, {"a.md": article(body=body)}).page("/tin-tuc/a/")
    ids = [one["id"] for one in page.select("[id]")]
    assert len(set(ids)) == len(ids)
    assert page.select("h2#noi-dung")
    assert page.select("main#_noi-dung")


def test_a_name_that_a_text_gives_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    built = build(tmp_path, {"a.md": article(body='## Một {#muc}\n\n<p id="muc">Hai</p>\n')})
    assert built.code == 1
    assert "chỗ tên «muc» có hai lần trong bài. Hãy đổi một tên." in built.said


HIDDEN = article(
    "Ẩn", Category="Việc riêng, Việc chung", Tags="lúa, ngô", Author="Lê An, Hội viên; Trần Bình", Status="hidden"
)


LISTS = re.compile("/(chuyen-muc|tu-khoa|tac-gia|rss)/")


def ways(built: Built) -> list[str]:
    page = built.page("/tin-tuc/an/")
    shown = page.select(".breadcrumbs a, .byline a, .subjects a, .neighbours a, [rel=alternate]")
    return sorted(str(one["href"]) for one in shown if LISTS.search(str(one["href"])))


def test_a_hidden_article_says_names_that_no_list_bears_in_plain_words(tmp_path: Path) -> None:
    built = build(tmp_path, {"an.md": HIDDEN})
    assert built.code == 0, built.said
    page = built.page("/tin-tuc/an/")
    said = " ".join(one.get_text(" ", strip=True) for one in page.select("main"))
    names = ("Việc riêng", "Việc chung", "lúa", "ngô", "Lê An", "Trần Bình")
    assert [name for name in names if name not in said] == []
    assert ways(built) == []
    assert "tac-gia" not in built.read("/tin-tuc/an/")


def test_a_name_of_a_hidden_article_leads_to_its_list_as_long_as_there_is_one(tmp_path: Path) -> None:
    assert ways(build(tmp_path, {"an.md": HIDDEN})) == []
    listed = {"hien.md": article("Hiện", Category="Việc riêng", Tags="lúa", Author="Lê An")}
    assert set(ways(build(tmp_path, listed))) == {"/chuyen-muc/viec-rieng/", "/tac-gia/le-an/", "/tu-khoa/lua/"}
    (tmp_path / "content/hien.md").unlink()
    assert ways(build(tmp_path, {})) == []
