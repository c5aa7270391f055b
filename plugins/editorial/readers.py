"""From what stands behind a key to a value: one reader a kind of value, each raises Wrong with what an editor reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from plugins.base import moments
from plugins.base.addresses import place
from plugins.base.header import Items, Node, Scalar
from plugins.base.model import Status
from plugins.base.old_addresses import old_address, refuse_own
from plugins.base.problems import Message, Wrong
from plugins.base.slugs import LONGEST
from plugins.base.vietnamese import did_you_mean, fold_spaces, identity, slug

STATUS_WORDS = {
    **{identity(status.value): status for status in Status},
    identity("đăng"): Status.PUBLISHED,
    identity("nháp"): Status.DRAFT,
    identity("ẩn"): Status.HIDDEN,
    identity("gỡ"): Status.REMOVED,
}
PROGRESS_WORDS = {
    identity(word): hidden for word, hidden in {"hidden": True, "ẩn": True, "shown": False, "hiện": False}.items()
}
YES_WORDS = {"yes": True, "true": True, "có": True, "no": False, "false": False, "không": False}

# ISO 639-1, the two-letter codes.
LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
    et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)

NAME_TOO_LONG = Message("«{name}…» dài {length} chữ, quá {most}.", "Hãy viết gọn lại, hoặc tách bằng dấu phẩy.")
MOST_NAMES = 100
TOO_MANY_NAMES = Message("có {count} mục, quá {most}.", "Hãy giữ những mục chính.")
NOT_ONE_LINE = Message("ô này chỉ nhận một dòng chữ.", "Hãy viết giá trị ngay sau dấu hai chấm.")
NO_LIST = Message("ô này nhận một danh sách.", "Hãy viết mỗi mục một dòng, bắt đầu bằng «- ».")
EMPTY_DATE = Message("còn trống.", moments.REMEDY)
UNKNOWN_STATUS = Message("không có trạng thái «{status}».{hint}", f"Hãy chọn {', '.join(Status)}.")
UNKNOWN_LANGUAGE = Message("«{code}» không phải mã ngôn ngữ hai chữ.", "Tiếng Việt là «vi», tiếng Anh là «en».")
NEITHER_YES_NOR_NO = Message("«{value}» không phải «yes» hay «no».", "Hãy viết một trong hai từ ấy.")
UNKNOWN_PROGRESS = Message("«{value}» không phải «hidden» hay «shown».", "Hãy viết một trong hai từ ấy, hoặc bỏ ô này.")
UNKNOWN_CHOICE = Message("không có «{value}».{hint}", "Hãy chọn {known}.")


@dataclass(frozen=True, slots=True)
class Signature:
    """An author as signed: name, and office where one follows the comma."""

    name: str
    office: str = ""


def text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise Wrong(NOT_ONE_LINE())
    return fold_spaces(node.text)


def name(node: Node) -> str:
    """One line that becomes a part of an address.

    Raises:
        Wrong: where it is too long for one.
    """
    return next(iter(_names([text(node)])), "")


def words(node: Node) -> tuple[str, ...]:
    """Several values: a list, or one line with commas or semicolons. Empty ones and repetitions fall away."""
    parts = re.split(r"[,;]", node.text) if isinstance(node, Scalar) else [text(item) for item in _items(node)]
    return _names(parts)


def lines(node: Node) -> tuple[str, ...]:
    """Several values that may hold commas themselves: a list, or one line with semicolons."""
    return _names(_parts(node))


def _parts(node: Node) -> list[str]:
    parts = node.text.split(";") if isinstance(node, Scalar) else [text(item) for item in _items(node)]
    return [fold_spaces(part) for part in parts]


def sentences(node: Node) -> tuple[str, ...]:
    """Prose that may be long and hold any sign: a list, or one line for one sentence."""
    parts = [node] if isinstance(node, Scalar) else _items(node)
    return tuple(filter(None, (text(part) for part in parts)))


def _names(parts: Iterable[str]) -> tuple[str, ...]:
    """Names without empty ones and repetitions; each must fit into an address.

    Raises:
        Wrong: for one that is too long, and for too many.
    """
    names = tuple(dict.fromkeys(fold_spaces(part) for part in parts if part.strip()))
    if len(names) > MOST_NAMES:
        raise Wrong(TOO_MANY_NAMES(count=len(names), most=MOST_NAMES))
    for one in names:
        if (length := max(len(one), len(slug(one)))) > LONGEST:
            raise Wrong(NAME_TOO_LONG(name=one[:40], length=length, most=LONGEST))
    return names


def signatures(node: Node) -> tuple[Signature, ...]:
    return tuple(_signature(line) for line in lines(node))


def moment(node: Node) -> datetime:
    written = text(node)
    if not written:
        raise Wrong(EMPTY_DATE())
    return moments.parse(written)


def status(node: Node) -> Status:
    written = text(node)
    try:
        return STATUS_WORDS[identity(written)]
    except KeyError:
        known = [*(status.value for status in Status), "đăng", "nháp", "ẩn", "gỡ"]
        raise Wrong(UNKNOWN_STATUS(status=written, hint=did_you_mean(written, known))) from None


def language(node: Node) -> str:
    written = text(node)
    if written.lower() not in LANGUAGES:
        raise Wrong(UNKNOWN_LANGUAGE(code=written))
    return written.lower()


def progress_hidden(node: Node) -> bool:
    """Whether the counts of a program are kept off its page.

    Raises:
        Wrong: for anything but "hidden" ("ẩn") and "shown" ("hiện").
    """
    written = text(node)
    try:
        return PROGRESS_WORDS[identity(written)]
    except KeyError:
        raise Wrong(UNKNOWN_PROGRESS(value=written)) from None


def choice(*known: str) -> Callable[[Node], str]:
    """A reader that takes one of the known words, in any spelling of theirs, and gives it as we write it."""

    def read(node: Node) -> str:
        written = text(node)
        if written and identity(written) not in map(identity, known):
            raise Wrong(UNKNOWN_CHOICE(value=written, hint=did_you_mean(written, known), known=", ".join(known)))
        return next((one for one in known if identity(one) == identity(written)), "")

    return read


def yes(node: Node) -> bool:
    written = text(node)
    try:
        return YES_WORDS[written.lower()]
    except KeyError:
        raise Wrong(NEITHER_YES_NOR_NO(value=written)) from None


def addresses(node: Node) -> tuple[str, ...]:
    """Old addresses of this site, each written in the one way that is used from here on."""
    found: dict[str, str] = {}
    for address in map(old_address, filter(None, _parts(node))):
        refuse_own(address)
        found.setdefault(place(address), address)
    return tuple(found.values())


def day(node: Node) -> date:
    """A day, or a year alone; which of its days a year means, the end of the period decides."""
    written = text(node)
    return date(int(written), 1, 1) if re.fullmatch(r"[12]\d{3}", written) else moment(node).date()


def last_day(node: Node) -> date:
    written = text(node)
    return date(int(written), 12, 31) if re.fullmatch(r"[12]\d{3}", written) else moment(node).date()


def _items(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Items):
        raise Wrong(NO_LIST())
    return node.items


def _signature(line: str) -> Signature:
    name, _, office = line.partition(",")
    return Signature(name.strip(), office.strip())
