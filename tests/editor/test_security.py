"""What holds for every request, over HTTP."""

from __future__ import annotations

import re

import pytest

from tests.editor.desk import Browser


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:80", "localhost:1"])
def test_a_foreign_host_is_refused(own_machine: Browser, host: str) -> None:
    reply = own_machine.get("/soan/", Host=host)
    assert (reply.status, "đúng địa chỉ" in reply.text) == (403, True)


def test_a_style_comes_under_a_name_that_may_be_kept_for_ever(own_machine: Browser) -> None:
    styles = re.findall(r'href="(/soan/static/[^"]+)"', own_machine.get("/soan/khong-co/").text)
    assert styles
    for address in styles:
        reply = own_machine.get(address)
        assert (reply.status, "immutable" in reply.headers["cache-control"]) == (200, True)


def test_every_answer_bears_the_headers(own_machine: Browser) -> None:
    for path in ("/soan/khong-co/", "/soan/static/khong-co.css"):
        headers = own_machine.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
