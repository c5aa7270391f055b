"""An incremental build is the clean build, byte for byte, and makes only what shows the change."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pelican.settings import read_settings

from plugins.base import files, survey, workers
from plugins.base.model import Output
from plugins.engine import output
from plugins.engine.output import OutputWriter
from tests.site import NOW, ROOT, Built, article, build, photograph, write

Text = str | bytes

TEXTS: dict[str, str] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "data/abbreviations.toml": 'HTX = "hợp tác xã"\n',
    "programs/p.md": "Title: Đề án P\nKind: Đề án\nStart: 2022\nEnd: 2026\n\nChữ.\n",
    "pages/q.md": "Title: Trang Q\n\nChữ, và [bài 3](/tin-tuc/bai-3/).\n",
} | {
    f"tin-tuc/bai-{n}.md": article(f"Bài {n}", f"2026-10-{n + 1:02d}", f"Lời {n} về HTX.", Tags=f"t{n % 3}")
    for n in range(9)
}

# One change each: the file, and its new text; None takes it away.
CHANGES: tuple[tuple[str, str | None], ...] = (
    ("tin-tuc/bai-2.md", article("Bài 2", "2026-10-03", "Lời khác.", Tags="t2")),
    ("tin-tuc/bai-3.md", article("Bài 3, đính chính", "2026-10-04", "Lời 3.", Modified="2026-10-09", Correction="Sửa")),
    ("tin-tuc/bai-4.md", article("Bài 4", "2026-10-05", "Lời 4.", Tags="t9", Author="Hà, Chánh Văn phòng")),
    ("tin-tuc/bai-5.md", article("Bài 5", "2026-10-06", "Lời 5.", Status="removed", Reason="Rút.")),
    ("tin-tuc/bai-6.md", article("Bài 6", "2026-09-01", "Lời 6.", Program="p", Category="Mới")),
    ("tin-tuc/bai-7.md", None),
    ("tin-tuc/bai-8.md", article("Bài 8", "2026-10-09", "Lời 8.", Status="draft")),
    ("tin-tuc/bai-99.md", article("Bài 99", "2026-11-20", "Lời mới nhất.", Tags="t1", Redirect_from="/cu/")),
    ("programs/p.md", "Title: Đề án P\nKind: Dự án\nStart: 2022\nEnd: 2023\n\nChữ.\n"),
    ("data/site.toml", 'name = "Tên khác"\nurl = "https://x.example"\n'),
    ("data/abbreviations.toml", 'HTX = "hợp tác"\n'),
)


# The same with what texts ask of one another and of files.
SITE: dict[str, Text] = {
    **TEXTS,
    "tin-tuc/bai-0.md": article("Bài 0", "2026-10-01", "![Ảnh](anh.jpg)\n\n[Tệp](tep.pdf), [bài 1](bai-1.md)."),
    "tin-tuc/anh.jpg": photograph(600, 400),
    "tin-tuc/tep.pdf": b"%PDF-1.7\n",
    "tin-tuc/nam-cu.md": article("Năm cũ", "1999-01-02", "Lời cũ."),
}
ALL_CHANGES: tuple[tuple[str, Text | None], ...] = (
    *CHANGES,
    ("tin-tuc/anh.jpg", photograph(400, 600)),
    ("tin-tuc/tep.pdf", b"%PDF-1.7\nkh\xc3\xa1c\n"),
    (
        "tin-tuc/bai-1.md",
        article("Bài 1", "2026-10-02", "Lời 1.", Slug="dia-chi-khac", Redirect_from="/tin-tuc/bai-1/"),
    ),
    ("tin-tuc/bai-1.md", article("Bài 1", "2026-12-01", "Lời 1.", Tags="t1")),
    ("tin-tuc/bai-3.md", article("Bài 3", "2026-10-04", "Lời 3.", Tags="t1, t0", Author="Hà, Trưởng ban")),
    ("tin-tuc/bai-33.md", article("Bài 33", "2026-10-04", "Cùng lúc với bài 3.", Tags="t1", Author="Hà")),
    ("tin-tuc/bai-44.md", article("Bài 44", "2026-10-05", "Ở giữa.", Category="Mới", Program="p")),
    ("tin-tuc/nam-cu.md", None),
    ("tin-tuc/nam-cu.md", article("Năm cũ", "1999-01-02", "Lời cũ.", Document_number="1/QĐ", Issuer="Liên hiệp hội")),
    ("data/categories.toml", '[[category]]\nname = "Mới"\n'),
    ("data/site.toml", 'name = "Trang thử"\nurl = "https://y.example/duoi"\n'),
)
TABLES = ("texts", "published", "around", "pages", "stood", "files")


def attempted(folder: Path, texts: Mapping[str, Text], cache: Path, **more: Any) -> Built:
    """A build with a cache of its own, from texts that are all there are; files that stay are left alone."""
    for file in (folder / "content").rglob("*.*"):
        if file.relative_to(folder / "content").as_posix() not in texts:
            file.unlink()
    texts = {name: text for name, text in texts.items() if not _stands(folder / "content" / name, text)}
    own = {
        "cache": cache,
        "fonts": (
            ROOT / "node_modules/@fontsource/be-vietnam-pro/files",
            ROOT / "node_modules/@fontsource/noto-serif/files",
        ),
        "entries_per_page": 3,  # so that pages of lists come and go
        "entries_per_year_page": 4,
    }
    return build(folder, texts, ENGINE=own, **more)


def built(folder: Path, texts: Mapping[str, Text], cache: Path, **more: Any) -> Built:
    made = attempted(folder, texts, cache, **more)
    assert made.code == 0, made.said
    return made


def _stands(file: Path, text: Text) -> bool:
    return file.is_file() and file.read_bytes() == (text if isinstance(text, bytes) else text.encode())


@dataclass(frozen=True)
class Step:
    """What is other than in the beginning, when it is built, and what of the memory the disk has no room for."""

    changes: frozenset[tuple[str, Text | None]]
    now: str = NOW
    full: frozenset[str] = frozenset()
    old: bool = True
    """Whether all files are old enough to be known by their stamps."""


STEPS = st.builds(
    Step,
    st.frozensets(st.sampled_from(ALL_CHANGES), max_size=3),
    st.sampled_from([NOW, "2026-10-05 07:00", "2027-01-01 07:00"]),
    st.just(frozenset()) | st.frozensets(st.sampled_from(TABLES)),
    st.booleans(),
)


@pytest.mark.parametrize("preview", [False, True])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=4))
def test_after_any_changes_the_output_is_that_of_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, preview: bool, steps: list[Step]
) -> None:
    """Changes are made from the same beginning, so that a step also takes back what the one before it did."""
    folder, cache = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("cache")
    for step in [Step(frozenset()), *steps]:
        texts = {name: text for name, text in (SITE | dict(sorted(step.changes, key=repr))).items() if text is not None}
        texts["pages/q.md"] = "Title: Trang Q\n\nChữ.\n"  # its link may lead to a text that is gone
        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(files, "replace", partial(_replaced, step.full, files.replace))
            for tick in ("TICK", "COARSE_TICK"):
                meanwhile.setattr(survey, tick, 0 if step.old else 10**18)
            made = attempted(folder, texts, cache, PREVIEW=preview, NOW=step.now)
        none = tmp_path_factory.mktemp("none")
        clean = attempted(tmp_path_factory.mktemp("clean"), texts, none, PREVIEW=preview, NOW=step.now)
        assert _errors(made) == _errors(clean)
        assert made.code or made.files == clean.files


def _errors(made: Built) -> tuple[int, list[str]]:
    return made.code, [told for told in made.messages if not told.startswith(("cảnh báo", "Còn"))]


def _replaced(full: frozenset[str], replace: Callable[..., None], file: Path, *more: Any, **how: Any) -> None:
    if file.name in full:
        raise OSError(errno.ENOSPC, "full")
    replace(file, *more, **how)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of what is made, in the order of making."""
    addresses: list[str] = []
    real = output.rendered

    def recorded(one: Output, environment: Any) -> bytes:
        addresses.append(one.address)
        return real(one, environment)

    monkeypatch.setattr(output, "rendered", recorded)
    monkeypatch.setattr(workers, "COPIES", False)
    return addresses


