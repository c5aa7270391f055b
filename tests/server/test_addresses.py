"""No address dies: what a push may take away, what answers by itself, and what is refused with both remedies."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.house import House
from tests.site import article
from tools.server import addresses


def test_a_text_that_is_gone_is_refused_by_name_with_both_remedies(house: House) -> None:
    house.clone.git("rm", "--quiet", "content/tin-tuc/b.md")
    house.clone.commit()
    pushed = house.clone.push()
    assert pushed.code != 0
    [told] = [line for line in pushed.lines if line.startswith("Địa chỉ /tin-tuc/b/ ")]
    assert told == (
        "Địa chỉ /tin-tuc/b/ (trang «Bài B») đã từng được đăng, nay không còn gì trả lời. Hãy ghi «Redirect_from: "
        "/tin-tuc/b/» vào bài thay cho nó; hoặc giữ bài cũ với «Status: removed» và «Reason: …»."
    )
    house.clone.commit({"content/tin-tuc/c.md": article("Bài B", body="Không đổi.", Redirect_from="/tin-tuc/b/")})
    house.clone.goes_live()
    assert house.has("/tin-tuc/c/")


def test_a_renamed_tag_is_refused_and_a_tag_goes_with_its_text(house: House) -> None:
    house.clone.commit({"content/tin-tuc/d.md": article("Bài D", Tags="Vải thiều")})
    house.clone.goes_live()
    house.clone.commit({"content/tin-tuc/d.md": article("Bài D", Tags="Quả vải")})
    assert any(line.startswith("Địa chỉ /tu-khoa/vai-thieu/ (trang «Vải thiều»)") for line in house.clone.push().lines)
    gone = article("Bài D", Tags="Vải thiều", Status="removed", Reason="Đăng nhầm.")
    house.clone.commit({"content/tin-tuc/d.md": gone})
    house.clone.goes_live()
    table = (house.home.current / "redirects.csv").read_text("utf-8").splitlines()
    assert {"/tin-tuc/d/,,410", "/tu-khoa/vai-thieu/,,410"} <= set(table)
    house.clone.version(9)
    house.clone.goes_live()
    assert "/tu-khoa/vai-thieu/,,410" in (house.home.current / "redirects.csv").read_text("utf-8").splitlines()


Rows = Mapping[str, tuple[str, str]]


def released(folder: Path, pages: Mapping[str, str], rows: Rows | None = None) -> Path:
    """A release of some pages: address and text; `rows` are old addresses with what they lead to and their status."""
    for address, text in {"/": "", **pages}.items():
        file = folder / address.strip("/") / ("index.html" if address.endswith("/") else "")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    with (folder / "redirects.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("old", "new", "status"), *((old, *row) for old, row in (rows or {}).items())])
    return folder


LINK = '<a href="/goc/tin-tuc/x/">x</a>'
GONE = {"/tin-tuc/x/": ("", "410")}
BY_ITSELF: list[tuple[str, Mapping[str, str], Rows, tuple[str, str]]] = [
    ("/tin-tuc/trang/2/", {"/tin-tuc/": ""}, {}, ("/tin-tuc/", "301")),
    ("/tu-khoa/a/trang/1/", {"/tu-khoa/a/": ""}, {}, ("/tu-khoa/a/", "301")),
    ("/tu-khoa/a/trang/1/", {}, GONE, ("", "410")),
    ("/luu-tru/2021/", {"/luu-tru/": ""}, {}, ("/luu-tru/", "301")),
    ("/van-ban/2021/", {"/van-ban/": ""}, {}, ("/van-ban/", "301")),
    ("/tac-gia/a/", {}, GONE, ("", "410")),
    ("/chuong-trinh/p/data.json", {}, {"/chuong-trinh/p/": ("", "410")}, ("", "410")),
    ("/feeds/chuong-trinh/p.rss.xml", {}, {"/chuong-trinh/p/": ("", "410")}, ("", "410")),
]


@pytest.mark.parametrize(("address", "pages", "rows", "answer"), BY_ITSELF)
def test_what_follows_from_texts_answers_by_itself(
    tmp_path: Path, address: str, pages: Mapping[str, str], rows: Rows, answer: tuple[str, str]
) -> None:
    home = tmp_path / "home"
    (home / "server").mkdir(parents=True)
    before = released(tmp_path / "before", {address: LINK, "/tin-tuc/x/": ""})
    addresses.remember(home, before)
    after = released(tmp_path / "after", pages, {"/tin-tuc/x/": ("/", "301"), **rows})
    addresses.settle(home, before, after)
    assert addresses.lost(home, before, after) == []
    assert f"{address},{','.join(answer)}" in (after / "redirects.csv").read_text("utf-8").splitlines()


REFUSED = [
    ("/chuyen-muc/a/", ""),
    ("/feeds/a.rss.xml", ""),
    ("/tu-khoa/a/", LINK),
    ("/tac-gia/a/", ""),
    ("/gioi-thieu/", ""),
    ("/chuong-trinh/p/lich.ics", ""),
]


@pytest.mark.parametrize(("address", "text"), REFUSED)
def test_what_an_editor_renamed_is_refused(tmp_path: Path, address: str, text: str) -> None:
    home = tmp_path / "home"
    (home / "server").mkdir(parents=True)
    before = released(tmp_path / "before", {address: text, "/tin-tuc/x/": ""})
    after = released(tmp_path / "after", {"/tin-tuc/x/": "", "/chuong-trinh/p/": ""})
    addresses.settle(home, before, after)
    assert [line.split()[2] for line in addresses.lost(home, before, after)] == [address]


def test_the_first_release_has_nothing_to_lose(tmp_path: Path) -> None:
    (tmp_path / "home/server").mkdir(parents=True)
    after = released(tmp_path / "after", {})
    addresses.settle(tmp_path / "home", None, after)
    assert addresses.lost(tmp_path / "home", None, after) == []


PLACES = [
    "/a/",
    "/b/",
    "/tin-tuc/x/",
    "/tin-tuc/y/",
    "/tu-khoa/t/",
    "/tu-khoa/t/trang/1/",
    "/luu-tru/",
    "/luu-tru/2020/",
]
SITES = st.lists(
    st.tuples(st.sets(st.sampled_from(PLACES)), st.dictionaries(st.sampled_from(PLACES), st.just(("", "410")))),
    min_size=1,
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(sites=SITES)
def test_whatever_is_accepted_every_address_ever_released_answers(
    sites: list[tuple[set[str], Rows]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("addresses")
    home = folder / "home"
    (home / "server").mkdir(parents=True)
    ever: set[str] = set()
    served: Path | None = None
    for number, (pages, gone) in enumerate(sites):
        rows = {old: row for old, row in gone.items() if old not in pages}
        made = released(folder / str(number), dict.fromkeys(pages, LINK), rows)
        addresses.settle(home, served, made)
        if addresses.lost(home, served, made):
            continue
        addresses.remember(home, made)
        served = made
        ever |= pages | rows.keys()
        with (made / "redirects.csv").open(encoding="utf-8") as lines:
            table = {row[0] for row in csv.reader(lines)}
        assert {
            one for one in ever if one not in table and not (made / one.strip("/") / "index.html").is_file()
        } == set()
