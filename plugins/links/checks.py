"""No link leads nowhere: asked of the texts before anything is written, and of the finished output once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from sys import intern
from typing import NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from plugins.base.addresses import (
    COPIES,
    FILES,
    INDEX,
    PICTURES,
    PROGRAM_FILES,
    Section,
    address_of,
    feed,
    folders_of,
    place,
    program_feed,
    under,
)
from plugins.base.model import (
    Content,
    ContentKind,
    LinkUse,
    SiteInfo,
    UnrenderedContent,
    Visibility,
)
from plugins.base.problems import Message, Problem

POINTING = ("id", "href", "src", "srcset", "content")
SELECTED = ", ".join(f"[{name}]" for name in POINTING)

NO_PAGE = Message("không có trang hay tệp «{place}».{hint}", "Hãy sửa đường dẫn.")
PASSING_FILE = Message(
    "«{place}» là địa chỉ nhất thời của một tệp: tệp hay bài đổi thì địa chỉ ấy mất.",
    "Hãy ghi tên tệp, ví dụ «ke-hoach.pdf», hoặc để tệp trong files/.",
)
WITHDRAWN_PAGE = Message(
    "đường dẫn tới «{place}», nơi chỉ còn lời báo bài đã gỡ hoặc đã hết hạn.", "Nên bỏ đường dẫn này.", warning=True
)
NOT_YET = Message(
    "đường dẫn tới «{place}», nơi chưa có gì trước giờ đăng của một bài hẹn giờ.",
    "Đến giờ ấy đường dẫn sẽ tự hiện; không cần sửa.",
    warning=True,
)
NO_ANCHOR = Message("trang «{place}» không có chỗ tên «#{anchor}».", "Hãy sửa phần sau dấu «#».")
ADDRESS_TAKEN = Message(
    "địa chỉ «{address}» đã là của trang web, hoặc nằm dưới một tệp.", "Hãy bỏ khỏi ô Redirect_from."
)
BROKEN_LINK = Message("đường dẫn «{target}» không dẫn tới đâu.", "Hãy sửa bài hoặc mẫu trang có đường dẫn này.")
ID_TWICE = Message("chỗ tên «{name}» có hai lần trong trang.", "Hãy đổi tên một chỗ trong bài hoặc mẫu trang.")
BROKEN_ANCHOR = Message("đường dẫn «{target}» tới một chỗ không có trong trang.", "Hãy sửa phần sau dấu «#».")


def unplanned(
    uses: Iterable[LinkUse],
    planned: Collection[str],
    anchors: Mapping[str, Collection[str]],
    withdrawn: Collection[str] = (),
    to_come: Collection[str] = (),
) -> Iterator[Problem]:
    """Links of texts to addresses of the site that will not be there, or to anchors that their text has not.

    `anchors` holds the ids in each text, by address; what is not in it is left to the check of the output. A link to
    one of the `withdrawn`, or of those `to_come`, is a warning: what only time changes is no reason to refuse a text,
    and taking one down must not wait until others are mended.
    """
    used, plain = list(uses), frozenset(planned).difference(withdrawn, to_come)
    doubtful = {use.target for use in used} - plain
    for use in used if doubtful else ():
        if use.target not in doubtful:
            continue
        place, _, anchor = use.target.partition("#")
        place = place.partition("?")[0]
        if place not in planned and place.startswith((f"/{FILES}/", f"/{PICTURES}/")):
            yield PASSING_FILE.at(use.path, use.line, place=place)
        elif place not in planned:
            hint = f" Có phải ý bạn là «{place}/»?" if f"{place}/" in planned else ""
            yield NO_PAGE.at(use.path, use.line, place=place, hint=hint)
        elif anchor and place in anchors and anchor not in anchors[place]:
            yield NO_ANCHOR.at(use.path, use.line, place=place, anchor=anchor)
        elif place in withdrawn:
            yield WITHDRAWN_PAGE.at(use.path, use.line, place=place)
        elif place in to_come:
            yield NOT_YET.at(use.path, use.line, place=place)


def taken_twice(names: Iterable[str], unrendered_contents: Iterable[UnrenderedContent]) -> Iterator[Problem]:
    """Files that two things would be written to, and those below an address that is a file, or where a compressed copy
    will lie; the text that asks for one as its old address is told. What only time will bring counts as there, so that
    time never makes a site wrong. `names` are the paths of all files, of what is wanted twice twice.
    """
    texts, counts = list(unrendered_contents), Counter(names)

    def copies(places: Iterable[str]) -> set[str]:
        return {one for one in places if one.endswith(COPIES) and one.rpartition(".")[0] in counts}

    coming = [made.content for made in texts if made.content.visibility is Visibility.FUTURE]
    to_come = {stem for content in coming for stem in _to_come(content)}
    askers = {place(old): (made, old) for made in texts for old in made.content.redirect_from}
    folders = folders_of(counts)
    blocking = (folders & counts.keys()) | copies(folders)
    wrong = {name for name, count in counts.items() if count > 1} | copies(counts)
    wrong |= {name for name in counts if not blocking.isdisjoint(_parents(name))} if blocking else set()
    asked = counts.keys() if to_come and askers else ()
    for name in sorted({*wrong, *asked}):
        at = place(f"/{name}")
        made, old = askers.get(at, (None, at or "/"))
        if name in wrong or (made and _stem(at) in to_come):
            path, line = (made.path, made.lines.get("Redirect_from", 1)) if made else (old, 0)
            yield ADDRESS_TAKEN.at(path, line, address=old)


def _stem(at: str) -> str:
    """A place without what follows the first dot in its last part."""
    folder, _, name = at.rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"


def _to_come(content: Content) -> Iterator[str]:
    """The lists, feeds and files that a text to come will bring with it on its day, without their endings."""
    if content.issued:
        every = (*content.categories, *content.tags, *content.authors, content.issuer)
        yield from (place(one.address) for one in every if one)
        yield from (feed(category.slug) for category in content.categories)
        yield from (place(under(one, content.issued.year)) for one in (Section.ARCHIVE, Section.DOCUMENTS))
        if content.kind is ContentKind.PROGRAM:
            yield from (content.address + name.partition(".")[0] for name in PROGRAM_FILES)
            yield program_feed(content.slug)


def _parents(name: str) -> Iterator[str]:
    """The folders above, nearest first: `a/b` and `a` of `a/b/c`."""
    while name := name.rpartition("/")[0]:
        yield name


class Links(NamedTuple):
    """What a page offers to links (an id that stands twice is there twice), and where its own lead, as written."""

    ids: Collection[str]
    targets: Collection[str]

    def __reduce__(self) -> tuple[object, ...]:
        return _received, (self.ids, self.targets)


def _received(ids: Iterable[str], targets: Iterable[str]) -> Links:
    """From another process. Most links stand on many pages: each lies in memory once."""
    return Links(tuple(map(intern, ids)), tuple(map(intern, targets)))


def links_in(html: str | bytes) -> Links:
    """What a browser finds in a page, which as bytes is UTF-8."""
    found: dict[str, list[str]] = {name: [] for name in POINTING}
    for node in LexborHTMLParser(html).css(SELECTED):
        for name, value in node.attributes.items():
            if name in found:
                found[name].append(value or "")
    candidates = (part.split()[0] for srcset in found["srcset"] for part in srcset.split(",") if part.strip())
    urls = (value for value in found["content"] if value.startswith(("http://", "https://")))
    return Links(tuple(found["id"]), tuple(dict.fromkeys(chain(found["href"], found["src"], candidates, urls))))


def broken(
    pages: Mapping[str, Links],
    files: Collection[str],
    site_info: SiteInfo,
    loose: Collection[str] = (),
    others: Callable[[str], Links | None] = lambda _: None,
) -> Iterator[Problem]:
    """Every link, picture and anchor of finished pages that leads nowhere inside the site, and every id that two things
    of a page have.

    Both are named by their paths in the output; `files` are all that is there, and `others` tells of pages that need no
    look of their own. At the `loose` addresses time alone changes what is there: a link from another page that finds
    less than it did is a warning.
    """
    there = frozenset(files)

    def ids_in(name: str) -> Collection[str] | None:
        links = pages.get(name) or others(name)
        return links.ids if links else None

    # Most links stand on every page: what a whole link leads to is asked once.
    known: dict[str, str] = {}
    for name, links in sorted(pages.items()):
        if len(set(links.ids)) < len(links.ids):
            yield from (ID_TWICE.at(name, 0, name=one) for one, times in Counter(links.ids).items() if times > 1)
        for target in links.targets:
            key = target if target[:1] != "#" else site_info.href(address_of(name)) + target
            if key not in known:
                known[key] = _flaw(key, there, ids_in, site_info)
            if known[key]:
                alone = key.startswith(f"{_prefix(key, site_info)}/") and address_of(name) != _place_in(key, site_info)
                yield Problem(name, 0, known[key], warning=alone and _place_in(key, site_info) in loose)


def places_of(name: str) -> tuple[str, str]:
    """What a link may name to lead to a file, behind the site's own place."""
    return name, address_of(name)[1:]


