"""Time alone refuses nothing and breaks nothing: one content, built at every moment at which it changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import pelicanconf
from tests.site import Built, article, build, photograph

URL = "https://x.example"
DAYS = ("2024-12-20", "2024-12-31", "2025-01-02", "2025-06-01", "2026-01-05", "2026-11-01", "2026-11-15")
LATER = "2026-12-01"
SHORT_LISTS = {"ENGINE": {**pelicanconf.ENGINE, "entries_per_page": 1, "entries_per_year_page": 1}}

Window = tuple[int, int | None]
"""The days on which a text begins and ends, by their places in DAYS."""


def targets(windows: list[Window]) -> list[str]:
    """Every kind of address that follows from the texts, and each text with its heading."""
    found = []
    for one, (begin, _) in enumerate(windows):
        found += [f"/tin-tuc/bai-{one}/", f"/tin-tuc/bai-{one}/#muc", f"{URL}/tin-tuc/bai-{one}/"]
        found += [f"/cu/{one}/"] if begin == 0 else []
        found += [
            f"/tu-khoa/tu-{one}/",
            f"/tac-gia/nguoi-{one}/",
            f"/chuyen-muc/loai-{one}/",
            f"/feeds/loai-{one}.rss.xml",
        ]
        found += [f"/van-ban/{2000 + one}/", f"/van-ban/co-quan/so-{one}/"]
    found += ["/tu-khoa/chung/trang/1/", "/tin-tuc/trang/1/"] if len(windows) > 1 else []
    found += ["/tu-khoa/chung/", "/feeds/chuyen-muc-chung.json"]
    found += ["/luu-tru/", "/van-ban/", "/chuong-trinh/ct/", "/chuong-trinh/ct/data.json"]
    return [*found, "/feeds/chuong-trinh/ct.rss.xml"]


def content(windows: list[Window]) -> dict[str, str | bytes]:
    """Texts that lead to one another in every way, and menus that lead to all of them."""
    every = targets(windows)
    links = "## Mục\n\n" + "\n\n".join(f"Xem [nơi này]({target})." for target in every)
    texts: dict[str, str | bytes] = {
        "data/site.toml": f'name = "Trang thử"\nurl = "{URL}"\n',
        "data/menus.toml": "".join(f'[[menu]]\nlabel = "Nơi"\ntarget = "{target}"\n' for target in every),
        "data/links.toml": "".join(f'[[sister]]\nlabel = "Nơi"\ntarget = "{target}"\n' for target in every),
        "data/home.toml": 'lead = "bai-0"\nannouncements = "loai-0"\n',
        "programs/ct.md": "Title: Chương trình\nSigned: 2024-12-20\nSigned_news: bai-0\n\nLời.\n",
        "pages/gioi-thieu.md": f"Title: Giới thiệu\n\n{links}\n",
        "tin-tuc/anh.jpg": photograph(60, 40),
    }
    for one, (begin, end) in enumerate(windows):
        ends = {"Expires": DAYS[end]} if end is not None else {}
        texts[f"tin-tuc/bai-{one}.md"] = article(
            f"Bài {one}",
            DAYS[begin],
            f"{links}\n\n![Ảnh](anh.jpg)\n",
            Category=f"Loại {one}; Chuyên mục chung",
            Tags=f"Từ {one}, Chung",
            Author=f"Người {one}",
            Document_number=f"{one}/KH",
            Document_date=f"{2000 + one}-01-01",
            Issuer=f"Sở {one}",
            Program="ct",
            **({"Redirect_from": f"/cu/{one}/"} if begin == 0 else {}),
            **ends,
        )
    return texts


def answers(built: Built) -> set[str]:
    """The addresses that answer: with a page or a file, or by the table."""
    pages = {f"/{name.removesuffix('index.html')}" for name in built.files if not name.startswith(("anh/", "theme/"))}
    return pages | {row[0] for row in csv.reader(built.read("redirects.csv").splitlines())}


def moments(windows: list[Window]) -> list[str]:
    """Before and at each day on which something begins or ends, from the first text on."""
    return [DAYS[0], *(DAYS[day] for day in sorted({day for window in windows for day in window if day})), LATER]


WINDOWS = st.integers(0, 5).flatmap(lambda begin: st.tuples(st.just(begin), st.none() | st.integers(begin + 1, 6)))


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([(0, 1)])
@example([(0, None), (1, 2), (2, 3), (4, None)])
@given(st.lists(WINDOWS, min_size=1, max_size=3))
def test_whatever_begins_and_ends_nothing_is_refused_and_every_address_answers(
    tmp_path_factory: pytest.TempPathFactory, windows: list[Window]
) -> None:
    texts, promised = content(windows), set[str]()
    folder = tmp_path_factory.mktemp("course")
    for moment in moments(windows):
        built = build(folder, texts, NOW=moment, **SHORT_LISTS)
        assert [line for line in built.messages if not line.startswith("cảnh báo: ")] == []
        assert built.code == 0
        assert [line for line in built.messages if "không dẫn tới đâu" in line] == []
        promised |= answers(built)
        assert promised - answers(built) == set()


def test_the_only_text_of_a_tag_ends_and_menus_and_texts_stay_as_they_are(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {
        "data/menus.toml": '[[menu]]\nlabel = "Thông báo"\ntarget = "/tin-tuc/a/"\n',
        "tin-tuc/a.md": article("A", "2026-11-01", Tags="Vải", Expires="2026-11-20"),
        "tin-tuc/b.md": article("B", "2026-11-01", "[Vải](/tu-khoa/vai/)"),
    }
    assert build(tmp_path, texts, NOW="2026-11-19").page("/").select('.menu a[href="/tin-tuc/a/"]')
    built = build(tmp_path, texts, NOW="2026-11-20")
    assert built.code == 0
    assert built.messages[0].startswith("cảnh báo: data/menus.toml:3: đường dẫn tới «/tin-tuc/a/», nơi chỉ còn lời báo")
    assert not built.page("/").select(".menu a")
    page = built.page("/tu-khoa/vai/").h1
    assert page
    assert page.get_text() == "Các bài đăng ở đây đã hết hạn hoặc đã được gỡ"
    assert {"/tin-tuc/a/,,410", "/tu-khoa/vai/,,410"} <= set(built.read("redirects.csv").splitlines())


def test_a_link_to_a_text_that_is_to_come_shows_when_it_is_there(tmp_path: Path) -> None:
    texts = {"tin-tuc/a.md": article("A", body="[B](b.md)"), "tin-tuc/b.md": article("B", "2026-11-24")}
    early, late = (build(tmp_path / day, texts, NOW=f"2026-11-{day}") for day in ("23", "24"))
    assert early.code == late.code == 0
    assert not early.page("/tin-tuc/a/").select('.article-body a[href="/tin-tuc/b/"]')
    assert "B" in early.page("/tin-tuc/a/").select_one(".article-body").get_text()
    assert "tin-tuc/a.md:4: đường dẫn tới «/tin-tuc/b/», nơi chưa có gì" in early.said
    assert late.page("/tin-tuc/a/").select('.article-body a[href="/tin-tuc/b/"]')


WRONG = [
    ("![](anh.jpg)", "không có ảnh «anh.jpg»"),
    ("[x](/khong-co/)", "không có trang hay tệp «/khong-co/»"),
    ("[x](/tin-tuc/nay/#dau)", "trang «/tin-tuc/nay/» không có chỗ tên «#dau»"),
    ("[x](nhap.md)", "không có trang hay tệp «/tin-tuc/nhap/»"),
]


@pytest.mark.parametrize(("body", "told"), WRONG)
def test_what_is_wrong_with_a_text_to_come_is_told_today(tmp_path: Path, body: str, told: str) -> None:
    texts = {
        "tin-tuc/mai.md": article("Mai", "2026-11-24", body),
        "tin-tuc/nay.md": article("Nay"),
        "tin-tuc/nhap.md": article("Nháp", Status="draft"),
    }
    built = build(tmp_path, texts, NOW="2026-11-23", CHECK_ONLY=True)
    assert built.code == 1
    assert f"tin-tuc/mai.md:4: {told}" in built.said


def test_an_old_address_that_a_text_to_come_will_take_is_told_today(tmp_path: Path) -> None:
    texts = {
        "tin-tuc/a.md": article("A", Redirect_from="/tu-khoa/vai/"),
        "tin-tuc/b.md": article("B", "2026-11-24", Tags="Vải"),
    }
    built = build(tmp_path, texts, NOW="2026-11-23", CHECK_ONLY=True)
    assert "tin-tuc/a.md:3: địa chỉ «/tu-khoa/vai/» đã là của trang web" in built.said


def test_a_file_is_linked_to_by_its_name_and_not_where_it_stands_today(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {"files/a.pdf": b"%PDF-1.7\n%%EOF\n", "tin-tuc/b.pdf": b"%PDF-1.4\n%%EOF\n"}
    texts["tin-tuc/a.md"] = article("A", body="[b](b.pdf)")
    address = {
        name[4]: f"/{name}" for name in build(tmp_path, texts, NOW="2026-11-23").files if name.startswith("tep/")
    }
    texts["tin-tuc/c.md"] = article("C", body=f"[a]({address['a']})\n\n[b]({address['b']})")
    built = build(tmp_path, texts, NOW="2026-11-23")
    [told] = [line for line in built.messages if "c.md" in line]
    assert told.startswith(f"tin-tuc/c.md:6: «{address['b']}» là địa chỉ nhất thời của một tệp")
