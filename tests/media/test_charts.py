"""A table and one line beside it in; the chart, the table and what is wrong out."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from plugins.media import charts
from tests.media.desk import Desk, text
from tests.site import article, build

Render = Callable[[str], Desk]
HEAD = "| Tên | Số |\n|---|---:|\n"
TABLE = f"{HEAD}| Đang hoạt động | 945 |\n| Tạm ngừng | 28 |\n| Chờ giải thể | 39 |\n| Toàn tỉnh | 1.012 |\n"
SHARES = (
    "| Lĩnh vực | Số | Tỷ lệ |\n|---|---|---|\n| Một | 662 | 65,4 % |\n| Hai | 330 | 32,6 % |\n| Ba | 20 | 2,0 % |\n"
)
DONE = "| Việc | Đã làm | Phải làm |\n|---|---|---|\n| Hội thảo | 1 | 2 |\n| Tập huấn | 3 | 2 |\n"


@pytest.fixture
def render(tmp_path: Path) -> Render:
    return lambda markdown: text(tmp_path, markdown)


def widths(page: BeautifulSoup) -> list[float]:
    return [share(bar, "width") for bar in page.select("svg .chart-bar")]


def share(bar: Tag, name: str) -> float:
    return float(str(bar[name]).rstrip("%"))


SHAPES = [
    f"Biểu đồ cột: HTX. Nguồn: Báo cáo.\n{TABLE}",
    f"Biểu đồ cột: HTX. Nguồn: Báo cáo.\n\n{TABLE}",
    f"{TABLE}Biểu đồ cột: HTX. Nguồn: Báo cáo.\n",
    f"{TABLE}\nBiểu đồ cột (Số): HTX. Nguồn: Báo cáo.\n\nĐoạn sau.\n",
]


@pytest.mark.parametrize("markdown", SHAPES)
def test_a_line_beside_a_table_draws_it_and_the_table_stays(render: Render, markdown: str) -> None:
    made = render(f"Đoạn trước.\n\n{markdown}")
    assert made.said == []
    assert made.page.select_one("figure.chart + .table-scroll table, figure.chart ~ .table-scroll table")
    caption = made.page.select_one("figcaption")
    assert caption
    assert caption.get_text() == "HTX Nguồn: Báo cáo"
    assert [one.get_text() for one in made.page.select("svg text.chart-value")] == ["945", "28", "39", "1.012"]
    assert len(made.page.select("table tr")) == 5


def test_a_chart_is_a_picture_with_a_name_and_a_description(render: Render) -> None:
    svg = render(SHAPES[0]).page.svg
    assert svg
    assert svg["role"] == "img"
    name, described = str(svg["aria-labelledby"]).split()
    assert svg.find(id=name).get_text() == "HTX"
    assert svg.find(id=described).get_text() == "Đang hoạt động: 945; Tạm ngừng: 28; Chờ giải thể: 39; Toàn tỉnh: 1.012"


def test_nothing_in_a_chart_runs_or_styles(render: Render) -> None:
    hostile = HEAD + "| <b onclick=x>A</b> &lt;script&gt; | 5 |\n"
    html = render(f'Biểu đồ cột: "><script>alert(1)</script>\n\n{hostile}').body.html
    assert not re.search(r"<script|\son\w+=|\sstyle=", html)
    assert "A &lt;script&gt;" in html


def test_bars_are_in_proportion(render: Render) -> None:
    longest, short, other = widths(render(SHAPES[0]).page)
    assert short / longest == pytest.approx(28 / 945, abs=0.001)
    assert other / longest == pytest.approx(39 / 945, abs=0.001)


def test_a_total_has_no_bar_and_stands_out(render: Render) -> None:
    page = render(SHAPES[0]).page
    assert [one.get_text() for one in page.select("svg .chart-total")] == ["Toàn tỉnh"]
    assert len(page.select("svg .chart-bar")) == 3
    assert len(page.select("svg .chart-rule")) == 1


def test_negative_numbers_go_the_other_way_from_one_line_of_zero(render: Render) -> None:
    page = render(f"Biểu đồ cột: Tăng giảm\n\n{HEAD}| Tăng | 3 |\n| Giảm | -1 |\n| Như cũ | 0 |\n").page
    up, down, same = ((share(bar, "x"), share(bar, "width")) for bar in page.select("svg .chart-bar"))
    assert up[0] == down[0] + down[1] == same[0]
    assert up[1] == pytest.approx(3 * down[1])


def test_parts_follow_one_another_on_the_track_of_the_whole(render: Render) -> None:
    page = render(f"Biểu đồ tỷ lệ (Tỷ lệ): Lĩnh vực\n\n{SHARES}").page
    bars = [(share(bar, "x"), share(bar, "width")) for bar in page.select("svg .chart-bar")]
    track = share(page.select("svg .chart-track")[0], "width")
    assert [start for start, _ in bars] == pytest.approx([0, bars[0][1], bars[0][1] + bars[1][1]], abs=0.02)
    assert sum(length for _, length in bars) == pytest.approx(track, abs=0.03)


def test_progress_is_done_of_due_and_never_more_than_all(render: Render) -> None:
    page = render(f"Biểu đồ tiến độ: Việc\n\n{DONE}").page
    half, whole = widths(page)
    assert half == pytest.approx(whole / 2)
    assert [one.get_text() for one in page.select(".chart-value")] == ["1 / 2", "3 / 2"]


PROSE = ["Biểu đồ dưới đây cho thấy số HTX:\n\n" + TABLE, "Biểu đồ tròn: một đoạn văn.", "Biểu đồ khí hậu: xem sau."]


@pytest.mark.parametrize("markdown", PROSE)
def test_prose_that_begins_so_is_prose(render: Render, markdown: str) -> None:
    made = render(markdown)
    assert (made.said, made.page.svg) == ([], None)


WRONG = [
    (f"Biểu đồ cọt: A\n\n{TABLE}", 1, "không có loại biểu đồ «cọt». Có phải ý bạn là «cột»?"),
    (f"x\n\nBiểu đồ cột: A\n\nđoạn\n\n{TABLE}", 3, "dòng «Biểu đồ …» không đứng ngay trên hay ngay dưới một bảng."),
    (f"Biểu đồ cột:\n\n{TABLE}", 1, "biểu đồ chưa có tiêu đề."),
    (f"Biểu đồ cột (Sô): A\n\n{TABLE}", 1, "bảng không có cột «Sô». Có phải ý bạn là «Số»? Các cột: Tên, Số."),
    (f"Biểu đồ cột: A\n{HEAD}| a | b |\n", 1, "bảng không có cột nào là số để vẽ."),
    (f"Biểu đồ cột: A\n{HEAD}| a | 1 |\n| b | 1012.5 |\n", 5, "«1012.5» trong cột «Số» không phải số viết theo lối"),
    (f"x\n\nBiểu đồ cột: A\n\n{HEAD}| a | 1,012.5 |\n", 7, "«1,012.5» trong cột «Số» không phải số"),
    (f"{HEAD}| a | 1 |\n| b |  |\n\nBiểu đồ cột: A\n", 4, "«» trong cột «Số» không phải số"),
    (
        f"Biểu đồ tỷ lệ: A\n\n{TABLE.replace('39', '40')}",
        8,
        "các phần cộng lại là 1.013, không phải 1.012 như hàng tổng.",
    ),
    (
        f"Biểu đồ tỷ lệ (Tỷ lệ): A\n\n{SHARES.replace('32,6', '30,6')}",
        1,
        "các tỷ lệ cộng lại là 98 %, không phải 100 %.",
    ),
    (f"Biểu đồ tỷ lệ: A\n\n{HEAD}| a | -1 |\n| b | 3 |\n", 5, "số âm «-1» không vẽ được thành phần của tổng thể."),
    (f"Biểu đồ tiến độ: A\n\n{TABLE}", 1, "biểu đồ tiến độ cần hai cột số"),
    (f"Biểu đồ tiến độ: A\n\n{DONE.replace('| 1 | 2 |', '| 1 | 0 |')}", 5, "hàng «Hội thảo» có số phải làm là 0."),
    (f"Biểu đồ cột: A\n\n{HEAD}" + "| a | 1 |\n" * 41, 1, "bảng có 41 hàng, quá 40"),
]


@pytest.mark.parametrize(("markdown", "line", "message"), WRONG)
def test_what_cannot_be_drawn_is_told_with_its_line_every_time(
    render: Render, markdown: str, line: int, message: str
) -> None:
    for _ in ("converted", "taken from the cache"):
        [told] = render(markdown).said
        assert told.startswith(f"tin-tuc/bai.md:{line}: {message}")


def test_a_line_between_two_tables_draws_the_one_below_and_loses_neither(render: Render) -> None:
    made = render(f"{SHARES}\nBiểu đồ cột: HTX\n\n{TABLE}\nBiểu đồ tiến độ: Việc\n\n{DONE}")
    assert made.said == []
    assert len(made.page.select("table")) == 3
    ids = [str(one["id"]) for one in made.page.select("svg [id]")]
    assert len(ids) == len(set(ids)) == 4


def test_a_feed_has_the_table_alone(tmp_path: Path) -> None:
    built = build(tmp_path, {"a.md": article(body=SHAPES[0])}, SITEURL="https://x.example")
    assert built.code == 0
    assert built.page("/tin-tuc/a/").select_one(".article-body figure.chart svg")
    feed = built.read("/feeds/all.rss.xml")
    assert "&lt;table&gt;" in feed
    assert "svg" not in feed


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=40))
def test_no_bar_leaves_the_place_for_bars(values: list[Decimal]) -> None:
    rows = [
        charts.ChartRow(str(at), value, "", max(sum(values, Decimal(0)), Decimal(1))) for at, value in enumerate(values)
    ]
    for draw in {kind.bars for kind in charts.KINDS.values()}:
        assert all(bar.start >= 0 and bar.start + bar.length <= charts.WIDEST + 1 for bar in draw(rows))
