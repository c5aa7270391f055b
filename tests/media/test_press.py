"""Each text is converted for itself: what was wrong with one, or stood in it, is not to be seen in the next."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from plugins.media import dialect, markdown
from plugins.media.body import MarkdownRenderer
from plugins.media.markdown import Converter, TooLong
from plugins.media.pieces import PreparedText
from tools import ROOT

GOOD = "# Đề mục\n\nMột đoạn[^1], HTX.\n\n- một\n\n    hai\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Chú thích.\n"
# Deeper than the parser goes; it keeps what it was in the middle of.
TOO_DEEP = ["- " * 600 + "x", "1. " * 600 + "x"]
TOO_SLOW = "- " * 200 + "x " * 50_000

PIECES = st.sampled_from(
    [
        "# Đề mục\n\n",
        "Đoạn *nghiêng* về HTX[^a].\n\n",
        "[^a]: Chú thích của đoạn.\n\n",
        "*[HTX]: hợp tác xã\n\n",
        "[tên]: /tin-tuc/\n\n",
        "Xem [tên], [^b] và [khác][].\n\n",
        "- một\n- hai\n\n",
        "3. ba\n4. bốn\n\n",
        "    mã\n\n",
        "```\nmã\n",
        "> lời\n\n",
        "từ\n:   nghĩa\n\n",
        "| a |\n|---|\n| 1 |\n\n",
        "Đoạn {: #moc .lop }\n\n",
        "<div markdown='1'>\n",
        "<!-- mở\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)


def pressed(press: MarkdownRenderer, source: str) -> PreparedText | None:
    with suppress(RecursionError, TooLong):
        return press.convert(source)[1]
    return None


@pytest.mark.parametrize("bad", TOO_DEEP)
def test_a_text_that_cannot_be_converted_leaves_its_neighbours_as_they_were(bad: str) -> None:
    press = MarkdownRenderer({"HTX": "hợp tác xã"}, None)
    right = pressed(press, GOOD)
    assert (pressed(press, bad), pressed(press, GOOD)) == (None, right)


def test_a_text_that_takes_too_long_leaves_its_neighbours_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    press = MarkdownRenderer({}, None)
    right = pressed(press, GOOD)
    with monkeypatch.context() as hurried:
        hurried.setattr(markdown, "SECONDS", 0.2)
        assert pressed(press, TOO_SLOW) is None
    assert pressed(press, GOOD) == right


@settings(max_examples=50)
@given(before=st.lists(TEXTS, max_size=3), one=TEXTS)
def test_a_text_becomes_the_same_whatever_was_converted_before_it(before: list[str], one: str) -> None:
    press = MarkdownRenderer({"HTX": "hợp tác xã"}, None)
    for other in before:
        pressed(press, other)
    assert pressed(press, one) == pressed(MarkdownRenderer({"HTX": "hợp tác xã"}, None), one)


def test_a_press_keeps_one_converter_although_a_build_looks_for_no_garbage() -> None:
    gc.collect()
    before = converters()
    press = MarkdownRenderer({}, None)
    gc.disable()
    try:
        for at in range(5):
            press.convert(f"{GOOD}\n\n{at}\n")
        assert converters() == before + 1
    finally:
        gc.enable()


def converters() -> int:
    return sum(isinstance(one, Markdown) for one in gc.get_objects())


MARKS = st.sampled_from(
    [
        *"` \\ * ** _ ~~ [a] [^a] [a](b) ![a](b) [a][b] <b> <i@x.vn> &amp; a@x.vn https://x.vn/a_b www.x.vn từ".split(),
        *("\n\n[b]: /c 'd'\n\n", "\n\n[^a]: c\n\n", "\n\n*[từ]: nghĩa\n\n", "| a |\n|---|\n", " {: #a }\n"),
        *("  \n", "\n", " ", "\t", "\n# ", "\n> ", "\n- ", "\n1. "),
    ]
)


@settings(max_examples=80)
@example("từ\t\ntừ")
@given(st.lists(MARKS, max_size=12).map("".join))
def test_a_pattern_that_is_left_out_for_want_of_its_sign_would_have_found_nothing(source: str) -> None:
    made = Converter().convert(source)
    with pytest.MonkeyPatch.context() as thorough:
        thorough.setattr(dialect, "SIGNS_IN_TEXT", {})
        thorough.setattr(dialect, "SIGNS_OF_BLOCKS", {})
        thorough.setattr(dialect, "ODD_SPACE", ("",))
        thorough.setattr(dialect, "MARKED", re.compile(""))
        assert Converter().convert(source) == made


def test_what_reads_markdown_and_yaml_is_loaded_when_there_is_some() -> None:
    asked = "import sys, plugins.engine; print(sorted({'yaml', 'plugins.media.dialect'} & sys.modules.keys()))"
    made = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == "[]\n"
