"""What Python-Markdown reads in another way than editors mean it, each as an extension of its own kind.

What can be told from a line alone is put right before, in `source`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from markdown import Markdown, treeprocessors
from markdown.blockprocessors import HashHeaderProcessor, HRProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.def_list import DefListProcessor
from markdown.extensions.sane_lists import SaneOListProcessor
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX, AtomicString, Registry

Item = TypeVar("Item")

# `{: #id .class key="value" }` and `{#id}`; all else between braces is text.
ONE = r"""(?:[#.][\w-]+|[a-z][\w-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+))"""
BRACES = rf"\{{(?::[ ]*|(?=\#))({ONE}(?:[ ]+{ONE})*)[ ]*\}}"
# Signs that mark nothing: blanks to be filled in, (*) and (**), 20*30, (a+b)*(c+d), *.*
# Each begins with its sign, and looks back over it: so the search passes quickly over words.
NO_MARKS = (
    r"_(?<!__)(?:_{3,}"
    r"|(?<![\w\x03\"'”’»)\].,:;!?…%*]_)_*(?![\w\x02\"'“‘«(\[*_])|(?<=[(\[:/-]_)_*(?=[)\]/,.;]))"
    r"|\*(?<!\*\*)(?:(?<=[(\[{]\*)\*{0,2}(?=[)\]},;/])|(?<=[,;/]\*)\*{0,2}(?=[)\]}])|(?<=[,;/] \*)\*{0,2}(?=[)\]}])"
    r"|(?<=[\w)\]%]\*)(?=[\w(])|(?<=\d\*)\*(?=\d)|(?<!\w\*)[./]\*(?![\w*]))"
)
REST = r"(?:[^\s<>\"“”«»`\x02\x03]|\x02[^\x03]*\x03)+"
BARE = r"h(?<![\w@/.-]h)ttps?://(?=(?:[\w-]+\.)+[^\W\d])" + REST
WORLD_WIDE = r"w(?<![\w@/.-]w)ww\.(?=\w)" + REST
MAIL = r"(?<![\w@/.+-])[\w+-]+(?:\.[\w+-]+)*@\w+(?:[.-]\w+)*\.[a-z]{2,}(?![\w@-])"
HELD = re.compile(r"\x02[^\x03]*\x03")
# Signs behind an address that are not part of it; a bracket is, where it was opened in it.
STOPS = ".,:;!?…*_~'’)]}"
OPENED = {")": "(", "]": "[", "}": "{"}
ANCHOR = re.compile(r"<(/?)a\b", re.IGNORECASE)


# The signs that patterns of running text look for, and those of blocks. The others look for nothing so certain.
SIGNS_IN_TEXT = {
    "`": ("backtick",),
    "\\": ("escape",),
    "[^": ("footnote",),
    "[": ("link",),
    "![": ("image_link",),
    "]:": ("reference", "short_reference", "image_reference", "short_image_ref"),
    "<": ("autolink", "automail", "html"),
    "  \n": ("linebreak",),
    "&": ("entity",),
    "@": ("bare_mail",),
    "://": ("bare_address",),
    "www.": ("bare_www",),
}
SIGNS_OF_BLOCKS = {
    "#": ("hashheader",),
    ">": ("quote",),
    "|": ("table",),
    "]:": ("footnote", "reference"),
    "*[": ("abbr",),
}
ODD_SPACE = ("\t", "\r", " \n", STX, ETX)
# What no pattern of running text finds anything without; the last are those of emphasis and strikes.
MARKED = re.compile("|".join(map(re.escape, (*SIGNS_IN_TEXT, *"*_~"))))


class Dialect(Extension):
    """Code needs a fence, headings need `#`; lists keep their numbers; addresses are links; strikes are struck."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.parser.blockprocessors.deregister("code")
        md.parser.blockprocessors.deregister("setextheader")
        md.parser.blockprocessors.register(Numbered(md.parser), "olist", 40)
        md.treeprocessors.register(Numbers(md), "numbers", 1)
        md.treeprocessors.register(Attributes(md), "attr_list", 8)
        md.treeprocessors.register(NoteNumbers(md), "note_numbers", 19.5)  # between finding notes and ordering them
        md.inlinePatterns.register(Address(BARE, md), "bare_address", 86)
        md.inlinePatterns.register(Address(WORLD_WIDE, md), "bare_www", 85.5)
        md.inlinePatterns.register(Mail(MAIL, md), "bare_mail", 85)
        md.inlinePatterns.register(NoMarks(NO_MARKS, md), "no_marks", 70)
        assert md.delimiters
        md.delimiters.add("~", "del", double=True)
        md.parser.blockprocessors.register(HashHeading(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(Rule(md.parser), "hr", 50)
        md.parser.blockprocessors.register(Definitions(md.parser), "deflist", 25)
        md.preprocessors.register(Needing(md.preprocessors["fenced_code_block"], "```", "~~~"), "fenced_code_block", 25)
        md.preprocessors.register(Needing(md.preprocessors["html_block"], "<", "&"), "html_block", 20)
        md.preprocessors.register(Whitespace(md), "normalize_whitespace", 30)
        md.preprocessors.register(OnlyNeeded(md), "only_needed", 29)  # when tabs are spaces


class OnlyNeeded(Preprocessor):
    """Leaves out what would read a text for a sign that it has not: most of the time goes there."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._inline = Inline(md)
        self._in_text = _with_signs(md.inlinePatterns, SIGNS_IN_TEXT)
        self._of_blocks = _with_signs(md.parser.blockprocessors, SIGNS_OF_BLOCKS)
        md.treeprocessors.register(self._inline, "inline", 20)

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        # Both are gone through hundreds of times in a text, and a list faster than a registry.
        self._inline.inlinePatterns = [pattern for pattern, sign in self._in_text if sign in text]  # type: ignore[assignment]
        self.md.parser.blockprocessors = [block for block, sign in self._of_blocks if sign in text]  # type: ignore[assignment]
        return lines


class Needing(Preprocessor):
    """Runs another where one of its signs is in the text."""

    def __init__(self, other: Preprocessor, *signs: str) -> None:
        super().__init__(other.md)
        self._other, self._signs = other, signs

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return self._other.run(lines) if any(sign in text for sign in self._signs) else lines


class Whitespace(NormalizeWhitespace):
    """Lines that end at their words have nothing to be put right."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join([*lines, ""])
        return super().run(lines) if any(sign in text for sign in ODD_SPACE) else [*lines, "", ""]


class HashHeading(HashHeaderProcessor):
    """A block without hashes has none at the beginning of a line."""

    def test(self, parent: Element, block: str) -> bool:
        return "#" in block and super().test(parent, block)


class Rule(HRProcessor):
    """Three signs make a rule: with fewer, no line is looked at."""

    def test(self, parent: Element, block: str) -> bool:
        return max(map(block.count, "-_*")) > 2 and super().test(parent, block)


class Definitions(DefListProcessor):
    """A colon begins a line: of a block that is one, only its beginning is looked at."""

    def test(self, parent: Element, block: str) -> bool:
        return ("\n" in block or block.lstrip(" ").startswith(":")) and super().test(parent, block)


class Inline(treeprocessors.InlineProcessor):
    """Passes over the words that are without any mark."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        texts = [(element, element.text) for element in tree.iter() if element.text]
        plain = [(element, text) for element, text in texts if not MARKED.search(text)]
        for element, text in plain:
            element.text = AtomicString(text)
        made = super().run(tree, ancestors)
        for element, text in plain:
            element.text = text
        return made


def _with_signs(registry: Registry[Item], signs: Mapping[str, Iterable[str]]) -> list[tuple[Item, str]]:
    """What is registered, in its order, each with the sign that it looks for; "" is in every text."""
    known = {registry[name]: sign for sign, names in signs.items() for name in names}
    return [(item, known.get(item, "")) for item in registry]


class NameHeadings(TocTreeprocessor):
    """Names headings, so that links may lead to them; a table of contents is not made."""

    def build_toc_div(self, _toc_list: list[Any]) -> Element:
        return Element("div")


class Headings(TocExtension):
    TreeProcessorClass = NameHeadings


class Attributes(AttrListTreeprocessor):
    """Attributes stand in `{: … }` or `{#id}`: «{giai đoạn 2022-2025}» is text."""

    HEADER_RE = re.compile(rf"[ ]+{BRACES}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BRACES}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BRACES}")  # type: ignore[misc]

    def run(self, doc: Element) -> None:
        if any("{:" in line or "{#" in line for line in self.md.lines):  # type: ignore[attr-defined]
            super().run(doc)


class Numbered(SaneOListProcessor):
    """Keeps the number of each item as it was typed, for `Numbers` to compare."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        items = filter(None, map(self.CHILD_RE.match, blocks[0].split("\n")))
        numbers = [int(item[2].rstrip(".")) for item in items]
        super().run(parent, blocks)
        last = self.lastChild(parent)
        made = last if last is not None and last.tag == "ol" else parent
        for item, number in zip(list(made)[-len(numbers) :], numbers, strict=False):
            item.set("value", str(number))


class Numbers(Treeprocessor):
    """Every item shows the number that it was given; where all say 1., they count on."""

    def run(self, root: Element) -> None:
        for numbered in root.iter("ol"):
            items = [item for item in numbered if item.get("value")]
            given = [int(item.attrib.pop("value")) for item in items]
            counted = bool(given) and set(given) <= {min(given[0], 1)}
            numbered.attrib.pop("start", None)
            if given and given[0] != 1:
                numbered.set("start", str(given[0]))
            for item, before, number in zip(items[1:], given, given[1:], strict=False):
                if number != before + 1 and not counted:
                    item.set("value", str(number))


class NoteNumbers(Treeprocessor):
    """Notes are numbered as a reader meets them; Python-Markdown counts those in tables after all others."""

    def run(self, root: Element) -> None:
        notes = self.md.treeprocessors["footnote-reorder"].footnotes  # type: ignore[attr-defined]
        met: Counter[str] = Counter()
        for mark in root.iter("sup") if notes.footnotes else ():
            link = mark.find("a[@class='footnote-ref']")
            if link is not None:
                name = link.get("href", "").partition(notes.get_separator())[2]
                met[name] += 1
                again = met[name] if met[name] > 1 else ""
                mark.set("id", f"fnref{again}{notes.get_separator()}{name}")
                link.text = str(list(met).index(name) + 1)
        notes.footnote_order[:] = met


class NoMarks(InlineProcessor):
    """Signs that stay signs."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        return "".join(f"{STX}{ord(sign)}{ETX}" for sign in m[0]), m.start(), m.end()


class Address(InlineProcessor):
    """An address that stands in the text leads there."""

    ANCESTOR_EXCLUDES = ("a",)
    scheme = ""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        written = self._address(self._before_tag(m[0]))
        if len(written) <= len("https://") or self._is_linked(data[: m.start()]):
            return None, None, None
        link = Element("a")
        link.text = AtomicString(self.unescape(written))
        link.set("href", ("https://" if written.lower().startswith("www.") else self.scheme) + link.text)
        return link, m.start(), m.start() + len(written)

    def _before_tag(self, found: str) -> str:
        for one in HELD.finditer(found):
            html = HTML_PLACEHOLDER_RE.search(self.unescape(one[0]))
            if html and str(self.md.htmlStash.rawHtmlBlocks[int(html[1])]).startswith("<"):
                return found[: one.start()]
        return found

    @staticmethod
    def _address(found: str) -> str:
        while found and found[-1] in STOPS:
            opened = OPENED.get(found[-1])
            if opened and found.count(opened) >= found.count(found[-1]):
                break
            found = found[:-1]
        return found

    def _is_linked(self, before: str) -> bool:
        """Whether raw HTML has opened a link before."""
        stash = self.md.htmlStash.rawHtmlBlocks
        places = HTML_PLACEHOLDER_RE.findall(self.unescape(before)) if stash else ()
        anchors = [found for place in places if (found := ANCHOR.match(str(stash[int(place)])))]
        return bool(anchors) and not anchors[-1][1]


class Mail(Address):
    """So does the address of a letter box."""

    scheme = "mailto:"
