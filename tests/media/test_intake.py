"""What is kept of a picture that somebody brings: small and clean ones as they are, others upright, bounded, bare."""

from __future__ import annotations

import io
from typing import Any

import pillow_heif
import pytest
from PIL import ExifTags, Image

from plugins.media import LONGEST_SIDE, InvalidDrawing, TakenPicture, intake, small, take_in

pillow_heif.register_heif_opener()
PLACE = b"Canon EOS 5D"


def picture(width: int, height: int) -> Image.Image:
    """Red on the left, blue on the right."""
    made = Image.new("RGB", (width, height), (200, 30, 30))
    made.paste((30, 30, 200), (width // 2, 0, width, height))
    return made


def encoded(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    (image or picture(400, 300)).save(file := io.BytesIO(), kind, **options)
    return file.getvalue()


def camera(turn: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Make] = turn, PLACE.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return exif.tobytes()


def opened(taken: TakenPicture) -> Image.Image:
    with Image.open(io.BytesIO(taken.content)) as image:
        assert image.size == (taken.width, taken.height)
        assert not image.getexif()
        return image.convert("RGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_small_clean_picture_keeps_its_bytes(kind: str) -> None:
    assert take_in(encoded(kind)).content == encoded(kind)


def test_an_animation_keeps_its_bytes() -> None:
    moving = encoded("GIF", save_all=True, append_images=[picture(400, 300).rotate(90)])
    assert take_in(moving).content == moving


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_camera_wrote_is_taken_out_and_no_pixel_changes(kind: str) -> None:
    before = encoded(kind, exif=camera())
    taken = take_in(before)
    assert PLACE in before
    assert PLACE not in taken.content
    with Image.open(io.BytesIO(before)) as image:
        assert opened(taken).tobytes() == image.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize(("turn", "size", "red"), [(3, (400, 300), (380, 150)), (6, (300, 400), (150, 20))])
def test_a_picture_is_turned_upright(kind: str, turn: int, size: tuple[int, int], red: tuple[int, int]) -> None:
    taken = take_in(encoded(kind, exif=camera(turn)))
    assert (taken.width, taken.height) == size
    colours = opened(taken).getpixel(red)
    assert isinstance(colours, tuple)
    assert colours[0] > 150 > colours[2]


@pytest.mark.parametrize(
    ("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "png"), ("HEIF", "jpg")]
)
def test_a_large_picture_is_bounded_and_called_by_what_it_is(kind: str, ending: str) -> None:
    taken = take_in(encoded(kind, picture(2600, 130)))
    assert (taken.width, taken.height, taken.ending) == (LONGEST_SIDE, 128, ending)
    opened(taken)


def test_a_telephone_picture_becomes_a_jpeg_and_what_shows_through_a_png() -> None:
    clear = Image.new("RGBA", (40, 30), (200, 30, 30, 90))
    assert [take_in(encoded("HEIF", image)).ending for image in (picture(40, 30), clear)] == ["jpg", "png"]


def test_a_photograph_that_came_as_png_becomes_a_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "HEAVY", 30_000)
    noise = Image.effect_noise((120, 100), 90).convert("RGB")
    speckled = Image.merge("RGB", [channel.rotate(180 * at) for at, channel in enumerate(noise.split())])
    assert len(encoded("PNG", speckled)) > 30_000
    assert take_in(encoded("PNG", speckled)).ending == "jpg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("behind", [b"<html><script>alert(1)</script>", b"PK\x03\x04", b"\0\0\0\x18ftypmp42"])
def test_what_hides_behind_a_picture_is_left_behind(kind: str, behind: bytes) -> None:
    assert behind not in take_in(encoded(kind) + behind).content


def test_a_note_between_the_scans_of_a_photograph_is_left_behind() -> None:
    whole = encoded("JPEG", progressive=True)
    note = b"\xff\xfe" + (2 + len(PLACE)).to_bytes(2, "big") + PLACE
    at = whole.rindex(b"\xff\xda")
    assert PLACE not in take_in(whole[:at] + note + whole[at:]).content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        (encoded("JPEG")[:2000], "cắt cụt hoặc hỏng"),
        (encoded("PNG")[:300], "cắt cụt hoặc hỏng"),
        (b"MZ\x90\0" * 20, "không phải là ảnh đọc được"),
        (b"<!doctype html><script>alert(1)</script>", "trang web"),
        (encoded("BMP"), "BMP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>a()</script></svg>", "script"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='a()'/>", "onload"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='//x.y/z'/></svg>", "image"),
    ],
)
def test_what_is_no_sound_picture_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(InvalidDrawing, match=said):
        take_in(content)


def test_a_glance_is_small_and_a_drawing_stays_a_drawing() -> None:
    content, ending = small(encoded("PNG", picture(1280, 640)), 320)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.size, ending) == ((320, 160), "webp")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><metadata>Ai</metadata></svg>"
    assert small(drawing, 320) == (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9" />',
        "svg",
    )
