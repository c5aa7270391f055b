"""Tables with merged cells, and pictures: their own bytes, in their order, without what cameras wrote."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.word.documents import document, drawing, heard, image, p, r, shown


def cell(text: str = "", props: str = "") -> str:
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{p(r(text)) if text else p()}</w:tc>"


def row(*cells: str, props: str = "") -> str:
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


TABLES = [
    ("a head", row(cell("a"), props="<w:tblHeader/>") + row(cell("b")), "<thead><tr><th><p>a</p></th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody>"),
    ("across", row(cell("a", '<w:gridSpan w:val="2"/>')) + row(cell("b"), cell("c")), '<tbody><tr><td colspan="2"><p>a</p></td></tr><tr><td><p>b</p></td><td><p>c</p></td></tr></tbody>'),
    ("down", row(cell("a", '<w:vMerge w:val="restart"/>'), cell("b")) + row(cell("", "<w:vMerge/>"), cell("c")), '<tbody><tr><td rowspan="2"><p>a</p></td><td><p>b</p></td></tr><tr><td><p>c</p></td></tr></tbody>'),
    ("a row that was deleted", row(cell("a")) + row(cell("b"), props="<w:del/>"), "<tbody><tr><td><p>a</p></td></tr></tbody>"),
    ("in a control", f"<w:sdt><w:sdtContent>{row(cell('a'))}</w:sdtContent></w:sdt>", "<tbody><tr><td><p>a</p></td></tr></tbody>"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wanted"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_a_table_keeps_its_rows_and_cells(tmp_path: Path, rows: str, wanted: str) -> None:
    assert shown(document(tmp_path, f"<w:tbl>{rows}</w:tbl>")) == f"<table>{wanted}</table>"


ONE = {"p1": ("image", "media/a.png")}


def test_a_picture_stands_where_it_stood_with_its_words_and_size(tmp_path: Path) -> None:
    read = document(tmp_path, p(r("a "), drawing("p1", alt="Hội &quot;trường&quot;")), ONE, {"media/a.png": image()})
    assert shown(read) == '<p>a <img src="anh-1.png" alt="Hội &quot;trường&quot;" width="96" height="48"></p>'
    assert read.files["anh-1.png"].read_bytes() == image()


def test_a_floating_picture_follows_its_paragraph_and_twins_are_one_file(tmp_path: Path) -> None:
    links = ONE | {"p2": ("image", "media/b.png")}
    files = {"media/a.png": image(), "media/b.png": image()}
    read = document(tmp_path, p(drawing("p1", floats=True), r("a")) + p(drawing("p2")), links, files)
    assert shown(read).count('src="anh-1.png"') == 2
    assert shown(read).startswith("<p>a</p>\n<p><img")
    assert list(read.files) == ["anh-1.png"]


def exif(turn: int) -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x013B] = turn, "Máy ảnh của tôi", "Người chụp"
    notes.get_ifd(0x8825)[1] = "N"
    return notes


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_camera_wrote_stays_behind_and_no_pixel_changes(tmp_path: Path, kind: str) -> None:
    content = (
        image(kind, exif=exif(6).tobytes(), comment=b"x") if kind == "JPEG" else image(kind, exif=exif(1).tobytes())
    )
    made = document(tmp_path, p(drawing("p1")), ONE, {"media/a.png": content}).files
    kept = next(iter(made.values())).read_bytes()
    with Image.open(io.BytesIO(kept)) as after, Image.open(io.BytesIO(content)) as before:
        assert dict(after.getexif()) == ({0x0112: 6} if kind == "JPEG" else {})
        assert after.tobytes() == before.tobytes()
    assert b"Ng\xc6\xb0\xe1\xbb\x9di" not in kept


def test_a_crop_is_cut_as_word_shows_it(tmp_path: Path) -> None:
    cut = '<a:srcRect l="25000" b="50000"/>'
    read = document(tmp_path, p(drawing("p1", crop=cut)), ONE, {"media/a.png": image()})
    with Image.open(read.files["anh-1.png"]) as picture:
        assert picture.size == (30, 15)
    assert any("cắt hoặc xoay như trong Word" in line for line in heard(read))


def quarters(relation: str, turn: str) -> str:
    return drawing(relation).replace("<pic:spPr/>", f"<pic:spPr><a:xfrm {turn}/></pic:spPr>")


TURNS = [
    ('rot="5400000"', 1, (30, 40), 1),  # a quarter to the right
    ('rot="10800000" flipH="1"', 1, (40, 30), 1),
    ('rot="5400000"', 6, (40, 30), 6),  # as Word shows a photograph that says so itself
    ('rot="5400000"', 3, (30, 40), 1),  # Word looks at its own turn alone
    ('rot="300000"', 1, (40, 30), 1),  # slanting: told
]


@pytest.mark.parametrize(("turn", "lies", "size", "left"), TURNS)
def test_a_picture_that_was_turned_in_word_is_turned(
    tmp_path: Path, turn: str, lies: int, size: tuple[int, int], left: int
) -> None:
    content = image("JPEG", exif=exif(lies).tobytes())
    read = document(tmp_path, p(quarters("p1", turn)), ONE, {"media/a.png": content})
    with Image.open(read.files["anh-1.jpg"]) as picture:
        assert (picture.size, picture.getexif().get(0x0112, 1)) == (size, left)
    assert any("xoay nghiêng" in line for line in heard(read)) == (turn == 'rot="300000"')


@pytest.mark.parametrize(("kind", "ending"), [("TIFF", "png"), ("BMP", "png"), ("GIF", "gif"), ("JPEG", "jpg")])
def test_a_picture_is_what_the_site_takes_whatever_it_was_called(tmp_path: Path, kind: str, ending: str) -> None:
    assert list(document(tmp_path, p(drawing("p1")), ONE, {"media/a.png": image(kind)}).files) == [f"anh-1.{ending}"]


LOST = [
    (b"\x01\0\0\0" + b"\0" * 36 + b" EMF", "ảnh loại EMF không dùng được"),
    (b"\xd7\xcd\xc6\x9a rest", "ảnh loại WMF không dùng được"),
    (b"\x89PNG\r\n\x1a\n cut off", "ảnh bị hỏng"),
    (image()[:60], "ảnh bị hỏng"),
]


@pytest.mark.parametrize(("content", "words"), LOST)
def test_a_picture_that_cannot_be_shown_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    read = document(tmp_path, p(r("a"), drawing("p1")), ONE, {"media/a.png": content})
    assert (read.html.count("<img"), read.files) == (0, {})
    assert any(line.startswith(f"lost: ảnh 1: {words}") for line in heard(read))


def test_a_link_on_a_picture_is_told(tmp_path: Path) -> None:
    linked = f'<w:hyperlink r:id="l1">{drawing("p1")}</w:hyperlink>'
    links = ONE | {"l1": ("hyperlink", "https://x.example/")}
    read = document(tmp_path, p(r("a"), linked), links, {"media/a.png": image()})
    assert any("Ảnh có đường dẫn tới «https://x.example/»" in line for line in heard(read))


def test_a_picture_elsewhere_is_told_and_never_fetched(tmp_path: Path) -> None:
    read = document(tmp_path, p(r("a"), drawing("p1")), {"p1": ("image", "http://127.0.0.1:9/a.png")})
    assert any("ảnh nằm ngoài văn bản («http://127.0.0.1:9/a.png»)" in line for line in heard(read))


def test_a_huge_picture_is_told_before_it_is_decoded(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 10_000)).save(out, "PNG")
    read = document(tmp_path, p(r("a"), drawing("p1")), ONE, {"media/a.png": out.getvalue()})
    assert any("ảnh quá lớn (120 triệu điểm ảnh)" in line for line in heard(read))


def test_a_picture_of_old_word_and_its_box(tmp_path: Path) -> None:
    box = f"<v:textbox><w:txbxContent>{p(r('Lời ảnh'))}</w:txbxContent></v:textbox>"
    shape = '<v:shape style="width:72pt;height:36pt" alt="Hội trường"><v:imagedata r:id="p1"/></v:shape>'
    read = document(
        tmp_path, p(f"<w:r><w:pict>{shape}<v:rect>{box}</v:rect></w:pict></w:r>"), ONE, {"media/a.png": image()}
    )
    assert shown(read) == '<p><img src="anh-1.png" alt="Hội trường" width="96" height="48"></p>\n<p>Lời ảnh</p>'


def test_a_picture_larger_than_anybody_needs_is_made_smaller(tmp_path: Path) -> None:
    Image.new("RGB", (3000, 1500), "#1f5d3a").save(file := io.BytesIO(), "JPEG")
    made = document(tmp_path, p(drawing("p1")), ONE, {"media/a.png": file.getvalue()}).files
    with Image.open(next(iter(made.values()))) as picture:
        assert picture.size == (2560, 1280)
