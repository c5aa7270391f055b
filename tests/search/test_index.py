"""The index over the finished pages: what it reads, in how many parts, from what it is left alone."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins import search
from plugins.base.addresses import SEARCH_HASHED
from plugins.search import Page
from tests.site import ROOT, article, build

PACKAGES = ROOT / "node_modules/@pagefind"
INDEXED = {"SEARCH_INDEX": True}
TEXTS = {f"tin-tuc/bai-{at}.md": article(f"Bài {at}", f"2026-10-{at + 10}", f"Nội dung số {at}.") for at in range(12)}


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "ONE_PART", 5)
    monkeypatch.setattr(search, "NEWEST", 4)


def files(cache: Path, *pages: Page) -> dict[str, bytes]:
    return dict(search.index(pages, PACKAGES, cache))


def page(address: str, words: str = "chữ") -> Page:
    made = search.page_in(address, f"<article data-pagefind-body><h1>{words}</h1></article>".encode())
    assert made
    return made


def program(folder: Path, words: str) -> Path:
    """A folder of packages whose Pagefind is a shell script."""
    file = folder / "here/bin/pagefind_extended"
    file.parent.mkdir(parents=True)
    file.write_text(f"#!/bin/sh\n{words}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return folder


# ── What it reads ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_marked_element_is_read_with_all_that_is_nested_in_it() -> None:
    marked = '<article class="a" data-pagefind-body>x<article>y</article>z</article>'
    html = f"<main><nav>trước</nav>{marked}<article>sau</article></main>"
    assert search.marked_in(html.encode()).decode() == marked


@pytest.mark.parametrize("html", ["<main></main>", "<article>x</article>", "<p>data-pagefind-body</p>"])
def test_a_page_without_a_mark_is_not_read(html: str) -> None:
    assert search.page_in("/a/", html.encode()) is None


def test_articles_pages_and_programs_are_read_but_no_hidden_text_and_no_list(tmp_path: Path) -> None:
    program_text = "Title: Chương trình\nKind: Đề án\n\nLời.\n"
    texts = {
        "tin-tuc/a.md": article("A"),
        "tin-tuc/an.md": article("Ẩn", Status="hidden"),
        "pages/p.md": "Title: Trang\n\nLời.\n",
        "programs/c.md": program_text,
    }
    built = build(tmp_path, texts)
    assert [one.address for one in search.marked(built.output)] == ["/chuong-trinh/c/", "/p/", "/tin-tuc/a/"]


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("pages", "count"), [(0, 0), (1, 1), (300, 1), (301, 2), (90000, 2)])
def test_there_are_as_many_parts_as_pages_ask_for(pages: int, count: int) -> None:
    assert search.parts(pages) == count


@given(st.integers(0, 100_000))
def test_one_page_more_never_makes_fewer_parts(pages: int) -> None:
    assert search.parts(pages) <= search.parts(pages + 1)


@pytest.mark.usefixtures("in_parts")
def test_the_page_names_the_parts_that_there_are(tmp_path: Path) -> None:
    built = build(tmp_path, TEXTS, **INDEXED)
    made = {folder.name for folder in (built.output / "pagefind").glob("?")}
    root = built.page("/tim-kiem/").select_one("[data-search]")
    assert root
    assert (root["data-parts"], made) == ("2", {"0", "1"})


def touched(folder: Path, changed: dict[str, str]) -> set[str]:
    """What of the index is another than it was: parts, and the entry that tells that something is."""
    old = index_of(build(folder, TEXTS, **INDEXED).files)
    new = index_of(build(folder, TEXTS | changed, **INDEXED).files)
    names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert "pagefind/0/pagefind-entry.json" in names
    return {name.split("/")[1] for name in names - {"pagefind/0/pagefind-entry.json"}}


@pytest.mark.usefixtures("in_parts")
def test_an_edit_of_one_of_the_newest_texts_changes_the_small_part_alone(tmp_path: Path) -> None:
    assert touched(tmp_path, {"tin-tuc/bai-11.md": article("Bài 11", "2026-10-21", "Lời khác.")}) == {"1"}


@pytest.mark.usefixtures("in_parts")
def test_an_edit_of_an_old_text_changes_the_large_part_alone(tmp_path: Path) -> None:
    assert touched(tmp_path, {"tin-tuc/bai-0.md": article("Bài 0", "2026-10-10", "Lời khác.")}) == {"0"}


@given(st.integers(301, 400), st.integers(0, 40))
def test_newer_texts_leave_the_large_part_as_it_is_until_there_are_sixteen(count: int, more: int) -> None:
    pages = [Page(f"/{day}/", "", str, str(day)) for day in range(count)]
    large, small = search.dealt(pages)
    assert (len(large) % 16, 1 <= len(small) <= 16) == (0, True)
    newest = [Page(f"/x-{at}/", "", str, "x") for at in range(more)]
    assert (search.dealt(newest + pages)[0] == large) == (len(small) + more <= 16)


def test_a_page_tells_its_day_as_the_engine_does(tmp_path: Path) -> None:
    built = build(tmp_path, {"tin-tuc/a.md": article("A", "2022-08-22"), "pages/p.md": "Title: Trang\n\nLời.\n"})
    assert [one.day for one in search.marked(built.output)] == ["", "20220822"]


@pytest.mark.usefixtures("in_parts")
def test_an_index_that_follows_is_that_of_the_build(tmp_path: Path) -> None:
    """The server makes it from a release alone, without the texts."""
    built = build(tmp_path, TEXTS, **INDEXED)
    files = dict(search.index(search.marked(built.output), PACKAGES, tmp_path / "another-cache"))
    place = built.output / "pagefind"
    assert {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    } == files


def test_what_a_reader_asks_for_first_has_a_name_that_the_page_can_know(tmp_path: Path) -> None:
    made = files(tmp_path, page("/a/"))
    assert "0/pagefind.vi.pf_meta" in made
    assert json.loads(made["0/pagefind-entry.json"])["languages"]["vi"]["hash"] == "vi"
    assert all(re.search(SEARCH_HASHED, name) for name in made if re.search(r"/(?:index|fragment|filter)/", name))


def test_what_stands_around_a_text_changes_no_index(tmp_path: Path) -> None:
    """A newer article beside it is another neighbour, and other news in its page."""
    first, second = article("Một", "2026-11-01"), article("Hai", "2026-11-02")
    build(tmp_path / "one", {"tin-tuc/a.md": first, "tin-tuc/b.md": second})
    build(tmp_path / "two", {"tin-tuc/a.md": first, "tin-tuc/b.md": second, "tin-tuc/c.md": article("Ba")})
    old, new = (list(search.marked(tmp_path / name / "output")) for name in ("one", "two"))
    assert new[:2] == old
    assert [one.address for one in new[2:]] == ["/tin-tuc/c/"]


def index_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name.startswith("pagefind/")}


# ── The same again ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_order_in_which_pages_come_changes_no_byte(tmp_path: Path) -> None:
    pages = [page(f"/{at}/", f"chữ {at}") for at in range(20)]
    assert files(tmp_path / "a", *pages) == files(tmp_path / "b", *reversed(pages))


def test_pages_that_stayed_are_not_indexed_again(tmp_path: Path) -> None:
    packages = program(tmp_path / "packages", f'echo x >>"{tmp_path}/runs"; exec {real()} "$@"')
    for _ in range(2):
        made = dict(search.index([page("/a/")], packages, tmp_path / "cache"))
    assert "0/pagefind.js" in made
    assert (tmp_path / "runs").read_text() == "x\n"


def test_a_damaged_store_costs_work_and_nothing_else(tmp_path: Path) -> None:
    good = files(tmp_path, page("/a/"))
    (kept,) = (tmp_path / "search").glob("*/*/*")
    kept.write_bytes(kept.read_bytes()[:100])
    assert files(tmp_path, page("/a/")) == good


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the program")
def test_another_program_of_the_same_size_makes_the_index_anew(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    for number, sign in enumerate("aab"):
        packages = program(tmp_path / f"packages-{number}", f"echo {sign} >> {asked}\nexec {real()} --service")
        made = dict(search.index([page("/a/")], packages, tmp_path / "cache"))
        assert made == files(tmp_path / "other", page("/a/"))
    assert asked.read_text("utf-8").split() == ["a", "b"]


def test_the_store_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "KEPT_PARTS", 2)
    for words in ("một", "hai", "ba"):
        files(tmp_path, page("/a/", words))
    assert len(list((tmp_path / "search").glob("*/*/*"))) == 2


def test_a_build_without_an_index_leaves_none_over(tmp_path: Path) -> None:
    assert build(tmp_path, TEXTS, **INDEXED).has("/pagefind/0/pagefind-entry.json")
    assert index_of(build(tmp_path, TEXTS).files) == {}


def test_the_index_is_written_again_only_where_it_differs(tmp_path: Path) -> None:
    entry = build(tmp_path, TEXTS, **INDEXED).output / "pagefind/0/pagefind-entry.json"
    before = entry.stat().st_mtime_ns
    build(tmp_path, TEXTS, **INDEXED)
    assert entry.stat().st_mtime_ns == before


# ── When it cannot be made ───────────────────────────────────────────────────────────────────────────────────────────


def real() -> Path:
    return next(PACKAGES.glob("*/bin/pagefind_extended"))


FAULTS = [
    ("exit 3", "chương trình dừng giữa chừng"),
    ("echo x | base64 | tr -d '\\n'; echo ,", "Pagefind không lập được chỉ mục"),
    ("exec sleep 60", "chương trình dừng giữa chừng"),
]


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the program")
@pytest.mark.parametrize(("words", "said"), FAULTS)
def test_a_program_that_fails_or_hangs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str
) -> None:
    monkeypatch.setattr(search, "PATIENCE", 0.2)
    with pytest.raises(search.CannotIndex, match=said):
        list(search.index([page("/a/")], program(tmp_path / "packages", words), tmp_path / "cache"))


def test_a_site_whose_index_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    built = build(tmp_path, {"tin-tuc/a.md": article()}, **INDEXED, ENGINE=_engine(tmp_path / "nothing"))
    assert built.code == 1
    assert "chưa cài Pagefind. Hãy chạy «python3 tasks.py build» một lần để cài đặt" in built.said


def _engine(packages: Path) -> dict[str, object]:
    from pelican.settings import read_settings  # noqa: PLC0415 - one test asks for the settings as they are

    return {**read_settings(str(ROOT / "pelicanconf.py"))["ENGINE"], "pagefind": packages}
