"""Search as a reader meets it: in a real browser, under the site's own policy, with an index in several parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins import search
from tests.browser.conftest import LAYOUT_SHIFTS, Quiet, hosted, without_faces
from tests.chromium import violations, window
from tests.site import article, build
from tools.policy import policy

pytestmark = pytest.mark.browser

CATEGORIES = """
[[category]]
name = "Hội thảo, tập huấn"
slug = "hoi-thao"
[[category]]
name = "Tập huấn"
slug = "tap-huan"
parent = "hoi-thao"
[[category]]
name = "Khác"
slug = "khac"
"""
SEMINAR, TRAINING, OTHER = {"Category": "Hội thảo, tập huấn"}, {"Category": "Tập huấn"}, {"Category": "Khác"}
SIGNED = {**OTHER, "Author": "Lê Văn Thử", "Tags": "vải thiều"}
TEXTS = {
    "data/site.toml": 'name = "Trang thử"\n',
    "data/categories.toml": CATEGORIES,
    "data/abbreviations.toml": 'HTX = "hợp tác xã"\n"KH&KT" = "khoa học và kỹ thuật"\n',
    "tin-tuc/hoi-nghi.md": article("Hội nghị ký kết", "2022-08-22", "Đại biểu dự đông đủ.", **SEMINAR),
    "tin-tuc/nghi-hoi.md": article("Nghỉ, rồi hội lại", "2023-01-02", "Cả nghị lẫn hội, xa nhau.", **OTHER),
    "tin-tuc/dong-chi.md": article("Lời chào", "2023-01-03", "Các “đồng chí” đã về dự.", **SIGNED),
    "tin-tuc/htx.md": article("Mô hình", "2023-01-04", "Một HTX đã thành lập.", **TRAINING),
    "tin-tuc/hop-tac-xa.md": article("Mô hình khác", "2024-01-05", "Một hợp tác xã nữa.", **TRAINING),
    "tin-tuc/so-hieu.md": article("Nghị quyết", "2024-01-06", "Theo 20-NQ/TW, đạt 65,4 % và 1.012 hộ.", **OTHER),
    "tin-tuc/cay-xanh.md": article(
        "Cây xanh", "2024-01-06", "Theo 45/2019/QĐ-UBND, 80/2014/NĐ-CP và 56-KH/LHH, dịch H5N1, học C++.", **OTHER
    ),
    "tin-tuc/khi-thai.md": article("Khí thải", "2024-01-06", "Giảm CO₂ trên 5 m² đất, 2019 cây và 45 vườn.", **OTHER),
    "tin-tuc/va.md": article("Liên hiệp", "2024-01-07", "Ngành khoa học và kỹ thuật.", **OTHER),
    "tin-tuc/dau-va.md": article("Liên hiệp khác", "2024-01-07", "Ngành khoa học & kĩ thuật.", **OTHER),
    "tin-tuc/ma.md": article("Thẻ lạ", "2024-01-08", "Viết `<img src=x onerror=alert(1)>` vào bài.", **OTHER),
    "tin-tuc/an.md": article("Ẩn", "2024-01-09", "Bài chỉ ai có địa chỉ mới đọc: bimat.", Status="hidden", **OTHER),
    "programs/de-an.md": "Title: Đề án thử\nKind: Đề án\nStart: 2022\nEnd: 2025\n\nMục tiêu của vuontron.\n",
    "tin-tuc/cua-de-an.md": article("Tin của đề án", "2024-01-10", "Về vuontron.", Program="de-an", **OTHER),
    **{f"tin-tuc/n-{at}.md": article(f"Số {at}", "2025-01-01", "Nhiều nhiều lắm.", **OTHER) for at in range(25)},
}


class Guarded(Quiet):
    """Answers with the policy of our own nginx settings."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy())
        super().end_headers()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "ONE_PART", 15)
        place = tmp_path_factory.mktemp("searched")
        built = build(place, TEXTS, SITEURL="https://x.example/thu", SEARCH_INDEX=True, OUTPUT_PATH=place / "thu")
        assert built.code == 0, built.said
        assert {one.name for one in (place / "thu/pagefind").glob("?")} == {"0", "1"}
        yield place


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    with hosted(folder, Guarded) as url:
        yield f"{url}/thu/tim-kiem/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser, viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def open_page(browser: Browser, served: str) -> Iterator[Page]:
    """A page in which one question follows another."""
    with window(browser) as context:
        page = context.new_page()
        page.goto(served)
        yield page


