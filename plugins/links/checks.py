"""No link leads nowhere: asked of the texts before anything is written, and of the finished output once more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from plugins.base.model import LinkUse, Manuscript, Output, Publication
from plugins.base.problems import Problem

# The pages are our own and escape what they write, so that an attribute always has this form.
TAG = re.compile(r'<[a-z][^\s>/]*((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'\s(id|href|src|srcset|content)="([^"]*)"')
SKIPPED = re.compile(r"<(script|pre|code)\b[^>]*>.*?</\1>", re.DOTALL)


def unplanned(
    uses: Iterable[LinkUse], planned: Collection[str], anchors: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """Links of texts to addresses of the site that will not be there, or to anchors that their text has not.

    `anchors` holds the ids in each text, by address; what is not in it is left to the check of the output.
    """
    for use in uses:
        place, _, anchor = use.target.partition("#")
        place = place.partition("?")[0]
        if place not in planned:
            hint = f" Có phải ý bạn là «{place}/»?" if f"{place}/" in planned else ""
            yield Problem(use.path, use.line, f"không có trang hay tệp «{place}».{hint} Hãy sửa đường dẫn.")
        elif anchor and place in anchors and anchor not in anchors[place]:
            yield Problem(
                use.path, use.line, f"trang «{place}» không có chỗ tên «#{anchor}». Hãy sửa phần sau dấu «#»."
            )


def taken_twice(outputs: Iterable[Output], manuscripts: Iterable[Manuscript]) -> Iterator[Problem]:
    """Addresses that two things would be written to; the text that asks for one as its old address is told."""
    counts = Counter(output.address.rstrip("/") for output in outputs)
    askers = {old.rstrip("/"): manuscript for manuscript in manuscripts for old in manuscript.story.redirect_from}
    for address in sorted(address for address, count in counts.items() if count > 1):
        asker = askers.get(address)
        path, line = (asker.path, asker.lines.get("Redirect_from", 1)) if asker else (address, 0)
        yield Problem(path, line, f"địa chỉ «{address}» đã là một trang của trang web. Hãy bỏ khỏi ô Redirect_from.")


def broken_in_output(output: Path, publication: Publication) -> Iterator[Problem]:
    """Every link, picture and anchor of the finished pages that leads nowhere inside the site."""
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    pages = {name: _read(output / name) for name in sorted(files) if name.endswith(".html")}
    ids = {_address(name): found for name, (found, _) in pages.items()}
    answers = files | {name.removesuffix("index.html") for name in files}
    # Most links stand on every page: what a whole link leads to is asked once.
    known: dict[str, str] = {}
    for name, (_, targets) in pages.items():
        for target in targets:
            key = target if target[:1] != "#" else _address(name) + target
            if key not in known:
                known[key] = _flaw(key, answers, ids, publication)
            if known[key]:
                yield Problem(name, 0, known[key])


def _read(page: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The ids and the link targets of a page."""
    ids: set[str] = set()
    targets: dict[str, None] = {}
    for tag in TAG.finditer(SKIPPED.sub("", page.read_text("utf-8"))):
        for name, value in ATTRIBUTE.findall(tag[1]):
            if name == "id":
                ids.add(unescape(value))
            elif name == "srcset":
                targets.update(dict.fromkeys(part.split()[0] for part in unescape(value).split(",") if part.strip()))
            elif name != "content" or value.startswith(("http://", "https://")):
                targets[unescape(value)] = None
    return frozenset(ids), tuple(targets)


def _address(name: str) -> str:
    return "/" + name.removesuffix("index.html")


def _flaw(target: str, answers: Collection[str], ids: Mapping[str, Collection[str]], publication: Publication) -> str:
    prefix = publication.url if target.startswith(publication.url) else publication.root
    inside = target.removeprefix(prefix)
    if not inside.startswith("/") or inside.startswith("//"):
        return ""
    place, _, anchor = unquote(inside).partition("#")
    place = place.partition("?")[0]
    if place.removeprefix("/") not in answers:
        return f"đường dẫn «{target}» không dẫn tới đâu. Hãy sửa bài hoặc mẫu trang có đường dẫn này."
    if anchor and place in ids and anchor not in ids[place]:
        return f"đường dẫn «{target}» tới một chỗ không có trong trang. Hãy sửa phần sau dấu «#»."
    return ""
