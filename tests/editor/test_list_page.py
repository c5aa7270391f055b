"""The list of texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from tests.editor.desk import Browser
from tests.editor.memory import NOON, MemoryWorkspace
from tools.editor.list_page import ROWS
from tools.editor.workspace import ListedText

NOW = datetime.now(UTC)


def listed(title: str, **facts: object) -> ListedText:
    given = {"status": "published", "date": NOON, "authors": ("Ban biên tập",), **facts}
    return ListedText(f"tin-tuc/{title}/index.md", title, **given)  # type: ignore[arg-type]


ROWS_GIVEN = [
    listed("Lễ ký kết"),
    listed("Mưa lũ", is_draft=True, is_new=True, changed_by=("Trần Thị Bình",), changed_at=NOON),
    listed("Tập huấn", is_draft=True, submitted=True, authors=("Trần Thị Bình",)),
    listed("Hội thảo", is_draft=True),
    listed("Báo xuân", date=NOW + timedelta(days=9)),
    listed("Tin cũ", status="removed", authors=("Đỗ Văn Út",)),
]


@pytest.fixture
def texts(workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch) -> list[ListedText]:
    rows = [*ROWS_GIVEN]

    def given() -> Sequence[ListedText]:
        return rows

    monkeypatch.setattr(workspace, "texts", given)
    return rows


def shown(browser: Browser, query: str = "") -> dict[str, str]:
    """The state of each text, by its title."""
    page = BeautifulSoup(browser.get(f"/soan/{query}").text, "html.parser")
    return {row.a.get_text(): row.select_one(".state").get_text() for row in page.select(".text")}


def test_each_text_has_its_state_in_words(own_machine: Browser, texts: list[ListedText]) -> None:
    assert shown(own_machine) == {
        "Lễ ký kết": "Đang hiện trên trang",
        "Mưa lũ": "Bản nháp",
        "Tập huấn": "Chờ duyệt",
        "Hội thảo": "Đang hiện trên trang, có sửa chưa đăng",
        "Báo xuân": "Hẹn giờ",
        "Tin cũ": "Đã gỡ",
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?loc=cua-toi", ["Mưa lũ", "Tập huấn"]),
        ("?loc=nhap", ["Mưa lũ", "Tập huấn", "Hội thảo"]),
        ("?loc=cho-duyet", ["Tập huấn"]),
        ("?loc=dang-hien", ["Lễ ký kết", "Hội thảo"]),
        ("?tim=le+KY", ["Lễ ký kết"]),
        ("?tim=m%C6%B0a", ["Mưa lũ"]),
        ("?tim=do+van+ut", ["Tin cũ"]),
        ("?tim=h%E1%BB%99i&loc=nhap", ["Hội thảo"]),
        ("?tim=kh%C3%B4ng-c%C3%B3", []),
        ("?loc=la&trang=x", [row.title for row in ROWS_GIVEN]),
        ("?trang=99999999999999999999", [row.title for row in ROWS_GIVEN]),
    ],
)
def test_search_and_filters(own_machine: Browser, texts: list[ListedText], query: str, titles: list[str]) -> None:
    assert list(shown(own_machine, query)) == titles


def test_a_title_is_words_and_never_markup(own_machine: Browser, texts: list[ListedText]) -> None:
    texts[:] = [listed('"><script>alert(1)</script>')]
    assert list(shown(own_machine, "?tim=%22%3E%3Cscript%3E")) == ['"><script>alert(1)</script>']


def test_a_long_list_is_shown_in_pages(own_machine: Browser, texts: list[ListedText]) -> None:
    texts[:] = [listed(f"Bài {at}") for at in range(2 * ROWS + 1)]
    assert list(shown(own_machine, "?trang=2")) == [f"Bài {at}" for at in range(ROWS, 2 * ROWS)]
    page = BeautifulSoup(own_machine.get("/soan/?tim=bai&trang=2").text, "html.parser")
    assert [(link["rel"], link["href"]) for link in page.select(".pager a")] == [
        (["prev"], "/soan/?tim=bai"),
        (["next"], "/soan/?tim=bai&trang=3"),
    ]
