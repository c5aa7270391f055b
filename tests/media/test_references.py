"""What a text may point to and how: other texts, files beside it, shared files, addresses of the site, other sites."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from plugins.base.model import LinkUse
from plugins.media.publishing import author_data
from tests.media.desk import TEXTS, text
from tests.site import document, photograph

FILES: dict[str, str | bytes] = {
    "tin-tuc/bao cáo.pdf": b"%PDF-1.7\n",
    "tin-tuc/sau/phu-luc.xlsx": document(),
    "files/mau.docx": document(),
    "tin-tuc/Công văn #12.pdf": b"%PDF-1.7\n1",
    "tin-tuc/Tăng 50%20.pdf": b"%PDF-1.7\n2",
    "tin-tuc/#1 (a).pdf": b"%PDF-1.7\n3",
    "tin-tuc/sau/Hỏi? đáp.pdf": b"%PDF-1.7\n4",
}
LINKS = [
    ("khac.md", "/tin-tuc/khac/"),
    ("{filename}khac.md", "/tin-tuc/khac/"),
    ("./khac.md#muc", "/tin-tuc/khac/#muc"),
    ("../pages/gioi-thieu.md", "/gioi-thieu/"),
    ("/pages/gioi-thieu.md", "/gioi-thieu/"),
    ("{filename}/pages/gioi-thieu.md", "/gioi-thieu/"),
    ("/tin-tuc/", "/tin-tuc/"),
    ("/tim-kiem/?q=htx", "/tim-kiem/?q=htx"),
    ("#muc", "#muc"),
    ("https://y.example/a?b=1&c=2", "https://y.example/a?b=1&c=2"),
    ("mailto:a@y.example", "mailto:a@y.example"),
    ("tel:+84204000000", "tel:+84204000000"),
    ("<bao cáo.pdf>", "/tep/bao-cao-…pdf"),
    ("bao%20c%C3%A1o.pdf", "/tep/bao-cao-…pdf"),
    ("{static}sau/phu-luc.xlsx", "/tep/phu-luc-…xlsx"),
    ("{attach}/files/mau.docx", "/tep/mau-…docx"),
    ("Công văn #12.pdf", "/tep/cong-van-12-…pdf"),
    ("C%C3%B4ng%20v%C4%83n%20%2312.pdf", "/tep/cong-van-12-…pdf"),
    ("/tin-tuc/Công văn #12.pdf", "/tep/cong-van-12-…pdf"),
    ("Tăng 50%20.pdf", "/tep/tang-50-20-…pdf"),
    ("#1 (a).pdf", "/tep/1-a-…pdf"),
    ("sau/Hỏi? đáp.pdf", "/tep/hoi-dap-…pdf"),
    ("bao%20c%C3%A1o.pdf?tai=1", "/tep/bao-cao-…pdf"),
    ("bao%20c%C3%A1o.pdf#page=3", "/tep/bao-cao-…pdf#page=3"),
    ("khac.md?x=1#muc", "/tin-tuc/khac/#muc"),
]


@pytest.mark.parametrize(("written", "expected"), LINKS)
def test_a_link_leads_where_the_editor_meant(tmp_path: Path, written: str, expected: str) -> None:
    desk = text(tmp_path, f"[Xem]({written})", FILES)
    (link,) = desk.page.select("a")
    beginning, _, ending = expected.partition("…")
    href = str(link["href"]).removeprefix("/xem-truoc")
    assert href.startswith(beginning)
    assert href.endswith(ending)
    assert (desk.said, not ending or len(href) > len(beginning + ending)) == ([], True)


def test_every_use_of_an_address_of_the_site_is_handed_on_with_its_line(tmp_path: Path) -> None:
    desk = text(tmp_path, "[Một](khac.md#x)\n\n[Hai](#y) [Ba](/tin-tuc/) [Bốn](https://y.example/)")
    path = "tin-tuc/bai.md"
    assert desk.uses == (
        LinkUse(path, 1, "/tin-tuc/khac/#x"),
        LinkUse(path, 3, "/tin-tuc/bai/#y"),
        LinkUse(path, 3, "/tin-tuc/"),
    )


NEAR = [
    ("[Xem](khca.md)", "«khca.md». Có phải ý bạn là «khac.md»?"),
    ("[Xem](bao-cao.pdf)", "«bao-cao.pdf». Có phải ý bạn là «bao cáo.pdf»?"),
    ("[Xem](Khac.md)", "«Khac.md». Có phải ý bạn là «khac.md»?"),
    ("[Xem](/files/mau.doc)", ""),
    ("[Xem](sau/phuluc.xlsx)", "«sau/phuluc.xlsx». Có phải ý bạn là «phu-luc.xlsx»?"),
]


@pytest.mark.parametrize(("written", "proposed"), NEAR)
def test_a_name_that_is_nearly_right_is_proposed(tmp_path: Path, written: str, proposed: str) -> None:
    said = text(tmp_path, written, FILES).said
    assert [f"tin-tuc/bai.md:1: không có tệp {proposed}" in one for one in said] == [True] * bool(proposed)


@pytest.mark.parametrize("written", ["khong.md", "vai.md"])
def test_a_name_that_is_quite_another_is_not_proposed(tmp_path: Path, written: str) -> None:
    (said,) = text(tmp_path, f"[Xem]({written})", FILES).said
    assert "Có phải ý bạn" not in said


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "0.0.0.0:80", "[::1]:8000"])
def test_an_address_of_the_editors_own_machine_is_refused(tmp_path: Path, host: str) -> None:
    (said,) = text(tmp_path, f"[Xem](http://{host}/x)").said
    assert said.startswith(f"tin-tuc/bai.md:1: địa chỉ «http://{host}/x» chỉ có trên máy này.")


@pytest.mark.parametrize("url", ["https://[y.example/", "https://y.example:99999/", "http://", "https://tên miền.vn/"])
def test_an_address_that_no_browser_can_read_is_told(tmp_path: Path, url: str) -> None:
    (said,) = text(tmp_path, f"[Xem]({url})").said
    assert said.startswith(f"tin-tuc/bai.md:1: địa chỉ «{url}» viết sai.")


@pytest.mark.parametrize("written", ["../../../etc/passwd", "/../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd"])
def test_no_link_reaches_out_of_the_content_folder(tmp_path: Path, written: str) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "passwd").write_text("bí mật", "utf-8")
    desk = text(tmp_path, f"[Xem]({written})\n\n![Ảnh]({written})", FILES)
    assert not [one for one in desk.files if "passwd" in one]
    assert [one for one in desk.said if "passwd" in one]


def test_an_attachment_goes_out_byte_for_byte_under_a_hashed_name(tmp_path: Path) -> None:
    content = bytes(range(256)) * 40
    desk = text(tmp_path, "Xem [Biên bản **ký kết**](<biên bản.bin>).", {"tin-tuc/biên bản.bin": content})
    (attachment,) = desk.body.attachments
    assert attachment.address.startswith("/tep/bien-ban-")
    assert attachment.address.endswith(".bin")
    assert (attachment.description, attachment.name, attachment.size) == ("Biên bản ký kết", "biên bản.bin", 10240)
    assert desk.published("/tep/") == content


def test_another_content_has_another_address_and_the_same_content_the_same(tmp_path: Path) -> None:
    def address(folder: str, content: bytes) -> str:
        return text(tmp_path / folder, "[A](a.pdf)", {"tin-tuc/a.pdf": content}).body.attachments[0].address

    assert address("1", b"%PDF-1") == address("2", b"%PDF-1") != address("3", b"%PDF-2")


MEDIA_TYPES = [
    ("a.pdf", "application/pdf"),
    ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("a.zip", "application/zip"),
    ("a.la", "application/octet-stream"),
    ("a.svgz", "application/octet-stream"),
]


@pytest.mark.parametrize(("name", "media_type"), MEDIA_TYPES)
def test_an_attachment_knows_its_media_type(tmp_path: Path, name: str, media_type: str) -> None:
    (attachment,) = text(
        tmp_path, f"[A]({name})", {f"tin-tuc/{name}": b"%PDF-1" if name == "a.pdf" else document()}
    ).body.attachments
    assert attachment.media_type == media_type


PUBLISHED = [
    ("Biên bản.PDF", "/tep/bien-ban-", ".pdf"),
    ("dữ liệu.tar.gz", "/tep/du-lieu-", ".tar.gz"),
    ("a.b.docx", "/tep/a-b-", ".docx"),
    ("giấy mời", "/tep/giay-moi-", ".bin"),
    ("hóa đơn.xml", "/tep/hoa-don-xml-", ".bin"),
    ("trang.xht", "/tep/trang-xht-", ".bin"),
    ("trang.svgz", "/tep/trang-svgz-", ".bin"),
    ("a.p df", "/tep/a-p-df-", ".bin"),
    ("a.đuôi", "/tep/a-duoi-", ".bin"),
    ("….…", "/tep/tep-", ".bin"),
]


@pytest.mark.parametrize(("name", "beginning", "ending"), PUBLISHED)
def test_a_published_file_has_an_ending_that_no_host_serves_as_a_page(
    tmp_path: Path, name: str, beginning: str, ending: str
) -> None:
    content = {".pdf": b"%PDF-1", ".docx": document()}.get(ending, b"<script>1</script>")
    desk = text(tmp_path, f"[A](<{name}>)", {f"tin-tuc/{name}": content})
    (attachment,) = desk.body.attachments
    assert re.fullmatch(rf"{beginning}[0-9a-f]{{10}}{re.escape(ending)}", attachment.address)
    assert (attachment.name, desk.published("/tep/")) == (name, content)
    assert [f"chỉ tải về được «{name}»" in one for one in desk.said] == [True] * (ending == ".bin")


def with_camera_data() -> bytes:
    """A photograph that says who took it, and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Nguyễn Văn Máy Ảnh".encode().decode("latin-1")
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    Image.new("RGB", (60, 40), "#1f5d3a").save(file := BytesIO(), "JPEG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("markdown", ["![Ảnh](a.jpg)", "[Ảnh lớn](a.jpg)", "[![Ảnh](a.jpg)](a.jpg)", "Chữ."])
def test_pictures_that_are_shown_linked_or_shared_lose_their_camera_data(tmp_path: Path, markdown: str) -> None:
    source = with_camera_data()
    assert b"Exif" in source
    desk = text(tmp_path, markdown, {"tin-tuc/a.jpg": source, "files/a.jpg": source})
    assert desk.said == []
    for address in desk.files:
        assert address.startswith("/anh/a-")
        assert b"Exif" not in desk.published(address)


def test_files_for_all_are_published_whether_a_text_uses_them_or_not(tmp_path: Path) -> None:
    desk = text(
        tmp_path, "Chữ.", {"files/mau.pdf": b"%PDF-1.7\n", "files/anh.jpg": photograph(60, 40), "khac.pdf": b"x"}
    )
    kinds = sorted({address.split("-")[0] for address in desk.files})
    assert kinds == ["/anh/anh", "/tep/mau"]
    assert desk.body.attachments == ()


def test_a_broken_picture_among_the_files_for_all_is_told(tmp_path: Path) -> None:
    (said,) = text(tmp_path, "Chữ.", {"files/a.jpg": photograph(60, 40)[:200]}).said
    assert said.startswith("files/a.jpg: ảnh «a.jpg» bị cắt cụt hoặc hỏng.")


def test_a_name_of_a_person_in_an_attachment_is_a_warning_and_the_file_stays_as_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(file := BytesIO(), "w") as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>Nguyễn Văn A</dc:creator>")
    desk = text(tmp_path, "[A](a.docx)", {"tin-tuc/a.docx": file.getvalue()})
    told = "tin-tuc/a.docx: tệp đính kèm mang tên người soạn «Nguyễn Văn A» trong thuộc tính."
    assert desk.said == [f"cảnh báo: {told} Hãy xóa tên ấy nếu không muốn công bố."]
    assert desk.published("/tep/") == file.getvalue()


def test_of_a_damaged_attachment_nobody_s_name_is_told_and_nothing_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(file := BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>Nguyễn Văn A</dc:creator>" * 9)
    whole = file.getvalue()
    damaged = tmp_path / "a.docx"
    for at in range(len(whole)):
        for wrong in (b"\x00", b"\xff", bytes([whole[at] ^ 9])):
            damaged.write_bytes(whole[:at] + wrong + whole[at + 1 :])
            assert author_data(damaged) in {"", "Nguyễn Văn A"}
        damaged.write_bytes(whole[:at])
        assert author_data(damaged) == ""


@pytest.mark.parametrize(("count", "longer_record"), [(12_000, False), (3, True)])
def test_the_table_of_an_archive_is_read_only_where_it_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, longer_record: bool
) -> None:
    """Every million of its rows wants some 500 MB of memory; in the longer record stands another length."""
    if longer_record:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    with zipfile.ZipFile(file := tmp_path / "a.docx", "w") as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>A</dc:creator>")
        for number in range(count):
            archive.writestr(f"{number:050}", "")
    assert author_data(file) == ""


def test_texts_of_the_desk_are_what_the_links_above_mean() -> None:
    assert set(TEXTS) == {"tin-tuc/bai.md", "tin-tuc/khac.md", "pages/gioi-thieu.md"}