def led_to(target: str, site_info: SiteInfo) -> Iterator[str]:
    """What of the site a link from another page names: one of the `places_of` a file, and with it an anchor."""
    if target.startswith(f"{_prefix(target, site_info)}/") and not target.startswith("//"):
        place, anchor = _place_in(target, site_info).removeprefix("/"), unquote(target.partition("#")[2])
        yield place
        if anchor:
            yield f"{place}#{anchor}"


def _flaw(
    target: str, files: Collection[str], ids_in: Callable[[str], Collection[str] | None], site_info: SiteInfo
) -> str:
    prefix = _prefix(target, site_info)
    if target.startswith("//") or not target.startswith(("/", f"{prefix}/")):
        return ""
    name, anchor = _file_at(_place_in(target, site_info), files), unquote(target.partition("#")[2])
    # What begins with "/" and not with the site's own place leads to somebody else's pages on the same host.
    if not target.startswith(f"{prefix}/") or not name:
        return BROKEN_LINK(target=target)
    if anchor and (ids := ids_in(name)) is not None and anchor not in ids:
        return BROKEN_ANCHOR(target=target)
    return ""


def _file_at(address: str, files: Collection[str]) -> str:
    """The other way of `places_of`; "" where there is no file."""
    place = address.removeprefix("/")
    index = f"{place}{INDEX}" if place[-1:] in ("", "/") else ""
    return next((name for name in (place, index) if name in files), "")


def _prefix(target: str, site_info: SiteInfo) -> str:
    return site_info.url if target.startswith(f"{site_info.url}/") else site_info.root


def _place_in(target: str, site_info: SiteInfo) -> str:
    """The address of the site that a link leads to."""
    return unquote(target.removeprefix(_prefix(target, site_info)).partition("#")[0].partition("?")[0])
