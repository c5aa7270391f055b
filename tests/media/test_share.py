"""What a page is shown with where it is shared: always 1200 × 630, from the photograph or from the title."""

from __future__ import annotations

import pickle
import subprocess
import sys
import unicodedata
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from plugins.media import ShareImages, ShareText
from plugins.media.cards import FACES as NAMES
from plugins.media.cards import card
from tests.site import ROOT, Built, article, build, photograph

FONTS = tuple(
    ROOT / f"node_modules/@fontsource/{face}/files" for face in ("be-vietnam-pro", "noto-serif", "noto-sans-math")
)
FACES = tuple(folder / name for name in NAMES for folder in FONTS if (folder / name).is_file())
URL = "https://x.example/thu"
PAPER = (251, 248, 241)
LONG = "Hội nghị ký chương trình phối hợp hoạt động giai đoạn giữa hai cơ quan của tỉnh và các đơn vị " * 2


def shared(built: Built, address: str) -> Image.Image:
    """The picture that a page names, opened; its size is what the page says."""
    page = built.page(address)
    said = {str(one["property"]): str(one["content"]) for one in page.select('meta[property^="og:image"]')}
    picture = Image.open(BytesIO((built.output / said["og:image"].removeprefix(f"{URL}/")).read_bytes()))
    assert picture.size == (1200, 630) == (int(said["og:image:width"]), int(said["og:image:height"]))
    assert said["og:image:type"] == f"image/{(picture.format or '').lower()}"
    return picture.convert("RGB")


def drawn(folder: Path, title: str, label: str = "", name: str = "Trang thử") -> Image.Image:
    studio = ShareImages(FONTS, folder)
    share = studio.of_words(ShareText(title, label, name))
    return Image.open(BytesIO(share.kept.read_bytes())).convert("RGB")


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """What is drawn within a box, as its bounds."""
    part = picture.crop(box)
    return ImageChops.difference(part, Image.new("RGB", part.size, PAPER)).getbbox()


def test_every_page_with_a_text_has_its_own_and_the_others_that_of_the_site(tmp_path: Path) -> None:
    texts = {
        "data/site.toml": 'name = "Trang thử"\n',
        "tin-tuc/a.md": article("Bài một"),
        "tin-tuc/b.md": article("Bài hai"),
        "pages/p.md": "Title: Trang\n\nLời.\n",
        "programs/c.md": "Title: Đề án\nKind: Đề án\n\nLời.\n",
    }
    built = build(tmp_path, texts, SITEURL=URL)
    named = [
        str(built.page(address).select_one('meta[property="og:image"]')["content"])  # type: ignore[index]
        for address in ("/", "/tin-tuc/a/", "/tin-tuc/b/", "/p/", "/chuong-trinh/c/", "/tin-tuc/")
    ]
    assert len(set(named)) == 5
    assert named[0] == named[-1]
    for address in ("/", "/tin-tuc/a/", "/chuong-trinh/c/"):
        shared(built, address)


def test_a_photograph_is_shown_where_it_is_large_enough(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "tin-tuc/a.md": article(Image="to.jpg", Image_alt="Ảnh"),
        "tin-tuc/b.md": article(Image="nho.jpg", Image_alt="Ảnh"),
        "tin-tuc/to.jpg": photograph(1600, 1200),
        "tin-tuc/nho.jpg": photograph(400, 300),
    }
    built = build(tmp_path, files, SITEURL=URL)
    assert ink(shared(built, "/tin-tuc/a/"), (0, 0, 1200, 630)) == (0, 0, 1200, 630)
    assert shared(built, "/tin-tuc/b/").getpixel((600, 600)) == PAPER


def test_what_shows_through_is_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (1000, 800), (0, 0, 0, 0)).save(file := BytesIO(), "PNG")
    built = build(
        tmp_path,
        {"tin-tuc/a.md": article(Image="a.png", Image_alt="Ảnh"), "tin-tuc/a.png": file.getvalue()},
        SITEURL=URL,
    )
    assert shared(built, "/tin-tuc/a/").getpixel((600, 315)) == PAPER


@pytest.mark.parametrize("title", ["Ba từ thôi", "Đường về: 65,4 % của 1.012 hộ", LONG, "dài " * 200, "x" * 400])
def test_a_title_stays_within_the_margins(tmp_path: Path, title: str) -> None:
    picture = drawn(tmp_path, title, "Chuyên mục", "Một cơ quan có tên rất dài " * 4)
    for box in ((0, 30, 78, 630), (1122, 30, 1200, 630), (0, 600, 1200, 630)):
        assert ink(picture, box) is None
    assert ink(picture, (80, 140, 1120, 520))


def test_marks_over_and_under_letters_are_drawn(tmp_path: Path) -> None:
    """The same letters with marks reach higher and deeper than without."""
    plain, marked = (ink(drawn(tmp_path, title), (80, 140, 1120, 520)) for title in ("AO", "ẤỘ"))
    assert plain
    assert marked
    assert marked[1] < plain[1]
    assert marked[3] > plain[3]


def test_composed_or_not_the_picture_is_the_same(tmp_path: Path) -> None:
    nfd = unicodedata.normalize("NFD", "Hội nghị")
    assert drawn(tmp_path / "a", nfd).tobytes() == drawn(tmp_path / "b", "Hội nghị").tobytes()