def state(page: Page, *wanted: str) -> None:
    page.locator(", ".join(f'[data-search-state="{one}"]' for one in wanted)).wait_for()


def found(page: Page) -> list[str]:
    """The slugs of the results, in their order."""
    state(page, "done", "empty")
    links = page.locator("[data-search-result]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [re.sub(r".*/([^/]+)/$", r"\1", link) for link in links]


# ── What is found ────────────────────────────────────────────────────────────────────────────────────────────────────

FIRST = [
    ("hoi nghi", "hoi-nghi"),
    (unicodedata.normalize("NFD", "Hội nghị"), "hoi-nghi"),
    ("HỘI NGHỊ", "hoi-nghi"),
    ("dong chi", "dong-chi"),
    ("đồng chí", "dong-chi"),
    ("bieu du dong", "hoi-nghi"),
    ("dai bieu du", "hoi-nghi"),
    ("đồng ch", "dong-chi"),
    ("20-NQ/TW", "so-hieu"),
    ("20-nq-tw", "so-hieu"),
    ("65,4 %", "so-hieu"),
    ("1012", "so-hieu"),
    ("1.012", "so-hieu"),
    ("45/2019", "cay-xanh"),
    ("2019/QĐ-UBND", "cay-xanh"),
    ("2019/qd-ubnd", "cay-xanh"),
    ("NĐ-CP", "cay-xanh"),
    ("nd-cp", "cay-xanh"),
    ("80/2014", "cay-xanh"),
    ("56-KH", "cay-xanh"),
    ("56/KH", "cay-xanh"),
    ("20-NQ", "so-hieu"),
    ("H5N1", "cay-xanh"),
    ("CO2", "khi-thai"),
    ("CO₂", "khi-thai"),
    ("giảm co2", "khi-thai"),
    ("5 m2", "khi-thai"),
]
BOTH = [
    ("C++", {"cay-xanh"}),
    ("htx", {"htx", "hop-tac-xa"}),
    ("hợp tác xã", {"htx", "hop-tac-xa"}),
    ("hop tac xa", {"htx", "hop-tac-xa"}),
    ("khoa học & kỹ thuật", {"va", "dau-va"}),
    ("khoa học và kĩ thuật", {"va", "dau-va"}),
    ("kh&kt", {"va", "dau-va"}),
    ("vuontron", {"de-an", "cua-de-an"}),
]


@pytest.mark.parametrize(("query", "first"), FIRST)
def test_the_page_that_has_the_phrase_comes_first(open_page: Page, query: str, first: str) -> None:
    open_page.locator("[name=q]").fill(query)
    assert found(open_page)[:1] == [first]


@pytest.mark.parametrize(("query", "pages"), BOTH)
def test_one_word_stands_for_the_other(open_page: Page, query: str, pages: set[str]) -> None:
    open_page.locator("[name=q]").fill(query)
    assert pages <= set(found(open_page)[: len(pages)])


def test_a_phrase_stands_above_scattered_words_and_each_under_its_heading(page: Page, served: str) -> None:
    page.goto(f"{served}?q=hoi+nghi")
    assert found(page) == ["hoi-nghi", "nghi-hoi"]
    headings = page.locator("[data-search-results] h2").all_inner_texts()
    assert headings == ["Khớp nguyên cụm từ", "Có các từ đã tìm"]


def test_quotation_marks_ask_for_the_phrase_alone(page: Page, served: str) -> None:
    page.goto(f"{served}?q=“hoi nghi”")
    assert found(page) == ["hoi-nghi"]


@pytest.mark.parametrize("query", ["bimat", "hoitoanh", "zzzz", "vuontronnua", "“hội nghịtoanh”"])
def test_what_stands_nowhere_is_not_found(open_page: Page, query: str) -> None:
    """The first stands in a hidden text; the others begin like words that there are."""
    open_page.locator("[name=q]").fill(query)
    assert found(open_page) == []


def test_only_pages_that_have_the_word_are_found(page: Page, served: str) -> None:
    page.goto(f"{served}?q=vuontron")
    assert set(found(page)) == {"de-an", "cua-de-an"}
    page.locator("[name=q]").fill("vuontr")
    state(page, "loading")
    assert set(found(page)) == {"de-an", "cua-de-an"}


def test_a_result_tells_title_day_category_and_where_the_words_stand(page: Page, served: str) -> None:
    page.goto(f"{served}?q=dong+chi")
    found(page)
    result = page.locator("[data-search-results] li").first
    assert result.locator("a").get_attribute("href") == "/thu/tin-tuc/dong-chi/"
    assert result.locator(".meta").inner_text() == "Thứ Ba, 3/1/2023 · Khác"
    assert result.locator("[data-search-excerpt] mark").all_inner_texts() == ["đồng chí"]
    assert "“đồng chí”" in result.locator("[data-search-excerpt]").inner_text()


def test_what_looks_like_html_is_text(page: Page, served: str) -> None:
    page.goto(f"{served}?q=onerror")
    found(page)
    assert "<img src=x onerror=alert(1)>" in page.locator("[data-search-excerpt]").first.inner_text()
    assert page.locator("[data-search] img").count() == 0


def test_a_question_that_looks_like_html_is_text(page: Page, served: str) -> None:
    page.goto(f"{served}?q=<img src=x onerror=alert(1)> zzzz")
    state(page, "done", "empty")
    assert page.locator("[data-search] img").count() == 0
    assert "«<img src=x onerror=alert(1)> zzzz»" in page.locator("[data-search-status]").inner_text()


# ── Never a dead end ─────────────────────────────────────────────────────────────────────────────────────────────────


def told(page: Page) -> str:
    state(page, "done", "empty", "idle")
    return page.locator("[data-search-status]").inner_text()


def test_where_no_page_has_all_words_the_fewest_are_left_out_and_told(page: Page, served: str) -> None:
    page.goto(f"{served}?q=hội+nghị+toanhtoanh+ký+kết")
    assert found(page)[0] == "hoi-nghi"
    assert "Không có trang nào có đủ các từ; bỏ bớt: «toanhtoanh»." in told(page)


MISTYPED = [
    ("hội ngị ký kết", "hội nghị ký kết"),
    ("hooij nghị", "hội nghị"),
    ("hop tac xax", "hop tac xã"),
    ("đại biẻu", ""),
    ("mô hinhf", "mô hình"),
    ("liên hiẹp khac", ""),
    ("Tap huna", "tap huấn"),
]


@pytest.mark.parametrize(("typed", "better"), MISTYPED)
def test_what_was_meant_is_proposed_where_no_page_has_all_words(open_page: Page, typed: str, better: str) -> None:
    open_page.locator("[name=q]").fill(typed)
    state(open_page, "loading")
    state(open_page, "done", "empty")
    proposed = open_page.locator("[data-search-meant]:visible a").all_inner_texts()
    assert proposed == ([better] if better else [])


def test_what_was_meant_is_asked_at_a_press(page: Page, served: str) -> None:
    page.goto(f"{served}?q=hội+ngị+ký+kết")
    page.locator("[data-search-meant]").get_by_role("link", name="hội nghị ký kết").click()
    page.wait_for_url("**q=h*ngh*")
    assert found(page)[0] == "hoi-nghi"
    expect(page.locator("[data-search-meant]")).to_be_hidden()


@pytest.mark.parametrize("typed", ["d " * 61, "dx" * 1500, "đ" * 3000, " ".join(f"dong{at}" for at in range(400))])
def test_a_question_without_end_is_bounded_and_told(open_page: Page, typed: str) -> None:
    asked: list[str] = open_page.evaluate(
        "typed => import(document.querySelector('link[rel=modulepreload][href*=search_query]').href)"
        ".then(module => module.spellings(typed))",
        typed,
    )
    assert len(asked) <= 16
    assert all(len(spelling) < 300 for spelling in asked)
    open_page.locator("[name=q]").fill(typed)
    state(open_page, "loading")
    assert "Câu hỏi dài nên chỉ tìm các từ" in told(open_page)


def test_one_letter_gives_advice(page: Page, served: str) -> None:
    page.goto(f"{served}?q=a")
    assert "Hãy gõ thêm" in told(page)


# ── Good answers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_come_first_where_the_reader_wants_it_and_the_address_says_so(page: Page, served: str) -> None:
    page.goto(f"{served}?q=mô+hình")
    state(page, "done")
    page.get_by_label("Xếp theo").select_option("Mới nhất")
    page.wait_for_url("**xep=moi-nhat")
    assert found(page)[:2] == ["hop-tac-xa", "htx"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("nhận tin", "/thu/nhan-tin/"),
        ("nhan tin (rss)", "/thu/nhan-tin/"),
        ("Hội thảo, tập huấn", "/thu/chuyen-muc/hoi-thao/"),
        ("lê văn thử", "/thu/tac-gia/le-van-thu/"),
        ("vai thieu", "/thu/tu-khoa/vai-thieu/"),
    ],
)
def test_lists_people_and_pages_are_found_by_their_names(page: Page, served: str, query: str, place: str) -> None:
    page.goto(f"{served}?q={query}")
    state(page, "done")
    links = page.locator("[data-search-result]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert place in links


def test_a_program_is_shown_with_kind_and_years(page: Page, served: str) -> None:
    page.goto(f"{served}?q=vuontron")
    state(page, "done")
    program = page.locator("li", has=page.locator("a[href$='/chuong-trinh/de-an/']"))
    assert program.locator(".meta").inner_text() == "Đề án · 2022–2025"


def test_an_excerpt_leaves_out_title_byline_and_day(page: Page, served: str) -> None:
    page.goto(f"{served}?q=đông+đủ")
    state(page, "done")
    assert page.locator("[data-search-excerpt]").first.inner_text().startswith("Đại biểu dự đông đủ.")


def test_only_whole_words_of_the_question_are_marked(page: Page, served: str) -> None:
    page.goto(f"{served}?q=hội+nghị")
    state(page, "done")
    marks = page.locator("[data-search-results] li").first.locator("mark").all_inner_texts()
    assert {one.lower() for one in marks} == {"hội nghị"}


# ── Browsers of 2020 ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lack", ["delete globalThis.WebAssembly", "WebAssembly.validate = () => false"])
def test_a_browser_that_cannot_read_the_index_looks_in_titles_and_says_so(page: Page, served: str, lack: str) -> None:
    page.add_init_script(lack)
    page.goto(f"{served}?q=hoi+nghi+ky+ket")
    assert found(page) == ["hoi-nghi"]
    assert "Trình duyệt này đã cũ" in told(page)


# ── Filters and the address ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("filters", "pages"),
    [
        ("nam=2023", {"htx"}),
        ("chuyen-muc=tap-huan", {"htx", "hop-tac-xa"}),
        ("chuyen-muc=hoi-thao", {"htx", "hop-tac-xa"}),
        ("chuyen-muc=khac", set()),
        ("chuyen-muc=khong-co", {"htx", "hop-tac-xa"}),
    ],
)
def test_filters_stand_in_the_address(page: Page, served: str, filters: str, pages: set[str]) -> None:
    page.goto(f"{served}?q=htx&{filters}")
    assert set(found(page)) == pages


