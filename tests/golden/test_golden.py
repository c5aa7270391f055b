"""Markdown in, HTML out: each NAME.md of this folder gives the body that stands in NAME.html, sign for sign."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import Built, build

FOLDER = Path(__file__).parent
NAMES = sorted(file.stem for file in FOLDER.glob("*.md"))
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M2 2h26v16H2z"/></svg>'
BESIDE: dict[str, str | bytes] = {
    "data/abbreviations.toml": 'HTX = "hợp tác xã"\n"KH&KT" = "khoa học và kỹ thuật"\n',
    "tin-tuc/phong-hop.svg": DRAWING,
    "tin-tuc/van-kien.svg": DRAWING.replace("26", "20"),
    "tin-tuc/bien-ban.pdf": b"%PDF-1.7\n",
    "files/mau.pdf": b"%PDF-1.7\n%mau\n",
}
BEGINNING, END = '<div class="article-body">\n', "\n</div>\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    texts = {f"tin-tuc/{name}.md": f"Title: Bài\nDate: 2026-11-05\n\n{read(f'{name}.md')}" for name in NAMES}
    built = build(tmp_path_factory.mktemp("golden"), {**BESIDE, **texts})
    assert built.code == 0, built.said
    return built


def read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_the_golden_one(site: Built, name: str) -> None:
    expected = read(f"{name}.html").rstrip("\n")
    page = site.read(f"/tin-tuc/{name}/").partition(BEGINNING)[2]
    assert page[: len(expected)] == expected
    assert page[len(expected) :].startswith(END)
