"""The page on which a text is written, without script; and a new post."""

from __future__ import annotations

import asyncio
import io
import shutil
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from bs4 import BeautifulSoup, Tag

from plugins.editorial import set_fields
from tests.editor.desk import Browser, Reply
from tests.editor.memory import PATH, TEXT, MemoryWorkspace
from tests.editor.sending import parts, picture, send
from tests.site import ROOT
from tools.editor import forms, limits
from tools.editor.people import Person, Role
from tools.editor.text_parts import as_shown
from tools.editor.workspace import CannotSave, Cause, TextChange

PAGE = f"/soan/bai/{PATH}/"
SOMEBODY = Person("an", "Nguyễn Văn An", "an@x.example", Role.WRITER)
VOCABULARY = """
[[category]]
name = "Tin hoạt động"
slug = "tin-hoat-dong"
[[category]]
name = "Tư vấn, phản biện"
slug = "tu-van"
"""
FLAWS: dict[str, Any] = {
    "problems": [
        {"field": "Date", "body_line": None, "text": "«31/2» không có trên lịch.", "warning": False},
        {"field": None, "body_line": 1, "text": "ảnh chưa có lời tả.", "warning": True},
    ],
    "elsewhere": 0,
    "address": "/tin-tuc/le-ky/",
    "frame": "/soan/xem/abc/tin-tuc/le-ky/",
}


@pytest.fixture(autouse=True)
def vocabulary(workspace: MemoryWorkspace) -> None:
    (workspace.folder / "data").mkdir()
    (workspace.folder / "data/categories.toml").write_text(VOCABULARY, "utf-8")


def word_file() -> bytes:
    made = docx.Document()
    made.add_paragraph("Hai bên đã ký kết nhiều việc. " * 20)
    made.save(file := io.BytesIO())
    return file.getvalue()


def soup(reply: Reply) -> BeautifulSoup:
    return BeautifulSoup(reply.text, "html.parser")


def form_in(reply: Reply) -> dict[str, str]:
    """What a browser without script sends of the page's form when nothing was touched."""
    sent: dict[str, str] = {}
    for field in soup(reply).select("#bai [name]"):
        name = str(field["name"])
        if field.name == "select":
            sent[name] = str((field.select("[selected]") or field.select("option"))[0]["value"])
        elif field.name == "textarea":
            sent[name] = field.get_text().removeprefix("\n").replace("\n", "\r\n")
        elif field.name == "input" and (field.get("type") != "checkbox" or field.has_attr("checked")):
            sent[name] = str(field.get("value", "on"))
    return sent


def press(browser: Browser, button: str, **changed: str) -> Reply:
    return browser.post(PAGE, {**form_in(browser.get(PAGE)), **changed, "action": button})


def field(page: Tag, name: str) -> Any:
    return page.find(id=f"f-{name}")


