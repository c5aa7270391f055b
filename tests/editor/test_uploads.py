"""Files that are brought to a text: what becomes of them, what they are called, what is refused and how."""

from __future__ import annotations

import errno
import io
import struct
import unicodedata
import zlib

import pytest
from PIL import Image

from tests.editor.desk import Browser
from tests.editor.memory import PATH, TEXT, MemoryWorkspace
from tests.editor.sending import EDITING, parts, picture, send
from tests.site import document
from tools.editor.people import Person, Role
from tools.editor.workspace import TextChange

PDF = b"%PDF-1.4 to trinh"
PERSON = Person("an", "Lê An", "an@x.example", Role.WRITER)


def test_a_picture_lies_beside_the_text_and_its_line_is_told(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    reply = send(own_machine, ("Ảnh ký kết.JPG", picture()), revision="r0")
    assert reply.status == 200
    told = {"name": "anh-ky-ket.jpg", "width": 60, "height": 40, "markdown": "![](anh-ky-ket.jpg)"}
    assert reply.json == {**told, "files": [told], "refused": [], "revision": "r1"}
    assert workspace.read_file(PATH, "anh-ky-ket.jpg") == picture()
    assert workspace.open(PATH).text == TEXT


def test_an_attachment_keeps_every_byte(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    reply = send(own_machine, ("Tờ trình_số 5 [bản cuối].pdf", PDF), revision="r0")
    assert reply.json["markdown"] == "[Tờ trình số 5 bản cuối](to-trinh-so-5-ban-cuoi.pdf)"
    assert workspace.read_file(PATH, "to-trinh-so-5-ban-cuoi.pdf") == PDF


def test_several_files_come_at_once_and_what_is_refused_is_told(own_machine: Browser) -> None:
    sent = [("a.png", picture(kind="PNG")), ("b.jpg", b"MZ chay"), ("c.docx", document())]
    reply = send(own_machine, *sent, revision="r0")
    assert [one["name"] for one in reply.json["files"]] == ["a.png", "c.docx"]
    assert reply.json["refused"] == [
        "Ảnh «b.jpg» không phải là ảnh đọc được. Hãy chọn tệp ảnh JPEG, PNG, WebP, GIF, HEIC, AVIF hoặc SVG."
    ]


def test_the_same_file_sent_again_is_the_same_and_another_gets_a_number(own_machine: Browser) -> None:
    green, red = picture(), picture(colour="red")
    names = [send(own_machine, ("anh.jpg", one)).json["name"] for one in (green, green, red, red)]
    assert names == ["anh.jpg", "anh.jpg", "anh-2.jpg", "anh-2.jpg"]


def test_a_twin_by_case_or_composition_gets_a_number(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    there: dict[str, bytes | None] = {"ANH.jpg": b"x", "tep-2.pdf": b"y", "TEP.PDF": b"z"}
    workspace.save(PATH, "r0", TextChange(TEXT, there), PERSON)
    sent = [("anh.jpg", picture()), (unicodedata.normalize("NFD", "tệp.pdf"), PDF)]
    assert [one["name"] for one in send(own_machine, *sent).json["files"]] == ["anh-2.jpg", "tep-3.pdf"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../.git/hooks/post-commit.txt", "post-commit.txt"),
        ("C:\\fakepath\\a.txt", "a.txt"),
        ("..txt", "tep.txt"),
        (".git/config", None),
        ("con.txt", "con-1.txt"),
        ("a\u202efdp.exe.txt", "a-fdp-exe.txt"),
        ("a\0b.txt", "a-b.txt"),
        ("Hội nghị " * 40 + ".txt", "hoi-nghi-hoi-nghi-hoi-nghi-hoi-nghi-hoi-nghi-hoi-nghi-hoi.txt"),
        (unicodedata.normalize("NFD", "Tiếng Việt.TXT"), "tieng-viet.txt"),
        ("<img src=x onerror=alert(1)>.txt", "img-src-x-onerror-alert-1.txt"),
        ("x](javascript:alert(1)).txt", "x-javascript-alert-1.txt"),
        ("a.php", None),
        ("a.html", None),
        ("index.md", None),
        ("a.svgz", None),
        ("a.exe", None),
        ("a", None),
    ],
)
def test_whatever_a_file_is_called_it_gets_a_name_for_every_machine(
    own_machine: Browser, name: str, kept: str | None
) -> None:
    reply = send(own_machine, (name, b"Danh s\xc3\xa1ch"))
    assert reply.json.get("name") == kept
    assert reply.status == (200 if kept else 422)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"<html>khong", "thật ra là trang web (HTML), không phải tệp PDF"),
        ("a.docx", b"PK\x03\x04 cut", "bị cắt cụt hoặc hỏng"),
        ("a.zip", b"", "trống (0 byte)"),
        ("a.TIFF", b"II*\0", "Ảnh «a.TIFF» thuộc loại mà trang không nhận. Hãy mở ảnh và lưu lại thành JPEG hoặc PNG."),
        ("a.jpg", b"", "trống (0 byte)"),
        ("a.txt", b"-----BEGIN PRIVATE KEY-----\nx", "khóa bí mật"),
        ("a.jpg", picture()[:500], "bị cắt cụt hoặc hỏng"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='a()'/>", "onload"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(
    own_machine: Browser, name: str, content: bytes, said: str
) -> None:
    reply = send(own_machine, (name, content))
    assert reply.status == 422
    assert said in reply.json["error"]


def test_a_picture_bomb_is_refused_in_words_by_a_process_with_limits(own_machine: Browser) -> None:
    header = struct.pack(">4sIIBBBBB", b"IHDR", 9000, 9000, 8, 2, 0, 0, 0)
    chunks = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in (header, b"IDAT")]
    reply = send(own_machine, ("a.png", b"\x89PNG\r\n\x1a\n" + b"".join(chunks)))
    assert "«a.png» có quá nhiều điểm ảnh (9000 × 9000)" in reply.json["error"]


