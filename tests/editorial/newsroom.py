"""What tests of the editorial package share: a content folder from texts, and stories made without any file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from plugins.base import moments
from plugins.base.model import Category, Content, ContentKind, FrontPage, Site, SiteInfo, UnrenderedContent
from plugins.base.vietnamese import slug
from plugins.editorial import CheckedContent

NOW = moments.parse("2026-11-23 07:00")
Desk = Callable[..., CheckedContent]

VOCABULARY = """
[[category]]
name = "Chương trình đề án"
slug = "chuong-trinh-de-an"
order = 1
  [[category.rule]]
  words = ["hợp tác xã", "HTX"]
  tag = "kinh tế tập thể"

[[category]]
name = "Tin hoạt động"
slug = "tin-hoat-dong"
order = 2

[[category]]
name = "Tư vấn, phản biện và giám định xã hội"
slug = "tu-van-phan-bien"
parent = "tin-hoat-dong"
  [[category.rule]]
  words = ["phản biện"]

[[category]]
name = "Hội thảo – tập huấn"
slug = "hoi-thao-tap-huan"
parent = "tin-hoat-dong"
tags = ["tập huấn"]

[[category]]
name = "Khoa học hóa đời sống"
slug = "khoa-hoc-doi-song"
order = 3
numbered = true
"""
NAMES = (
    "Chương trình đề án; Tin hoạt động; Hội thảo – tập huấn; Tư vấn, phản biện và giám định xã hội; "
    "Khoa học hóa đời sống"
)


def told(survey: CheckedContent) -> list[str]:
    """All that an editor is told, in the order in which it is printed."""
    return [str(problem) for problem in sorted(set(survey.problems))]


def errors(survey: CheckedContent) -> list[str]:
    return [line for line in told(survey) if not line.startswith("cảnh báo:")]


def only(survey: CheckedContent) -> UnrenderedContent:
    """The one text of a folder in which nothing is wrong."""
    assert errors(survey) == []
    [unrendered] = survey.unrendered_contents
    return unrendered


def by_slug(survey: CheckedContent) -> dict[str, Content]:
    assert errors(survey) == []
    return {unrendered.content.slug: unrendered.content for unrendered in survey.unrendered_contents}


def program(title: str = "Chương trình phối hợp", **fields: str) -> str:
    return "\n".join([f"Title: {title}", *(f"{name}: {value}" for name, value in fields.items()), "", "Nội dung.", ""])


def content(number: int, **facts: Any) -> Content:
    """An article; a greater number is newer."""
    name = f"bai-{number:03}"
    made = Content(
        kind=ContentKind.ARTICLE,
        path=f"tin-tuc/{name}.md",
        slug=name,
        title=f"Bài {number}",
        address=f"/tin-tuc/{name}/",
        date=NOW - timedelta(days=365) + timedelta(hours=number),
    )
    return replace(made, **facts)


def category(name: str, **facts: Any) -> Category:
    return Category(name=name, slug=slug(name), **facts)


def site(
    contents: Sequence[Content],
    categories: Sequence[Category] = (),
    programs: Sequence[Content] = (),
    front: Mapping[str, str] | None = None,
) -> Site:
    """An edition of live stories, which come oldest first."""
    return Site(
        site_info=SiteInfo("https://trang.example"),
        now=NOW,
        articles=tuple(reversed(contents)),
        programs=tuple(programs),
        categories=tuple(categories),
        front=FrontPage(**(front or {})),
    )
