"""What a reader finds around an article: the next and the other issues of its column, and each link once."""

from __future__ import annotations

from pathlib import Path

from tests.site import article, build

COLUMN = '[[category]]\nname = "Chuyên mục thử"\nslug = "thu"\nnumbered = true\n'


def test_an_issue_leads_to_the_issues_before_it_and_to_the_next_one(tmp_path: Path) -> None:
    issues = {
        f"tin-tuc/so-{at}.md": article(f"Bài {at}", f"2026-10-{at:02}", Category="Chuyên mục thử", Number=str(at))
        for at in range(1, 8)
    }
    page = build(tmp_path, {**issues, "data/categories.toml": COLUMN}).page("/tin-tuc/so-6/")
    before = [link.get_text(" ", strip=True) for link in page.select(".issues li a")]
    assert before == [f"Số {at}: Bài {at}" for at in (5, 4, 3, 2)]
    assert [link["href"] for link in page.select(".issues .meta a")] == ["/chuyen-muc/thu/"]
    assert [link["href"] for link in page.select(".following a")] == ["/tin-tuc/so-7/"]
    around = [link["href"] for link in page.select(".article-aside a, .neighbours a, .related a")]
    assert len(around) == len(set(around))
