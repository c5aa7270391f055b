"""What stands at addresses that are no longer a text's own: a redirect, or a page that says the text is gone (410)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from plugins.base.model import Edition, Head, Output, OutputFile, OutputPage, Standing, Story

REDIRECTS = "/redirects.csv"


def answers(edition: Edition) -> Iterator[Output]:
    """Redirect pages, withdrawn pages, and `redirects.csv` (`old,new,status`) for servers that answer by status."""
    moved = [(old, story.address) for story in _published(edition) for old in story.redirect_from]
    # A page cannot stand at an address with a query ("/?q=node/12"); there the table alone answers.
    yield from (redirect(old, new) for old, new in moved if "?" not in old)
    gone = [(address, story) for story in edition.withdrawn for address in (story.address, *story.redirect_from)]
    yield from (_gone(address, story) for address, story in gone if "?" not in address)
    rows = [(old, new, 301) for old, new in moved] + [(address, "", 410) for address, _ in gone]
    yield OutputFile(REDIRECTS, _table(rows))


def redirect(old: str, new: str) -> OutputPage:
    head = Head(address=old, title="Trang đã chuyển", indexed=False)
    return OutputPage(old, "redirect.html", {"page": head, "target": new})


def _published(edition: Edition) -> Iterator[Story]:
    for stories in (edition.articles, edition.hidden, edition.pages, edition.programs):
        yield from stories


def _gone(address: str, story: Story) -> OutputPage:
    ended = story.standing is Standing.EXPIRED
    head = Head(address=story.address, title="Tin đã hết hạn đăng" if ended else "Bài đã được gỡ", indexed=False)
    values = {"page": head, "ended": ended, "reason": "" if ended else story.reason}
    return OutputPage(address, "withdrawn.html", values)


def _table(rows: Iterable[tuple[str, str, int]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("old", "new", "status"))
    writer.writerows(sorted(rows))
    return text.getvalue().encode()
