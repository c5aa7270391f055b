"""Writing headers: what was not changed stays byte for byte, and what was written reads as it was meant."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.base import header
from plugins.base.header import InvalidHeader, Node, Value

Given = list[tuple[str, Value]]


def fields(text: str) -> list[tuple[str, Node]]:
    """What a reader of the file gets, but for the lines."""
    return [(key.text, header.node(value)) for key, value in header.parse(header.as_read(text)).fields]


def changed(text: str, **values: Value | None) -> str:
    """The text with another value for some of its keys; None takes one out."""
    kept = [(key, values.get(key, value)) for key, value in fields(text)]
    return header.write([(key, value) for key, value in kept if value is not None], text)


WORDS = st.text(st.sampled_from("aăđĐệ :;,#-'\"[]{}&*!|>%@`?~<=.\\/0129\t\u2028\u00a0😀"), max_size=24)
LINES = st.lists(WORDS, max_size=3).map("\n".join)
VALUES = st.recursive(
    LINES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)
KEYS = st.sampled_from(["Title", "Tiêu đề", "Từ khoá", "x"]) | WORDS
FIELDS = st.lists(st.tuples(KEYS, VALUES), max_size=5)
BODIES = st.sampled_from(
    ["", "\n", "\nBài.\n", "Bài sát phần đầu.\n", "\n\nLưu ý: chữ của bài\n", "    mã\n", "---\nx\n"]
)
SIGNS = st.sampled_from([*"abđ:-[]{}&*!|>'\"#%@`,? \n\t~.\\", "\ne\u0302: ", "\n# ", "\n  ", "\n- ", "\n---\n"])
INSIDES = st.lists(SIGNS, max_size=40).map("".join)
TEXTS = (
    INSIDES.map(lambda inside: f"---\nTitle: A{inside}\n---\nBài\n")
    | INSIDES.map(lambda inside: f"Title: A{inside}\n\nBài")
    | st.text()
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def as_in_a_file(text: str, end: str, mark: str, form: Callable[[str], str]) -> str:
    return mark + form(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", end)


FILES = st.builds(
    as_in_a_file,
    TEXTS,
    ENDS,
    st.sampled_from(["", header.BOM]),
    st.sampled_from([str, lambda text: unicodedata.normalize("NFD", text)]),
)


def readable(text: str) -> bool:
    try:
        header.parse(header.as_read(text))
    except InvalidHeader:
        return False
    return True


@given(FILES.filter(readable))
def test_what_was_read_and_not_changed_is_written_byte_for_byte(text: str) -> None:
    assert header.write(header.parse(header.as_read(text)).fields, text) == text


@settings(max_examples=40)
@given(FIELDS, FILES.filter(readable))
def test_what_was_written_reads_as_it_was_meant_and_the_body_stays(wanted: Given, text: str) -> None:
    written = header.write(wanted, text)
    assert fields(written) == [(header.node(key).text, header.node(value)) for key, value in wanted]
    before, after = (header.parse(header.as_read(one)).body for one in (text, written))
    assert after.strip() == before.strip()


@settings(max_examples=40)
@given(FIELDS, BODIES)
def test_a_new_text_has_its_fields_and_its_body(wanted: Given, body: str) -> None:
    written = header.write(wanted, body=body)
    assert fields(written) == [(header.node(key).text, header.node(value)) for key, value in wanted]
    assert written.endswith(body)


@settings(max_examples=40)
@given(st.lists(st.tuples(KEYS, st.text())), FILES.filter(readable))
def test_what_no_header_can_hold_is_refused_and_never_written_otherwise(wanted: Given, text: str) -> None:
    with contextlib.suppress(InvalidHeader):
        assert fields(header.write(wanted, text)) == [(header.node(k).text, header.node(v)) for k, v in wanted]


LINES_OF_KEYS = ["{}: A\n", "{}:B  \n", "{}: a\n    b: c\n\td\n", "{}:\n", '{} : e\u0302 «#x»: "y\n']
LINES_OF_YAML = [
    "{}: A # x\n",
    "{}: 'a: b'  # lời chú\n",
    "{}:\n  - a  # x\n  - 'b: c'\n",
    "{}: [a,\n  b]\n",
    "{}: |\n  x\n  # y\n",
    "{}:\n  - name: A\n    office: B\n",
    "{}: một,\n  hai\n",
    "{}:\n",
]


@settings(max_examples=40)
@given(st.data(), ENDS, st.booleans())
def test_a_change_of_one_field_changes_its_lines_alone(data: st.DataObject, end: str, yaml: bool) -> None:
    shapes = data.draw(st.lists(st.sampled_from(LINES_OF_YAML if yaml else LINES_OF_KEYS), min_size=1, max_size=5))
    between = st.sampled_from(["", "# lời chú\n", "\n", "\n# a\n#b\n"] if yaml else [""])
    parts = [
        part.replace("\n", end) for n, one in enumerate(shapes) for part in (one.format(f"o{n}"), data.draw(between))
    ]
    opening, closing = (f"---{end}", f"--- {end}Bài") if yaml else (end, f"{end}Bài{end}")
    at = data.draw(st.sampled_from(range(len(shapes))))
    before, after = opening + "".join(parts[: 2 * at]), "".join(parts[2 * at + 1 :]) + closing
    text = before + parts[2 * at] + after
    value = data.draw(WORDS.map(lambda words: f"x{words}"))
    written = changed(text, **{f"o{at}": value})
    assert written.startswith(before)
    assert written.endswith(after)
    *comments, line = written[len(before) : len(written) - len(after)].removesuffix(end).split(end)
    assert line.startswith(f"o{at}: ")
    assert [one for one in comments if one != "# lời chú"] == []
    assert changed(text, **{f"o{at}": None}) == before + after


NOTED = "---\nTitle: A\n# về ngày\n\nDate: B\nTags:\n  - a\n# hết\n---\nBài"
INSIDE = "---\na: x\nb:\n  # c\n  - 'y'  # d\n  - w # z\n  # e\n---\n"
CHANGES: list[tuple[str, str, dict[str, Value | None], str]] = [
    ("comments stay", NOTED, {"Date": None}, "---\nTitle: A\n# về ngày\n\nTags:\n  - a\n# hết\n---\nBài"),
    ("a value needs quotes", NOTED, {"Title": "B: c"}, NOTED.replace("Title: A", "Title: 'B: c'")),
    ("a list becomes words", NOTED, {"Tags": "a"}, NOTED.replace("Tags:\n  - a", "Tags: a")),
    ("comments within", INSIDE, {"b": ["z"]}, "---\na: x\n# c\n# d\n# e\nb:\n  - z\n---\n"),
    ("no comments", "---\nb: |\n  x\n  # y\n---\n", {"b": "z"}, "---\nb: z\n---\n"),
    ("lines", NOTED, {"Date": "x\r\n\r\n  y"}, NOTED.replace("Date: B", "Date: |-\n  x\n\n    y")),
    ("set in", "---\n  a: x\n  # z\n  b: y\n---\n", {"b": ["c"]}, "---\n  a: x\n  # z\n  b:\n    - c\n---\n"),
    ("an explicit key", "---\n? a\n: x\nb: y\n---\n", {"a": "z"}, "---\na: z\nb: y\n---\n"),
    ("no line of its own", "---\n{a: x, b: y}\n---\nBài", {"a": "z"}, "---\na: z\nb: y\n---\nBài"),
    ("no last line end", "a: x\r\nb: y", {"b": "z"}, "a: x\r\nb: z"),
    ("the mark of bytes", "\ufeffa: x\r\n\r\nBài", {"a": "z"}, "\ufeffa: z\r\n\r\nBài"),
    ("fence below lines", "a: x\nb: y\n---\nBài", {"b": None}, "a: x\n---\nBài"),
    ("a list in lines", "a: x\nb: y\n\nBài", {"b": ["y", "z"]}, "---\na: x\nb:\n  - y\n  - z\n---\n\nBài"),
    ("no field left", "a: x\n\nLưu ý: chữ", {"a": None}, "---\n---\n\nLưu ý: chữ"),
]


@pytest.mark.parametrize(("text", "values", "expected"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_change_is_written_where_the_field_stands(text: str, values: dict[str, Value | None], expected: str) -> None:
    assert changed(text, **values) == expected


NEW: list[tuple[str, Given, str, str]] = [
    ("lines", [("Title", "A: b #c"), ("Tags", "")], "Bài\n", "Title: A: b #c\nTags:\n\nBài\n"),
    (
        "a list",
        [("Title", "no"), ("Tags", ["14:30", "- b"])],
        "Bài",
        "---\nTitle: no\nTags:\n  - 14:30\n  - '- b'\n---\nBài",
    ),
    ("a table", [("Các bên", [{"tên": "A", "số": ""}])], "", "---\nCác bên:\n  - tên: A\n    số:\n---\n"),
    ("nothing", [], "Lưu ý: chữ", "---\n---\nLưu ý: chữ"),
]


@pytest.mark.parametrize(("given", "body", "expected"), [row[1:] for row in NEW], ids=[row[0] for row in NEW])
def test_a_new_header_is_as_plain_as_it_can_be(given: Given, body: str, expected: str) -> None:
    assert header.write(given, body=body) == expected


def test_a_header_that_cannot_be_read_is_not_written_on() -> None:
    with pytest.raises(InvalidHeader):
        header.write([("a", "b")], "---\na: x\n\nBài")
    with pytest.raises(InvalidHeader, match=r"U\+0007"):
        header.write([("a", ["b\x07"])])
