"""The pages of the documents: by day, year and body; and what a text says of the document that it publishes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.site import Built, article, build

PDF = b"%PDF-1.4\n"
FIELDS = ("Document_number", "Issuer", "Document_date")
# Slug, day of the post, and the fields in their order.
ROWS = [
    ("mot", "2026-03-01", "9/QĐ-A", "Cơ quan A", "2022-12-30"),
    ("hai", "2026-02-01", "10/QĐ-A", "Cơ quan a", "2026-01-05"),
    ("ba", "2025-06-01", "1/TB", "Hội thử", ""),
    ("bon", "2025-05-01", "2/TB", "Hỏi thử", ""),
]


def document(day: str, number: str, issuer: str, issued: str) -> str:
    fields = {name: value for name, value in zip(FIELDS, (number, issuer, issued), strict=True) if value}
    return article(f"Văn bản số {number}", day, "Nội dung.\n\n[Toàn văn](/files/toan-van.pdf)", **fields)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    texts = {f"tin-tuc/{name}.md": document(*facts) for name, *facts in ROWS}
    built = build(
        tmp_path_factory.mktemp("documents"), {**texts, "files/toan-van.pdf": PDF, "tin-tuc/tin.md": article()}
    )
    assert (built.code, [line for line in built.messages if ".md" in line]) == (0, [])
    return built


def numbers(site: Built, address: str) -> list[str]:
    return [one.get_text() for one in site.page(address).select(".document-number")]


def test_documents_stand_by_their_own_day_newest_first(site: Built) -> None:
    assert numbers(site, "/van-ban/") == ["10/QĐ-A", "1/TB", "2/TB", "9/QĐ-A"]


def test_each_year_and_each_body_has_its_page(site: Built) -> None:
    assert {year: numbers(site, f"/van-ban/{year}/") for year in (2026, 2025, 2022)} == {
        2026: ["10/QĐ-A"],
        2025: ["1/TB", "2/TB"],
        2022: ["9/QĐ-A"],
    }
    ways = {link.get_text(): link["href"] for link in site.page("/van-ban/").select(".choices a")}
    assert ways == {
        "Tất cả": "/van-ban/",
        **{str(year): f"/van-ban/{year}/" for year in (2026, 2025, 2022)},
        "Cơ quan a": "/van-ban/co-quan/co-quan-a/",
        "Hội thử": "/van-ban/co-quan/hoi-thu-2/",
        "Hỏi thử": "/van-ban/co-quan/hoi-thu/",
    }
    assert numbers(site, "/van-ban/co-quan/co-quan-a/") == ["10/QĐ-A", "9/QĐ-A"]
    assert numbers(site, "/van-ban/co-quan/hoi-thu/") == ["2/TB"]


def test_the_page_that_is_seen_is_marked_among_the_choices(site: Built) -> None:
    marked = site.page("/van-ban/2025/").select(".choices [aria-current=page]")
    assert [link.get_text() for link in marked] == ["2025"]


def test_a_row_leads_to_the_text_and_to_its_file(site: Built) -> None:
    row = site.page("/van-ban/2022/").select_one(".documents > li")
    assert row
    links = [(link.get_text(), str(link["href"])) for link in row.select("a")]
    assert [(words, href.partition("-")[0]) for words, href in links] == [
        ("Văn bản số 9/QĐ-A", "/tin"),
        ("Toàn văn", "/tep/toan"),
    ]
    assert "Cơ quan A" in row.get_text()
    assert [time["datetime"] for time in row.select("time")] == ["2022-12-30T00:00:00+07:00"]


@pytest.mark.parametrize(("name", "day"), [("mot", "30/12/2022"), ("ba", "1/6/2025")])
def test_an_attachment_says_kind_size_and_the_day_of_the_document_else_of_the_text(
    site: Built, name: str, day: str
) -> None:
    [said] = site.page(f"/tin-tuc/{name}/").select(".attachments .meta")
    assert said.get_text(" ", strip=True) == f"PDF, 1 kB {day}"


def test_a_text_says_what_its_document_is_known_by(site: Built) -> None:
    terms = site.page("/tin-tuc/mot/").select(".document-facts div")
    assert [one.get_text(": ", strip=True) for one in terms] == [
        "Số ký hiệu: 9/QĐ-A",
        "Cơ quan ban hành: Cơ quan A",
        "Ngày ban hành: 30/12/2022",
    ]
    assert not site.page("/tin-tuc/tin/").select(".document-facts")


def test_a_full_page_of_documents_stays_as_it_is_when_one_of_a_new_body_is_added(tmp_path: Path) -> None:
    def built(name: str, count: int) -> Built:
        days = [date(2026, 1, 1) + timedelta(days=at) for at in range(count)]
        rows = {
            f"tin-tuc/so-{at}.md": document(str(day), f"{at}/TB", "Hội mới" if at == 40 else "Hội cũ", "")
            for at, day in enumerate(days)
        }
        return build(tmp_path / name, {**rows, "files/toan-van.pdf": PDF})

    full = "/van-ban/trang/1/"
    before, after = built("a", 40), built("b", 41)
    assert len(numbers(before, full)) == 20
    assert before.read(full) == after.read(full)


def test_bodies_whose_names_end_on_one_address_have_a_page_each_which_stays_theirs(tmp_path: Path) -> None:
    """And an older document of another body, or a newer one of the same, moves nobody."""
    rows = [("a", "2025-01-01", "1/TB", "Sở Hạ", ""), ("b", "2025-01-02", "2/TB", "Sở Hà 2", "")]
    rows += [("c", "2025-01-03", "3/TB", "Sở Hà", "2000-01-01"), ("d", "2025-01-03", "4/TB", "Sở Hạ", "")]
    texts = {f"tin-tuc/{name}.md": document(*facts) for name, *facts in rows}
    site = build(tmp_path, {**texts, "files/toan-van.pdf": PDF})
    assert [line for line in site.messages if ".md" in line] == []
    bodies = {"so-ha": ["4/TB", "1/TB"], "so-ha-2": ["2/TB"], "so-ha-3": ["3/TB"]}
    assert {slug: numbers(site, f"/van-ban/co-quan/{slug}/") for slug in bodies} == bodies
