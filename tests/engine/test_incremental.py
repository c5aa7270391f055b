"""One changed text costs one changed text: what stays is not opened, not made again, and not told again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import Mock

import pytest

from plugins.base import survey
from plugins.base.model import OutputFile
from plugins.engine import lists
from plugins.media.publishing import Published
from tests.engine.command import python
from tests.site import NOW, ROOT, Built, article, build, photograph, write

TEXTS: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "pages/q.md": "Title: Trang Q\n\nChữ.\n",
    "tin-tuc/anh.jpg": photograph(900, 600),
    "tin-tuc/ke-hoach.pdf": b"%PDF-1.7\n",
}
BODY = "Lời kể.. Hết.\n\n![Ảnh](anh.jpg)\n\n[Kế hoạch](ke-hoach.pdf)"
TEXTS.update((f"tin-tuc/bai-{n}.md", article(f"Bài {n}", f"2026-10-{n + 1:02d}", BODY)) for n in range(5))
FONTS = tuple(ROOT / f"node_modules/@fontsource/{name}/files" for name in ("be-vietnam-pro", "noto-serif"))
# Files are old at once unless `TICK` says otherwise. A hook cannot be taken back: it stays out of the tests' process.
BUILD = """
import json, sys
order = json.loads(sys.argv[1])
from plugins.base import survey
survey.TICK = survey.COARSE_TICK = order.pop("TICK", 0)
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from tools import site
told = site.build(order)
print(json.dumps([told, "pelican" in sys.modules, opened]))
"""


@pytest.fixture(autouse=True)
def _all_files_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test does not wait until they are."""
    monkeypatch.setattr(survey, "TICK", 0)
    monkeypatch.setattr(survey, "COARSE_TICK", 0)


def built(folder: Path, changes: Mapping[str, str | bytes], **more: Any) -> Built:
    engine = {"cache": folder / "cache", "fonts": FONTS}
    made = build(folder, changes, ENGINE=engine, **more)
    assert made.code == 0, made.said
    return made


def test_an_old_warning_is_counted_and_a_new_one_told(tmp_path: Path) -> None:
    assert built(tmp_path, TEXTS).said.count("dấu chấm liền nhau") == 5
    again = built(tmp_path, {"tin-tuc/bai-1.md": article("Bài 1", "2026-10-02", "Lời khác.. Hết.\n\nThêm.. Nữa.")})
    assert {line.partition(":")[2].strip().partition(":")[0] for line in again.messages} == {"tin-tuc/bai-1.md"}
    assert "Còn 5 cảnh báo cũ" in again.said


def test_a_check_tells_every_warning_every_time(tmp_path: Path) -> None:
    for _ in range(2):
        assert built(tmp_path, TEXTS, CHECK_ONLY=True).said.count("dấu chấm liền nhau") == 5


def test_what_two_texts_have_alike_is_told_every_time(tmp_path: Path) -> None:
    alike = article("Bài 1", "2026-10-02", Document_number="12/QĐ-LHH", Issuer="Liên hiệp hội")
    two = TEXTS | {"tin-tuc/bai-1.md": alike, "tin-tuc/bai-9.md": alike.replace("Bài 1", "Bài 9")}
    for _ in range(2):
        assert built(tmp_path, two, CHECK_ONLY=True).said.count("văn bản số «12/QĐ-LHH» đã có ở") == 1


def test_a_copy_of_a_text_that_stays_is_found(tmp_path: Path) -> None:
    built(tmp_path, TEXTS)
    copy = {"tin-tuc/bai-1 - Copy.md": str(TEXTS["tin-tuc/bai-1.md"]) + "Slug: khac\n"}
    made = build(tmp_path, copy, ENGINE={"cache": tmp_path / "cache", "fonts": FONTS})
    assert (made.code, "có vẻ là bản sao của tin-tuc/bai-1.md" in made.said) == (1, True)


def test_words_that_follow_one_another_are_those_of_the_texts_at_every_build(tmp_path: Path) -> None:
    beginning = "Lời mở đầu của bài, dài hơn lời tóm tắt. " * 9
    for day in range(3):
        changed = {"tin-tuc/bai-4.md": article("Bài 4", "2026-10-05", f"{beginning}\n\nSâm núi{'ABC'[day]}.")}
        names = json.loads(built(tmp_path, TEXTS | changed).files["tim-kiem/names.json"])
        assert f"núi{'abc'[day]}" in names["next"]["sâm"].split()


def test_nobody_asks_which_lists_there_are_while_no_card_of_a_text_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Mock(side_effect=lists.pages)
    monkeypatch.setattr(lists, "pages", asked)
    beginning = "Lời mở đầu của bài, dài hơn lời tóm tắt. " * 9
    for title, end, times in (("Bài 4", "A", 1), ("Bài 4", "B", 1), ("Bài bốn", "B", 2), ("Bài bốn", "C", 2)):
        built(tmp_path, TEXTS | {"tin-tuc/bai-4.md": article(title, "2026-10-05", f"{beginning}\n\n{end}.")})
        assert asked.call_count == times


