"""From what stands behind a key to a value: one reader a kind of value, each raises Wrong with what an editor reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from plugins.base import moments
from plugins.base.addresses import place
from plugins.base.header import Items, Node, Scalar
from plugins.base.model import Status
from plugins.base.old_addresses import old_address, refuse_own
from plugins.base.problems import InvalidValue, Message
from plugins.base.slugs import LONGEST
from plugins.base.vietnamese import did_you_mean, fold_spaces, identity, slug

# ISO 639-1, the two-letter codes.
LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
    et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
""".split()

NAME_TOO_LONG = Message("«{name}…» dài {length} chữ, quá {most}.", "Hãy viết gọn lại, hoặc tách bằng dấu phẩy.")
MOST_NAMES = 100
TOO_MANY_NAMES = Message("có {count} mục, quá {most}.", "Hãy giữ những mục chính.")
NOT_ONE_LINE = Message("ô này chỉ nhận một dòng chữ.", "Hãy viết giá trị ngay sau dấu hai chấm.")
NO_LIST = Message("ô này nhận một danh sách.", "Hãy viết mỗi mục một dòng, bắt đầu bằng «- ».")
EMPTY_DATE = Message("còn trống.", moments.REMEDY)
UNKNOWN_STATUS = Message("không có trạng thái «{value}».{hint}", f"Hãy chọn {', '.join(Status)}.")
UNKNOWN_LANGUAGE = Message("«{value}» không phải mã ngôn ngữ hai chữ.", "Tiếng Việt là «vi», tiếng Anh là «en».")
NEITHER_YES_NOR_NO = Message("«{value}» không phải «yes» hay «no».", "Hãy viết một trong hai từ ấy.")
UNKNOWN_PROGRESS = Message("«{value}» không phải «hidden» hay «shown».", "Hãy viết một trong hai từ ấy, hoặc bỏ ô này.")
UNKNOWN_CHOICE = Message("không có «{value}».{hint}", "Hãy chọn {known}.")


class Choice(NamedTuple):
    """A value that may be chosen, and the words for it: first as we write it, last in Vietnamese."""

    value: object
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """A reader that takes the words of one of them, in any spelling of theirs; `unknown` is told of all others."""

    every: tuple[Choice, ...]
    unknown: Message

    def __call__(self, node: Node) -> object:
        written = text(node)
        for choice in self.every:
            if identity(written) in map(identity, choice.words):
                return choice.value
        words = [word for choice in self.every for word in choice.words if word]
        known = ", ".join(filter(None, (choice.words[0] for choice in self.every)))
        raise InvalidValue(self.unknown(value=written, hint=did_you_mean(written, words), known=known))


def choices_of(read: Callable[[Node], object]) -> tuple[Choice, ...]:
    """What a reader lets choose from; nothing where it takes more than some words."""
    return read.every if isinstance(read, Choices) else ()


def one_of(*words: str) -> Choices:
    """Choices that are their words; none needs to be made."""
    return Choices(tuple(Choice(word, (word,)) for word in ("", *words)), UNKNOWN_CHOICE)


STATUS = Choices(
    (
        Choice(Status.PUBLISHED, ("published", "đăng")),
        Choice(Status.DRAFT, ("draft", "nháp")),
        Choice(Status.HIDDEN, ("hidden", "ẩn")),
        Choice(Status.REMOVED, ("removed", "gỡ")),
    ),
    UNKNOWN_STATUS,
)
YES = Choices((Choice(True, ("yes", "true", "có")), Choice(False, ("no", "false", "không"))), NEITHER_YES_NOR_NO)
PROGRESS_HIDDEN = Choices((Choice(True, ("hidden", "ẩn")), Choice(False, ("shown", "hiện"))), UNKNOWN_PROGRESS)
LANGUAGE = Choices(tuple(Choice(code, (code,)) for code in LANGUAGES), UNKNOWN_LANGUAGE)


class Signature(NamedTuple):
    """An author as signed: name, and office where one follows the comma."""

    name: str
    office: str = ""


def text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise InvalidValue(NOT_ONE_LINE())
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
        raise InvalidValue(TOO_MANY_NAMES(count=len(names), most=MOST_NAMES))
    for one in names:
        if (length := max(len(one), len(slug(one)))) > LONGEST:
            raise InvalidValue(NAME_TOO_LONG(name=one[:40], length=length, most=LONGEST))
    return names


def signatures(node: Node) -> tuple[Signature, ...]:
    return tuple(_signature(line) for line in lines(node))


def moment(node: Node) -> datetime:
    written = text(node)
    if not written:
        raise InvalidValue(EMPTY_DATE())
    return moments.parse(written)


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
        raise InvalidValue(NO_LIST())
    return node.items


def _signature(line: str) -> Signature:
    name, _, office = line.partition(",")
    return Signature(name.strip(), office.strip())
