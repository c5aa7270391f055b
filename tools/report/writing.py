"""From the name of a program to its drafted review in a folder: reads the content as a build does."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from plugins.base import problems
from plugins.base.model import Content, ContentKind, SiteInfo, UnrenderedContent
from plugins.base.vietnamese import did_you_mean
from plugins.editorial import CheckedContent, load_and_check
from plugins.media import Library, render
from plugins.programs import follow, news_of
from tools.report.docx_writer import word
from tools.report.draft import Scope, draft
from tools.report.text import markdown


class CannotReport(Exception):
    """No report was written; `args[0]` says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folders: the content, what earlier builds kept, and where drafts go."""

    content: Path
    cache: Path
    drafts: Path


def write(places: Places, program: str, year: str, now: datetime) -> list[Path]:
    """Drafts the review of `program` (its slug) and returns the files: Markdown, then Word. A file that says something
    else is left as it is; the new draft gets a number then.

    Raises:
        CannotReport: where there is no such program, the year is none of its own, or the content has errors.
        OSError: where the files cannot be written.
    """
    known = load_and_check(places.content, now)
    if wrong := problems.errors(known.problems):
        problems.tell(wrong, sys.stderr)
        raise CannotReport("nội dung còn lỗi (ở trên). Hãy sửa, rồi chạy lại.")
    made = _find(program, known.unrendered_contents)
    scope = _scope(made, known, places.cache, _year(year, made.content, now.date()), now.date())
    report = draft(scope, SiteInfo(known.data.url, known.data.organisation))
    part = str(scope.year) if scope.year else "tong-ket" if scope.closing else "so-ket"
    files = {".md": markdown(report).encode(), ".docx": word(report, now)}
    return [_put(places.drafts, f"{made.content.slug}-{part}", ending, text) for ending, text in files.items()]


def _find(slug: str, unrendered_contents: Iterable[UnrenderedContent]) -> UnrenderedContent:
    known = {made.content.slug: made for made in unrendered_contents if made.content.kind is ContentKind.PROGRAM}
    if slug not in known:
        names = ", ".join(sorted(known)) or "chưa có chương trình nào"
        raise CannotReport(f"không có chương trình «{slug}».{did_you_mean(slug, known)} Các chương trình: {names}.")
    return known[slug]


def _year(written: str, program: Content, today: date) -> int:
    """0 for the whole time of the program."""
    if not written:
        return 0
    facts = program.facts
    first = facts.start.year if facts and facts.start else 1
    last = min(facts.end.year if facts and facts.end else today.year, today.year)
    if not (written.isascii() and written.isdecimal() and first <= int(written) <= last):
        raise CannotReport(
            f"năm «{written}» không phải năm đã qua của chương trình. Hãy ghi một năm từ {first} đến {last}."
        )
    return int(written)


def _scope(made: UnrenderedContent, known: CheckedContent, cache: Path, year: int, today: date) -> Scope:
    """The program as of today, or as of the end of a year that is over; the news rendered, to see where it links."""
    day = min(today, date(year, 12, 31)) if year else today
    wanted = [made, *(one for one in known.unrendered_contents if one.content.program == made.content.slug)]
    library = Library(files=known.files, texts=known.addresses, cache=cache)
    rendered = render(wanted, library, SiteInfo(known.data.url), known.data.abbreviations).contents
    news = tuple(
        content
        for content in rendered
        if content.kind is ContentKind.ARTICLE and content.date and content.date.date() <= day
    )
    return Scope(made.content, follow(made.content, news, day), news_of(made.content, news), day, year)


def _put(folder: Path, stem: str, ending: str, content: bytes) -> Path:
    """A draft that a person has gone on with must not be lost, so that only the same bytes are written again."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        file = folder / f"{stem}{f'-{number}' if number > 1 else ''}{ending}"
        if not file.exists():
            file.write_bytes(content)
            return file
        if file.read_bytes() == content:
            return file
        number += 1
