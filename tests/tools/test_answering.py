"""What answers at an address: a file, another address, or the page that says there is none."""

from __future__ import annotations

import pytest

from plugins.base.redirects import GONE, MOVED, Redirect
from tools.answering import Found, find

FILES = {"index.html", "tin-tuc/x/index.html", "tin-tuc/cu/index.html", "theme/a-1.css", "404.html"}
OLD = {
    "/node/12": Redirect("/node/12", "/tin-tuc/x/", MOVED),
    "/?q=node/12": Redirect("/?q=node/12", "/tin-tuc/x/", MOVED),
    "/tin-tuc/cu/": Redirect("/tin-tuc/cu/", "", GONE),
}


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/", Found(200, "index.html")),
        ("/tin-tuc/x/", Found(200, "tin-tuc/x/index.html")),
        ("/tin-tuc/x/?a=b", Found(200, "tin-tuc/x/index.html")),
        ("/tin-tuc/x/index.html", Found(200, "tin-tuc/x/index.html")),
        ("/theme/a%2D1.css", Found(200, "theme/a-1.css")),
        ("/tin-tuc/x", Found(302, location="/tin-tuc/x/")),
        ("//tin-tuc/x", Found(302, location="/tin-tuc/x/")),
        ("/node/12", Found(301, location="/tin-tuc/x/")),
        ("/node/12/", Found(301, location="/tin-tuc/x/")),
        ("/?q=node/12", Found(301, location="/tin-tuc/x/")),
        ("/tin-tuc/cu/", Found(410, "tin-tuc/cu/index.html")),
        ("/tin-tuc/khong-co/", Found(404, "404.html")),
        ("/../../etc/passwd", Found(404, "404.html")),
        ("/%2e%2e/tin-tuc/x/", Found(200, "tin-tuc/x/index.html")),
        ("/%00", Found(404, "404.html")),
    ],
)
def test_an_address_is_answered_as_a_server_would(target: str, found: Found) -> None:
    assert find(target, OLD, FILES.__contains__) == found
