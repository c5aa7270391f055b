"""What is pasted into a text or dropped on it, from the programs that people have, and from those who mean harm."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from plugins.base.moments import VIETNAM
from plugins.media import Converter
from tests.editor.desk import Browser, Reply
from tests.editor.memory import PATH, MemoryWorkspace
from tests.editor.sending import EDITING, picture, send
from tests.site import ROOT
from tests.word.documents import archive, p, parts_of, r
from tools.confined import Allowance
from tools.editor import limits
from tools.editor.context import Editor
from tools.editor.people import Person, Role
from tools.editor.workspace import TextChange

PASTING = f"{EDITING}/dan"
PERSON = Person("an", "Lê An", "an@x.example", Role.WRITER)
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator
content="Microsoft Word 15"><style><!-- p.MsoNormal {font-size:14.0pt} --></style><!--[if gte mso 9]><xml>
<w:WordDocument/></xml><![endif]--></head><body lang=VI><!--StartFragment--><p class=MsoNormal
style='text-indent:.5in'><b style='mso-bidi-font-weight:normal'>
<span style='font-size:14.0pt'>Hội nghị</span></b> đã họp.<o:p></o:p></p><p class=MsoListParagraph
style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>-<span>&nbsp; </span></span>
<![endif]>Một</p><p class=MsoNormal align=center><img src="file:///C:/Temp/clip_image002.jpg" v:shapes="P1"></p>
<p class=MsoNormal align=center><i>Quang cảnh hội nghị</i></p><!--EndFragment--></body></html>"""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span
style="font-weight:400">Kết quả</span></h2><p dir="ltr"><span style="font-weight:700">Đậm</span><span
style="font-weight:400;font-style:italic"> nghiêng</span></p><ul><li dir="ltr"><p role="presentation"><span>Một</span>
</p></li></ul><p><img src="https://lh7-rt.googleusercontent.com/docsz/AD_x"></p></b>
<br class="Apple-interchange-newline">"""
LIBREOFFICE = """<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 7.4"/><style>p{}</style></head>
<body><p align="justify"><font face="Times New Roman, serif"><font size="4" style="font-size: 14pt">Chiều <b>22/8</b>.
</font></font></p><table><tr><th><p>Loại</p></th><th><p>Số</p></th></tr><tr><td><p>HTX</p></td><td><p>1012</p></td></tr>
</table></body></html>"""
OUTLOOK = """<div class=WordSection1><p class=MsoNormal>Kính gửi, xem <a href="https://aus01.safelinks.protection.outlook
.com/?url=https%3A%2F%2Fvusta.vn%2Ftin&amp;data=05">tin này</a>.<o:p></o:p></p></div>""".replace("\n", "")
FACEBOOK = """<div dir="auto"><span>Hội thảo <span><img height="16" width="16" alt="🎉" src="https://static.xx.fbcdn.net/e
moji.png"></span> thành công</span></div><div dir="auto"><a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fvusta.vn%2F
&amp;h=AT0">vusta.vn</a></div>""".replace("\n", "")
ZALO = """<div><span>Chào anh,&nbsp;</span></div><div><span>Mời xem </span><a target="_blank"
href="https://link.zalo.me/?url=https%3A%2F%2Fvusta.vn%2F">vusta.vn</a></div>"""


def paste(browser: Browser, html: str, revision: str = "r0") -> Reply:
    return send(browser, to=PASTING, html=html, revision=revision)


