"""What the process that keeps a site warm answers: problems and files, as of the last look or of the last good one."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from plugins.base.addresses import address_of
from tests.looks import looks_counted
from tests.site import NOW, ROOT, article, build, photograph, write
from tools.warm.client import SiteFile, file_of
from tools.warm.process import SiteWork

ORIGIN, PLACE = "http://127.0.0.1:8000", "/soan/xem/-"
FONTS = tuple(ROOT / f"node_modules/@fontsource/{name}/files" for name in ("be-vietnam-pro", "noto-serif"))
HAI = "tin-tuc/hai.md"
TEXTS: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "pages/gioi-thieu.md": "Title: Giới thiệu\n\nChữ.\n",
    "tin-tuc/mot/index.md": article("Một", "2026-10-01", "![Ảnh](anh.jpg)\n\n[Tệp](ke-hoach.pdf)", Redirect_from="/cu"),
    "tin-tuc/mot/anh.jpg": photograph(900, 600),
    "tin-tuc/mot/ke-hoach.pdf": b"%PDF-1.4\n%%EOF\n",
    HAI: article("Hai", "2026-10-02", "Lời.", Redirect_from="/?q=node/1"),
    "tin-tuc/go.md": article("Đã gỡ", "2026-10-03", "Lời.", Status="removed", Reason="Nhầm"),
    "tin-tuc/nhap.md": article("Nháp", "2026-10-04", "Lời.", Status="draft"),
}


class Asked:
    """One that does the work in this process, over a content of its own."""

    def __init__(self, folder: Path, texts: Mapping[str, str | bytes] = TEXTS, **settings: object) -> None:
        self.content = write(folder / "content", texts)
        told = {"SITEURL": f"{ORIGIN}{PLACE}", "CACHE": str(folder / "cache"), "NOW": NOW, **settings}
        self.work = SiteWork({"site": told, "tree": "", "memory_mb": 0, "own": True})

    def ask(self, **order: object) -> Any:
        return self.work.answer({"folder": str(self.content), **order})

    def whole(self, *, anew: bool = False, text: str = "", again: bool = False) -> Any:
        return self.ask(whole=True, anew=anew, text=text, again=again)

    def look(self, *, anew: bool = False, text: str = "") -> list[Any]:
        """Problems as they are told: path, line, words, whether a warning; address, whether news. What is empty in the
        site's own facts is left out.
        """
        rows: list[Any] = json.loads(self.whole(anew=anew, text=text)[1])
        return [row for row in rows if row[0] != "data/site.toml"]

    def good(self, target: str) -> SiteFile:
        return file_of(self.ask(good=target))

    def page(self, target: str) -> str:
        return self.good(target).body.decode()

    def save(self, path: str, said: str, *, text: str = "") -> list[Any]:
        write(self.content, {path: said})
        return self.look(text=text)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Nobody changes anything in it."""
    asked = Asked(tmp_path_factory.mktemp("site"))
    assert asked.look() == []
    return asked


@pytest.fixture
def own(tmp_path: Path) -> Asked:
    asked = Asked(tmp_path)
    asked.look()
    return asked


ANSWERS = [
    ("/", 200, "<title>Trang thử"),
    ("/?q=x", 200, "<title>Trang thử"),
    ("/tin-tuc/hai/", 200, "<h1>Hai</h1>"),
    ("/tin-tuc/hai/index.html", 200, "<h1>Hai</h1>"),
    ("/tin-tuc/nhap/", 200, "<h1>Nháp</h1>"),
    ("/feeds/all.atom.xml", 200, "<feed"),
    ("/tin-tuc/khong-co/", 404, "<h1>"),
    ("/khong-co", 404, "<h1>"),
    ("/index.html/", 404, "<h1>"),
    ("/../content/tin-tuc/hai.md", 404, "<h1>"),
    ("/%2e%2e/content/tin-tuc/hai.md", 404, "<h1>"),
    ("/..%2fcontent/data/site.toml", 404, "<h1>"),
    ("//etc/passwd", 404, "<h1>"),
    ("/x%00y", 404, "<h1>"),
    ("/" + "x" * 5000, 404, "<h1>"),
    ("/tin-tuc/go/", 410, "Nhầm"),
]


@pytest.mark.parametrize(("target", "status", "words"), ANSWERS, ids=[row[0][:30] for row in ANSWERS])
def test_an_address_is_answered_as_a_web_server_would(site: Asked, target: str, status: int, words: str) -> None:
    assert site.good(target).status == status
    assert words in site.page(target)


