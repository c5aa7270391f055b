"""From a folder to texts: what is a text and where it will stand, which files are taken, which bytes are readable."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from plugins.base.model import ContentKind
from plugins.editorial import load_and_check
from tests.editorial.newsroom import NOW, Desk, errors, only, told
from tests.site import article, write

PAGE = "Title: Giới thiệu\n\nNội dung.\n"
UTF8 = "Hãy mở tệp, đổi sang Unicode rồi lưu với mã UTF-8."
LINK = "là liên kết tượng trưng (symbolic link), trang này không nhận. Hãy chép chính tệp ấy vào đây."
UNSEEN = "thường do dán từ nơi khác. Hãy gõ lại"

PLACES = [
    ("tin-tuc/hoi-nghi.md", ContentKind.ARTICLE, "/tin-tuc/hoi-nghi/"),
    ("tin-tuc/hoi-nghi/index.md", ContentKind.ARTICLE, "/tin-tuc/hoi-nghi/"),
    ("tin-tuc/2022-08-22-hoi-nghi/index.md", ContentKind.ARTICLE, "/tin-tuc/hoi-nghi/"),
    ("tin-tuc/2022/2022-08-22-hoi-nghi.md", ContentKind.ARTICLE, "/tin-tuc/hoi-nghi/"),
    ("bai-o-goc.md", ContentKind.ARTICLE, "/tin-tuc/bai-o-goc/"),
    ("blog/a.MD", ContentKind.ARTICLE, "/tin-tuc/a/"),
    ("pages/gioi-thieu.md", ContentKind.PAGE, "/gioi-thieu/"),
    ("pages/nhom/lien-he/index.md", ContentKind.PAGE, "/lien-he/"),
    ("programs/ky-ket.md", ContentKind.PROGRAM, "/chuong-trinh/ky-ket/"),
    ("tin-tuc/README.md", ContentKind.ARTICLE, "/tin-tuc/readme/"),
]


@pytest.mark.parametrize(("path", "kind", "address"), PLACES)
def test_kind_and_address_follow_from_the_place_of_a_text(
    desk: Desk, path: str, kind: ContentKind, address: str
) -> None:
    content = only(desk({path: article() if kind is ContentKind.ARTICLE else PAGE})).content
    assert (content.path, content.kind, content.address) == (path, kind, address)


def test_neither_title_nor_date_moves_an_address(desk: Desk) -> None:
    before = only(desk({"tin-tuc/a.md": article("Một", "2026-11-05")})).content.address
    assert only(desk({"tin-tuc/a.md": article("Hai", "2026-11-06")})).content.address == before


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_odd_file_name_is_taken_with_a_warning(desk: Desk, form: Literal["NFC", "NFD"]) -> None:
    survey = desk({unicodedata.normalize(form, "tin-tuc/Hội nghị.md"): article()})
    assert only(survey).content.address == "/tin-tuc/hoi-nghi/"
    assert told(survey) == [
        (
            "cảnh báo: tin-tuc/Hội nghị.md: tên tệp có dấu, chữ hoa hoặc khoảng trắng; "
            "địa chỉ của bài là /tin-tuc/hoi-nghi/. Nên đặt tên «hoi-nghi»."
        )
    ]


def test_a_slug_frees_an_odd_name_from_the_warning(desk: Desk) -> None:
    assert told(desk({"tin-tuc/Hội nghị.md": article(Slug="ky-ket")})) == []


def test_a_slug_that_is_too_long_or_empty_is_refused(desk: Desk) -> None:
    long = "a" * 151
    assert errors(desk({f"tin-tuc/{long}.md": article(), "tin-tuc/….md": article()})) == [
        (
            f"tin-tuc/{long}.md:1: địa chỉ «{'a' * 40}…» dài 151 chữ, quá 150. "
            "Hãy đổi tên tệp, hoặc thêm ô Slug ngắn hơn."
        ),
        "tin-tuc/….md: tên tệp không có chữ cái nào để làm địa chỉ. Hãy đổi tên tệp, hoặc thêm ô Slug.",
    ]


TEXT = "Tiêu đề: Hội nghị\nNgày: 5/11/2026\n\nCác đại biểu của tỉnh.\n"
SAVED = [
    ("line ends of Windows", TEXT.replace("\n", "\r\n").encode()),
    ("line ends of an old Mac", TEXT.replace("\n", "\r").encode()),
    ("a byte order mark", b"\xef\xbb\xbf" + TEXT.encode()),
    ("accents of a Mac", unicodedata.normalize("NFD", TEXT).encode()),
    ("all of them", b"\xef\xbb\xbf" + unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n").encode()),
    ("yaml", ("---\r\n" + TEXT.replace("\n\n", "\n---\n").replace("\n", "\r\n")).encode()),
]


@pytest.mark.parametrize("content", [content for _, content in SAVED], ids=[name for name, _ in SAVED])
def test_however_a_program_saves_the_text_is_the_same(desk: Desk, content: bytes) -> None:
    made = only(desk({"tin-tuc/a.md": content}))
    assert (made.content.title, made.markdown.strip()) == ("Hội nghị", "Các đại biểu của tỉnh.")


def test_a_byte_order_mark_and_line_ends_do_not_move_the_lines(desk: Desk) -> None:
    text = "\ufeffTitle: A\r\nDate: 2026-11-05\r\nCatgory: B\r\n\r\nx"
    [message] = errors(desk({"tin-tuc/a.md": text}))
    assert message.startswith("tin-tuc/a.md:3: không có ô «Catgory».")


OLD = "Các đồng chí và Hội nghị khoa học của tỉnh"
VNI = "Caùc ñoàng chí vaø Hoäi nghò khoa hoïc cuûa tænh, ngöôøi daân ñöôïc hoã trôï"
TCVN3 = "C¸c ®ång chÝ vµ Héi nghÞ khoa häc cña tØnh"


def cp1258(text: str) -> bytes:
    """CP1258 has letters with their shape and writes the tone after them."""
    shapes = [unicodedata.normalize("NFD", letter) for letter in text]
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    split = ("".join(s for s in shape if s not in tones) + "".join(s for s in shape if s in tones) for shape in shapes)
    whole = (unicodedata.normalize("NFC", one[:-1]) + one[-1] if one[-1] in tones else one for one in split)
    return "".join(unicodedata.normalize("NFC", one) if one[-1] not in tones else one for one in whole).encode("cp1258")


BYTES = [
    ("Windows-1258", b"Title: " + cp1258(OLD), ", giống mã CP1258 cũ"),
    ("TCVN3", b"Title: " + TCVN3.encode("latin-1"), ", giống mã TCVN3 cũ"),
    ("VNI", b"Title: " + VNI.encode("latin-1"), ", giống mã VNI cũ"),
    ("no text at all", b"Title: \xff\xfe\x80", ""),
]


@pytest.mark.parametrize(("content", "guess"), [row[1:] for row in BYTES], ids=[row[0] for row in BYTES])
def test_bytes_that_are_no_utf8_are_refused_with_the_encoding_they_look_like(
    desk: Desk, content: bytes, guess: str
) -> None:
    first = next(at for at, byte in enumerate(content, start=1) if byte > 127)
    assert told(desk({"tin-tuc/a.md": content})) == [
        f"tin-tuc/a.md: không phải UTF-8 (byte thứ {first}){guess}. {UTF8}"
    ]


SPOILT = [
    ("H\ufffdi nghị khoa học", "có chữ đã hỏng: «H\ufffdi nghị khoa»."),
    ("Há»™i nghá»‹ kÃ½ káº¿t", "chữ bị đọc sai mã (UTF-8 đọc thành CP1252): «Há»™i nghá»‹»."),
    (TCVN3, "chữ viết bằng mã TCVN3 cũ, người đọc không đọc được."),
    (VNI, "chữ viết bằng mã VNI cũ, người đọc không đọc được."),
]


@pytest.mark.parametrize(("spoilt", "wrong"), SPOILT)
def test_letters_that_were_spoilt_before_they_came_here_are_refused(desk: Desk, spoilt: str, wrong: str) -> None:
    [message] = errors(desk({"tin-tuc/a.md": article(body=f"Một của các đồng chí.\n\n{spoilt}.")}))
    assert message.startswith(f"tin-tuc/a.md:6: {wrong}")


@pytest.mark.parametrize(
    "words", ["«má»… «cá»– «lá»” LÃ© Ãñ", "XÃ\u00a0HỘI, naïve, Zürich, Malmö, 5 µg", "là hoà, một mét"]
)
def test_right_letters_that_look_like_spoilt_ones_pass(desk: Desk, words: str) -> None:
    assert errors(desk({"tin-tuc/a.md": article(body=words)})) == []


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_refused(desk: Desk, content: str) -> None:
    assert told(desk({"tin-tuc/a.md": content})) == ["tin-tuc/a.md:1: tệp trống. Hãy viết bài, hoặc xóa tệp."]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x7f", "\x85", "\u202e", "\u2066", "\ufffe", "\uffff"])
def test_signs_that_nobody_sees_are_refused_with_their_line(desk: Desk, sign: str) -> None:
    survey = desk({"tin-tuc/a.md": article(body=f"Một.\n\nHai{sign} ba{sign}.")})
    assert told(survey) == [f"tin-tuc/a.md:6: có ký tự không nhìn thấy U+{ord(sign):04X}, {UNSEEN} chỗ đó."]


NAMES = [
    ("Tiêu đề", "Hội\u200bnghị"),
    ("Category", "T\u00adin"),
    ("Tags", "khoa\u200d học"),
    ("Tác giả", "An\ufeff"),
]


@pytest.mark.parametrize(("key", "value"), NAMES)
def test_signs_without_width_are_refused_in_names(desk: Desk, key: str, value: str) -> None:
    title = "" if key == "Tiêu đề" else "Title: A\n"
    code = next(f"U+{ord(sign):04X}" for sign in value if unicodedata.category(sign) == "Cf")
    [message] = told(desk({"tin-tuc/a.md": f"{title}Date: 2026-11-05\n{key}: {value}\n\nx\n"}))
    line = 2 if key == "Tiêu đề" else 3
    assert message == f"tin-tuc/a.md:{line}: {key}: có ký tự không nhìn thấy {code}, {UNSEEN}."


@pytest.mark.parametrize("title", ["Gia đình 👨‍👩‍👧‍👦 và ❤️‍🔥", "Hội cựu chiến binh 🏴‍☠️", "می‌خواهم", "क्‍ष"])
def test_emoji_and_scripts_that_are_joined_are_no_unseen_signs(desk: Desk, title: str) -> None:
    assert told(desk({"tin-tuc/a.md": article(title)})) == []


ODD_LETTERS = "Title: Ðại hội\nDate: 2026-11-05\nTags: Ðảng bộ\n\nNgƣời dân.\n"


def test_letters_that_look_like_others_are_read_as_meant_and_told_once(desk: Desk) -> None:
    found = desk({"tin-tuc/a.md": ODD_LETTERS, "tin-tuc/b.md": article(Tags="Đảng bộ")})
    content = next(made.content for made in found.unrendered_contents if made.path == "tin-tuc/a.md")
    assert (content.title, [tag.address for tag in content.tags]) == ("Đại hội", ["/tu-khoa/dang-bo/"])
    assert told(found) == [
        (
            "cảnh báo: tin-tuc/a.md:1: «Ðại»: «Ð» (U+00D0) trông giống mà không phải «Đ»; trang hiện «Đại», và ở 2 "
            "dòng khác. Hãy gõ lại chữ ấy. Chạy «python3 tasks.py check --fix» thì cả tệp được sửa."
        )
    ]


def test_a_text_kept_word_for_word_is_read_so_too_and_not_spoken_of(desk: Desk) -> None:
    found = desk({"tin-tuc/a.md": ODD_LETTERS.replace("\n\n", "\nVerbatim: yes\n\n")})
    assert (only(found).content.title, told(found)) == ("Đại hội", [])


def test_a_file_is_found_whichever_of_the_letters_its_name_has(desk: Desk) -> None:
    found = desk({"tin-tuc/Ðề án/Ðề án.pdf": b"x", "tin-tuc/Ðề án/index.md": article()})
    assert list(found.files) == ["tin-tuc/Đề án/Đề án.pdf"]
    assert only(found).content.address == "/tin-tuc/de-an/"


@pytest.mark.parametrize("body", ["Nhiệt độ 37\uf0b0C.", "- Một \uf0e0 hai", "| a | \uf0fc |"])
def test_signs_that_only_one_font_has_are_refused(desk: Desk, body: str) -> None:
    [message] = errors(desk({"tin-tuc/a.md": article(body=body)}))
    assert message.startswith(f"tin-tuc/a.md:4: ký tự U+{ord(max(body)):04X} chỉ có trong một phông chữ")


def test_marks_of_a_conflict_are_told_at_the_first_of_them(desk: Desk) -> None:
    body = "<<<<<<< HEAD\nMột.\n=======\nHai.\n>>>>>>> nhánh"
    remedy = "Hãy chọn một trong hai đoạn rồi xóa các dòng dấu."
    expected = [f"tin-tuc/a.md:4: còn dấu xung đột của git («<<<<<<<»). {remedy}"]
    assert told(desk({"tin-tuc/a.md": article(body=body)})) == expected
    assert told(desk({"tin-tuc/a.md": article(body="Đầu mục\n=======\n\nx")})) == []


REFUSED_FILES = [
    (".env", "là tệp ẩn, không được nằm trong nội dung. Hãy xóa tệp này."),
    (
        "tin-tuc/id_rsa",
        "có tên của tệp khóa bí mật. Hãy xóa tệp này khỏi thư mục, và đổi khóa nếu tệp đã từng được gửi đi.",
    ),
    (
        "tin-tuc/may-chu.PEM",
        "có tên của tệp khóa bí mật. Hãy xóa tệp này khỏi thư mục, và đổi khóa nếu tệp đã từng được gửi đi.",
    ),
    ("a.html", "không phải bài viết Markdown (.md) nên không đăng được. Hãy chép nội dung vào một tệp .md."),
    ("a.rst", "không phải bài viết Markdown (.md) nên không đăng được. Hãy chép nội dung vào một tệp .md."),
]
REFUSED_FOLDERS = [
    (".git/config", ".git: là thư mục ẩn, không được nằm trong nội dung. Hãy xóa thư mục này."),
    ("tin-tuc/a.md/x.txt", "tin-tuc/a.md: là thư mục mà có tên như một bài viết. Hãy bỏ «.md» khỏi tên thư mục."),
]
REFUSALS = [(path, f"{path}: {message}") for path, message in REFUSED_FILES] + REFUSED_FOLDERS


@pytest.mark.parametrize(("path", "message"), REFUSALS)
def test_files_that_have_no_place_in_a_site_are_refused(desk: Desk, path: str, message: str) -> None:
    assert told(desk({path: "x", "tin-tuc/b.md": article()})) == [message]


LITTER = [
    *(".DS_Store", "Thumbs.db", "~$bai.docx", "._a.jpg", "a.md~", "README.md", ".directory", "desktop.ini"),
    *(".~lock.ke-hoach.docx#", ".index.md.swp", "index.md.swo", "4913", ".#index.md", "#index.md#", "~WRL0001.tmp"),
    *("anh.jpg.crdownload", "a.pdf.part", ".nfs0001", ".fuse_hidden0001", ".gitkeep", ".gitattributes", ".stignore"),
    *(".vscode/settings.json", ".obsidian/app.md", "tin-tuc/.Trash-1000/files/b.md", "@eaDir/a.md/x", "#recycle/c.md"),
    *("__MACOSX/._a.md", "$RECYCLE.BIN/b.md", "System Volume Information/x", ".stversions/a.md", ".idea/a.html"),
]


@pytest.mark.parametrize("name", LITTER)
def test_what_programs_leave_and_the_guide_are_passed_over(desk: Desk, name: str) -> None:
    found = desk({name: "x", "tin-tuc/a.md": article()})
    assert (told(found), list(found.files)) == ([], [])


def test_a_lock_of_an_editor_that_is_a_link_is_passed_over(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"tin-tuc/a.md": article()})
    (content / "tin-tuc" / ".#a.md").symlink_to("hoa@may-1.4711")
    assert told(load_and_check(content, NOW)) == []


def test_a_text_whose_name_only_resembles_litter_is_a_text(desk: Desk) -> None:
    texts = ["tin-tuc/4913/index.md", "tin-tuc/recycle/index.md", "tin-tuc/history.md", "tin-tuc/part.md"]
    assert len(desk({path: article(path) for path in texts}).unrendered_contents) == len(texts)


def test_links_of_the_file_system_are_refused_whatever_they_lead_to(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"tin-tuc/a.md": article()})
    outside = write(tmp_path / "outside", {"b.md": article()})
    (content / "tin-tuc" / "b.md").symlink_to(outside / "b.md")
    (content / "tin-tuc" / "c").symlink_to(outside)
    (content / "tin-tuc" / "d.jpg").symlink_to(outside / "nowhere.jpg")
    found = load_and_check(content, NOW)
    assert told(found) == [f"tin-tuc/{name}: {LINK}" for name in ("b.md", "c", "d.jpg")]


def test_a_file_over_100_mb_is_refused(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"tin-tuc/a.md": article()})
    with (content / "files.zip").open("wb") as file:
        file.truncate(100_000_001)
    assert told(load_and_check(content, NOW)) == [
        "files.zip: lớn 100 MB, quá 100 MB. Hãy làm nhỏ tệp, hoặc đăng ở nơi khác rồi đặt đường dẫn."
    ]


TWINS = [
    (
        ("tin-tuc/A.jpg", "tin-tuc/a.jpg"),
        "tin-tuc/a.jpg: chỉ khác tin-tuc/A.jpg ở chữ hoa, chữ thường. Hãy đổi tên một tệp: nhiều máy không phân biệt.",
    ),
    (
        ("tin-tuc/ảnh.jpg", unicodedata.normalize("NFD", "tin-tuc/ảnh.jpg")),
        "tin-tuc/ảnh.jpg: có hai tệp cùng tên này, khác nhau ở cách ghép dấu. Hãy xóa một tệp.",
    ),
]


@pytest.mark.parametrize(("names", "message"), TWINS)
def test_names_that_are_one_on_other_machines_are_refused(
    desk: Desk, tmp_path: Path, names: tuple[str, str], message: str
) -> None:
    found = desk(dict.fromkeys(names, b"x"))
    if len(list((tmp_path / "content/tin-tuc").iterdir())) < 2:
        pytest.skip("this file system takes the two names for one")
    assert told(found) == [message]


def test_every_other_file_is_known_by_its_composed_path(desk: Desk) -> None:
    files = {
        unicodedata.normalize("NFD", "tin-tuc/hội-nghị.jpg"): b"x",
        "files/mau.docx": b"y",
        "tin-tuc/a.md": article(),
    }
    assert list(desk(files).files) == ["files/mau.docx", "tin-tuc/hội-nghị.jpg"]


NOT_ELSEWHERE = [
    ("tin-tuc/aux.md", "tin-tuc/aux.md: «aux.md» là tên mà Windows dành cho thiết bị"),
    ("tin-tuc/con/anh.jpg", "tin-tuc/con: «con» là tên mà Windows dành cho thiết bị"),
    ("tin-tuc/a:b/anh.jpg", "tin-tuc/a:b: tên «a:b» có ký tự : mà Windows không nhận"),
    ("files/mẫu.docx ", "files/mẫu.docx : tên «mẫu.docx » kết thúc bằng dấu chấm hoặc khoảng trắng"),
    ("files/" + "a/" * 12 + "b.pdf", "files/a/a/a/a/a/a/a/a/a/a/a/a: nằm sâu quá 12 tầng thư mục."),
    ("tin-tuc/2022-08-22-con.md", "tin-tuc/2022-08-22-con.md:1: địa chỉ «/tin-tuc/con/» kết thúc bằng tên mà Windows"),
]


@pytest.mark.skipif(os.name == "nt", reason="there they cannot be made")
@pytest.mark.parametrize(("path", "message"), NOT_ELSEWHERE)
def test_what_a_colleague_s_system_cannot_have_is_refused_where_it_enters(desk: Desk, path: str, message: str) -> None:
    [said] = told(desk({path: article().encode()}))
    assert message in said