def data(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize(
    ("html", "markdown", "told"),
    [
        (WORD, "**Hội nghị** đã họp.\n\n- Một\n\nQuang cảnh hội nghị\n", "clip_image002.jpg» không lấy được"),
        (GOOGLE, "## Kết quả\n\n**Đậm** *nghiêng*\n\n- Một\n", "Ảnh nằm ở nơi khác, chưa lấy về: https://lh7"),
        (LIBREOFFICE, "Chiều **22/8**.\n\n| Loại | Số |\n| --- | --- |\n| HTX | 1012 |\n", ""),
        (OUTLOOK, "Kính gửi, xem [tin này](https://vusta.vn/tin).\n", ""),
        (FACEBOOK, "Hội thảo 🎉 thành công\n\n[vusta.vn](https://vusta.vn/)\n", ""),
        (ZALO, "Chào anh,\n\nMời xem [vusta.vn](https://vusta.vn/)\n", ""),
    ],
    ids=["Word", "Google", "LibreOffice", "Outlook", "Facebook", "Zalo"],
)
def test_what_other_programs_copy_becomes_plain_markdown(
    own_machine: Browser, html: str, markdown: str, told: str
) -> None:
    made = paste(own_machine, html).json
    assert (made["markdown"], made["fields"], made["revision"]) == (markdown, {}, "r0")
    assert told in " ".join(made["remarks"])


def test_a_picture_in_the_paste_becomes_a_file_beside_the_text(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    html = (
        f'<p>Trước</p><figure><img alt="Bàn" src="{data(picture(kind="PNG"))}"><figcaption>Ký kết</figcaption></figure>'
    )
    first, second = paste(own_machine, html).json, paste(own_machine, html.replace("Bàn", "Ghế"), "r1").json
    assert first["markdown"] == "Trước\n\n![Bàn](ky-ket.png)\nKý kết\n"
    assert (first["revision"], second["revision"]) == ("r1", "r1")
    assert workspace.read_file(PATH, "ky-ket.png") == picture(kind="PNG")
    other = paste(
        own_machine, html.replace(data(picture(kind="PNG")), data(picture(kind="PNG", colour="red"))), "r1"
    ).json
    assert "![Bàn](ky-ket-2.png)" in other["markdown"]


def test_a_broken_or_running_picture_in_the_paste_is_told_and_left_out(own_machine: Browser) -> None:
    script = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"
    made = paste(own_machine, f'<p>A<img src="{data(b"xx")}"><img src="{data(script, "svg+xml")}"></p>').json
    assert made["markdown"] == "A\n"
    assert made["remarks"][0].startswith("Ảnh thứ 1 trong phần dán không phải là ảnh đọc được.")
    assert made["remarks"][1].startswith("Ảnh thứ 2 trong phần dán có phần «script», không dùng được trên trang.")


@pytest.mark.parametrize(
    "html",
    ["<blockquote>" * 100_000 + "x", "<p>" + "x" * 5_300_000, "<p>x</p>" * 600_000],
    ids=["deep", "long", "many"],
)
def test_a_paste_without_measure_is_refused_in_words(own_machine: Browser, html: str) -> None:
    reply = paste(own_machine, html)
    assert reply.status == 422
    assert "Hãy dán từng phần một" in reply.json["error"]


def test_a_paste_that_keeps_its_process_busy_is_given_up(own_machine: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PASTE", Allowance(memory_mb=800, processor_seconds=20, seconds=1))
    reply = paste(own_machine, "<ul><li>" * 25_000)
    assert reply.status == 422
    assert "Hãy dán từng phần một" in reply.json["error"]


@pytest.mark.parametrize("sent", [{}, {"revision": "r0"}])
def test_nothing_pasted_is_told(own_machine: Browser, sent: dict[str, str]) -> None:
    reply = send(own_machine, to=PASTING, **sent)
    assert (reply.status, reply.json["error"]) == (422, "Chưa có tệp nào được gửi lên. Hãy chọn tệp rồi gửi lại.")


KNOWN = ROOT.parent / "shared/xss/payloads.txt"
PAYLOADS = KNOWN.read_text("utf-8").splitlines() if KNOWN.is_file() else ["<img src=x onerror=alert(1)>"]
PIECE = 700


def test_nothing_of_a_payload_runs_in_what_comes_out(own_machine: Browser) -> None:
    # Some at a time: one that opens an element takes all behind it into one paragraph, longer than a text may have.
    pieces = ["".join(f"<p>{one}</p>\n" for one in PAYLOADS[at : at + PIECE]) for at in range(0, len(PAYLOADS), PIECE)]
    shown = [Converter().convert(paste(own_machine, one).json["markdown"])[0] for one in pieces]
    page = BeautifulSoup("".join(shown), "html.parser")
    assert page.find(["script", "iframe", "object", "embed", "form", "svg", "math", "style", "base", "meta"]) is None
    said = [(name, str(value)) for tag in page.find_all(True) for name, value in tag.attrs.items()]
    assert [one for one in said if one[0].startswith("on") or "script:" in one[1].lower()] == []


LONG = "Hai bên thống nhất nhiều việc của năm nay và những năm sau. " * 6
POST = (
    "<h1>Hội nghị ký kết chương trình phối hợp</h1><p>Chiều ngày 22/8/2022, hai bên đã tổ chức Hội nghị ký kết "
    f"Chương trình phối hợp hoạt động.</p><p>{LONG}</p><p>Nguyễn Thị Thúy - Chánh Văn phòng</p>"
)


def pasted_into(browser: Browser, workspace: MemoryWorkspace, head: str, html: str) -> dict[str, Any]:
    """What is told of a paste into a text that has a header and no body."""
    workspace.save(PATH, "r0", TextChange(f"---\n{head}\n---\n"), PERSON)
    told: dict[str, Any] = paste(browser, html, "r1").json
    return told


def test_a_whole_post_pasted_into_an_empty_text_fills_what_nobody_has_filled(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    head = (
        "Title: Hội nghị ký kết chương trình phối hợp\nCategory: Tin hoạt động\nAuthors: Trần Thị Bình\nSource: VUSTA"
    )
    made = pasted_into(own_machine, workspace, head, POST + "<p>Nguồn: Báo Bắc Giang</p>")
    assert made["fields"]["Authors"] == "Nguyễn Thị Thúy, Chánh Văn phòng"
    assert made["fields"]["Date"] == "22/8/2022"
    assert {"Title", "Category", "Source"}.isdisjoint(made["fields"])
    assert "Ô «Nguồn đăng trước» giữ như đang ghi; trong phần đưa vào là «Báo Bắc Giang»." in made["remarks"]
    assert made["markdown"].startswith("Chiều ngày 22/8/2022")
    assert made["markdown"].endswith(f"{LONG.strip()}\n")


def test_the_day_on_which_a_text_is_begun_gives_way_to_the_day_that_it_tells_of(
    own_machine: Browser, own_editor: Editor, workspace: MemoryWorkspace
) -> None:
    today = own_editor.clock().astimezone(VIETNAM)
    begun = pasted_into(own_machine, workspace, f"Title: Lễ ký\nDate: {today:%Y-%m-%d} 14:30", POST)
    assert (begun["fields"]["Date"], begun["fields"]["Date.time"]) == ("22/8/2022", "")


def test_a_day_that_somebody_chose_stays(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    made = pasted_into(own_machine, workspace, "Title: Lễ ký\nDate: 2022-08-23", POST)
    assert "Date" not in made["fields"]
    assert "trong phần đưa vào là «22/8/2022»" in " ".join(made["remarks"])


def test_a_title_that_the_text_does_not_have_stays_in_what_was_pasted(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    made = pasted_into(own_machine, workspace, "Title: Tin 1", POST)
    assert "Title" not in made["fields"]
    assert made["markdown"].startswith("Hội nghị ký kết chương trình phối hợp\n\nChiều ngày 22/8/2022")


def test_a_few_lines_pasted_into_an_empty_text_are_no_post(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    made = pasted_into(own_machine, workspace, "Title: Tin 1", "<h2>Mục một</h2><p>Lời.</p><p>Trần Văn An</p>")
    assert (made["markdown"], made["fields"]) == ("## Mục một\n\nLời.\n\nTrần Văn An\n", {})


def test_a_document_dropped_on_a_text_becomes_its_words(own_machine: Browser, tmp_path: Path) -> None:
    file = archive(tmp_path, parts_of(p(r("Hội nghị ký kết chương trình phối hợp")) + p(r("Hai bên đã ký."))))
    made = send(own_machine, ("Tin.docx", file.read_bytes()), to=PASTING, revision="r0").json
    assert "trong phần đưa vào là «Hội nghị ký kết chương trình phối hợp»" in " ".join(made["remarks"])
    assert made["markdown"] == "Hội nghị ký kết chương trình phối hợp\n\nHai bên đã ký.\n"