LED = [
    ("/tin-tuc/hai", 302, "/tin-tuc/hai/"),
    ("//tin-tuc/hai", 302, "/tin-tuc/hai/"),
    ("/tin-tuc/./hai?y", 302, "/tin-tuc/hai/"),
    ("/cu", 301, "/tin-tuc/mot/"),
    ("/cu/", 301, "/tin-tuc/mot/"),
    ("/c%75?x=1", 301, "/tin-tuc/mot/"),
    ("/?q=node/1", 301, "/tin-tuc/hai/"),
    ("/index.php?x=1&q=node%2F1", 301, "/tin-tuc/hai/"),
]


@pytest.mark.parametrize(("target", "status", "location"), LED)
def test_old_addresses_and_folders_without_their_stroke_lead_on(
    site: Asked, target: str, status: int, location: str
) -> None:
    answer = site.good(target)
    assert (answer.status, answer.location) == (status, location)


def test_each_file_says_its_own_address_and_what_it_is_made_of(site: Asked) -> None:
    one, other = site.good("/tin-tuc/hai/index.html"), site.good("/tin-tuc/mot/")
    assert one.address == "/tin-tuc/hai/"
    assert one.made_of
    assert one.made_of != other.made_of
    found = json.loads(site.ask(findable=True)[1])
    assert found["/tin-tuc/hai/"] == one.made_of
    assert set(found) == {f"/{name}/" for name in ("tin-tuc/mot", "tin-tuc/hai", "tin-tuc/nhap", "gioi-thieu")}


def test_put_at_another_place_every_file_is_the_one_that_a_build_for_there_writes(site: Asked, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"ENGINE": {"cache": tmp_path / "cache", "fonts": FONTS}, "PREVIEW": True}
    built = build(tmp_path, TEXTS, SITEURL=ORIGIN, **settings)
    assert built.code == 0, built.said
    shown = {name: site.good(address_of(name)) for name in built.files}
    differing = [name for name, file in shown.items() if file.below(PLACE, "") != built.files[name]]
    assert differing == ["cu/index.html"], "which is for hosts without redirects"


def test_what_was_right_last_is_shown_while_something_is_wrong(own: Asked) -> None:
    (wrong,) = own.save(HAI, article("Hai hỏng", "mai"))
    assert wrong[:2] == [HAI, 2]
    assert "<h1>Hai</h1>" in own.page("/tin-tuc/hai/")
    assert "<h1>Một</h1>" in own.page("/tin-tuc/mot/")
    own.save("tin-tuc/ba.md", article("Ba", "2026-10-05"))
    assert own.good("/tin-tuc/ba/").status == 404
    assert file_of(own.ask(address="/tin-tuc/ba/", commit="")).status == 200, "as it lies there, for the editor"
    assert "<h1>Hai</h1>" in own.page("/tin-tuc/hai/")
    assert own.save(HAI, article("Hai mới", "2026-10-02")) == []
    assert "<h1>Hai mới</h1>" in own.page("/tin-tuc/hai/")
    assert own.good("/tin-tuc/ba/").status == 200


