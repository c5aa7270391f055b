"""Where things stand in a release, which addresses are the site's own, and what an old address may be.

Whatever a release may hold that is no text of an editor's is named here, once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote

from plugins.base import file_names
from plugins.base.problems import Message, Wrong
from plugins.base.vietnamese import nfc

THEME, PICTURES, FILES, SEARCH, FEEDS, PREVIEWS = "theme", "anh", "tep", "pagefind", "feeds", "xem-truoc"
TABLE = "redirects.csv"
INDEX = "index.html"
# Under these a name holds its content's hash.
HASHED = (THEME, PICTURES, FILES, SEARCH)
# Of the search index, only these do.
SEARCH_HASHED = r"_[0-9a-f]+\.pf_"
# What the compressed copy of a file is called behind the file's own name.
COPIES = (".br", ".gz")
# Folders that machines fill; the last is the editor in the browser.
MACHINES = frozenset({*HASHED, PREVIEWS, "soan"})
LISTS = frozenset({"tin-tuc", "chuyen-muc", "tu-khoa", "tac-gia", "luu-tru", "van-ban"})
LIST_PAGE = "trang"
# Neither a text nor a list may have these as the last part of its address.
NO_SLUGS = frozenset({LIST_PAGE, "index"})
# The first parts of the site's own addresses; a page may not take one of them.
NO_PAGES = frozenset(
    {
        *(*MACHINES, *LISTS, *NO_SLUGS, FEEDS),
        *("chuong-trinh", "tim-kiem", "nhan-tin", "ve-trang-nay", "rss", "sitemap", "robots", "404"),
    }
)

MOST_PARTS = 20
# Besides what is no letter at all: signs that some file system, or an address, keeps for itself.
KEPT_SIGNS = frozenset('\\:*"<>|?#%')
LIST_PAGE_ADDRESS = re.compile(rf"(/.+/){LIST_PAGE}/\d+/")
PART_OF_LIST = re.compile(r"(/(?:luu-tru|van-ban)/).+")
# What Drupal answered with a query: its own paths stood there.
FRONTS = ("/", "/index.php")

NO_OWN_ADDRESS = Message(
    "«{address}» không phải địa chỉ trên trang này.", "Hãy viết phần sau tên miền, bắt đầu bằng «/»."
)
STEP_IN_ADDRESS = Message(
    "«{address}» có phần «{part}» bắt đầu bằng dấu chấm.", "Hãy viết địa chỉ đúng như trên thanh địa chỉ của trang cũ."
)
SIGN_IN_ADDRESS = Message(
    "«{address}» có ký tự không dùng được trong địa chỉ cũ: «{sign}».", "Hãy xem lại địa chỉ, hoặc bỏ đi."
)
END_OF_PART = Message("«{address}» có phần «{part}» kết thúc bằng dấu chấm hoặc dấu cách.", "Hãy xem lại địa chỉ.")
NO_LETTERS = Message("«{address}» có mã %… không đọc được thành chữ.", "Hãy chép lại địa chỉ từ trang cũ.")
TOO_LONG = Message("«{address}» dài quá mức một ổ đĩa ghi được.", "Hãy bỏ địa chỉ này.")
OTHER_QUERY = Message(
    "«{address}»: sau dấu «?» chỉ nhận địa chỉ kiểu Drupal.", "Hãy viết như «/?q=node/12», hoặc bỏ phần sau dấu «?»."
)
OWN_ADDRESS = Message("«{address}» là chỗ trang này dùng cho việc khác.", "Hãy bỏ khỏi ô Redirect_from.")
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
        raise Wrong(SITE_URL_WRONG(url=written))
    return url


def file_name(address: str) -> str:
    """Where an address lies in a release: `/x/` and `/x` are folders with an index, one with an ending is a file."""
    path = address.strip("/")
    if not address.endswith("/") and re.search(r"[^/]\.[^/.]+\Z", path):
        return path
    return f"{path}/{INDEX}".lstrip("/")


def place(address: str) -> str:
    """The same for all ways to write one address: `/x`, `/x/` and `/x/index.html`."""
    return address.removesuffix(f"/{INDEX}").rstrip("/")


def fronts(address: str) -> Iterator[str]:
    """Where an address of a list leads when nothing stands there any more, if something stands there: a page of a list
    to the list, a year or a body to all of them; nearest first.
    """
    return (match[1] for one in (LIST_PAGE_ADDRESS, PART_OF_LIST) if (match := one.fullmatch(address)))


def old_address(written: str) -> str:
    """An old address as the table, the marks and the pages have it: percent signs resolved once, composed, with single
    strokes and, of a query, Drupal's `q` alone. Case stays.

    Raises:
        Wrong: where no reader could have asked for it, or a file system could not hold it.
    """
    path, question, query = written.partition("?")
    if not path.startswith("/") or path.startswith("//"):
        raise Wrong(NO_OWN_ADDRESS(address=written))
    parts = _parts(path, written)
    if not question:
        folder = path.endswith("/") or parts[-1:] == [INDEX]
        inside = "/".join(parts[:-1] if parts[-1:] == [INDEX] else parts)
        return f"/{inside}/".replace("//", "/") if folder else f"/{inside}"
    if f"/{'/'.join(parts)}" not in FRONTS:
        raise Wrong(OTHER_QUERY(address=written))
    return f"/?q={'/'.join(_drupals(query, written))}"


def refuse_own(address: str) -> None:
    """Raises Wrong for an old address that is the site's own whatever texts there are."""
    parts = address.lower().strip("/").split("/")
    own = parts[0] in MACHINES or (parts[0] in LISTS and LIST_PAGE in parts[1:])
    if own or any(part in (INDEX, *(INDEX + end for end in COPIES)) for part in parts):
        raise Wrong(OWN_ADDRESS(address=address))


def _drupals(query: str, written: str) -> list[str]:
    try:
        asked = next((value for name, value in parse_qsl(query, errors="strict") if name == "q"), "")
    except ValueError:
        raise Wrong(NO_LETTERS(address=written)) from None
    parts = [part for part in nfc(asked).split("/") if part]
    if not parts:
        raise Wrong(OTHER_QUERY(address=written))
    _refuse_parts(parts, written)
    # A server sees a query as it was written, so that this is what its disk must hold.
    if file_names.is_long("/".join(map(quote, parts))):
        raise Wrong(TOO_LONG(address=file_names.shown(written)))
    return parts


def _parts(path: str, written: str) -> list[str]:
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        raise Wrong(NO_LETTERS(address=written)) from None
    parts = [part for part in nfc(decoded).split("/") if part]
    _refuse_parts(parts, written)
    return parts


def _refuse_parts(parts: list[str], written: str) -> None:
    for part in parts:
        if part.startswith("."):
            raise Wrong(STEP_IN_ADDRESS(address=written, part=part))
        if sign := next(_unusable(part), ""):
            raise Wrong(SIGN_IN_ADDRESS(address=written, sign=sign))
        if part.endswith((".", " ")):
            raise Wrong(END_OF_PART(address=written, part=part))
    if len(parts) > MOST_PARTS or file_names.is_long("/".join(parts)):
        raise Wrong(TOO_LONG(address=file_names.shown(written)))


def _unusable(part: str) -> Iterator[str]:
    """The signs that are no letter, mark, number, punctuation or plain space, each as it may be shown."""
    for sign in part:
        if sign in KEPT_SIGNS:
            yield sign
        elif unicodedata.category(sign)[0] in "CZ" and sign != " ":
            yield f"U+{ord(sign):04X}"
