"""What a post belongs to: categories by whatever spelling, the tags they bring, authors and their addresses."""

from __future__ import annotations

import unicodedata

import pytest

from plugins.base.model import Author, Content
from tests.editorial.newsroom import NAMES, VOCABULARY, Desk, by_slug, errors, only
from tests.site import article

WITH_VOCABULARY = {"data/categories.toml": VOCABULARY}


def categories(content: Content) -> list[str]:
    return [category.slug for category in content.categories]


def tags(content: Content) -> list[tuple[str, str]]:
    return [(tag.name, tag.slug) for tag in content.tags]


MATCHED = [
    ("by name", "Tin hoạt động", ["tin-hoat-dong"]),
    ("by slug", "tin-hoat-dong", ["tin-hoat-dong"]),
    ("whatever the case", "TIN HOẠT ĐỘNG", ["tin-hoat-dong"]),
    ("whatever the composition", unicodedata.normalize("NFD", "Tin hoạt động"), ["tin-hoat-dong"]),
    ("whatever the spaces", "Tin \u00a0 hoạt  động", ["tin-hoat-dong"]),
    ("wherever the mark stands", "Khoa học hoá đời sống", ["khoa-hoc-doi-song"]),
    ("a name with a comma", "Tư vấn, phản biện và giám định xã hội", ["tu-van-phan-bien"]),
    (
        "several, the first is primary",
        "Tin hoạt động, Tư vấn, phản biện và giám định xã hội, chuong-trinh-de-an",
        ["tin-hoat-dong", "tu-van-phan-bien", "chuong-trinh-de-an"],
    ),
    ("with semicolons", "Hội thảo – tập huấn; Tin hoạt động", ["hoi-thao-tap-huan", "tin-hoat-dong"]),
    ("one named twice", "Tin hoạt động, tin-hoat-dong", ["tin-hoat-dong"]),
]


@pytest.mark.parametrize(("written", "slugs"), [row[1:] for row in MATCHED], ids=[row[0] for row in MATCHED])
def test_categories_are_matched_however_they_are_written(desk: Desk, written: str, slugs: list[str]) -> None:
    made = only(desk({**WITH_VOCABULARY, "tin-tuc/a.md": article(Category=written)}))
    assert categories(made.content) == slugs


def test_a_yaml_list_takes_names_with_commas(desk: Desk) -> None:
    listed = "Phân loại:\n  - Tư vấn, phản biện và giám định xã hội\n  - Tin hoạt động\n"
    text = f"---\nTitle: A\nDate: 2026-11-05\n{listed}---\nx\n"
    made = only(desk({**WITH_VOCABULARY, "tin-tuc/a.md": text}))
    assert categories(made.content) == ["tu-van-phan-bien", "tin-hoat-dong"]


@pytest.mark.parametrize("key", ["Category", "Chuyên mục"])
def test_an_unknown_category_is_told_with_the_nearest_and_with_all(desk: Desk, key: str) -> None:
    found = desk({**WITH_VOCABULARY, "tin-tuc/a.md": article(**{key: "Tin hoạt dộng mới"})})
    assert errors(found) == [
        (
            f"tin-tuc/a.md:3: {key}: không có loại tin «Tin hoạt dộng mới». Có phải ý bạn là «Tin hoạt động»? "
            f"Các loại tin: {NAMES}."
        )
    ]


