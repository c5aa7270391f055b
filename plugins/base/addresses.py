"""Where everything of the site stands: its sections, the addresses in them, the folders that machines fill, and what
follows from them. Templates see the sections as `section`.

Nobody else writes a part of an address down; a test holds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugins.base.kept_enum import KeptEnum
from plugins.base.problems import InvalidValue, Message


class Section(KeptEnum):
    """The site's own sections. Not all have a page at their own address; pages of editors stand below HOME."""

    HOME = "/"
    NEWS = "/tin-tuc/"
    PROGRAMS = "/chuong-trinh/"
    CATEGORIES = "/chuyen-muc/"
    TAGS = "/tu-khoa/"
    AUTHORS = "/tac-gia/"
    ARCHIVE = "/luu-tru/"
    DOCUMENTS = "/van-ban/"
    ISSUERS = "/van-ban/co-quan/"
    SEARCH = "/tim-kiem/"
    FOLLOW = "/nhan-tin/"
    IMPRINT = "/ve-trang-nay/"


# The folders of a release that machines fill.
THEME, PICTURES, FILES, SEARCH, FEEDS, PREVIEWS = "theme", "anh", "tep", "pagefind", "feeds", "xem-truoc"
NOT_FOUND, SITEMAP, ROBOTS = "/404.html", "/sitemap.xml", "/robots.txt"
# Where Drupal had its feed: subscribers of the old site go on reading there.
OLD_FEED = "/rss.xml"
FORMATS = ATOM, RSS, JSON = ".atom.xml", ".rss.xml", ".json"
# Below the address of a program.
PROGRAM_FILES = ("data.json", "data.csv", "lich.ics")
TABLE = "redirects.csv"
INDEX = "index.html"
LIST_PAGE = "trang"
# The name of the feed of everything, among those of categories.
ALL = "all"

# Under these a name holds its content's hash.
HASHED = (THEME, PICTURES, FILES, SEARCH)
# Of the search index, only these do.
SEARCH_HASHED = r"_[0-9a-f]+\.pf_"
# What the compressed copy of a file is called behind the file's own name.
COPIES = (".br", ".gz")
# The last is the editor in the browser.
MACHINES = frozenset({*HASHED, PREVIEWS, "soan"})
# Neither a text nor a list may have these as the last part of its address.
NO_SLUGS = frozenset({LIST_PAGE, "index"})


def is_hashed(address: str) -> bool:
    """Whether the name at an address of the site tells its bytes."""
    return address.startswith(tuple(f"/{folder}/" for folder in HASHED)) and ".." not in address.split("/")


def under(section: str, name: object) -> str:
    """The address of a text, a term or a year in its section: `/tu-khoa/vai-thieu/`."""
    return f"{section}{name}/"


def list_page(front: str, number: int) -> str:
    """The address of a numbered page of a list, whose own is `front`."""
    return under(under(front, LIST_PAGE), number)


def feed(name: str) -> str:
    """The address of a feed without its ending; `name` is ALL or the slug of a category."""
    return f"/{FEEDS}/{name}"


def program_feed(slug: str) -> str:
    return f"/{FEEDS}{Section.PROGRAMS}{slug}"


def is_feed(path: str) -> bool:
    """Whether a file of a release is a feed, by its path."""
    return path.startswith(f"{FEEDS}/") or f"/{path}" == OLD_FEED


def first_part(address: str) -> str:
    return address.strip("/").partition("/")[0].partition(".")[0]


LISTED = (Section.NEWS, Section.CATEGORIES, Section.TAGS, Section.AUTHORS, Section.ARCHIVE, Section.DOCUMENTS)
# The first parts of the site's own addresses; a page may not take one of them.
NO_PAGES = (
    frozenset(first_part(one) for one in (*Section, FEEDS, NOT_FOUND, SITEMAP, ROBOTS, OLD_FEED) if one != Section.HOME)
    | MACHINES
    | NO_SLUGS
)
# Their feeds would fall on the feed of everything and on the folder of the programs' feeds.
NO_CATEGORIES = frozenset({ALL, first_part(Section.PROGRAMS), LIST_PAGE})

LIST_PAGE_ADDRESS = re.compile(rf"(/.+/){LIST_PAGE}/\d+/")
PART_OF_LIST = re.compile(rf"({Section.ARCHIVE}|{Section.DOCUMENTS}).+")

SITE_URL = re.compile(
    r"https?://(?!.{254})(?!-)[A-Za-z0-9-]{1,63}(?:\.(?!-)[A-Za-z0-9-]{1,63})*"
    r"(?::(?P<port>[1-9]\d{0,4}))?(?P<path>(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*)"
)
SITE_URL_WRONG = Message(
    "địa chỉ của trang «{url}» viết sai.",
    "Hãy viết như https://ten-mien.vn hoặc https://ten-mien.vn/thu-muc; tên miền có dấu thì viết dạng xn--….",
)


def site_url(written: str) -> str:
    """The address under which a site stands, without a stroke at its end.

    Raises:
        Wrong: where links could not begin with it.
    """
    url = written.rstrip("/")
    match = SITE_URL.fullmatch(url)
    if not match or int(match["port"] or 1) > 65535:
        raise InvalidValue(SITE_URL_WRONG(url=written))
    return url


def file_name(address: str) -> str:
    """Where an address lies in a release: `/x/` and `/x` are folders with an index, one with an ending is a file."""
    path = address.strip("/")
    if not address.endswith("/") and re.search(r"[^/]\.[^/.]+\Z", path):
        return path
    return f"{path}/{INDEX}".lstrip("/")


def address_of(path: str) -> str:
    """The address of a file of a release, by its path: the other way of `file_name`."""
    folder, stroke, name = path.rpartition("/")
    return f"/{folder}{stroke}" if name == INDEX else f"/{path}"


def folders_of(names: Iterable[str]) -> set[str]:
    """All folders that files of a release lie in, at whatever depth."""
    found: set[str] = set()
    above = {name.rpartition("/")[0] for name in names} - {""}
    while above:
        found |= above
        above = {folder.rpartition("/")[0] for folder in above} - found - {""}
    return found


def place(address: str) -> str:
    """The same for all ways to write one address: `/x`, `/x/` and `/x/index.html`."""
    return address.removesuffix(f"/{INDEX}").rstrip("/")


def fronts(address: str) -> Iterator[str]:
    """Where an address of a list leads when nothing stands there any more, if something stands there: a page of a list
    to the list, a year or a body to all of them; nearest first.
    """
    return (match[1] for one in (LIST_PAGE_ADDRESS, PART_OF_LIST) if (match := one.fullmatch(address)))