def test_a_program_is_found_with_its_news(page: Page, served: str) -> None:
    page.goto(f"{served}?q=vuontron&chuong-trinh=de-an")
    assert set(found(page)) == {"de-an", "cua-de-an"}


def test_the_address_follows_the_reader_and_the_way_back_works(page: Page, served: str) -> None:
    page.goto(f"{served}?q=htx")
    assert len(found(page)) == 2
    page.get_by_label("Năm").select_option("2024")
    expect(page.locator("[data-search-count]")).to_have_text("1")
    assert page.url == f"{served}?q=htx&nam=2024"
    page.go_back()
    expect(page.locator("[data-search-count]")).to_have_text("2")
    assert page.get_by_label("Năm").input_value() == ""


def test_a_filter_that_leaves_nothing_can_be_taken_away(page: Page, served: str) -> None:
    page.goto(f"{served}?q=htx&chuyen-muc=khac")
    state(page, "empty")
    page.get_by_role("button", name="Bỏ bộ lọc").click()
    assert set(found(page)) == {"htx", "hop-tac-xa"}


# ── Keyboard, announcements, other states ────────────────────────────────────────────────────────────────────────────


def test_the_whole_way_is_walked_by_keyboard(page: Page, served: str) -> None:
    page.goto(served)
    page.locator("[name=q]").focus()
    page.keyboard.type("mô hình")
    state(page, "done")
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(page.locator("[data-search-result]").nth(at)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[name=q]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tin-tuc/*/")


def test_what_is_found_moves_nothing(browser: Browser, served: str) -> None:
    with window(browser, viewport={"width": 360, "height": 700}, bypass_csp=True) as context:
        page = context.new_page()
        without_faces(page)
        page.goto(f"{served}?q=hoi+nghi")
        found(page)
        assert sum(page.evaluate(LAYOUT_SHIFTS)) < 0.05


def test_how_many_were_found_is_announced(page: Page, served: str) -> None:
    page.goto(f"{served}?q=hoi+nghi")
    expect(page.locator("[data-search-status]")).to_have_text("2 kết quả cho «hoi nghi».")
    page.locator("[name=q]").fill("zzzz")
    state(page, "empty")
    assert "không có trang nào khớp với «zzzz»" in page.locator("[data-search-status]").inner_text()
    page.locator("[name=q]").fill("")
    state(page, "idle")


def test_more_results_come_at_the_press_of_a_button_which_hands_the_focus_on(page: Page, served: str) -> None:
    page.goto(f"{served}?q=nhieu+nhieu+lam")
    assert len(found(page)) == 8
    for count in (16, 24, 25):
        page.get_by_role("button", name="Xem thêm").click()
        expect(page.locator("[data-search-result]")).to_have_count(count)
        expect(page.locator("[data-search-result]").nth((count - 1) // 8 * 8)).to_be_focused()
    expect(page.locator("[data-search-more]")).to_be_hidden()


def test_an_index_that_does_not_come_is_told_and_asked_again(page: Page, served: str) -> None:
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{served}?q=htx")
    state(page, "error")
    assert "không tải được chỉ mục" in page.locator("[data-search-status]").inner_text()
    page.unroute_all()
    page.get_by_role("button", name="Tìm").click()
    assert set(found(page)) == {"htx", "hop-tac-xa"}


def test_a_page_that_was_opened_before_a_release_finds_what_is_new(
    page: Page, served: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "ONE_PART", 15)
    page.goto(f"{served}?q=htx")
    assert len(found(page)) == 2
    more = TEXTS | {"tin-tuc/moi.md": article("Tin mới", "2025-02-02", "Về tinmoitoanh.", Category="Khác")}
    place = {"SITEURL": "https://x.example/thu", "OUTPUT_PATH": folder / "thu"}
    assert build(folder, more, SEARCH_INDEX=True, **place).code == 0
    page.locator("[name=q]").fill("tinmoitoanh")
    assert found(page) == ["moi"]
    (folder / "content/tin-tuc/moi.md").unlink()
    assert build(folder, TEXTS, SEARCH_INDEX=True, **place).code == 0


def test_without_script_the_page_leads_to_the_archive(browser: Browser, served: str) -> None:
    with window(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}?q=htx")
        assert "Ô tìm kiếm cần JavaScript" in page.inner_text("main")
        assert page.get_by_role("link", name="Năm 2024").get_attribute("href") == "/thu/luu-tru/2024/"
        assert page.locator("select:visible").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_results_have_no_barrier(
    browser: Browser, served: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    size = {"width": width, "height": 900}
    with window(browser, viewport=size, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{served}?q=hoi+nghi&nam=2022")
        state(page, "done")
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