MISSING = [
    (
        "what the rules find",
        article("Sáu hợp tác xã", body="Nội dung."),
        (
            "tin-tuc/a.md:1: Category: chưa ghi phân loại. Theo nội dung, có thể là «Chương trình đề án»: "
            "hãy thêm dòng «Category: Chương trình đề án»."
        ),
    ),
    (
        "the key as it is written",
        article(body="Ý kiến PHẢN  BIỆN.", **{"Phân loại": ""}),
        (
            "tin-tuc/a.md:3: Phân loại: chưa ghi phân loại. "
            "Theo nội dung, có thể là «Tư vấn, phản biện và giám định xã hội»: "
            "hãy thêm dòng «Category: Tư vấn, phản biện và giám định xã hội»."
        ),
    ),
    (
        "all names where the rules find nothing",
        article(),
        f"tin-tuc/a.md:1: Category: chưa ghi phân loại. Hãy thêm dòng «Category: …» với một trong: {NAMES}.",
    ),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
def test_a_post_without_a_category_gets_a_proposal(desk: Desk, text: str, message: str) -> None:
    assert errors(desk({**WITH_VOCABULARY, "tin-tuc/a.md": text})) == [message]


def test_pages_and_programs_need_no_category(desk: Desk) -> None:
    text = "Title: A\n\nNội dung.\n"
    assert errors(desk({**WITH_VOCABULARY, "pages/a.md": text, "programs/b.md": text})) == []


def test_without_a_vocabulary_categories_are_free_and_spellings_of_one_are_one(desk: Desk) -> None:
    found = desk(
        {
            "tin-tuc/a.md": article(Category="Hội thảo, Văn bản"),
            "tin-tuc/b.md": article(Category=unicodedata.normalize("NFD", "HỘI  THẢO")),
            "tin-tuc/c.md": article(),
        }
    )
    contents = by_slug(found)
    assert contents["a"].categories[0] == contents["b"].categories[0]
    assert [category.name for category in found.categories] == ["Hội thảo", "Văn bản"]
    assert contents["c"].category is None


def test_a_category_without_letters_is_refused(desk: Desk) -> None:
    message = "tin-tuc/a.md:3: Category: loại tin «…» không làm được địa chỉ. Hãy dùng tên có chữ cái."
    assert errors(desk({"tin-tuc/a.md": article(Category="…")})) == [message]


def test_free_categories_on_one_address_are_told_with_both_spellings(desk: Desk) -> None:
    [message] = errors(desk({"tin-tuc/a.md": article(Category="Hội"), "tin-tuc/b.md": article(Category="Hỏi")}))
    assert message.startswith("tin-tuc/b.md:3: Category: ")
    assert "«Hỏi»" in message
    assert "«Hội»" in message


def test_a_free_category_cannot_take_the_feed_of_everything(desk: Desk) -> None:
    [message] = errors(desk({"tin-tuc/a.md": article(Category="All")}))
    assert message.startswith("tin-tuc/a.md:3: Category: ")


BROUGHT = [
    ("a word in the title", article("Sáu hợp tác xã", Category="chuong-trinh-de-an"), ["kinh tế tập thể"]),
    ("a word in the text", article(body="Các HTX.", Category="chuong-trinh-de-an"), ["kinh tế tập thể"]),
    ("a word across a line end", article(body="hợp tác\nxã", Category="chuong-trinh-de-an"), ["kinh tế tập thể"]),
    ("no part of a word", article(body="HTXY và ahợp tác xã", Category="chuong-trinh-de-an"), []),
    ("only rules of its own categories", article(body="Các HTX.", Category="tin-hoat-dong"), []),
    (
        "the second category's too",
        article(body="HTX", Category="tin-hoat-dong, chuong-trinh-de-an"),
        ["kinh tế tập thể"],
    ),
    ("what a category always brings", article(Category="hoi-thao-tap-huan"), ["tập huấn"]),
    ("its own tags first", article(Category="hoi-thao-tap-huan", Tags="vải thiều"), ["vải thiều", "tập huấn"]),
    ("none twice", article(Category="hoi-thao-tap-huan", Tags="Tập Huấn"), ["Tập Huấn"]),
    ("a rule without a tag brings none", article(body="phản biện", Category="tu-van-phan-bien"), []),
]


@pytest.mark.parametrize(("text", "names"), [row[1:] for row in BROUGHT], ids=[row[0] for row in BROUGHT])
def test_categories_tag_posts(desk: Desk, text: str, names: list[str]) -> None:
    made = only(desk({**WITH_VOCABULARY, "tin-tuc/a.md": text}))
    assert [name for name, _ in tags(made.content)] == names


def test_spellings_of_one_tag_are_one_tag(desk: Desk) -> None:
    contents = by_slug(
        desk({"tin-tuc/a.md": article(Tags="Hóa học"), "tin-tuc/b.md": article(Tags="hoá  học, HÓA HỌC")})
    )
    assert tags(contents["a"]) == tags(contents["b"]) == [("Hóa học", "hoa-hoc")]


def test_tags_on_one_address_are_told_with_both_spellings(desk: Desk) -> None:
    assert errors(desk({"tin-tuc/a.md": article(Tags="Hội"), "tin-tuc/b.md": article(**{"Từ khóa": "Hỏi"})})) == [
        (
            "tin-tuc/b.md:3: Từ khóa: từ khóa «Hỏi» và «Hội» cùng rơi vào địa chỉ /tu-khoa/hoi/. "
            "Hãy dùng một cách viết, hoặc đổi một từ."
        )
    ]


def test_a_tag_without_letters_is_refused(desk: Desk) -> None:
    message = "tin-tuc/a.md:3: Tags: từ khóa «&» không làm được địa chỉ. Hãy dùng từ có chữ cái."
    assert errors(desk({"tin-tuc/a.md": article(Tags="vải, &")})) == [message]


@pytest.mark.parametrize("key", ["Tags", "Authors", "Category"])
def test_a_name_that_is_too_long_for_an_address_is_refused(desk: Desk, key: str) -> None:
    [message] = errors(desk({"tin-tuc/a.md": article(**{key: "rất dài " * 60})}))
    assert message.startswith(f"tin-tuc/a.md:3: {key}: ")


def test_authors_sign_with_their_offices_in_order(desk: Desk) -> None:
    made = only(desk({"tin-tuc/a.md": article(Author="Nguyễn Thị Thúy, Chánh Văn phòng; Ban biên tập")}))
    assert made.content.authors == (
        Author("Nguyễn Thị Thúy", "nguyen-thi-thuy", "Chánh Văn phòng"),
        Author("Ban biên tập", "ban-bien-tap"),
    )


def test_one_person_is_one_whatever_the_spelling_and_the_office(desk: Desk) -> None:
    contents = by_slug(
        desk(
            {
                "tin-tuc/a.md": article(Author="Nguyễn Thị Thúy, Chánh Văn phòng"),
                "tin-tuc/b.md": article(Author="NGUYỄN THỊ THUÝ, Phó Chủ tịch"),
            }
        )
    )
    assert [contents[slug].authors[0].slug for slug in "ab"] == ["nguyen-thi-thuy"] * 2
    assert [contents[slug].authors[0].office for slug in "ab"] == ["Chánh Văn phòng", "Phó Chủ tịch"]


def test_namesakes_by_marks_alone_have_addresses_of_their_own_and_the_earlier_keeps_it(desk: Desk) -> None:
    texts = {"tin-tuc/a.md": article(date="2026-02-01", Author="Lê Hạ"), "tin-tuc/b.md": article(Author="Lê Há")}
    assert by_slug(desk(texts))["a"].authors[0].address == "/tac-gia/le-ha/"
    contents = by_slug(desk({**texts, "tin-tuc/c.md": article(date="2026-03-01", Author="Lê Hà")}))
    assert [contents[slug].authors[0].slug for slug in "acb"] == ["le-ha", "le-ha-2", "le-ha-3"]


def test_a_signature_without_letters_has_an_address_too(desk: Desk) -> None:
    assert only(desk({"tin-tuc/a.md": article(Author="…")})).content.authors[0].slug == "tac-gia"