def test_of_files_that_go_out_those_alone_are_planned_that_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = {f"tin-tuc/anh-{n}.jpg": photograph(90, 60 + n) for n in range(20)}
    shown = "\n\n".join(f"![Ảnh]({name.rpartition('/')[2]})" for name in pictures)
    built(tmp_path, TEXTS | pictures | {"tin-tuc/bai-8.md": article("Bài 8", "2026-10-09", shown)})
    planned, files = set[str](), Published.files

    def recorded(one: Published, cache: Path) -> Iterator[OutputFile]:
        planned.add(one.source.path)
        return files(one, cache)

    monkeypatch.setattr(Published, "files", recorded)
    built(tmp_path, {"tin-tuc/anh-7.jpg": photograph(60, 90)})
    assert planned == {"tin-tuc/anh-7.jpg", "tin-tuc/anh.jpg", "tin-tuc/anh-0.jpg"}  # two are share pictures besides


class Run(NamedTuple):
    told: str
    loaded: bool
    """Whether it had to load Pelican."""
    said: str
    """On standard error."""
    opened: set[str]
    """Which files of `content/` but those of its `data/`."""


def run(folder: Path, **more: object) -> Run:
    """A build of the command, in a process of its own."""
    order = {"PATH": folder / "content", "OUTPUT_PATH": folder / "output", "CACHE": folder / "cache", "NOW": NOW} | more
    order = {name: str(value) if isinstance(value, Path) else value for name, value in order.items()}
    result = python("-c", BUILD, json.dumps(order | {"SEARCH_INDEX": False}))
    assert result.returncode == 0, result.stderr
    told, loaded, opened = json.loads(result.stdout)
    content = f"{order['PATH']}/"
    inside = {name.removeprefix(content) for name in opened if name.startswith(content)}
    return Run(told, loaded, result.stderr, {name for name in inside if not name.startswith("data/")})


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that was built, and built again, so that nothing of it is young."""
    write(tmp_path / "content", TEXTS)
    first = run(tmp_path)
    assert (first.loaded, "trang mới" in first.told) == (True, True)
    assert {"tin-tuc/bai-1.md", "tin-tuc/anh.jpg", "tin-tuc/ke-hoach.pdf"} <= first.opened
    return tmp_path


def test_where_nothing_changed_pelican_is_not_loaded(site: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in (site / "output").rglob("*")}
    again = run(site)
    assert (again.loaded, again.told) == (False, f"{sum(file.suffix == '.html' for file in before)} trang giữ nguyên")
    assert "Còn 6 cảnh báo cũ" in again.said
    assert before == {file: file.stat().st_mtime_ns for file in (site / "output").rglob("*")}


def _edit(site: Path) -> None:
    write(site / "content", {"tin-tuc/bai-1.md": article("Bài 1", "2026-10-02", "Lời khác.")})


def _new_file(site: Path) -> None:
    write(site / "content", {"files/x.pdf": b"%PDF-1.7\n"})


def _hidden(site: Path) -> None:
    (site / "content" / "tin-tuc" / "bai-4.md").unlink()


def _touched(site: Path) -> None:
    (site / "output" / "index.html").write_text("khác")


def _foreign(site: Path) -> None:
    (site / "output" / "la.html").write_text("lạ")


def _gone(site: Path) -> None:
    (site / "output" / "tin-tuc" / "bai-1" / "index.html").unlink()


def test_what_stays_is_not_opened(site: Path) -> None:
    _edit(site)
    assert run(site).opened == {"tin-tuc/bai-1.md"}


def test_a_file_that_is_too_young_is_not_known_by_its_stamp(tmp_path: Path) -> None:
    write(tmp_path / "content", TEXTS)
    for _ in range(2):
        assert "tin-tuc/bai-1.md" in run(tmp_path, TICK=10**18).opened


@pytest.mark.parametrize("change", [_edit, _new_file, _hidden, _touched, _foreign, _gone])
def test_any_change_makes_a_build_and_the_clean_one(
    site: Path, tmp_path_factory: pytest.TempPathFactory, change: Any
) -> None:
    change(site)
    assert run(site).loaded
    clean = tmp_path_factory.mktemp("clean")
    assert run(clean, PATH=site / "content").loaded
    assert _files(site) == _files(clean)


def _files(site: Path) -> dict[str, bytes]:
    output = site / "output"
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}


def test_time_that_changes_nothing_needs_no_build_and_time_that_does_gets_one(site: Path) -> None:
    assert not run(site, NOW="2026-11-30 07:00").loaded
    assert run(site, NOW="2026-11-01 07:00").loaded


def test_why_a_page_was_made_again_is_explained(site: Path) -> None:
    _edit(site)
    assert "/tin-tuc/bai-1/: làm lại vì bài tin-tuc/bai-1.md đổi" in run(site, EXPLAIN="tin-tuc/bai-1").said
    assert "giữ nguyên" in run(site, EXPLAIN="/tin-tuc/bai-1/").said
    assert "không có trang này" in run(site, EXPLAIN="/tin-tuc/bai-77/").said
