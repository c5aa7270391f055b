"""What cannot be shown as it was meant is told, with its line; what stands beside it and is right is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.desk import Desk, text

Render = Callable[[str], Desk]
PLACE = "tin-tuc/bai.md"


@pytest.fixture
def render(tmp_path: Path) -> Render:
    return lambda markdown: text(tmp_path, markdown)


REFUSED = [
    ("| A | B |\n|---|---|\n| 1 | 2 | 3 |", 3, "hàng này có 3 ô mà bảng chỉ có 2 cột"),
    ("| A | B |\n|---|---|\n| x|y | 2 |", 3, "hàng này có 3 ô mà bảng chỉ có 2 cột"),
    ("| A | B |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |", 5, "không thuộc bảng nào"),
    ("Bảng:\n\n| A | B |\n| 1 | 2 |", 3, "không thuộc bảng nào"),
    ("A | B\n---|---|---\n1 | 2", 1, "không thuộc bảng nào"),
    ("Một\n\n![[anh.jpg]]", 3, "«![[anh.jpg]]» là cách chèn của phần mềm khác"),
    ("<center>\n![Tả](a.jpg)\n</center>", 2, "«![Tả](a.jpg)» nằm trong thẻ HTML «<center>»"),
    ('<div align="center">**A B**</div>', 1, "«**A B**» nằm trong thẻ HTML «<div>»"),
    ("<table><tr><td>*a b*</td></tr></table>", 1, "«*a b*» nằm trong thẻ HTML «<table>»"),
    ("Một[^1].\n\n[^1]: A\n[^2]: B", 4, "chú thích «[^2]» không có chỗ nào trong bài gọi đến"),
    ("Một[^1].\n\n[^1]: A\n[^1]: B", 4, "«[^1]:» đã được giải thích ở dòng khác"),
    ("[A][b]\n\n[b]: https://x.example/1\n[b]: https://x.example/2", 4, "«[b]:» đã được giải thích ở dòng khác"),
    ("A\n\n![][anh]\n\n[anh]: <data:image/png;base64,iVBOR>", 5, "ảnh được dán thẳng vào bài"),
    (
        'A\n\n<iframe src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fv%2F1"></iframe>',
        3,
        "[Xem trên facebook.com](https://www.facebook.com/v/1)",
    ),
    ('<iframe src="//player.vimeo.com/video/12"></iframe>', 1, "(https://vimeo.com/12)"),
    ('<video src="phim.mp4"></video>', 1, "[Tải về](phim.mp4)"),
    ("[A](www.x.example)", 1, "Hãy viết đủ: https://www.x.example."),
    ("[A](bacgiang.gov.vn/tin)", 1, "Hãy viết đủ: https://bacgiang.gov.vn/tin."),
    ("[A](0204.000.000)", 1, "Hãy viết đủ: tel:0204000000."),
    ("[A](a@x.example)", 1, "Hãy viết đủ: mailto:a@x.example."),
    ("[A](ke-hoach.docx)", 1, "không có tệp «ke-hoach.docx»"),
    ("<iframe></iframe>", 1, "thẻ «<iframe>» không hiện trên trang"),
]
WARNED = [
    ('[caption id="a"]Lời[/caption]', 1, '«[caption id="a"]» là dấu của phần mềm khác'),
    ("A\n\nXem [[Bài khác]].", 3, "«[[Bài khác]]»"),
    ("{{< youtube abc >}}", 1, "«{{< youtube abc >}}»"),
    ("A ==b== c", 1, "«==b==»"),
    ("::: note\nA\n:::", 1, "«::: note»"),
    ("<![if !supportLists]>1.<![endif]> A", 1, "«<![if !supportLists]>»"),
    ("Xem [kế hoạch] (https://x.example/c).", 1, "chưa thành đường dẫn vì có khoảng trắng ở giữa"),
    ("**Mở mà không đóng", 1, "hiện nguyên dấu sao"),
    ("Chữ *nghiêng * đây", 1, "hiện nguyên dấu sao"),
    ("A\n\n~~~\nb\n~~~", 3, "được hiểu là mã"),
]
RIGHT = [
    "Tin tức | Sự kiện",
    "| A | B |\n|---|---|\n| x\\|y | `a|b` |\n| 1 | |",
    "```\n| A |\n[[b]] [^1]: c\n```",
    "<!-- [[b]] | c | -->",
    "[xem thêm] [tại đây], a[i], x[1], a == b, (*) ghi chú, giá 5 đồng *.",
    "A {{ 7 * 7 }} B, 50 đồng **",
    "~~~python\nx\n~~~",
    "<b>đậm</b> và <i>nghiêng</i>",
    "[//]: # (lời nhắn)",
    "[A][b]\n\n[b]: https://x.example/",
    "Chú \\[^1\\], \\[bài\\]\\[kia\\] và &lt;!-- dấu",
]


def errors(desk: Desk) -> list[str]:
    return [one for one in desk.said if not one.startswith("cảnh báo:")]


@pytest.mark.parametrize(("markdown", "line", "words"), REFUSED)
def test_what_would_be_lost_is_refused_with_its_line(render: Render, markdown: str, line: int, words: str) -> None:
    assert [one for one in errors(render(markdown)) if one.startswith(f"{PLACE}:{line}: ") and words in one]


@pytest.mark.parametrize(("markdown", "line", "words"), WARNED)
def test_marks_that_a_reader_would_see_are_warned_of(render: Render, markdown: str, line: int, words: str) -> None:
    desk = render(markdown)
    assert errors(desk) == []
    assert [one for one in desk.said if one.startswith(f"cảnh báo: {PLACE}:{line}: ") and words in one]


@pytest.mark.parametrize("markdown", RIGHT)
def test_what_is_right_is_not_told(render: Render, markdown: str) -> None:
    assert render(markdown).said == []


FILMS = [
    ("https://www.youtube.com/embed/AbCdEfGhIjK", "watch?v=AbCdEfGhIjK"),
    ("https://www.youtube-nocookie.com/embed/AbCdEfGhIjK?start=90", "watch?v=AbCdEfGhIjK&t=90s"),
    ("https://www.youtube.com/embed/videoseries?si=a&amp;list=PLabcdefgh", "playlist?list=PLabcdefgh"),
    ("https://www.youtube.com/embed/live_stream?channel=UCabcdefgh", "channel/UCabcdefgh/live"),
    ("//youtube.com/embed/AbCdEfGhIjK?list=PLabcdefgh", "watch?v=AbCdEfGhIjK&list=PLabcdefgh"),
    ("https://www.youtube.com/shorts/AbCdEfGhIjK", "watch?v=AbCdEfGhIjK"),
    ("https://www.youtube.com/live/AbCdEfGhIjK?feature=share", "watch?v=AbCdEfGhIjK"),
]


@pytest.mark.parametrize(("player", "page"), FILMS)
def test_each_player_of_youtube_leads_to_what_it_shows(render: Render, player: str, page: str) -> None:
    desk = render(f'<iframe src="{player}"></iframe>')
    assert [link["href"] for link in desk.page("a")] == [f"https://www.youtube.com/{page}"]
    assert desk.said == []