def test_an_untouched_form_saves_the_same_bytes(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    assert press(own_machine, "save").status == 303
    assert workspace.open(PATH).text == TEXT


def test_one_changed_field_is_one_changed_line(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    reply = press(own_machine, "save", Title="Lễ ký kết")
    assert (reply.status, reply.headers["location"]) == (303, f"{PAGE}?luu=1")
    assert workspace.open(PATH).text == TEXT.replace("Lễ ký", "Lễ ký kết")
    assert workspace.open(PATH).revision.cause is Cause.SAVE
    assert "Đã lưu lúc" in soup(own_machine.get(f"{PAGE}?luu=1")).select_one(".notice").get_text()


def test_the_categories_of_the_site_are_to_choose_from(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    page = soup(own_machine.get(PAGE))
    options = [one.get_text() for one in field(page, "Category").select("option")]
    assert options == ["Hãy chọn", "Tin hoạt động", "Tư vấn, phản biện"]
    press(own_machine, "save", **{"Category.tu-van": "Tư vấn, phản biện"})
    assert "Category: Tin hoạt động; Tư vấn, phản biện\n" in workspace.open(PATH).text


def test_a_category_that_nobody_knows_stays_until_another_is_chosen(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    text = TEXT.replace("Tin hoạt động", "Tin vịt")
    workspace.save(PATH, "r0", TextChange(text), SOMEBODY)
    assert press(own_machine, "save").status == 303
    assert workspace.open(PATH).text == text


def test_a_chief_sees_publish_and_a_writer_sees_hand_in(own_machine: Browser) -> None:
    assert [one.get_text() for one in soup(own_machine.get(PAGE)).select(".actions button")] == [
        "Lưu",
        "Xem trước",
        "Đăng",
    ]


def test_handing_in_says_so(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    reply = press(own_machine, "submit")
    assert workspace.open(PATH).revision.cause is Cause.SUBMIT
    assert "Đã gửi duyệt" in own_machine.get(reply.headers["location"]).text


def test_somebody_faster_is_named_and_nothing_is_lost(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    form = form_in(own_machine.get(PAGE))
    workspace.save(PATH, "r0", TextChange(TEXT.replace("2026-11-20", "2026-11-21")), SOMEBODY)
    reply = own_machine.post(PAGE, {**form, "body": "Hai bên đã ký kết.", "action": "save"})
    page = soup(reply)
    assert reply.status == 409
    assert "Nguyễn Văn An cũng vừa sửa bài này" in page.select_one("[role=alert]").get_text()
    assert field(page, "body").get_text().strip() == "Hai bên đã ký kết."
    assert form_in(reply)["revision"] == "r1"


def test_what_cannot_be_saved_stays_on_the_page_over_what_it_was_typed(
    own_machine: Browser, workspace: MemoryWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_in(own_machine.get(PAGE))
    workspace.save(PATH, "r0", TextChange(TEXT.replace("2026-11-20", "2026-11-21")), SOMEBODY)

    def save(*_: object) -> None:
        raise CannotSave("Đĩa đã đầy.")

    monkeypatch.setattr(workspace, "save", save)
    reply = own_machine.post(PAGE, {**form, "Summary": "Một câu.", "body": "Lời mới.", "action": "save"})
    assert "Đĩa đã đầy." in soup(reply).select_one("[role=alert]").get_text()
    assert form_in(reply) == {**form, "Summary": "Một câu.", "body": "Lời mới.\r\n"}


def test_a_notice_names_only_files_that_are_there(own_machine: Browser) -> None:
    assert not soup(own_machine.get(f"{PAGE}?tep=h%C3%A3y%20g%E1%BB%8Di%200900")).select(".notice")


def test_a_broken_header_is_edited_as_words(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    workspace.save(PATH, "r0", TextChange(TEXT.replace("Lễ ký", '"Lễ ký')), SOMEBODY)
    page = soup(own_machine.get(PAGE))
    assert 'Title: "Lễ ký' in field(page, "header").get_text()
    assert field(page, "Title") is None
    assert page.select_one("#loi-header").get_text().startswith("Dòng 2: ")
    press(own_machine, "save", header=TEXT.partition("Hai bên")[0])
    assert workspace.open(PATH).text == TEXT


def test_the_header_as_words_is_never_far(own_machine: Browser) -> None:
    assert (
        field(soup(own_machine.get(f"{PAGE}?phan-dau=1")), "header").get_text().strip() == TEXT.split("Hai")[0].strip()
    )


@pytest.fixture
def flawed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(*_: object) -> dict[str, Any]:
        return FLAWS

    monkeypatch.setattr("tools.editor.edit_page.look", look)


def test_a_look_shows_the_page_and_each_mistake_beside_its_field(own_machine: Browser, flawed: None) -> None:
    reply = press(own_machine, "look")
    page = soup(own_machine.get(reply.headers["location"].partition("#")[0]))
    assert page.select_one(f'iframe[data-frame][src="{FLAWS["frame"]}"]')
    assert page.find(id="loi-Date").get_text() == "«31/2» không có trên lịch."
    assert field(page, "Date")["aria-invalid"] == "true"
    assert [one["id"] for one in page.select("[autofocus]")] == ["f-Date"]
    assert [(link["href"], link.get_text()) for link in page.select("[data-problems] a")] == [
        ("#f-Date", "Ngày đăng"),
        ("#f-body", "Nội dung, dòng 1"),
    ]


def test_what_is_wrong_is_not_published(own_machine: Browser, workspace: MemoryWorkspace, flawed: None) -> None:
    reply = press(own_machine, "publish", Date="31/2")
    assert reply.status == 200
    assert "Chưa đăng" in soup(reply).select_one("[role=alert]").get_text()
    assert "Date: 31/2\n" in workspace.open(PATH).text


def test_what_is_right_is_published_with_one_button(
    own_machine: Browser, flawed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FLAWS, "problems", FLAWS["problems"][1:])
    reply = press(own_machine, "publish", Title="Lễ ký kết")
    assert soup(reply).select_one(".outcome-done a")["href"] == "https://x.example/tin-tuc/le-ky/"  # type: ignore[index]
    assert "«Lễ ký kết»" in reply.text


def test_publishing_waits_for_no_look_that_takes_long(own_machine: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(*_: object) -> dict[str, Any]:
        return await asyncio.Future()

    monkeypatch.setattr("tools.editor.edit_page.look", look)
    monkeypatch.setattr(limits, "LOOK_SECONDS", 0.01)
    assert soup(press(own_machine, "publish")).select_one(".outcome-done")


@pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "</textarea><script>", "{{ 7 * 7 }}", "\u202engược"])
def test_words_in_any_field_are_words(own_machine: Browser, workspace: MemoryWorkspace, words: str) -> None:
    names = ("Title", "Summary", "Date", "Tags", "Authors", "Source", "Reason", "Slug", "Lang", "body")
    press(own_machine, "save", **dict.fromkeys(names, words))
    reply = own_machine.get(PAGE)
    assert not [one for one in soup(reply).select("script") if one.get("type") not in ("module", "application/json")]
    assert form_in(reply)["body"].strip() == words


def test_a_new_post_begins_with_its_title(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    own_machine.get("/soan/bai-moi/")
    reply = own_machine.post("/soan/bai-moi/", {"title": "Hội thảo  mới"})
    path = unquote(reply.headers["location"]).removeprefix("/soan/bai/").removesuffix("/")
    assert workspace.open(path).text.startswith("Title: Hội thảo mới\nDate: ")
    assert "Authors: Trần Thị Bình\n" in workspace.open(path).text
    assert own_machine.get(reply.headers["location"]).status == 200


def test_a_new_post_without_a_title_is_asked_for_one(own_machine: Browser) -> None:
    own_machine.get("/soan/bai-moi/")
    reply = own_machine.post("/soan/bai-moi/", {"title": "  "})
    assert (reply.status, soup(reply).find(id="loi-title").get_text()) == (
        422,
        "Bài chưa có tên. Hãy viết tên bài trước; sau này vẫn sửa được.",
    )


def test_a_new_post_from_a_word_file_tells_what_to_look_at_until_somebody_goes_on_writing(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    own_machine.get("/soan/bai-moi/")
    reply = send(own_machine, ("Lễ ký.docx", word_file()), to="/soan/bai-moi/")
    assert reply.status == 303
    remarks = [one.get_text() for one in soup(own_machine.get(reply.headers["location"])).select(".remarks li")]
    again = soup(own_machine.get(reply.headers["location"]))
    assert remarks == [one.get_text() for one in again.select(".remarks li")] != []
    path = unquote(reply.headers["location"]).removeprefix("/soan/bai/").removesuffix("/")
    made = workspace.open(path)
    workspace.save(path, made.revision.name, TextChange(f"{made.text}Thêm.\n"), SOMEBODY)
    assert not soup(own_machine.get(reply.headers["location"])).select(".remarks li")


@pytest.mark.parametrize("files", [[], [("bai.exe", b"MZ")], [("bai.docx", b"PK\x03\x04")]])
def test_what_is_no_word_file_is_refused_beside_the_field(own_machine: Browser, files: list[tuple[str, bytes]]) -> None:
    own_machine.get("/soan/bai-moi/")
    reply = send(own_machine, *(files or [("", b"")]), to="/soan/bai-moi/")
    assert reply.status == 422
    assert soup(reply).find(id="loi-file").get_text()


def test_a_picture_is_brought_without_script_and_its_line_is_shown(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    page = soup(own_machine.get(PAGE))
    assert page.find(id="f-file")["form"] == page.find(id="them-tep")["id"]  # type: ignore[index]
    body, kind = parts(("quang-canh.jpg", picture()), token=own_machine.token, revision="r0")
    reply = own_machine.ask("POST", f"{PAGE}tep", body, {"Content-Type": kind})
    shown = soup(own_machine.get(reply.headers["location"]))
    assert "Đã nhận «quang-canh.jpg»" in shown.select_one(".notice").get_text()
    assert "![lời tả ảnh](quang-canh.jpg)" in shown.select_one("noscript").get_text()


def test_every_text_of_the_project_is_opened_and_saved_without_a_byte_of_difference(
    own_machine: Browser, workspace: MemoryWorkspace
) -> None:
    content = ROOT / "content"
    shutil.copytree(content / "data", workspace.folder / "data", dirs_exist_ok=True)
    texts = {file.relative_to(content).as_posix(): file for file in content.rglob("*.md") if file.name != "README.md"}
    for path, file in texts.items():
        workspace._keep(path, TextChange(file.read_bytes().decode()), "Ban biên tập")
    changed = []
    for path, file in texts.items():
        page = f"/soan/bai/{path}/"
        assert own_machine.post(page, {**form_in(own_machine.get(page)), "action": "save"}).status == 303
        if workspace.open(path).text != file.read_bytes().decode():
            changed.append(path)
    assert changed == []


def test_whatever_stands_in_a_field_is_shown_as_it_stands(own_machine: Browser, workspace: MemoryWorkspace) -> None:
    names = ("Title", "Summary", "Tags", "Authors", "Source", "Slug", "Status", "Lang", "Category", "Program", "Image")
    hostile = [line for line in (ROOT / "tests/hostile.txt").read_text("utf-8").splitlines() if line.strip()]
    for at in range(0, len(hostile), len(names)):
        payloads = (hostile * 2)[at : at + len(names)]
        text = set_fields(dict(zip(names, payloads, strict=True)), body=f"{payloads[0]}\n")
        workspace.states[PATH] = []
        workspace._keep(PATH, TextChange(text), payloads[0])
        shown = {name: as_shown(value) for name, value in form_in(own_machine.get(PAGE)).items()}
        assert shown["body"] == f"{payloads[0]}\n"
        assert {name: shown.get(name) for name in names} == {name: forms.shown(text).get(name) for name in names}
