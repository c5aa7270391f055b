"""Any folder of Markdown builds: without data/, empty, from Windows or a Mac, with odd names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from tests.site import Built, article, build, photograph, write

TITLE = "Hội nghị ký kết"


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("files", [{}, {"README.md": "Hướng dẫn."}, {"data/site.toml": ""}])
def test_a_folder_without_texts_gives_a_site_without_news(tmp_path: Path, files: dict[str, str]) -> None:
    (tmp_path / "content").mkdir()
    built = build(tmp_path, files)
    assert built.code == 0
    assert all(built.has(address) for address in ("/", "/tin-tuc/", "/luu-tru/", "/rss.xml", "/404.html"))
    assert not built.has("/tin-tuc/README/")


def test_a_plain_folder_needs_no_data_no_category_and_no_folders(tmp_path: Path) -> None:
    built = build(tmp_path, {"hoi-nghi.md": article(TITLE), "trong/thu-muc/sau.md": article("Sâu", Category="Kho")})
    assert (built.code, built.said) == (0, "")
    assert [page.h1.get_text() for page in map(built.page, ("/tin-tuc/hoi-nghi/", "/tin-tuc/sau/")) if page.h1] == [
        TITLE,
        "Sâu",
    ]
    assert built.has("/chuyen-muc/kho/")


TEXT = article(TITLE, "2026-11-05", "Dòng một.\n\nDòng hai.", Tags="hội nghị")
ENCODINGS = {
    "Windows": TEXT.replace("\n", "\r\n").encode(),
    "old Mac": TEXT.replace("\n", "\r").encode(),
    "with a mark in front": TEXT.encode("utf-8-sig"),
    "all of them": nfd(TEXT).replace("\n", "\r\n").encode("utf-8-sig"),
    "decomposed": nfd(TEXT).encode(),
    "without a last line end": TEXT.rstrip("\n").encode(),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("plain"), {"a.md": TEXT})


@pytest.mark.parametrize("written", ENCODINGS.values(), ids=ENCODINGS)
def test_line_ends_marks_in_front_and_decomposed_letters_do_not_matter(
    tmp_path: Path, plain: Built, written: bytes
) -> None:
    assert build(tmp_path, {"a.md": written}).files == plain.files


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("link", [nfd, str])
def test_names_of_files_may_be_decomposed_or_not(
    tmp_path: Path, form: Literal["NFC", "NFD"], link: Callable[[str], str]
) -> None:
    folder, picture = (unicodedata.normalize(form, name) for name in ("hội nghị ở xã", "ảnh chụp.jpg"))
    text = article(body=link("![Lời tả](<ảnh chụp.jpg>)\n\n[Tệp](/files/báo%20cáo.pdf) [Tin](<../bài hai.md>)"))
    files: dict[str, str | bytes] = {
        f"tin-tuc/{folder}/index.md": text,
        f"tin-tuc/{folder}/{picture}": photograph(300, 200),
        unicodedata.normalize(form, "files/báo cáo.pdf"): b"%PDF-1.7\n",
        unicodedata.normalize(form, "tin-tuc/bài hai.md"): article("Bài hai"),
    }
    built = build(tmp_path, files)
    assert built.code == 0, built.said
    body = built.page("/tin-tuc/hoi-nghi-o-xa/").select_one(".article-body")
    assert body
    assert [str(one["href"])[:12] for one in body.select("a")] == ["/tep/bao-cao", "/tin-tuc/bai"]
    assert [str(one["src"])[:14] for one in body.select("img")] == ["/anh/anh-chup-"]


def test_spaces_and_marks_in_the_way_to_content_and_output_do_not_matter(tmp_path: Path) -> None:
    folder = tmp_path / "thư mục có khoảng trắng & dấu #"
    built = build(folder, {"a.md": article(body="![Ảnh](a.jpg)"), "a.jpg": photograph(300, 200)})
    assert built.code == 0, built.said
    assert built.has("/tin-tuc/a/")


def test_a_date_in_front_of_a_name_is_no_part_of_the_address(tmp_path: Path) -> None:
    built = build(tmp_path, {"2026-11-05-tin.md": article(), "2026-11-06-tin-khac/index.md": article()})
    assert built.has("/tin-tuc/tin/")
    assert built.has("/tin-tuc/tin-khac/")


LITTER = [".DS_Store", "Thumbs.db", "tin-tuc/~$bai.docx", "tin-tuc/._a.md", "desktop.ini", ".obsidian/a.md", "4913"]


def test_what_office_machines_leave_is_passed_over(tmp_path: Path) -> None:
    clean = build(tmp_path / "a", {"tin-tuc/a.md": article()})
    dirty = build(tmp_path / "b", {"tin-tuc/a.md": article(), **dict.fromkeys(LITTER, b"\x00rubbish")})
    assert (dirty.said, dirty.files) == ("", clean.files)


def test_only_files_that_a_text_uses_or_that_are_shared_are_published(tmp_path: Path) -> None:
    names = ("tin-tuc/dung.pdf", "tin-tuc/bo.pdf", "files/chung.pdf", "data/rieng.pdf")
    files = {name: b"%PDF-1.4\n" + name.encode() for name in names}
    built = build(tmp_path, {"tin-tuc/a.md": article(body="[Tệp](dung.pdf)"), **files})
    published = [name for name in built.files if name.startswith("tep/")]
    assert sorted(name.rpartition("-")[0] for name in published) == ["tep/chung", "tep/dung"]
    assert {built.files[name] for name in published} == {files["tin-tuc/dung.pdf"], files["files/chung.pdf"]}


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rieng.md").write_text(article("Riêng"), "utf-8")
    content = write(tmp_path / "content", {"a.md": article()})
    (content / "b.md").symlink_to(tmp_path / "rieng.md")
    built = build(tmp_path, {})
    assert built.code == 1
    assert built.messages[0].startswith("b.md: là liên kết tượng trưng (symbolic link), trang này không nhận.")


def test_two_texts_may_each_have_a_file_of_the_same_name_and_bytes(tmp_path: Path) -> None:
    texts = {f"tin-tuc/{name}/index.md": article(f"Bài {name}", body="[Tệp](mau.pdf)") for name in "ab"}
    built = build(tmp_path, {**texts, "tin-tuc/a/mau.pdf": b"%PDF-1.7\n", "tin-tuc/b/mau.pdf": b"%PDF-1.7\n"})
    assert built.code == 0
    assert [name for name in built.files if name.endswith(".pdf")] == [
        name for name in built.files if name.startswith("tep/mau-")
    ]


def test_a_summary_that_the_text_begins_with_stands_once(tmp_path: Path) -> None:
    texts = {
        "tin-tuc/a.md": article("Bài a", body="Câu đầu.\n\nCâu sau.", Summary="Câu đầu."),
        "tin-tuc/b.md": article("Bài b", body="Câu đầu.\n\nCâu sau.", Summary="Việc chính."),
    }
    built = build(tmp_path, texts)
    assert [b'<p class="summary"' in built.files[f"tin-tuc/{name}/index.html"] for name in "ab"] == [False, True]