@pytest.mark.parametrize(("word", "other"), [("ĐẮP", "ĐĂP"), ("ẤP", "ÂP"), ("Ổ", "Ô"), ("MẪU", "MÂU")])
def test_a_capital_keeps_the_mark_over_its_mark(tmp_path: Path, word: str, other: str) -> None:
    high, low = (ink(drawn(tmp_path, title), (80, 110, 1120, 520)) for title in (word, other))
    assert high
    assert low
    assert low[1] - high[1] > 8


def test_a_mark_takes_nothing_of_the_line_above(tmp_path: Path) -> None:
    low, high = (
        drawn(tmp_path, f"{'gjgjgj ' * 5}{letters * 5}").convert("L").tobytes() for letters in ("AAAAAA ", "ẲẲẲẲẲẲ ")
    )
    assert sum(other < 60 for other in high) > sum(one < 60 for one in low)
    lost = sum(one < 60 < other for one, other in zip(low, high, strict=True))
    assert lost < 1000  # where edges meet; the descenders are 4,000


@settings(max_examples=40)
@given(st.text(max_size=120))
@example("Hai\u2029dòng")
@example("dài " * 7)
def test_no_title_breaks_it(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    assert drawn(tmp_path_factory.mktemp("share"), title, title, title).size == (1200, 630)


@pytest.mark.parametrize("count", [0, 1, 5, 9, 14, 22, 33, 60])
def test_the_file_is_right_to_the_last_sum(count: int) -> None:
    """What Pillow passes over: Adler-32 of all rows, CRC-32 of each part."""
    content = card(ShareText("dài " * count, "Chuyên mục", "Trang thử"), FACES)
    Image.open(BytesIO(content)).verify()
    start = content.index(b"IDAT")
    size = int.from_bytes(content[start - 4 : start])
    assert len(zlib.decompress(content[start + 4 :][:size])) == 630 * 601


def test_another_process_can_draw_it(tmp_path: Path) -> None:
    share = ShareImages(FONTS, tmp_path).of_words(ShareText("Bài", "Tin", "Trang"))
    assert pickle.loads(pickle.dumps(share.kept)).read_bytes() == share.kept.read_bytes()


def test_the_same_words_give_the_same_bytes_and_are_drawn_once(tmp_path: Path) -> None:
    studio, other = ShareImages(FONTS, tmp_path / "a"), ShareImages(FONTS, tmp_path / "b")
    one, two = (each.of_words(ShareText("Bài", "Tin", "Trang")) for each in (studio, other))
    assert one.kept.read_bytes() == two.kept.read_bytes()
    (file,) = (file for file in (tmp_path / "a").rglob("*") if file.is_file())
    before = file.stat().st_mtime_ns
    one.kept.read_bytes()
    assert file.stat().st_mtime_ns == before
    assert file.stat().st_size < 200_000


def test_a_check_and_a_preview_draw_nothing(tmp_path: Path) -> None:
    assert build(tmp_path / "a", {"tin-tuc/a.md": article()}, CHECK_ONLY=True).code == 0
    built = build(tmp_path / "b", {"tin-tuc/a.md": article()}, PREVIEW=True)
    assert not isinstance(built.page("/tin-tuc/a/").select_one('meta[property="og:image"]'), BeautifulSoup)
    assert not [name for name in built.files if "chia-se" in name]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Giảm phát thải CO₂", "Giảm phát thải CO₃"),
        ("Độ ẩm ≥ 5 %", "Độ ẩm ≤ 5 %"),
        ("Diện tích 5 m²", "Diện tích 5 m³"),
        ("Từ A → B", "Từ A ← B"),
        ("Hệ số α", "Hệ số β"),
        ("Báo Правда", "Báo Известия"),
        ("Cỡ Ａ４", "Cỡ Ａ３"),
    ],
)
def test_titles_that_differ_by_one_sign_look_different(tmp_path: Path, one: str, other: str) -> None:
    assert drawn(tmp_path, one).tobytes() != drawn(tmp_path, other).tobytes()
    assert drawn(tmp_path, one).tobytes() != drawn(tmp_path, "").tobytes()


@pytest.mark.parametrize("sign", ["🎉", "漢", "5 ‰", "ก", "\U000f0000x🏳", "✅"])
def test_a_title_with_a_sign_that_no_face_has_is_not_drawn_at_all(tmp_path: Path, sign: str) -> None:
    title = f"Lễ hội {sign}"
    studio = ShareImages(FONTS, tmp_path)
    share, without = (
        studio.of_words(words) for words in (ShareText(title, "Tin", "Trang"), ShareText("Trang", "Tin", ""))
    )
    assert share.kept.read_bytes() == without.kept.read_bytes()
    assert share.picture.alt == title


def test_letters_of_full_width_are_drawn_as_letters(tmp_path: Path) -> None:
    assert drawn(tmp_path, "Ｃ２").tobytes() == drawn(tmp_path, "C2").tobytes()


def test_what_draws_is_loaded_when_there_is_something_to_draw(tmp_path: Path) -> None:
    planned = """
import sys
from pathlib import Path
from plugins.media import Codes, ShareImages, ShareText
ShareImages([Path(sys.argv[1])], Path(sys.argv[2])).of_words(ShareText("Bài", "Tin", "Trang"))
Codes(Path(sys.argv[2])).save()
print(sorted({"PIL", "pillow_heif", "segno"} & sys.modules.keys()))
"""
    command = [sys.executable, "-c", planned, str(FONTS[0]), str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "[]\n"
