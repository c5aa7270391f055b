"""The editing area opens a text as blocks and joins them again: no byte changes that nobody touched."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.site import ROOT

NODE = shutil.which("node")
SCRIPT = ROOT / "tests/editor/blocks.mjs"
Ask = Callable[..., dict[str, Any]]

TEXTS = sorted(
    path
    for folder in ("content", "tests/golden", "tests/wrong", "tests/house", "plugins", "tools", "theme")
    for path in (ROOT / folder).rglob("*.md")
    if "node_modules" not in path.parts
)
ODD = {
    "nothing": "",
    "one line feed": "\n",
    "no final line feed": "Một",
    "blank lines at both ends": "\n\n\nMột\n\n\n\nHai\n\n\n",
    "carriage returns": "Một\r\n\r\n## Hai\r\n\r\n- ba\r\n- bốn\r\n",
    "both kinds of line ends": "Một\r\n\nHai\n\r\nBa",
    "tabs": "\tMột\n\n-\thai\n\n\t\tba\t\n",
    "spaces at ends of lines": "Một  \nhai   \n\n  Ba \n \n\u00a0\nBốn",
    "blocks close together": "# Một\nHai\n- ba\n> bốn\n| a | b |\n|---|---|\n| 1 | 2 |\nNguồn: năm\n---\n## Sáu",
    "html": "<div>\n\n**a**\n\n</div>\n\n<pre>\n\n# b\n\n</pre>\n\n<!-- c\n\nd -->\n\n<script>e</script>",
    "fences": "```\n# a\n\n- b\n```\n\n~~~~ text\n~~~\n~~~~\n\n```\nkhông đóng\n\nC",
    "footnotes": "Luật[^1] và[^a].\n\n[^1]: Lời.\n    Tiếp.\n\n    Đoạn hai.\n[^a]: Lời khác.\n\nSau.",
    "nested lists": "- a\n  - b\n    1. c\n    2. d\n\n       e\n- f\n\n  g\n\n1. h\n\n2. i\n3. k\n7. l\n",
    "list manners": "* a\n* b\n\n+ c\n\n1. d\n1. e\n\n10. f\n11. g\n\n-  h\n-  i\n\n1) k\n\na) l",
    "lazy list": "- một\nhai\n\n    ba\n\nbốn",
    "charts": "Biểu đồ cột: A. Nguồn: b.\n\n| A | B |\n|:--|--:|\n|1|2 |\n| a \\| b | `x` |\n\nBiểu đồ tỷ lệ (B): C\n",
    "ragged tables": "| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n\n| A |\n|---|\n\nA | B\n--- | ---\n1 | 2",
    "attributes": "## HTX {: #htx }\n\n## HTX {#htx}\n\nĐoạn.\n{: .x }",
    "definitions": "KTTT\n:   kinh tế\n\n*[HTX]: Hợp tác xã\n\n[a]: https://x.example/\n",
    "figures": '![a](b.jpg)\nc\nẢnh: d\n![e](f g.svg "h")\n\n![i\\]](k_(1).png)\n\nm ![n](o) p\n\n![q][r]',
    "marks": '**a** *b* ***c*** ~~d~~ `e` _f_ __g__ [h](i) [**k**](l "m") <b>n</b> H<sub>2</sub>O **o *p***',
    "signs": "20*30 (*) (**) *.* __/__/____ \\* \\# C# #HTX [Nguồn: x] <họ tên> << >> 1986. a & b &amp; c",
    "decomposed accents": "Ho\u0323\u0302i nghi\u0323 **ky\u0301**\n\n- to\u0302\u0309ng ke\u0302\u0301t\n",
    "unseen signs": "a\u200bb\u00adc\u2028d\ufeff\n\n\ufeffe\u0000f\u000bg",
    "conflict": "Một\n\n<<<<<<< a\nHai\n\n- ba\n=======\nBốn\n>>>>>>> b\n\nNăm\n",
    "conflict in a table": "| A | B |\n|---|---|\n<<<<<<< a\n| 1 | 2 |\n=======\n| 1 | 3 |\n>>>>>>> b\n| 4 | 5 |\n",
    "half a conflict": "<<<<<<< a\nHai\n\n=======\n\nBa",
    "quotes": "> a\n> b\n>\n> - c\n> - d\n\n>e\n\n> f\ng\n\n> > h",
    "depths": f"{'> ' * 3000}a\n\n{'- ' * 3000}b\n\n{'[' * 5000}c\n\n{'**d ' * 3000}\n",
    "rules": "---\n\n***\n\n- - -\n\n_____\n\na\n---\n",
    "headings": "#a\n\n##b\n\n# c #\n\n####### d\n\n#\n\n## \n\n### **e** [f](g)\n",
}
LINES = st.sampled_from(
    "Đoạn chữ;**đậm** và *nghiêng*;## Mục;##Mục;- ý;  - ý nhỏ;1. một;2. hai;   tiếp;> trích;>;| A | B |;|---|---:|;"
    "| 1 | 2 |;|;[^1]: Lời;    thụt;\tthụt;---;===;```;~~~;<div>;</div>;<!--;-->;![a](b.jpg);Ảnh: Ai;: nghĩa;"
    "<<<<<<< a;=======;>>>>>>> b;[x](y);_z_;a*b*c;**a;`b;\\*;dòng  ;*;_;{: #a };\u00a0; ;".split(";")
)
TYPED = (
    "*a*|**b**|_c_|__d__|`e`|# g|## h|- i|* k|+ l|1. m|12. n|> o|[p](q)|![r](s)|\\*t|a * b * c|20*30|--- u|"
    "```|(*)|[^1]|#HTX|1986. x|\\|a**b**c|*y|z_"
).split("|")


@pytest.fixture(scope="session")
def ask() -> Iterator[Ask]:
    if not NODE or not (ROOT / "tools/editor/node_modules").is_dir():
        pytest.skip("thiếu chương trình: node")
    command = [NODE, str(SCRIPT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as node:
        assert node.stdin
        assert node.stdout
        asked, answers = node.stdin, node.stdout

        def ask(**question: Any) -> dict[str, Any]:
            asked.write(json.dumps(question) + "\n")
            asked.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield ask
        asked.close()


def changed_lines(before: str, after: str) -> list[int]:
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]


def check(ask: Ask, body: str, *, edits: int = 20, but: bool = False) -> None:
    """`but`: a word may make another block of one in its own words ("```" is no end of code with a word behind it)."""
    answer = ask(body=body, edits=edits)
    assert answer["body"] == body
    for edited in filter(None, answer["edited"]):
        if not but or edited["kinds"] == answer["kinds"]:
            assert len(changed_lines(body, edited["body"])) == 1


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_text_of_the_project_comes_back_as_it_was_and_a_word_changes_one_line(ask: Ask, path: Any) -> None:
    with path.open(encoding="utf-8", errors="surrogatepass", newline="") as file:
        check(ask, file.read())


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_text_comes_back_as_it_was_and_a_word_changes_one_line(ask: Ask, body: str) -> None:
    check(ask, body)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(LINES, max_size=12), end=st.sampled_from(("", "\n", "\n\n")))
def test_whatever_lines_stand_together_come_back_as_they_were(ask: Ask, lines: list[str], end: str) -> None:
    check(ask, "\n".join(lines) + end, but=True)


@settings(max_examples=100, deadline=None)
@given(body=st.text(st.sampled_from("aé *_`[]()!<>#-+.|\\\n\r\t:~1{}\u00a0\u0323"), max_size=40))
def test_whatever_signs_stand_together_come_back_as_they_were(ask: Ask, body: str) -> None:
    assert ask(body=body, edits=0)["body"] == body


def test_two_thousand_blocks_come_back_as_they_were(ask: Ask) -> None:
    check(
        ask, "".join(f"## Mục {at}\n\nĐoạn **{at}** có [liên kết](a{at}.pdf).\n\n- một\n- hai\n\n" for at in range(667))
    )


@pytest.mark.parametrize("words", TYPED)
def test_what_is_typed_into_a_paragraph_is_read_as_it_was_typed(ask: Ask, words: str) -> None:
    answer = ask(words=words)
    assert (answer["kinds"], answer["words"]) == (["paragraph"], words)


SHOWN = {
    "a paragraph": ("Đoạn **đậm**, [liên kết](a.pdf) và[^1].", "paragraph"),
    "a heading": ("## Mục", "heading"),
    "a list": ("- một\n- hai\n  - ba", "bullet_list"),
    "a list in another manner": ("*  một\n\n*  hai", "bullet_list"),
    "numbers": ("3. một\n4. hai", "ordered_list"),
    "a quote": ("> một\n>\n> hai", "quote"),
    "a table, however drawn": ("|A|B |\n|:-|-:|\n| 1| **2**|", "table"),
    "a picture": ("![Tả](a b.jpg)\nChú thích *nghiêng*\nTranh minh họa", "figure"),
    "a rule": ("* * *", "rule"),
    "a hashtag": ("#LienHiepHoi", "paragraph"),
    "both wordings": ("<<<<<<< a\nMột\n=======\nHai\n>>>>>>> b", "conflict"),
    "a footnote": ("[^1]: Lời", "plain"),
    "HTML": ("<div>a</div>", "plain"),
    "code": ("```\na\n```", "plain"),
    "a table with a cell too many": ("| A |\n|---|\n| 1 | 2 |", "plain"),
    "underscores": ("_nghiêng_", "plain"),
    "a picture among words": ("a ![b](c.jpg)", "plain"),
    "attributes": ("## HTX {: #htx }", "plain"),
}


@pytest.mark.parametrize(("body", "kind"), SHOWN.values(), ids=SHOWN)
def test_a_block_is_edited_as_it_looks_where_nothing_is_lost(ask: Ask, body: str, kind: str) -> None:
    assert ask(body=body)["kinds"] == [kind]