def test_nothing_is_made_where_nothing_changed(tmp_path: Path, rendered: list[str]) -> None:
    built(tmp_path, TEXTS, tmp_path / "cache")
    rendered.clear()
    built(tmp_path, TEXTS, tmp_path / "cache")
    assert rendered == []


def test_an_edit_makes_its_own_page_and_those_that_show_the_text(tmp_path: Path, rendered: list[str]) -> None:
    many = TEXTS | {
        f"tin-tuc/cu-{n}.md": article(f"Bài cũ {n}", f"{1960 + n}-01-01", f"Lời {n}.", Category=f"C{n % 7}")
        for n in range(60)
    }
    built(tmp_path, many, tmp_path / "cache")
    rendered.clear()
    built(tmp_path, many | {"tin-tuc/cu-30.md": many["tin-tuc/cu-30.md"] + "\nThêm.\n"}, tmp_path / "cache")
    articles = [address for address in rendered if address.startswith("/tin-tuc/cu-")]
    assert "/tin-tuc/cu-30/" in articles
    assert len(articles) < 20


def test_a_page_that_somebody_changed_in_the_output_is_made_again(tmp_path: Path) -> None:
    """Even where its size and its time say nothing."""
    first = built(tmp_path, TEXTS, tmp_path / "cache")
    page = first.output / "tin-tuc/bai-1/index.html"
    right, before = page.read_bytes(), page.stat()
    page.write_bytes(right.replace("Lời".encode(), "Lòi".encode()))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    built(tmp_path, TEXTS, tmp_path / "cache")
    assert page.read_bytes() == right


