"""From an editor's file to published pictures: what comes out, what is refused and how, what the cache bears."""

from __future__ import annotations

import contextlib
import random
import re
import struct
import subprocess
import sys
import unicodedata
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import ExifTags, Image, ImageCms, ImageFilter

from plugins.base.model import OutputFile, Picture, Rendition
from plugins.media.pictures import PictureRefused, files, publish
from plugins.media.pixels import HEAVY

RED, BLUE, GREEN = (200, 30, 40), (20, 60, 190), (31, 93, 58)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"'
REMEDY = "Hãy xuất lại thành SVG thuần (trong Inkscape: «Plain SVG»), hoặc thành PNG."
SMALLER = "Hãy thu nhỏ ảnh (mỗi chiều 4000 điểm ảnh là đủ) rồi lưu lại."
SAVE_AS = "Hãy mở ảnh và lưu lại thành JPEG, PNG, WebP, GIF, HEIC, AVIF hoặc SVG."
BROKEN = "bị cắt cụt hoặc hỏng. Hãy chép lại ảnh từ máy gốc."


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    image.save(buffer := BytesIO(), kind, **options)
    return buffer.getvalue()


def halves(left: tuple[int, int, int] = RED, right: tuple[int, int, int] = BLUE) -> Image.Image:
    """60 × 40, two colours side by side: shows how it is turned."""
    image = Image.new("RGB", (60, 40), left)
    image.paste(right, (30, 0, 60, 40))
    return image


def photograph(width: int, height: int) -> Image.Image:
    """Soft noise, heavy for an encoder; the same in every run."""
    grain = Image.frombytes("L", (width, height), random.Random(7).randbytes(width * height))
    turned = grain.transpose(Image.Transpose.ROTATE_180)
    return Image.merge("RGB", (grain, turned, grain)).filter(ImageFilter.BoxBlur(1))


