"""One text through `media.render`: what the tests of this folder ask about its body, and what was said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from bs4 import BeautifulSoup

from plugins.base.model import Body, Content, ContentKind, LinkUse, OutputFile, Picture, SiteInfo, UnrenderedContent
from plugins.base.survey import SourceFile
from plugins.base.vietnamese import nfc
from plugins.media import Library, render
from tests.site import write

URL = "https://x.example/xem-truoc"
PATH = "tin-tuc/bai.md"
TEXTS = {PATH: "/tin-tuc/bai/", "tin-tuc/khac.md": "/tin-tuc/khac/", "pages/gioi-thieu.md": "/gioi-thieu/"}
VOID = {"br", "col", "hr", "img", "source"}


@dataclass(frozen=True)
class Desk:
    """A rendered text: its body, its lead picture, what is published with it and what it links to."""

    body: Body
    lead: Picture | None
    said: list[str]
    files: dict[str, OutputFile]
    uses: tuple[LinkUse, ...]

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.body.html, "html.parser")

    def published(self, beginning: str) -> bytes:
        """The content of the one file whose address begins so."""
        (content,) = (file.content for address, file in self.files.items() if address.startswith(beginning))
        return content if isinstance(content, bytes) else content.read_bytes()


def text(
    folder: Path,
    markdown: str,
    files: Mapping[str, str | bytes] | None = None,
    abbreviations: Mapping[str, str] | None = None,
    **more: str,
) -> Desk:
    """Renders a text whose Markdown begins on line 1; `files` lie in the content folder, `more` goes to Manuscript."""
    root = write(folder / "content", files or {})
    paths = [file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()]
    found = {nfc(path): SourceFile(nfc(path), root, path) for path in paths}
    library = Library(files=found, texts=TEXTS, cache=folder / "cache")
    content = Content(kind=ContentKind.ARTICLE, path=PATH, slug="bai", title="Bài", address=TEXTS[PATH])
    unrendered = UnrenderedContent(content, lambda: markdown, body_line=1, **more)  # type: ignore[arg-type]
    made = render([unrendered], library, SiteInfo(URL), abbreviations or {})
    (shown,) = made.contents
    files_out = {file.address: file for one in made.published.values() for file in one.files(folder / "cache")}
    return Desk(shown.body, shown.lead, [str(problem) for problem in made.problems], files_out, made.uses)


class Nesting(HTMLParser):
    """Follows the tags of a page; `flaws` holds every one that is closed out of turn, or never."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.flaws: list[str] = []
        self.feed(html)
        self.close()
        self.flaws += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.flaws.append(f"/{tag}")


def tags(html: str) -> Iterator[str]:
    yield from re.findall(r"<([a-z0-9]+)", html)
