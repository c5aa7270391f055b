"""The QR code of an address: what segno would have drawn, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.media import Codes


def by_segno(address: str) -> str:
    code = segno.make(address.encode(), error="m", mode="byte", micro=False, mask=3)
    return code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)


@settings(max_examples=60)
@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-/.", max_size=120).map("https://x.example/{}".format))
@example("https://x.example/" + "10" * 60)
def test_the_code_of_every_address_is_that_of_segno(tmp_path_factory: pytest.TempPathFactory, address: str) -> None:
    assert Codes(tmp_path_factory.mktemp("codes")).svg(address) == by_segno(address)


@settings(max_examples=20)
@given(st.text(min_size=1, max_size=40))
def test_letters_of_every_kind_are_in_it(tmp_path_factory: pytest.TempPathFactory, address: str) -> None:
    assert Codes(tmp_path_factory.mktemp("codes")).svg(address) == by_segno(address)


@pytest.mark.parametrize("length", [1, 14, 15, 62, 84, 106, 122, 152, 180, 181, 213, 214, 331, 700, 1500, 2331])
def test_versions_of_all_sizes_are_right(tmp_path: Path, length: int) -> None:
    """With one block and many, of one length and two, with alignment, with the length in one byte and in two."""
    address = ("https://x.example/" + "mot-bai-viet-dai/" * 150)[:length]
    assert Codes(tmp_path).svg(address) == by_segno(address)


def test_what_was_made_is_kept(tmp_path: Path) -> None:
    codes = Codes(tmp_path)
    made = codes.svg("https://x.example/a/")
    codes.save()
    assert Codes(tmp_path).svg("https://x.example/a/") == made
