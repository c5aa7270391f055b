"""What an old address may be, how it is written from then on, and under which address a site may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.base.addresses import COPIES, file_name, place, site_url
from plugins.base.file_names import LONGEST_NAME, is_long
from plugins.base.old_addresses import old_address, refuse_own
from plugins.base.problems import InvalidValue

OLD = [
    ("/node/12", "/node/12"),
    ("/cu/", "/cu/"),
    ("/a//b///c/", "/a/b/c/"),
    ("/tin/index.html", "/tin/"),
    ("/index.php", "/index.php"),
    ("/user@x/@y", "/user@x/@y"),
    ("/sites/default/files/a%20b.tar.gz", "/sites/default/files/a b.tar.gz"),
    ("/tin-t%E1%BB%A9c", "/tin-tức"),
    ("/tin-tu\u031b\u0301c", "/tin-tức"),
    ("/Tin-Tuc/A", "/Tin-Tuc/A"),
    ("/?q=node/12", "/?q=node/12"),
    ("/?q=node%2F12", "/?q=node/12"),
    ("/index.php?fbclid=x&q=/node/12/&page=2", "/?q=node/12"),
    ("/?q=tin+moi", "/?q=tin moi"),
]
NONE = [
    *("", "node/1", "//x.example/a", "https://x.example/a", "\\a", "/a\\b", "/a:b", "/a#b", "/a*", "/%3fq=a", "/a%00b"),
    *("/..", "/../a", "/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/./a", "/.moved/a", "/.gone", "/a/.to", "/.q/node/1"),
    *(
        "/a%25",
        "/a%252e",
        "/a%ff",
        "/a%e1%bb",
        "/a\u202eb",
        "/a\u200b",
        "/a\ud800",
        "/?q=\ud800",
        "/a\n",
        "/a./b",
        "/a /b",
    ),
    *("/?q=", "/?q=/", "/?", "/?id=1", "/tim-kiem/?q=a", "/?Q=node/1", "/?x=1#q=a"),
    *(
        "/?q=x/../../y",
        "/?q=..",
        "/?q=%2e%2e/x",
        "/?q=x/../../../../../.x",
        "/?q=./a",
        "/?q=a/.to",
        "/?q=%ff",
        "/?q=a%00",
    ),
    *(f"/{'a' * (LONGEST_NAME + 1)}", f"/{'ệ' * 81}", "/a" * 21, f"/?q={'a/' * 21}", f"/{'/'.join(['a' * 200] * 6)}"),
]
OWN = [
    *("/theme/a", "/anh/x.jpg", "/tep", "/pagefind/edition.txt", "/xem-truoc/a/", "/soan/", "/Tep/a", "/XEM-TRUOC/a"),
    *("/tin-tuc/a/index.html.gz", "/a/index.html/b", "/index.html.br", "/tin-tuc/trang/3/", "/tu-khoa/a/trang/1/"),
]


@pytest.mark.parametrize(("written", "expected"), OLD)
def test_an_old_address_is_written_in_one_way_alone(written: str, expected: str) -> None:
    refuse_own(old_address(written))
    assert old_address(written) == old_address(expected) == expected


@pytest.mark.parametrize("written", NONE)
def test_what_no_reader_could_ask_for_or_no_disk_can_hold_is_no_old_address(written: str) -> None:
    with pytest.raises(InvalidValue):
        old_address(written)


@pytest.mark.parametrize("written", OWN)
def test_what_machines_of_the_site_fill_cannot_be_an_old_address(written: str) -> None:
    with pytest.raises(InvalidValue, match="dùng cho việc khác"):
        refuse_own(old_address(written))


@given(st.text(alphabet="/.%2eq=?&+aệ@ \\\n\u0301", max_size=40))
def test_whatever_is_accepted_stays_inside_and_is_not_changed_again(written: str) -> None:
    try:
        old = old_address(f"/{written}")
    except InvalidValue:
        return
    assert old_address(old) == old
    parts = old.replace("?q=", "").split("/")
    assert not [part for part in parts if part.startswith(".") or is_long(part)]


PLACES = [("/x", "/x/index.html", "x/index.html"), ("/", "/index.html", "index.html"), ("/a.xml", "/a.xml", "a.xml")]


@pytest.mark.parametrize(("one", "other", "name"), PLACES)
def test_two_ways_to_write_an_address_are_one_place_and_one_file(one: str, other: str, name: str) -> None:
    assert place(one) == place(other)
    assert file_name(one) == file_name(other) == name
    assert not name.endswith(COPIES)


SITES = ["https://x.example", "http://127.0.0.1:8000/a/b", "https://x.example:65535", "https://xn--tn-min-jva.vn/a.b~c"]
NO_SITES = [
    *("x.example", "https://", "ftp://x.example", "https://x.example/a b", "https://x.example/\n", "https://tên.vn"),
    *(
        "https://x:0",
        "https://x:65536",
        "https://x:080",
        "https://x:",
        "https://a@x",
        "https://a:b@x/",
        "https://-x.vn",
    ),
    *("https://x/..", "https://x/a/../b", "https://x/./a", "https://x//a", "https://x/%2e%2e", "https://x/a;b"),
    *("https://x?q=1", "https://x/#a", 'https://x/"', "https://x/$a", "https://x/{", f"https://{'a.' * 130}vn"),
]


@pytest.mark.parametrize("url", SITES)
def test_a_site_may_stand_at_a_host_with_a_port_and_under_a_path(url: str) -> None:
    assert site_url(url) == site_url(f"{url}/") == url


@pytest.mark.parametrize("url", NO_SITES)
def test_an_address_that_links_cannot_begin_with_is_refused(url: str) -> None:
    with pytest.raises(InvalidValue, match="viết sai"):
        site_url(url)
