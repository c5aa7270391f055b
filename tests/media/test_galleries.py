"""Pictures one after another: from three on a gallery, each with its own words and the way to see it large."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.media.pieces import ImagePiece, taken_apart
from tests.media.desk import Desk, Nesting, text
from tests.site import photograph

Render = Callable[..., Desk]
SHAPES = {"rong": (800, 600), "vuong": (500, 500), "cao": (600, 800), "dai": (900, 600)}
PICTURES: dict[str, str | bytes] = {f"tin-tuc/{name}.jpg": photograph(*size) for name, size in SHAPES.items()}


@pytest.fixture
def render(tmp_path: Path) -> Render:
    return lambda markdown: text(tmp_path, markdown, PICTURES)


def row(*names: str, between: str = "\n\n") -> str:
    return between.join(f"![Lời tả {name}](/tin-tuc/{name}.jpg)\nLời {name}\nẢnh: A" for name in names)


@pytest.mark.parametrize("between", ["\n\n", "\n", "\n\n\n"])
@pytest.mark.parametrize(("count", "galleries"), [(1, 0), (2, 0), (3, 1), (5, 1)])
def test_a_gallery_begins_with_three_pictures(render: Render, between: str, count: int, galleries: int) -> None:
    desk = render("Trước.\n\n" + row(*["rong"] * count, between=between) + "\n\nSau.")
    assert (len(desk.page.select(".gallery")), len(desk.page.select("figure"))) == (galleries, count)
    assert (desk.body.gallery, desk.said, Nesting(desk.body.html).flaws) == (bool(galleries), [], [])


def test_text_between_pictures_parts_them(render: Render) -> None:
    assert not render(f"{row('rong', 'vuong')}\n\nChữ.\n\n{row('cao')}").page.select(".gallery")
    two = render(f"{row('rong', 'vuong', 'cao')}\n\nChữ.\n\n{row('dai', 'dai', 'dai')}").page.select(".gallery")
    assert [len(one.select("figure")) for one in two] == [3, 3]


def test_every_picture_keeps_its_words_and_leads_to_its_largest_file(render: Render) -> None:
    desk = render(row("rong", "cao", "vuong"))
    for name, figure in zip(("rong", "cao", "vuong"), desk.page.select(".gallery > figure"), strict=True):
        image, link = figure.select_one(":scope > picture > img"), figure.select_one(":scope > a.enlarge")
        assert image
        assert link
        assert (image["alt"], link["aria-label"]) == (f"Lời tả {name}", f"Phóng to: Lời tả {name}")
        assert link["href"] == image["src"]
        assert str(link["href"]).removeprefix("/xem-truoc") in desk.files
        assert [one.get_text() for one in figure.select("figcaption, .credit")] == ["Ảnh: A", f"Lời {name}"]


FRAMES = [
    (("rong", "rong", "cao"), "across-2 frame-4-3"),
    (("cao", "cao", "rong"), "across-3 frame-3-4"),
    (("dai", "dai", "vuong", "vuong"), "across-2 frame-3-2"),
    (("vuong", "vuong", "dai"), "across-2 frame-1-1"),
]


@pytest.mark.parametrize(("names", "classes"), FRAMES)
def test_the_commonest_shape_is_the_frame_of_all(render: Render, names: tuple[str, ...], classes: str) -> None:
    gallery = render(row(*names)).page.select_one(".gallery")
    assert gallery
    assert " ".join(gallery["class"]) == f"gallery {classes}"


def test_a_picture_that_is_not_there_is_told_once_and_breaks_nothing(render: Render) -> None:
    desk = render(row("rong", "khong-co", "cao"))
    assert len(desk.said) == 1
    assert Nesting(desk.body.html).flaws == []


PIECES = ["<figure>", "</figure>", '<img src="a" alt="b" width="1" height="1">', "<p>x</p>", " "]
KEPT = ("<p>x</p>", "<figure>", "</figure>")


@given(st.lists(st.sampled_from([*PIECES, "".join(PIECES[:1] + PIECES[2:3] + PIECES[1:2])])))
def test_gathering_loses_no_piece_of_any_text(pieces: list[str]) -> None:
    html = str(BeautifulSoup("".join(pieces), "html.parser"))
    made = taken_apart(html).pieces
    written = "".join(piece for piece in made if isinstance(piece, str))
    assert [written.count(one) for one in KEPT] == [html.count(one) for one in KEPT]
    assert sum(isinstance(piece, ImagePiece) for piece in made) == html.count("<img")