@pytest.mark.parametrize("damage", [b"", b"no base of data", None])
@pytest.mark.parametrize("what", ["outputs/*/*", "sites/*/*", "sites/*/bodies.sqlite", "outputs/*/links.sqlite"])
def test_a_memory_that_is_damaged_or_lost_costs_work_alone(tmp_path: Path, what: str, damage: bytes | None) -> None:
    first = built(tmp_path, TEXTS, tmp_path / "cache").files
    for file in (tmp_path / "cache").glob(what):
        file.write_bytes(damage) if damage is not None else file.unlink()
    changed = TEXTS | {CHANGES[0][0]: str(CHANGES[0][1])}
    assert built(tmp_path, changed, tmp_path / "cache").files != first
    assert built(tmp_path, TEXTS, tmp_path / "cache").files == first


def test_a_disk_that_is_full_for_one_table_leaves_no_page_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of the others' places is of no use without the text that was rendered for them."""
    for tick in ("TICK", "COARSE_TICK"):
        monkeypatch.setattr(survey, tick, 0)
    built(tmp_path, SITE, tmp_path / "cache")
    moved = SITE | {"tin-tuc/bai-1.md": article("Bài 1", "2026-10-02", Slug="khac", Redirect_from="/tin-tuc/bai-1/")}
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(files, "replace", partial(_replaced, frozenset({"texts"}), files.replace))
        built(tmp_path, moved, tmp_path / "cache")
    made = built(tmp_path, moved, tmp_path / "cache")
    assert made.files == built(tmp_path / "clean", moved, tmp_path / "none").files


def test_a_template_that_changed_makes_every_page_again(tmp_path: Path) -> None:
    theme = Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))
    built(tmp_path, TEXTS, tmp_path / "cache", THEME=str(theme))
    template = theme / "templates/components/footer.html"
    template.write_text(template.read_text("utf-8").replace("<footer", "<footer data-x", 1), "utf-8")
    made = built(tmp_path, TEXTS, tmp_path / "cache", THEME=str(theme))
    assert all(b"<footer data-x" in made.files[f"tin-tuc/bai-{n}/index.html"] for n in range(9))


LED_TO = {"tin-tuc/bai-7.md": article("Bài 7", "2026-10-08", "## Phần đầu\n\nLời.")}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"tin-tuc/bai-7.md": article("Bài 7", "2026-10-08", "## Phần khác\n\nLời.")},
            "tới một chỗ không có trong trang",
        ),
        ({"tin-tuc/bai-7.md": article("Bài 7", "2026-10-08", "## Phần đầu\n\nLời.", Slug="khac")}, "không dẫn tới đâu"),
    ],
)
def test_pages_that_stay_are_asked_where_they_lead_when_that_is_gone(
    tmp_path: Path, change: dict[str, Text], told: str
) -> None:
    """A template leads there, which no check of the texts sees."""
    theme = Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))
    template = theme / "templates/page.html"
    before, end, after = template.read_text("utf-8").rpartition("{% endblock %}")
    template.write_text(f'{before}<a href="/tin-tuc/bai-7/#phan-dau">x</a>{end}{after}', "utf-8")
    built(tmp_path, TEXTS | LED_TO, tmp_path / "cache", THEME=str(theme))
    made = attempted(tmp_path, TEXTS | LED_TO | change, tmp_path / "cache", THEME=str(theme))
    assert (made.code, told in made.said) == (1, True), made.said


FEW = {name: TEXTS[name] for name in ("data/site.toml", "tin-tuc/bai-1.md")}
ASKS = """
{% include "mot/x.html" ignore missing %}{% include "khong-cham" ignore missing %}
{% include "noi/x.html" ignore missing %}{% include "them.html" ignore missing %}
{{ tuy_chon|default("") }}
{% if true %}
x
{% endif %}
"""


