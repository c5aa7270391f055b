"""Copies that would be a second text, and files that an editor takes for a text and nobody sees."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname, join, splitext
from urllib.parse import unquote

from plugins.base.problems import Message, Problem
from plugins.base.vietnamese import identity, slug
from plugins.editorial.outline import Outline

COPY = Message(
    "có vẻ là bản sao của {other}, và sẽ thành bài thứ hai.",
    "Hãy chép điều cần giữ vào {other} rồi xóa bản sao; nếu là bài khác, hãy đổi tên tệp.",
)
SAME_TITLE = Message(
    "cùng tiêu đề với {other} ở cạnh, và sẽ thành bài thứ hai.", "Hãy xóa bản thừa, hoặc đổi tiêu đề của một bài."
)
NEARLY_INDEX = Message("có tên gần như index.md.", "Hãy đổi thành index.md, hoặc thành tên của bài.")
TEXT_BY_NAME = Message(
    "có tên như một bài viết mà không phải tệp .md, nên không ai thấy.",
    "Hãy đổi tên thành «{name}» (Windows: bật View → File name extensions để thấy đuôi tệp), hoặc xóa tệp này.",
)
NOBODY_SEES = Message(
    "không bài nào ở cạnh hay dùng đến tệp này, nên không ai thấy.",
    "Nếu là bài, hãy chép nội dung vào một tệp .md; nếu là tệp đính kèm, hãy đặt đường dẫn ở một bài.",
    warning=True,
)

# What programs add to the name of a copy. They write spaces, brackets, dots or capitals; a name of one's own has none.
COPY_BEHIND = re.compile(r"(?:^|-)(?:copy|copies|ban-sao|sao-chep|chep|xung-dot|duplicate)(?:-|$)|conflict")
COPY_BEFORE = re.compile(r"(?:copy|ban-sao(?:-chep)?|sao-chep)(?:-\d+)?(?:-of|-cua)?")
OWN_NAME = re.compile(r"[a-z0-9-]*")
TEXT_LIKE = re.compile(r"(.+\.md)[. _~-].*|index(?:md|\.txt|\.text)?", re.IGNORECASE)
BACKUP = re.compile(r"\.(?:bak|orig|old|rej|save)\d*$", re.IGNORECASE)
LONGEST = 200
DOCUMENT = re.compile(r"\.(?:txt|text|rtf|docx?|docm|odt|pages|wps|gdoc|pdf)$", re.IGNORECASE)
ENDING = re.compile(r"\.(?:txt|text|rtf|docm|docx?|odt|pages|wps|gdoc|pdf|(?:bak|orig|old|rej|save)\d*)", re.IGNORECASE)
"""Of a document or a backup, wherever it stands."""
# Files there are published, or read, without a text that uses them.
OTHER_FOLDERS = ("files/", "data/")

Name = tuple[str, str]
"""A text among its neighbours: the folder that it stands in, and its name there, whether it is a file or a folder."""
Outlines = Callable[[str], Outline | None]
"""By path; None of a text that could not be read."""


def doubled(texts: Collection[str], moved: Iterable[str], outline: Outlines) -> Iterator[Problem]:
    """Texts that are copies of others. `texts` are all paths; looked at are those that stand beside one that has
    `moved`, because the others were no copies before.
    """
    folders = {folder for path in moved for folder in _stands_in(path)}
    beside = sorted(path for path in texts if not folders.isdisjoint(_stands_in(path))) if folders else []
    names = {_name(path): path for path in beside}
    for path in beside:
        index = join(dirname(path), "index.md")
        if not _is_index(path) and _nearly_index(path, index in texts):
            yield COPY.at(path, 0, other=index) if index in texts else NEARLY_INDEX.at(path, 0)
        elif path != index and index in texts and _alike(outline(path), outline(index)):
            yield SAME_TITLE.at(path, 0, other=index)
        elif other := _original(_name(path), names, outline):
            yield COPY.at(path, 0, other=other)


def _stands_in(path: str) -> tuple[str, ...]:
    """The folder that it lies in, and, where it is the index of that, the one in which it has its name."""
    folder = path.rpartition("/")[0]
    return (folder, dirname(folder)) if _is_index(path) else (folder,)


def documents_in(words: str) -> tuple[str, ...]:
    """Beginnings of the lines of a text, each to the end of what may be the name of a document, also as an address has
    it.
    """
    ends = (at.end() for at in ENDING.finditer(words))
    found = [words[max(words.rfind("\n", 0, end) + 1, end - LONGEST) : end] for end in ends]
    return tuple(dict.fromkeys([*found, *(unquote(one) for one in found if "%" in one)]))


def unseen(texts: Collection[str], files: Iterable[str], named: Iterable[str]) -> Iterator[Problem]:
    """Files that an editor takes for texts or attachments. What is `named` in the texts ends in the names of those that
    they use.
    """
    documents = [path for path in files if not path.startswith(OTHER_FOLDERS) and _may_be_meant(path)]
    if documents:
        folders = {dirname(path) for path in texts if _is_index(path)}
        backwards = sorted(name[::-1] for name in named)
        unused = (path for path in documents if not _ends(backwards, basename(path)[::-1]))
        yield from _unseen(unused, set(texts), folders)


def _ends(backwards: Sequence[str], name: str) -> bool:
    """Whether one of these begins with the name; both are spelled backwards."""
    at = bisect_left(backwards, name)
    return at < len(backwards) and backwards[at].startswith(name)


def _name(path: str) -> Name:
    folder = dirname(path)
    whole = folder if _is_index(path) and folder else splitext(path)[0]
    return dirname(whole), basename(whole).casefold()


def _is_index(path: str) -> bool:
    return path[-8:].lower() == "index.md" and path[-9:-8] in ("", "/")


def _nearly_index(path: str, beside_one: bool) -> bool:
    """`index (1)`, `Copy of index`; beside an `index.md` also `index-2` and `index-MAY-CUA-HOA`."""
    stem = splitext(basename(path))[0]
    rest = re.sub("^index(?![a-z])", "", stem, flags=re.IGNORECASE)
    if rest != stem:
        return beside_one or not OWN_NAME.fullmatch(rest)
    return stem.lower().endswith("index") and COPY_BEFORE.fullmatch(slug(stem[: -len("index")])) is not None


def _original(name: Name, names: Mapping[Name, str], outline: Outlines) -> str:
    """The text of which another seems to be a copy: by what is added to its name, or by its title and date."""
    folder, stem = name
    for cut in (match.start() for match in re.finditer(r"(?<=\w)(?!\w)|(?<=\w)_|(?<!\w)(?=\w)", stem)):
        first, rest = stem[:cut], stem[cut:]
        if other := names.get((folder, first)) if rest else None:
            by_program = COPY_BEHIND.search(slug(rest)) and not OWN_NAME.fullmatch(rest)
            if by_program or _alike(outline(names[name]), outline(other), by_date=True):
                return other
        if (other := names.get((folder, rest))) and COPY_BEFORE.fullmatch(slug(first)):
            return other
    return ""


def _alike(one: Outline | None, other: Outline | None, by_date: bool = False) -> bool:
    if not one or not other or (by_date and one.date != other.date):
        return False
    titles = {identity(text.title) for text in (one, other)}
    return len(titles) == 1 and "" not in titles


def _may_be_meant(path: str) -> bool:
    name = basename(path)
    return bool(DOCUMENT.search(name) or TEXT_LIKE.fullmatch(name))


def _unseen(documents: Iterator[str], texts: set[str], folders: set[str]) -> Iterator[Problem]:
    """A document beside a text belongs to it. Of each folder without one the first is told."""
    told: set[str] = set()
    for path in documents:
        like = TEXT_LIKE.fullmatch(basename(path))
        meant = join(dirname(path), like[1] or "index.md") if like else ""
        folder = dirname(path)
        if like and not (meant in texts and (BACKUP.search(path) or not like[1])):
            yield TEXT_BY_NAME.at(path, 0, name=basename(meant))
        elif not _beside_a_text(folder, folders) and folder not in told:
            told.add(folder)
            yield NOBODY_SEES.at(path, 0)


def _beside_a_text(folder: str, folders: set[str]) -> bool:
    while folder:
        if folder in folders:
            return True
        folder = dirname(folder)
    return False
