"""A draft as the editor shows it: its mistakes beside the fields, and the real page in a frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.editor.drafting import TEXT, A, B, Desk
from tests.editor.live import PATH, TEXTS, CommittedTexts, FolderTexts, LiveEditor, editing
from tests.site import ROOT, article, build, photograph, write
from tools.editor.live_site import ShownDraft
from tools.warm import client

FILES = re.compile(r'"(/soan/xem/[\w-]{32}/(?:theme|anh)/[^" ]*)')
FONTS = tuple(ROOT / f"node_modules/@fontsource/{name}/files" for name in ("be-vietnam-pro", "noto-serif"))


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shown")


@pytest.fixture(scope="module")
def texts(module_folder: Path) -> CommittedTexts:
    return CommittedTexts(module_folder / "work")


@pytest.fixture(scope="module")
def first(texts: CommittedTexts) -> str:
    return texts.commit(TEXTS)


@pytest.fixture(scope="module")
def live(texts: CommittedTexts, module_folder: Path) -> Iterator[LiveEditor]:
    with editing(texts, module_folder) as live:
        yield live


def test_each_draft_is_shown_as_it_is_whichever_was_laid_out_last(
    live: LiveEditor, texts: CommittedTexts, first: str
) -> None:
    second = texts.commit({PATH: article("Một khác", "2026-10-01", "Lời khác.")})
    frames = [live.check(one)["frame"] for one in (first, second)]
    titles = [re.search("<h1>(.*)</h1>", live.browser.get(frame).text) for frame in (*frames, *frames)]
    assert [found and found[1] for found in titles] == ["Một", "Một khác"] * 2


def test_the_framed_page_is_the_released_one_but_for_what_only_a_preview_has(
    live: LiveEditor, texts: CommittedTexts, first: str, tmp_path: Path
) -> None:
    released = build(tmp_path, TEXTS, ENGINE={"cache": tmp_path / "cache", "fonts": FONTS}, SITEURL="https://x.example")
    prefix = live.check(first)["frame"].removesuffix("/tin-tuc/mot/")
    for address in (
        "/",
        "/tin-tuc/",
        "/tin-tuc/mot/",
        "/tin-tuc/hai/",
        "/gioi-thieu/",
        "/luu-tru/",
    ):
        shown = live.browser.get(prefix + address).text
        shown = re.sub(r"/soan/xem/[\w-]+/", "/", shown.replace(live.browser.origin + prefix, "https://x.example"))
        shown = shown.replace(live.browser.origin, "https://x.example")
        assert without_marks(shown) == without_marks(released.read(address)), address


def without_marks(page: str) -> str:
    for mark in MARKS:
        page = re.sub(mark, "", page)
    return re.sub(r"\n+", "\n", page)


MARKS = (
    r'<meta name="robots" content="noindex">',  # of previews
    r' data-source="[^"]*"',  # leads an editor to the text
    r' target="_blank"(?= )|<script>\{\n[^<]*\}</script>',  # of the frame
    r'<meta (?:property|name)="(?:og|twitter):(?:image[^"]*|card)" content="[^"]*">',  # the card, of releases
    r'"image": \["[^"]*/chia-se-[^]]*\], ',
    r'<svg viewBox="0 0 \d+ \d+"><path stroke.*</svg>',  # the code on paper, of releases
)


def test_everything_that_a_page_asks_for_answers_under_the_address_of_its_draft(live: LiveEditor, first: str) -> None:
    frame = live.check(first)["frame"]
    page = live.browser.get(frame)
    assert "/xem/-" not in page.text
    wanted = {one.split()[0] for one in re.findall(r'(?:src|href|srcset)="(/[^"]*)"', page.text)}
    assert {one for one in wanted if not re.match(r"/soan/xem/[\w-]{32}/", one)} == set()
    replies = {one: live.browser.get(one.partition("#")[0]) for one in wanted if "/tim-kiem/?" not in one}
    assert {one: reply.status for one, reply in replies.items() if reply.status != 200} == {}
    assert all(reply.headers["access-control-allow-origin"] == "*" for reply in replies.values())
    assert all("sandbox allow-scripts" in reply.headers["content-security-policy"] for reply in replies.values())


def test_files_whose_names_tell_their_bytes_stay_with_a_browser_from_one_state_of_a_text_to_the_next(
    live: LiveEditor, texts: CommittedTexts, first: str
) -> None:
    second = texts.commit({PATH: article("Một khác", "2026-10-01", "![Ảnh](anh.jpg)")})
    pages = [live.frame(one) for one in (first, second)]
    files, other = (set(FILES.findall(page)) for page in pages)
    assert files == other
    assert {one.split("/")[4] for one in files} == {"theme", "anh"}
    replies = [live.browser.get(one) for one in files]
    assert {reply.headers["cache-control"] for reply in replies} == {"private, max-age=86400, immutable"}
    assert live.browser.get(live.check(second)["frame"]).headers["cache-control"] == "no-store"


def test_the_address_of_files_is_another_texts_not_and_leads_to_no_page(live: LiveEditor, first: str) -> None:
    prefixes = [FILES.findall(live.frame(first, path))[0].partition("theme/")[0] for path in (PATH, "tin-tuc/hai.md")]
    assert len(set(prefixes)) == 2
    for address in ("tin-tuc/mot/", "", "sitemap.xml", "theme/../tin-tuc/mot/", "theme/khong-co.css"):
        reply = live.browser.get(prefixes[0] + address)
        assert (reply.status, reply.headers["cache-control"]) == (404, "no-store"), address


def test_a_link_to_elsewhere_opens_beside_and_one_to_the_site_in_its_place(live: LiveEditor, first: str) -> None:
    page = live.frame(first)
    assert re.search(r'<a target="_blank"[^>]* href="https://xa\.example/"', page)
    assert re.search(r'<a href="/soan/xem/[\w-]+/tin-tuc/hai/"', page)


def test_what_is_wrong_stands_with_its_field_or_its_line(live: LiveEditor, texts: CommittedTexts) -> None:
    bad = article("Một", "2026-10-01", "Lời.\n\n![](anh.jpg)\n\n[Đâu](khong-co.md)", Category="Không có")
    checked = live.check(texts.commit({PATH: bad, "tin-tuc/hai.md": "Title: Hai\n\nLời.\n"}))
    found = [(one["field"], one["body_line"], one["warning"]) for one in checked["problems"]]
    assert found == [(None, 3, False), (None, 5, False)]
    assert checked["elsewhere"] == 1
    assert all(one["text"][-1] == "." and ".md:" not in one["text"] for one in checked["problems"])


def test_a_wrong_date_stands_with_its_field(live: LiveEditor, texts: CommittedTexts) -> None:
    checked = live.check(texts.commit({PATH: article("Một", "32/13/2026")}))
    assert [(one["field"], one["body_line"]) for one in checked["problems"]] == [("Date", None)]


def test_a_text_without_a_page_has_a_frame_that_says_what_to_do(live: LiveEditor, texts: CommittedTexts) -> None:
    checked = live.check(texts.commit({"tin-tuc/bon/index.md": "Title: Bốn\n\nLời.\n"}), "tin-tuc/bon/index.md")
    page = live.browser.get(checked["frame"])
    assert page.status == 404
    assert "hãy sửa những chỗ được nêu" in page.text


def test_nobody_sees_a_draft_by_an_address_that_was_not_given(live: LiveEditor, first: str) -> None:
    name = live.check(first)["frame"].split("/")[3]
    for guess in ("-", name[:-1], f"{name}x", name.swapcase()):
        page = live.browser.get(f"/soan/xem/{guess}/tin-tuc/mot/")
        assert (page.status, "Một" in page.text) == (404, False), guess


def test_a_withdrawn_draft_answers_as_readers_will_find_it(live: LiveEditor, texts: CommittedTexts) -> None:
    gone = article("Một", "2026-10-01", "Lời.", Status="removed", Reason="Đăng nhầm")
    frame = live.check(texts.commit({PATH: gone, "tin-tuc/hai.md": TEXTS["tin-tuc/hai.md"]}))["frame"]
    page = live.browser.get(frame)
    assert page.status == 410
    assert "Đăng nhầm" in page.text


def test_a_folder_is_shown_as_it_lies_there(tmp_path: Path) -> None:
    content = write(tmp_path / "content", TEXTS)
    with editing(FolderTexts(content), tmp_path) as live:
        assert "<h1>Một</h1>" in live.frame("r1")
        write(
            content, {PATH: article("Hai lần", "2026-10-01", "![Ảnh](anh.jpg)"), "tin-tuc/mot/anh.jpg": photograph(701)}
        )
        page = live.frame("r2")
        assert "<h1>Hai lần</h1>" in page
        assert 'width="701"' in page


def test_a_process_that_is_killed_costs_a_message_at_most(tmp_path: Path) -> None:
    with editing(FolderTexts(write(tmp_path / "content", TEXTS)), tmp_path) as live:
        live.check("r1")
        live.process.kill()
        reply = live.browser.get(f"/soan/bai/{PATH}/soat?ban=r1")
        assert (reply.status, list(reply.json)) == (503, ["error"]) or reply.status == 200
        assert "<h1>Một</h1>" in live.frame("r1")


def test_a_fault_of_ours_is_told_in_words_and_left_for_a_maintainer(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("không phải thư mục")
    with editing(FolderTexts(tmp_path / "content"), tmp_path) as live:
        page = live.browser.get(f"/soan/xem/{live.site.drafts.of(ShownDraft(PATH, 'r1'))}/")
    assert (page.status, "dừng giữa chừng" in page.text, "Traceback" in page.text) == (503, True, False)
    assert "Traceback" in (tmp_path / "cache/loi.txt").read_text("utf-8")


def test_a_process_that_hangs_is_ended_and_what_it_has_started_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "COMMAND", ("sh", "-c", f"sleep 600 & echo $! > {tmp_path}/child; wait"))
    monkeypatch.setattr(client, "FIRST_SECONDS", 2)
    with editing(FolderTexts(write(tmp_path / "content", TEXTS)), tmp_path) as live:
        reply = live.browser.get(f"/soan/bai/{PATH}/soat?ban=r1")
        assert "nên đã dừng" in reply.json["error"]
        assert not is_running((tmp_path / "child").read_text().strip())


def is_running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_draft_is_shown_among_what_is_published_now_and_without_the_drafts_of_others(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.pushed({"tin-tuc/a/anh.jpg": None, "tin-tuc/chung.jpg": None})
    with closing(desk.drafts), editing(desk.drafts, tmp_path / "home") as live:
        mine = desk.save(TEXT.replace("Đoạn hai", "Đoạn hai mới")).revision.name
        desk.save(TEXT.replace("Hội nghị", "Bản nháp của người khác"), path=B)
        desk.pushed({"tin-tuc/c.md": TEXT.replace("Hội nghị", "Bài vừa đăng")})
        page, frame = live.frame(mine, A), live.check(mine, A)["frame"]
        news = live.browser.get(frame.replace("/a/", "/")).text
    assert "Đoạn hai mới" in page
    assert "Bài vừa đăng" in news
    assert "Bản nháp của người khác" not in news
