"""Documents as people make them, and the site that knows what they may name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.base.model import Category, TagRule
from tools.convert import ConvertedBody, Known, Post, SourceDocument, body_of, post_of

KNOWN = Known(
    categories=(
        Category("Chương trình đề án", "chuong-trinh-de-an"),
        Category("Hội thảo – tập huấn", "hoi-thao-tap-huan", rules=(TagRule(("hội thảo", "tập huấn")),)),
        Category("Tư vấn, phản biện và giám định xã hội", "tu-van-phan-bien"),
    ),
    programs={"phoi-hop": "Chương trình phối hợp hoạt động giai đoạn 2022–2025 giữa Liên minh HTX tỉnh và Hội"},
    abbreviations={"HTX": "hợp tác xã", "KH&KT": "khoa học và kỹ thuật"},
)


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """Ten pictures of different bytes, `a1.jpg` to `a10.jpg`."""
    files = {f"a{number}.jpg": tmp_path / f"a{number}.jpg" for number in range(1, 11)}
    for number, file in enumerate(files.values(), start=1):
        Image.new("RGB", (60 + number, 40)).save(file)
    return files


@pytest.fixture
def to_post(pictures: dict[str, Path]) -> Callable[[str], Post]:
    return lambda html: post_of(SourceDocument(html, pictures, "bao-cao"), KNOWN)


@pytest.fixture
def to_body(pictures: dict[str, Path]) -> Callable[[str], ConvertedBody]:
    return lambda html: body_of(html, pictures)