def test_where_nothing_was_right_yet_no_page_is_shown(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    write(asked.content, {HAI: article("Hai", "mai")})
    assert [row[0] for row in asked.look()] == [HAI]
    assert asked.good("/").status == 503
    asked.save(HAI, article("Hai", "2026-10-02"))
    assert asked.good("/").status == 200


def test_a_warning_is_news_once_and_while_its_text_is_changed(own: Asked) -> None:
    (slip,) = own.save(HAI, article("Hai", "2026-10-02", "Lời , lời."))
    assert (slip[0], *slip[3:]) == (HAI, True, "/tin-tuc/hai/", True)
    (slip,) = own.save("tin-tuc/ba.md", article("Ba", "2026-10-05"))
    assert slip[5] is False
    (slip,) = own.save(HAI, article("Hai", "2026-10-02", "Lời , lời nữa."))
    assert slip[5] is True


def test_a_look_at_what_was_told_already_says_so_whoever_looked_in_between(own: Asked) -> None:
    assert own.whole()[0]["is_same"] is False  # the files are too young to be known again
    write(own.content, {HAI: article("Khác", "2026-10-02")})
    own.ask(path=HAI, commit="")
    assert own.whole()[0]["is_same"] is False


def test_what_somebody_clears_meanwhile_is_made_anew(own: Asked) -> None:
    shutil.rmtree(own.content.with_name("cache"))
    assert "<h1>Hai</h1>" in own.page("/tin-tuc/hai/")
    own.save(HAI, article("Hai hỏng", "mai"))
    shutil.rmtree(own.content.with_name("cache"))
    own.save(HAI, article("Hai mới", "2026-10-02"))
    assert "<h1>Hai mới</h1>" in own.page("/tin-tuc/hai/")


def test_the_editor_glances_at_a_text_and_the_preview_goes_on_as_it_was_until_it_looks(own: Asked) -> None:
    own.ask(path=HAI, commit="")
    write(own.content, {HAI: article("Hai", "2026-10-02", "Lời khác.", Redirect_from="/?q=node/1")})
    head, page = own.ask(path=HAI, commit="")
    assert head["status"] == 200
    assert "Lời khác." in page.decode()
    assert "Lời khác." not in own.page("/tin-tuc/hai/")
    assert own.look() == []
    assert "Lời khác." in own.page("/tin-tuc/hai/")


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One for each time that all texts are looked at."""
    return looks_counted(monkeypatch)


def test_a_text_that_was_saved_alone_is_shown_at_once_and_the_others_when_they_are_asked_for(
    looks: list[object], own: Asked
) -> None:
    looks.clear()
    for word in ("khác", "mới", "cuối"):
        write(own.content, {HAI: article(f"Hai {word}", "2026-10-02", f"Lời {word}.", Redirect_from="/?q=node/1")})
        head, _ = own.whole(text=HAI)
        assert head == {"is_same": False, "again": True}
        assert f"Lời {word}." in own.page("/tin-tuc/hai/")
    assert own.good("/tin-tuc/hai/").made_of == "", "which nobody knows again"
    assert looks == []
    assert "Hai cuối" in own.page("/")
    assert own.good("/tin-tuc/hai/").made_of
    assert len(looks) == 1
    assert own.whole(again=True) == ({"is_same": True, "again": False}, b"")
    assert len(looks) == 1


def test_after_a_glance_the_pages_that_can_be_found_are_those_of_a_look_at_all(looks: list[object], own: Asked) -> None:
    before = json.loads(own.ask(findable=True)[1])
    own.save(HAI, article("Hai", "2026-10-02", "Lời khác.", Redirect_from="/?q=node/1"), text=HAI)
    assert looks
    looks.clear()
    found = json.loads(own.ask(findable=True)[1])
    assert {address for address in found if found[address] != before[address]} == {"/tin-tuc/hai/"}
    assert len(looks) == 1


@pytest.mark.usefixtures("looks")
def test_a_glance_that_finds_something_wrong_leaves_what_was_right_last(own: Asked) -> None:
    own.save(HAI, article("Hai", "2026-10-02", "Lời đúng.", Redirect_from="/?q=node/1"), text=HAI)
    (wrong,) = own.save(HAI, article("Hai", "2026-10-02", "[Đâu](dau.md)", Redirect_from="/?q=node/1"), text=HAI)
    assert wrong[:2] == [HAI, 5]
    assert "Lời đúng." in own.page("/tin-tuc/hai/")
    assert own.good("/").status == 200
    assert "Lời đúng." in own.page("/tin-tuc/hai/")
    assert own.save(HAI, article("Hai", "2026-10-02", "Lời cuối."), text=HAI) == []
    assert "Lời cuối." in own.page("/tin-tuc/hai/")


def test_a_header_that_was_mended_takes_no_look_at_the_others(looks: list[object], own: Asked) -> None:
    own.save(HAI, article("Hai", "2026-10-02", "Lời đúng.", Redirect_from="/?q=node/1"), text=HAI)
    (wrong,) = own.save(HAI, article("Hai", "mai"), text=HAI)
    assert wrong[0] == HAI
    assert len(looks) == 2
    assert own.save(HAI, article("Hai", "2026-10-02", "Lời mới.", Redirect_from="/?q=node/1"), text=HAI) == []
    assert "Lời mới." in own.page("/tin-tuc/hai/")
    assert len(looks) == 2
    assert own.whole(again=True)[0]["is_same"]
    assert own.good("/").status == 200


def test_what_was_written_beside_the_text_is_told_when_all_are_looked_at(looks: list[object], own: Asked) -> None:
    own.save(HAI, article("Hai", "2026-10-02", "Lời khác.", Redirect_from="/?q=node/1"), text=HAI)
    looks.clear()
    write(own.content, {"tin-tuc/ba.md": article("Ba", "2026-10-05", "[Đâu](dau.md)")})
    head, body = own.whole(again=True)
    assert (head["is_same"], head["again"]) == (False, False)
    assert "tin-tuc/ba.md" in body.decode()
    assert len(looks) == 1


SAVED: Mapping[str, str | bytes | None] = {
    "words": article("Hai", "2026-10-02", "Lời **khác**."),
    "another title": article("Hai khác", "2026-10-02", "Lời."),
    "a picture": article("Hai", "2026-10-02", "![Ảnh](mot/anh.jpg)"),
    "a link to nothing": article("Hai", "2026-10-02", "[Đâu](dau.md)"),
    "a slip": article("Hai", "2026-10-02", "Lời , lời."),
    "the title of another": article("Một", "2026-10-02", "Lời."),
    "another day": article("Hai", "2026-09-02", "Lời."),
    "half a header": "Title: Hai\nDa",
    "nothing": "",
    "no file any more": None,
}
SHOWN = ("/", "/tin-tuc/", "/tin-tuc/hai/", "/tin-tuc/mot/", "/feeds/all.atom.xml", "/tim-kiem/titles.json")


@pytest.mark.usefixtures("looks")
def test_whatever_is_saved_is_told_and_shown_as_by_a_look_at_all(own: Asked, tmp_path: Path) -> None:
    chance = random.Random(15)
    for step in range(30):
        kind, said = chance.choice(list(SAVED.items())[: chance.choice((5, len(SAVED)))])
        (own.content / HAI).unlink(missing_ok=True) if said is None else write(own.content, {HAI: said})
        if chance.random() < 0.15:
            write(own.content, {"tin-tuc/mot/anh.jpg": photograph(900 + step, 600)})
        if chance.random() < 0.15:
            write(own.content, {"tin-tuc/nhap.md": article("Nháp", "2026-10-04", f"Lần {step}.", Status="draft")})
        told = own.look(text=HAI)
        anew = Asked(tmp_path, {}, CACHE=str(tmp_path / "anew"))
        assert [row[:5] for row in told] == [row[:5] for row in anew.look()], (step, kind)
        if all(row[3] for row in told):
            for target in chance.sample(SHOWN, 2):
                shown, right = own.good(target), anew.good(target)
                assert (shown.status, shown.body) == (right.status, right.body), (step, kind, target)
        if chance.random() < 0.3:
            assert own.whole(again=True)[0]["is_same"], (step, kind)


def test_a_file_of_the_content_that_is_gone_since_is_not_found(own: Asked) -> None:
    (pdf,) = {
        part.partition('"')[0] for part in own.page("/tin-tuc/mot/").split(f'href="{PLACE}')[1:] if "/tep/" in part[:6]
    }
    assert own.good(pdf).body.startswith(b"%PDF")
    (own.content / "tin-tuc/mot/ke-hoach.pdf").unlink()
    assert own.good(pdf).status == 404


def test_another_theme_is_taken_up_and_one_that_is_broken_is_told_with_its_line(tmp_path: Path) -> None:
    theme = Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))
    asked = Asked(tmp_path, THEME=str(theme))
    asked.look()
    template = theme / "templates/base.html"
    whole = template.read_text("utf-8")
    template.write_text(whole.replace("</body>", "<p>THEME-MOI</p></body>"), "utf-8")
    assert asked.look(anew=True) == []
    assert "THEME-MOI" in asked.page("/")
    template.write_text(f"{whole}{{% if %}}", "utf-8")
    (flaw,) = asked.look(anew=True)
    assert flaw[:2] == ["theme/templates/base.html", whole.count("\n") + 1]
    assert "THEME-MOI" in asked.page("/"), "what was right last"
    assert asked.save(HAI, article("Hai mới", "2026-10-02")) == [flaw]
    template.write_text(whole, "utf-8")
    assert asked.look(anew=True) == []
    assert "<h1>Hai mới</h1>" in asked.page("/tin-tuc/hai/")


def test_a_page_whose_template_fails_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    theme = Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))
    asked = Asked(tmp_path, THEME=str(theme))
    (theme / "templates/archive.html").write_text("{{ 1 / 0 }}", "utf-8")
    assert asked.look() == []
    head, _ = asked.ask(good="/luu-tru/")
    assert (head["status"], head["problem"][:2]) == (503, ["theme/templates/archive.html", 1])
    assert asked.good("/").status == 200


def test_an_order_that_is_refused_is_told(tmp_path: Path) -> None:
    asked = Asked(tmp_path, NOW="hôm qua")
    (told,) = asked.look()
    assert told[0] == "--now"
    assert asked.good("/").status == 503
