"""Words that a page shows apart are apart in its text: search, copying and screen readers know nothing of layout."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.site import Built, article, build


def glued(html: str) -> list[str]:
    """Where the text of one element ends in a letter and that of the next begins with another word's."""
    page = BeautifulSoup(html, "html.parser")
    for unread in page(["script", "style", "svg", "template", "head"]):
        unread.decompose()
    texts = [str(text) for text in page.find_all(string=True) if text]
    return [f"{one[-20:]}|{next_[:20]}" for one, next_ in pairwise(texts) if _run_together(one[-1], next_[0])]


def _run_together(end: str, beginning: str) -> bool:
    """A small letter, a figure or a closing sign before a capital letter or a figure."""
    return (end.islower() or end.isdecimal() or end in ")%”»") and (beginning.isupper() or beginning.isdecimal())


TITLE = "Kết quả của bài ({})"
EVERYTHING: dict[str, str | bytes] = {
    "data/categories.toml": '[[category]]\nname = "Số báo"\nslug = "so-bao"\nnumbered = true\n'
    '[[category]]\nname = "Văn bản mới"\nslug = "van-ban-moi"\n',
    "programs/p.md": """---
Title: Chương trình giai đoạn 2026
Kind: Đề án
Start: 2026
End: 2026
Signed: 5/1/2026
Signed_news: bai-1
Parties:
  - name: Bên A (1)
    signer: Người A
    office: Chủ tịch
Plans:
  - title: Kế hoạch số 1
    start: 1/2/2026
    end: 2026
    tasks:
      - id: mot
        title: Việc (1)
        target: ít nhất 1
        unit: cuộc
        due: 2026
        owner: Bên A (1)
        evidence:
          - date: 20/3/2026
            title: Đã họp (2)
            document: Báo cáo 12
      - id: hai
        title: Việc (2)
        target: hằng năm
---
""",
    **{
        f"tin-tuc/bai-{number}.md": article(
            TITLE.format(number),
            f"2026-03-0{number}",
            Category="Số báo, Văn bản mới",
            Author="Nguyễn A (1), Chánh Văn phòng; Ban 2",
            Number=str(number),
            Program="p",
            Result="mot",
            Tags="nhà (1), 2 vụ",
            Modified=f"2026-03-1{number}",
            Correction="Sửa số (1).",
            Document_number=f"{number}/KH-1",
            Issuer="Sở 1",
            body="Lời 1.\n\n[Kế hoạch (4)](/files/a.pdf)",
        )
        for number in range(1, 6)
    },
    "files/a.pdf": b"%PDF-1.4\n%%EOF\n",
}


def _glued_pages(built: Built) -> dict[str, list[str]]:
    pages = {name: content.decode() for name, content in built.files.items() if name.endswith(".html")}
    return {name: found for name, html in pages.items() if (found := glued(html))}


def test_no_word_of_any_page_runs_into_the_next(own: Built) -> None:
    assert _glued_pages(own) == {}


def test_no_figure_of_any_component_runs_into_a_date(tmp_path: Path) -> None:
    built = build(tmp_path, EVERYTHING, NOW="2026-11-23 07:00")
    assert built.code == 0, built.said
    assert _glued_pages(built) == {}


GLUED = [
    ("<p><a>Nguyễn Thị Thúy</a><span>Chánh Văn phòng</span></p>", "Nguyễn Thị Thúy|Chánh Văn phòng"),
    ("<p><a>Kết quả (4)</a><time>1/7/2024</time></p>", "Kết quả (4)|1/7/2024"),
    ("<p><span>12/BC-LHH 20</span><time>1/7/2024</time></p>", "12/BC-LHH 20|1/7/2024"),
]


@pytest.mark.parametrize(("html", "found"), GLUED)
def test_the_rule_sees_what_runs_together(html: str, found: str) -> None:
    assert glued(html) == [found]