def png_claiming(width: int, height: int) -> bytes:
    """A header of a few bytes that promises any size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\1\0IDAT"


def publish_bytes(folder: Path, name: str, content: bytes) -> tuple[Picture, dict[str, bytes]]:
    """The picture and its files by ending ("-480.webp"), after a look at the addresses."""
    (source := folder / name).write_bytes(content)
    published = publish(source, folder / "cache", "ten-anh")
    made = list(files(published, source, folder / "cache"))
    assert [file.address for file in made] == [one.address for one in renditions(published.picture)]
    return published.picture, {re.sub(r"^/anh/ten-anh-[0-9a-f]{10}", "", file.address): read(file) for file in made}


def renditions(picture: Picture) -> list[Rendition]:
    return [picture.fallback, *picture.sources]


def read(file: OutputFile) -> bytes:
    return file.content if isinstance(file.content, bytes) else file.content.read_bytes()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def close(image: Image.Image, place: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found = image.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    return max(abs(one - other) for one, other in zip(found, colour, strict=True)) <= 12


def refusal(folder: Path, name: str, content: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        publish_bytes(folder, name, content)
    return str(refused.value.args[0])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", encoded(halves(), "JPEG")),
        ("a.JPEG", encoded(halves().convert("L").convert("RGB"), "JPEG")),
        ("a.png", encoded(halves())),
        ("a.webp", encoded(halves(), "WEBP")),
        ("a.gif", encoded(halves(), "GIF", save_all=True, append_images=[halves(BLUE, RED)])),
        ("a.heic", encoded(halves(), "HEIF")),
        ("a.avif", encoded(halves(), "AVIF")),
        ("a.jpg", encoded(halves(), "MPO", save_all=True, append_images=[halves(BLUE, RED)])),
    ],
)
def test_every_kind_becomes_a_jpeg_and_a_webp_of_its_own_size(tmp_path: Path, name: str, content: bytes) -> None:
    picture, files = publish_bytes(tmp_path, name, content)
    assert [(one.width, one.height, one.media_type) for one in renditions(picture)] == [
        (60, 40, "image/jpeg"),
        (60, 40, "image/webp"),
    ]
    assert [one.size for one in renditions(picture)] == [len(file) for file in files.values()]
    assert [(opened(file).format, opened(file).size) for file in files.values()] == [
        ("JPEG", (60, 40)),
        ("WEBP", (60, 40)),
    ]


def test_the_first_frame_of_an_animation_stands_still(tmp_path: Path) -> None:
    animation = encoded(halves(), "GIF", save_all=True, append_images=[halves(BLUE, RED)])
    _, files = publish_bytes(tmp_path, "a.gif", animation)
    for image in map(opened, files.values()):
        assert getattr(image, "n_frames", 1) == 1
        assert close(image, (5, 20), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photograph_comes_out_upright_without_place_camera_or_comment(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Make] = 6, "Nokia"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    original = halves()
    original.info["exif"] = exif.tobytes()  # HEIC turns by a property of its own, written from here
    options = {"HEIF": {}, "JPEG": {"exif": exif, "comment": "nha rieng"}}.get(kind, {"exif": exif})
    content = encoded(original, kind, xmp=b"<x>nha rieng</x>", **options)
    assert b"Nokia" in content
    _, files = publish_bytes(tmp_path, {"JPEG": "a.jpg", "HEIF": "a.heic"}.get(kind, f"a.{kind.lower()}"), content)
    for file in files.values():
        image = opened(file)
        assert image.size == (40, 60)
        assert close(image, (20, 5), RED)
        assert close(image, (20, 55), BLUE)
        assert not image.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & image.info.keys()
        assert not re.search(rb"Exif|Nokia|nha rieng", file)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_large_picture_is_turned_by_every_orientation(tmp_path: Path, orientation: int) -> None:
    (exif := Image.Exif())[ExifTags.Base.Orientation] = orientation
    picture, _ = publish_bytes(tmp_path, "a.jpg", encoded(Image.new("RGB", (4000, 2000), GREEN), "JPEG", exif=exif))
    assert (picture.width, picture.height) == ((1600, 800) if orientation < 5 else (1600, 3200))


def test_damaged_camera_data_does_not_spoil_a_sound_picture(tmp_path: Path) -> None:
    content = encoded(halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f rubbish")
    picture, _ = publish_bytes(tmp_path, "a.jpg", content)
    assert (picture.width, picture.height) == (60, 40)


def segment(marker: int, told: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(told) + 2) + told


def chunk(name: bytes, told: bytes, crc: int | None = None) -> bytes:
    sealed = zlib.crc32(name + told) if crc is None else crc
    return struct.pack(">I", len(told)) + name + told + struct.pack(">I", sealed)


RUBBISH = b"\xde\xad\xbe\xef" * 9
TOO_MUCH = zlib.compress(bytes(3_000_000))
NOTES = [
    *(
        ("a.jpg", "JPEG", 2, segment(marker, told))
        for marker, told in [
            (0xE0, b"JFIF\0"),
            (0xE1, b"Exif\0\0" + RUBBISH),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0\xff\xfe<x"),
            (0xE2, b"ICC_PROFILE\0"),
            (0xE2, b"ICC_PROFILE\0\1\3" + RUBBISH),
            (0xE2, b"MPF\0" + RUBBISH),
            (0xED, b"Photoshop 3.0\0008BIM\4\4"),
            (0xEE, b"Adobe"),
            (0xFE, RUBBISH * 1000),
        ]
    ),
    *(
        ("a.png", "PNG", 33, chunk(name, told, crc))
        for name, told, crc in [
            (b"zTXt", b"Comment\0\0" + TOO_MUCH, None),
            (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + TOO_MUCH, None),
            (b"tEXt", b"Raw profile type exif\0zz", None),
            (b"tEXt", b"Comment\0x", 7),
            (b"iCCP", b"x\0\0" + TOO_MUCH, None),
            (b"iCCP", b"x\0\0" + RUBBISH, None),
            (b"iCCP", b"x", None),
            (b"eXIf", RUBBISH, None),
            (b"pHYs", b"\0", None),
            (b"gAMA", b"", None),
            (b"acTL", RUBBISH, 0),
        ]
    ),
]


@pytest.mark.parametrize(("name", "kind", "place", "note"), NOTES)
def test_a_note_that_cannot_be_read_is_thrown_away_and_the_picture_shown(
    tmp_path: Path, name: str, kind: str, place: int, note: bytes
) -> None:
    whole = encoded(halves(), kind)
    picture, files = publish_bytes(tmp_path, name, whole[:place] + note + whole[place:])
    assert (picture.width, picture.height) == (60, 40)
    assert all(close(opened(file), (5, 20), RED) for file in files.values())


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_an_apple_or_avif_picture_is_shown_whatever_its_exif_holds(tmp_path: Path, kind: str) -> None:
    (exif := Image.Exif())[ExifTags.Base.ImageDescription] = "Hội nghị tổng kết"
    told = exif.tobytes().removeprefix(b"Exif\0\0")
    whole = encoded(halves(), kind, exif=exif)
    broken = whole.replace(told, (b"??*\0" + RUBBISH * len(told))[: len(told)])
    assert broken != whole
    picture, _ = publish_bytes(tmp_path, f"a.{kind.lower()}", broken)
    assert (picture.width, picture.height) == (60, 40)


def test_a_picture_is_turned_though_other_notes_beside_are_rubbish(tmp_path: Path) -> None:
    (exif := Image.Exif())[ExifTags.Base.Orientation] = 6
    whole = encoded(halves(), "JPEG", exif=exif)
    broken = segment(0xE1, b"Exif\0\0" + RUBBISH) + segment(0xED, b"Photoshop 3.0\0008BIM\4\4")
    picture, _ = publish_bytes(tmp_path, "a.jpg", whole[:2] + broken + whole[2:])
    assert (picture.width, picture.height) == (40, 60)


@pytest.mark.parametrize(("size", "published"), [((16382, 900), (1600, 88)), ((60_000, 20), (1600, 1))])
def test_pixels_count_and_not_sides(tmp_path: Path, size: tuple[int, int], published: tuple[int, int]) -> None:
    picture, _ = publish_bytes(tmp_path, "a.jpg", encoded(Image.new("RGB", size, GREEN), "JPEG"))
    assert (picture.width, picture.height) == published


def profile(colours: Literal["LAB", "XYZ", "sRGB"]) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(colours)).tobytes()


def test_colours_follow_the_embedded_profile_into_srgb(tmp_path: Path) -> None:
    swapped = profile("sRGB").replace(b"rXYZ", b"    ").replace(b"bXYZ", b"rXYZ").replace(b"    ", b"bXYZ", 1)
    _, files = publish_bytes(tmp_path, "a.png", encoded(Image.new("RGB", (60, 40), (255, 0, 0)), icc_profile=swapped))
    assert all(close(opened(file), (30, 20), (0, 0, 255)) for file in files.values())


def press_whose_cyan_prints_red() -> bytes:
    """The smallest profile of a press: a table of 2⁴ corners from CMYK to Lab; its black is black."""
    white, red, black = bytes((255, 128, 128)), bytes((136, 208, 195)), bytes((0, 128, 128))
    straight = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * (place % 4 == 0) for place in range(9)))
    table = b"mft1\0\0\0\0\4\3\2\0" + matrix + straight * 4 + (white + black) * 4 + (red + black) * 4 + straight * 3
    header = struct.pack(">I4sI4s4s4s12s4s", 144 + len(table), b"", 0x02100000, b"prtr", b"CMYK", b"Lab ", b"", b"acsp")
    white_point = struct.pack(">3i", 63190, 65536, 54061)
    tags = struct.pack(">I4sII", 1, b"A2B0", 144, len(table))
    return header.ljust(68, b"\0") + white_point.ljust(60, b"\0") + tags + table


def test_cmyk_is_turned_to_srgb_as_its_press_prints(tmp_path: Path) -> None:
    cyan = Image.new("CMYK", (60, 40), (255, 0, 0, 0))
    content = encoded(cyan, "JPEG", icc_profile=press_whose_cyan_prints_red())
    _, files = publish_bytes(tmp_path, "a.jpg", content)
    assert all(close(opened(file), (30, 20), (255, 0, 0)) for file in files.values())


@pytest.mark.parametrize("unfit", [b"", b"rubbish", profile("LAB")])
def test_a_profile_that_is_broken_or_of_other_colours_is_passed_over(tmp_path: Path, unfit: bytes) -> None:
    cmyk = Image.new("CMYK", (60, 40), (255, 255, 0, 0))
    _, files = publish_bytes(tmp_path, "a.jpg", encoded(cmyk, "JPEG", icc_profile=unfit))
    assert all(opened(file).mode == "RGB" and close(opened(file), (30, 20), (0, 0, 255)) for file in files.values())


def one_clear_colour(mode: str) -> bytes:
    """Left half clear, right half green; in a palette or as RGB with one colour named as clear."""
    image = halves((0, 0, 0), GREEN)
    palette = image.quantize(2)
    return (
        encoded(palette, transparency=palette.getpixel((5, 20)))
        if mode == "P"
        else encoded(image, transparency=(0, 0, 0))
    )


@pytest.mark.parametrize("content", [one_clear_colour("P"), one_clear_colour("RGB")])
def test_transparency_is_kept_and_falls_back_to_png(tmp_path: Path, content: bytes) -> None:
    picture, files = publish_bytes(tmp_path, "a.png", content)
    alphas = [opened(file).convert("RGBA").getchannel("A") for file in files.values()]
    assert list(files) == [".png", "-60.webp"]
    assert picture.fallback.media_type == "image/png"
    assert [(alpha.getpixel((5, 20)), alpha.getpixel((55, 20))) for alpha in alphas] == [(0, 255), (0, 255)]


def test_a_screenshot_whose_alpha_says_nothing_becomes_a_jpeg(tmp_path: Path) -> None:
    assert ".jpg" in publish_bytes(tmp_path, "a.png", encoded(halves().convert("RGBA")))[1]


@pytest.mark.parametrize(
    ("image", "grey"),
    [
        (Image.new("I;16", (60, 40), 32_896), 128),
        (Image.new("L", (60, 40), 128), 128),
        (Image.new("LA", (60, 40), (128, 255)), 128),
        (Image.new("1", (60, 40), 1), 255),
    ],
)
def test_greys_of_any_depth_keep_their_lightness(tmp_path: Path, image: Image.Image, grey: int) -> None:
    _, files = publish_bytes(tmp_path, "a.png", encoded(image))
    assert all(close(opened(file), (30, 20), (grey, grey, grey)) for file in files.values())


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1, [1]),
        (480, [480]),
        (500, [500]),
        (600, [480, 600]),
        (1000, [480, 800, 1000]),
        (1600, [480, 800, 1200, 1600]),
        (5000, [480, 800, 1200, 1600]),
    ],
)
def test_widths_grow_up_to_the_original_and_never_beyond(tmp_path: Path, width: int, expected: list[int]) -> None:
    picture, _ = publish_bytes(tmp_path, "a.png", encoded(Image.new("RGB", (width, width), GREEN)))
    assert [(one.width, one.height) for one in picture.sources] == [(one, one) for one in expected]
    assert picture.width == expected[-1]


def test_a_strip_of_any_length_is_published_at_a_bounded_height(tmp_path: Path) -> None:
    picture, _ = publish_bytes(tmp_path, "a.png", encoded(Image.new("RGB", (1000, 9600), GREEN)))
    assert [(one.width, one.height) for one in renditions(picture)] == [(500, 4800), (500, 4800)]


def test_a_heavy_photograph_loses_quality_until_it_is_light(tmp_path: Path) -> None:
    photo = photograph(1600, 900)
    assert len(encoded(photo, "JPEG", quality=82)) > HEAVY
    picture, _ = publish_bytes(tmp_path, "a.png", encoded(photo, compress_level=1))
    assert all(one.size <= HEAVY for one in renditions(picture))


def renamed(name: str, kind: str, right: str) -> str:
    return f"ảnh «{name}» thật ra là {kind}. Hãy đổi tên tệp thành «{right}» và sửa cả tên ghi trong bài."


REFUSED = [
    ("a.jpg", b"", "ảnh «a.jpg» trống (0 byte). Hãy chép lại ảnh từ máy gốc."),
    ("a.jpg", encoded(halves()), renamed("a.jpg", "PNG", "a.png")),
    ("a.PNG", encoded(halves(), "JPEG"), renamed("a.PNG", "JPEG", "a.jpg")),
    ("a.jpg", encoded(halves(), "HEIF"), renamed("a.jpg", "HEIC", "a.heic")),
    ("a.png", f"{SVG}/>".encode(), renamed("a.png", "SVG", "a.svg")),
    ("a.jpg", encoded(halves(), "BMP"), f"ảnh «a.jpg» thật ra là BMP, không nhận được. {SAVE_AS}"),
    ("a.tif", encoded(halves(), "TIFF"), f"ảnh «a.tif» thật ra là TIFF hoặc ảnh thô, không nhận được. {SAVE_AS}"),
    ("a.psd", b"8BPS\0\1" + b"\0" * 40, f"ảnh «a.psd» thật ra là PSD (Photoshop), không nhận được. {SAVE_AS}"),
    ("a.jpg", b"%PDF-1.7\n", f"ảnh «a.jpg» thật ra là PDF, không nhận được. {SAVE_AS}"),
    ("a.heic", b"\0\0\0\x18ftypqt  \0\0\0\0", f"ảnh «a.heic» thật ra là phim, không nhận được. {SAVE_AS}"),
    (
        "a.jpg",
        b"<!---->" * 90 + b"\n<!DOCTYPE html>",
        f"ảnh «a.jpg» thật ra là trang web (HTML), không nhận được. {SAVE_AS}",
    ),
    (
        "a.jpg",
        "Hội nghị".encode(),
        "ảnh «a.jpg» không phải là ảnh đọc được. Hãy chọn tệp ảnh JPEG, PNG, WebP, GIF, HEIC, AVIF hoặc SVG.",
    ),
    ("a.png", png_claiming(50_000, 50_000), f"ảnh «a.png» có quá nhiều điểm ảnh. {SMALLER}"),
    ("a.png", png_claiming(9_000, 9_000), f"ảnh «a.png» có quá nhiều điểm ảnh (9000 × 9000). {SMALLER}"),
    ("a.png", png_claiming(1, 30_000_000), f"ảnh «a.png» có quá nhiều điểm ảnh (1 × 30000000). {SMALLER}"),
    ("a.png", png_claiming(0, 0), f"ảnh «a.png» {BROKEN}"),
    ("a.png", png_claiming(60, 40), f"ảnh «a.png» {BROKEN}"),
    (unicodedata.normalize("NFD", "lễ ký.jpg"), b"", "ảnh «lễ ký.jpg» trống (0 byte). Hãy chép lại ảnh từ máy gốc."),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_what_is_no_sound_picture_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert refusal(tmp_path, name, content) == message


def test_a_missing_file_and_a_huge_one_are_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(100_000_001)
    for name, flaw in (
        ("a.jpg", "nặng hơn 100 MB. Hãy thu nhỏ ảnh rồi lưu lại."),
        ("b.jpg", "không đọc được. Hãy xem tệp còn ở đó và có quyền đọc không."),
    ):
        with pytest.raises(PictureRefused, match=re.escape(f"ảnh «{name}» {flaw}")):
            publish(tmp_path / name, tmp_path / "cache", "a")


KINDS = {"a.jpg": "JPEG", "a.png": "PNG", "a.webp": "WEBP", "a.gif": "GIF", "a.heic": "HEIF", "a.avif": "AVIF"}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_file_whose_copying_broke_off_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    content = encoded(photograph(300, 200), kind)
    assert refusal(tmp_path, name, content[: len(content) // 2]) == f"ảnh «{name}» {BROKEN}"


def test_a_photograph_filled_up_with_zeros_is_refused(tmp_path: Path) -> None:
    content = encoded(photograph(300, 200), "JPEG")
    assert refusal(tmp_path, "a.jpg", content[:9000].ljust(len(content), b"\0")) == f"ảnh «a.jpg» {BROKEN}"


def test_a_jpeg_that_keeps_the_decoder_busy_is_refused(tmp_path: Path) -> None:
    content = encoded(halves(), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    bomb = content[:-2] + last * 2000 + content[-2:]
    assert refusal(tmp_path, "a.jpg", bomb) == f"ảnh «a.jpg» là JPEG có 2010 lượt quét, nhiều khác thường. {SAVE_AS}"


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_no_damage_of_bytes_ends_in_another_exception(tmp_path: Path, name: str, kind: str) -> None:
    chance, whole = random.Random(name), encoded(halves(), kind)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(PictureRefused):
            publish_bytes(tmp_path, name, bytes(damaged))


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="peak memory of one program is told by Linux alone")
def test_a_jpeg_of_sixty_megapixels_stays_within_half_a_gigabyte(tmp_path: Path) -> None:
    # Not getrusage: its peak is handed down to a child, and this suite may have needed more before.
    program = (
        "import pathlib, sys; from plugins.media.pictures import publish; folder = pathlib.Path(sys.argv[1]);"
        "publish(folder / 'a.jpg', folder / 'cache', 'a');"
        "print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    Image.new("RGB", (9000, 6600), GREEN).save(tmp_path / "a.jpg")
    told = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 512 * 1024


def drawing(folder: Path, text: str, name: str = "a.svg") -> str:
    picture, files = publish_bytes(folder, name, text.encode())
    assert list(files) == [".svg"]
    assert picture.sources == ()
    assert picture.fallback.media_type == "image/svg+xml"
    return files[".svg"].decode()


def test_a_drawing_is_written_anew_without_notes_and_comments(tmp_path: Path) -> None:
    written = drawing(
        tmp_path,
        '<?xml version="1.0"?><?xml-stylesheet href="https://x.example/a.css"?>'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        f'{SVG} xmlns:i="http://www.inkscape.org/namespaces/inkscape" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<!-- máy của Lan --><metadata>Lan</metadata><i:grid name="Lan"/><title>Cây vải</title>'
        "<style>.la > path { fill: url(#m) }</style>"
        '<linearGradient id="m"/><g class="la" i:label="Lan" data-name="Lan">'
        '<path d="M0 0h9" style="stroke:rgb(1,2,3)"/></g>'
        '<use xlink:href="#m" transform="translate(3 4)"/></svg>',
    )
    assert written == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" width="30" height="20"><title>Cây vải</title>'
        "<style>.la &gt; path { fill: url(#m) }</style>"
        '<linearGradient id="m" /><g class="la"><path d="M0 0h9" style="stroke:rgb(1,2,3)" /></g>'
        '<use href="#m" transform="translate(3 4)" /></svg>'
    )


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ('width="300" height="200"', (300, 200)),
        ('width="210mm" height="297mm"', (794, 1123)),
        ('width="100%" height="100%" viewBox="0 0 640 480"', (640, 480)),
        ('viewBox="-5,-5 24.4 12"', (24, 12)),
    ],
)
def test_a_drawing_says_its_size_by_sides_or_view_box(tmp_path: Path, said: str, size: tuple[int, int]) -> None:
    picture, _ = publish_bytes(tmp_path, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {said}/>'.encode())
    assert (picture.width, picture.height) == size


UNSAFE = [
    (f"{SVG}><script>alert(1)</script></svg>", f"có phần «script», không dùng được trên trang. {REMEDY}"),
    (
        f'{SVG}><s xmlns="http://www.w3.org/1999/xhtml">x</s></svg>',
        f"có phần «s», không dùng được trên trang. {REMEDY}",
    ),
    (f"{SVG}><foreignObject/></svg>", f"có phần «foreignObject», không dùng được trên trang. {REMEDY}"),
    (f'{SVG}><a href="#x"><text>x</text></a></svg>', f"có phần «a», không dùng được trên trang. {REMEDY}"),
    (f'{SVG}><image href="data:image/png,x"/></svg>', f"có phần «image», không dùng được trên trang. {REMEDY}"),
    (f'{SVG}><animate attributeName="href"/></svg>', f"có phần «animate», không dùng được trên trang. {REMEDY}"),
    (f'{SVG} onload="alert(1)"/>', f"có lệnh «onload», không dùng được trên trang. {REMEDY}"),
    (f'{SVG}><use href="//x.example/a.svg#a"/></svg>', f"gọi đến «//x.example/a.svg#a» ở ngoài hình. {REMEDY}"),
    (
        f'{SVG} xmlns:l="http://www.w3.org/1999/xlink"><use l:href="javascript:alert(1)"/></svg>',
        f"gọi đến «javascript:alert(1)» ở ngoài hình. {REMEDY}",
    ),
    (f'{SVG}><g style="fill:url(//x.example)"/></svg>', f"có «url(//x.example)» trong «style». {REMEDY}"),
    (f"{SVG}><g fill=\"URL( '//x.example')\"/></svg>", f"có «URL( '//x.example')» trong «fill». {REMEDY}"),
    (f"{SVG}><style>@import '//x.example'</style></svg>", f"có «@import '//x.example'» trong «style». {REMEDY}"),
    (f"{SVG}><style>g{{fill:u\\72l(//x)}}</style></svg>", f"có «\\72l(//x)}}» trong «style». {REMEDY}"),
    (f"{SVG}><style>g{{fill:image-set('//x')}}</style></svg>", f"có «image-set('//x')}}» trong «style». {REMEDY}"),
    (f"{SVG}><style>@im<g/>port '//x'</style></svg>", f"có «<» trong «style». {REMEDY}"),
    (
        f'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>{SVG}><text>&b;</text></svg>',
        f"có khai báo DOCTYPE hoặc ENTITY. {REMEDY}",
    ),
    (f'<!DOCTYPE svg SYSTEM "a" [ ]>{SVG}/>', f"có khai báo DOCTYPE hoặc ENTITY. {REMEDY}"),
    (f"{SVG}><g></svg>", f"không đọc được như SVG (sai cú pháp XML hoặc không phải UTF-8). {REMEDY}"),
    (f"{SVG}>{'<g>' * 200}{'</g>' * 200}</svg>", f"lồng sâu hơn 100 tầng. {REMEDY}"),
    (f"{SVG}>{' ' * 2_000_000}</svg>", "là hình vẽ SVG nặng hơn 2 MB. Hãy giản lược hình, hoặc xuất thành PNG."),
    ('<?xml version="1.0"?><a><svg/></a>', f"không phải là hình vẽ SVG mà là XML «a». {REMEDY}"),
    (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100%"/>',
        "không cho biết cỡ hình. Hãy ghi «width» và «height», hoặc «viewBox», vào thẻ svg.",
    ),
]


@pytest.mark.parametrize(("text", "flaw"), UNSAFE)
def test_a_drawing_that_runs_loads_or_swells_is_refused_by_name(tmp_path: Path, text: str, flaw: str) -> None:
    assert refusal(tmp_path, "a.svg", text.encode()) == f"ảnh «a.svg» {flaw}"


def test_the_same_file_gives_the_same_bytes_in_another_cache(tmp_path: Path) -> None:
    content = encoded(photograph(700, 500), "HEIF")
    for folder in (tmp_path / "mot", tmp_path / "hai"):
        folder.mkdir()
    assert publish_bytes(tmp_path / "mot", "a.heic", content) == publish_bytes(tmp_path / "hai", "a.heic", content)


def test_another_picture_of_the_same_name_has_another_address(tmp_path: Path) -> None:
    first, _ = publish_bytes(tmp_path, "a.png", encoded(halves()))
    second, _ = publish_bytes(tmp_path, "a.png", encoded(halves(BLUE, RED)))
    assert first.fallback.address != second.fallback.address


def test_a_picture_is_worked_on_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish_bytes(tmp_path, "a.png", encoded(halves()))
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("decoded again"))
    assert publish_bytes(tmp_path, "a.png", encoded(halves())) == first


@pytest.mark.parametrize(
    ("which", "left"),
    [
        ("*.json", None),
        ("*.json", b'[{"ending": ".jpg", "wid'),
        ("*.json", b"[]"),
        ("*.json", b"{}"),
        ("*.json", b'[{"ending": ".jpg"}]'),
        ("*.webp", None),
        ("*.webp", b""),
        ("*.jpg", b"\xff\xd8\xff"),
    ],
)
def test_a_damaged_entry_of_the_cache_is_made_again(tmp_path: Path, which: str, left: bytes | None) -> None:
    whole = publish_bytes(tmp_path, "a.png", encoded(halves()))
    (entry,) = (tmp_path / "cache").rglob(which)
    (entry.with_name(".tmp-left-by-a-kill")).write_bytes(b"half")
    entry.unlink()
    if left is not None:
        entry.write_bytes(left)
    assert publish_bytes(tmp_path, "a.png", encoded(halves())) == whole


def test_other_users_may_read_what_is_published(tmp_path: Path) -> None:
    publish_bytes(tmp_path, "a.png", encoded(halves()))
    (webp,) = (tmp_path / "cache").rglob("*.webp")
    assert webp.stat().st_mode == (tmp_path / "a.png").stat().st_mode


def test_a_disk_that_fails_is_not_blamed_on_the_picture(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    with pytest.raises(OSError, match="cache"):
        publish_bytes(tmp_path, "a.png", encoded(halves()))