def test_a_thousand_files_at_once_are_refused(own_machine: Browser) -> None:
    assert send(own_machine, *[(f"{number}.txt", b"x") for number in range(1000)]).status == 400


def test_an_upload_without_end_is_refused_while_it_comes(own_machine: Browser) -> None:
    body, kind = parts(("a.zip", b""))
    told = {
        "Content-Type": kind,
        "X-Soan": own_machine.token,
        "Content-Length": str(200_000_000),
        "Expect": "100-continue",
    }
    reply = own_machine.ask("POST", f"{EDITING}/tep", body, told)
    assert reply.status == 413
    assert "lớn quá" in reply.json["error"]


def test_without_script_one_is_led_back_to_the_text(own_machine: Browser) -> None:
    body, kind = parts(("a.jpg", picture()), token=own_machine.token)
    reply = own_machine.ask("POST", f"{EDITING}/tep", body, {"Content-Type": kind})
    assert (reply.status, reply.headers["location"]) == (303, "/soan/bai/tin-tuc/le-ky/index.md/?tep=a.jpg")


def test_a_file_beside_a_text_is_handed_over_to_be_saved_and_never_runs(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    workspace.save(PATH, "r0", TextChange(TEXT, {"Tệp.svg": script, "x.html": b"<script>alert(1)</script>"}), PERSON)
    for name in ("T%E1%BB%87p.svg", "x.html"):
        reply = own_machine.get(f"{EDITING}/tep/{name}")
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/octet-stream"
        assert reply.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in reply.headers["content-security-policy"]
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert own_machine.get(f"{EDITING}/tep/T%E1%BB%87p.svg?rong=640").status == 404


def test_a_glance_at_a_picture_is_small_and_asked_for_once(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    workspace.save(PATH, "r0", TextChange(TEXT, {"a.jpg": picture(2000, 1000)}), PERSON)
    reply = own_machine.get(f"{EDITING}/tep/a.jpg?rong=500")
    with Image.open(io.BytesIO(reply.body)) as shown:
        assert (shown.size, reply.headers["content-type"]) == ((640, 320), "image/webp")
    again = own_machine.ask("GET", f"{EDITING}/tep/a.jpg?rong=500", b"", {"If-None-Match": reply.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert own_machine.get(f"{EDITING}/tep/khong-co.jpg").status == 404


@pytest.mark.parametrize("place", ["tools.editor.attaching.bring", "starlette.requests.Request.form"])
def test_a_disk_without_room_for_what_is_sent_is_told(
    own_machine: Browser, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, full)
    reply = send(own_machine, ("a.txt", b"x"))
    assert reply.status == 507
    assert "ổ đĩa của máy chủ đã đầy" in reply.json["error"]