@dataclass
class Theme:
    """A theme of our own, whose footer asks for what may change, and the settings that go with it."""

    folder: Path
    settings: dict[str, Any]

    def write(self, name: str, text: str) -> None:
        write(self.folder, {name: text})


def _rename(theme: Theme) -> None:
    (theme.folder / "templates/mot").rename(theme.folder / "templates/hai")


def _without_a_dot(theme: Theme) -> None:
    theme.write("templates/khong-cham", "sau")


def _behind_a_link(theme: Theme) -> None:
    theme.write("ngoai/x.html", "sau")


def _override(theme: Theme) -> None:
    theme.write("de/them.html", "sau")


def _global(theme: Theme) -> None:
    theme.settings["JINJA_GLOBALS"] = {"tuy_chon": "sau"}


def _filter(theme: Theme) -> None:
    theme.settings["JINJA_FILTERS"] = {"default": lambda *_: "sau"}


def _options(theme: Theme) -> None:
    theme.settings["JINJA_ENVIRONMENT"] = theme.settings["JINJA_ENVIRONMENT"] | {"trim_blocks": False}


def _entries(theme: Theme) -> None:
    theme.settings["SYNDICATION"] = {"authority": "noi-khac,2022"}


@pytest.mark.parametrize(
    "change", [_rename, _without_a_dot, _behind_a_link, _override, _global, _filter, _options, _entries]
)
def test_after_a_change_of_theme_or_settings_the_output_is_that_of_a_clean_build(
    tmp_path: Path, change: Callable[[Theme], None]
) -> None:
    theme = Theme(tmp_path / "theme", {"THEME": str(tmp_path / "theme")})
    shutil.copytree(ROOT / "theme", theme.folder)
    footer = theme.folder / "templates/components/footer.html"
    footer.write_text(footer.read_text("utf-8").replace("</footer>", f"{ASKS}</footer>"), "utf-8")
    for name in ("templates/mot/x.html", "templates/khong-cham", "ngoai/x.html", "de/them.html"):
        theme.write(name, "trước")
    (theme.folder / "templates/noi").symlink_to(theme.folder / "ngoai")
    theme.settings["THEME_TEMPLATES_OVERRIDES"] = [str(theme.folder / "de")]
    theme.settings["JINJA_ENVIRONMENT"] = read_settings(str(ROOT / "pelicanconf.py"))["JINJA_ENVIRONMENT"]
    before = built(tmp_path, FEW, tmp_path / "cache", **theme.settings).files
    change(theme)
    after = built(tmp_path, FEW, tmp_path / "cache", **theme.settings).files
    assert before != after == built(tmp_path / "clean", FEW, tmp_path / "none", **theme.settings).files


def test_a_filter_that_nobody_knows_makes_every_page_again(tmp_path: Path, rendered: list[str]) -> None:
    """What it makes may depend on anything."""
    for words in ("trước", "sau"):
        made = built(tmp_path, FEW, tmp_path / "cache", JINJA_FILTERS={"number": lambda *_, words=words: words})
    assert rendered.count("/tin-tuc/bai-1/") == 2
    assert made.files


def test_litter_among_templates_stops_no_build(tmp_path: Path, rendered: list[str]) -> None:
    theme = Path(shutil.copytree(ROOT / "theme", tmp_path / "theme"))
    (theme / "templates/thu-muc.html").mkdir()
    (theme / "templates/.#base.html").symlink_to("ai@may.1234:5678")
    (theme / "templates/vong").symlink_to(theme / "templates")
    for _ in range(2):
        rendered.clear()
        built(tmp_path, FEW, tmp_path / "cache", THEME=str(theme))
    assert rendered == []


def test_what_is_noted_is_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's file that took the place of a page is not taken for the page."""
    real = OutputWriter._note

    def disturbed(self: OutputWriter, *given: Any) -> frozenset[str]:
        file, other = self.folder / "tin-tuc/bai-1/index.html", self.folder / "other"
        other.write_bytes(file.read_bytes().replace("Lời".encode(), "Lòi".encode()))
        os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
        other.replace(file)
        return real(self, *given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(OutputWriter, "_note", disturbed)
        built(tmp_path, FEW, tmp_path / "cache")
    made = built(tmp_path, FEW, tmp_path / "cache")
    assert made.files == built(tmp_path / "clean", FEW, tmp_path / "none").files
