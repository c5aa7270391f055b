"""What an old address may be, and how it is written: in the table, in the marks of the server and in the pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote

from plugins.base import file_names
from plugins.base.addresses import COPIES, INDEX, LIST_PAGE, LISTED, MACHINES, first_part
from plugins.base.problems import InvalidValue, Message
from plugins.base.vietnamese import nfc

MOST_PARTS = 20
# Besides what is no letter at all: signs that some file system, or an address, keeps for itself.
KEPT_SIGNS = frozenset('\\:*"<>|?#%')
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


def old_address(written: str) -> str:
    """An old address as the table, the marks and the pages have it: percent signs resolved once, composed, with single
    strokes and, of a query, Drupal's `q` alone. Case stays.

    Raises:
        Wrong: where no reader could have asked for it, or a file system could not hold it.
    """
    path, question, query = written.partition("?")
    if not path.startswith("/") or path.startswith("//"):
        raise InvalidValue(NO_OWN_ADDRESS(address=written))
    parts = _parts(path, written)
    if not question:
        folder = path.endswith("/") or parts[-1:] == [INDEX]
        inside = "/".join(parts[:-1] if parts[-1:] == [INDEX] else parts)
        return f"/{inside}/".replace("//", "/") if folder else f"/{inside}"
    if f"/{'/'.join(parts)}" not in FRONTS:
        raise InvalidValue(OTHER_QUERY(address=written))
    return f"/?q={'/'.join(_drupals(query, written))}"


def refuse_own(address: str) -> None:
    """Raises Wrong for an old address that is the site's own whatever texts there are."""
    parts = address.lower().strip("/").split("/")
    own = parts[0] in MACHINES or (parts[0] in map(first_part, LISTED) and LIST_PAGE in parts[1:])
    if own or any(part in (INDEX, *(INDEX + end for end in COPIES)) for part in parts):
        raise InvalidValue(OWN_ADDRESS(address=address))


def _drupals(query: str, written: str) -> list[str]:
    try:
        asked = next((value for name, value in parse_qsl(query, errors="strict") if name == "q"), "")
    except ValueError:
        raise InvalidValue(NO_LETTERS(address=written)) from None
    parts = [part for part in nfc(asked).split("/") if part]
    if not parts:
        raise InvalidValue(OTHER_QUERY(address=written))
    _refuse_parts(parts, written)
    # A server sees a query as it was written, so that this is what its disk must hold.
    if file_names.is_long("/".join(map(quote, parts))):
        raise InvalidValue(TOO_LONG(address=file_names.shown(written)))
    return parts


def _parts(path: str, written: str) -> list[str]:
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        raise InvalidValue(NO_LETTERS(address=written)) from None
    parts = [part for part in nfc(decoded).split("/") if part]
    _refuse_parts(parts, written)
    return parts


def _refuse_parts(parts: list[str], written: str) -> None:
    for part in parts:
        if part.startswith("."):
            raise InvalidValue(STEP_IN_ADDRESS(address=written, part=part))
        if sign := next(_unusable(part), ""):
            raise InvalidValue(SIGN_IN_ADDRESS(address=written, sign=sign))
        if part.endswith((".", " ")):
            raise InvalidValue(END_OF_PART(address=written, part=part))
    if len(parts) > MOST_PARTS or file_names.is_long("/".join(parts)):
        raise InvalidValue(TOO_LONG(address=file_names.shown(written)))


def _unusable(part: str) -> Iterator[str]:
    """The signs that are no letter, mark, number, punctuation or plain space, each as it may be shown."""
    for sign in part:
        if sign in KEPT_SIGNS:
            yield sign
        elif unicodedata.category(sign)[0] in "CZ" and sign != " ":
            yield f"U+{ord(sign):04X}"
