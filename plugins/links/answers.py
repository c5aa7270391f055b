"""What stands at addresses that are no longer a text's own: a redirect, or a page that says the text is gone (410)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from plugins.base.addresses import INDEX, TABLE, address_of, file_name, fronts, place
from plugins.base.file_names import is_device
from plugins.base.model import Content, Head, Output, OutputFile, OutputPage, Site, Visibility
from plugins.base.redirects import GONE, MOVED, OldPlace, Redirect, table


def answers(site: Site, taken: Collection[str] = (), ended: Iterable[str] = ()) -> Iterator[Output]:
    """Redirect pages, withdrawn pages, and `redirects.csv` (`old,new,status`) for servers that answer by status.

    `taken` are the addresses at which something else stands; `ended` are lists and feeds whose texts are over, which
    lead on to something that stands, or say so.
    """
    onward = {one: next((front for front in fronts(one) if front in taken), "") for one in ended}
    moved = [(old, content.address) for content in _published(site) for old in content.redirect_from]
    moved += [(one, front) for one, front in onward.items() if front]
    gone = [(address, content) for content in site.withdrawn for address in (content.address, *content.redirect_from)]
    lists = [one for one, front in onward.items() if not front]
    others = list(_others(site, [*onward, *taken, *(old for old, _ in (*moved, *gone))], taken))
    pages = [*(redirect(old, new) for old, new in moved), *(_gone(address, content) for address, content in gone)]
    pages += [_list_gone(one) for one in lists if file_name(one).endswith(INDEX)]
    pages += [redirect(one.old, one.new) if one.new else _place_gone(one) for one in others if _is_page(one.old)]
    yield from _possible(pages, taken)
    rows = [Redirect(old, new, MOVED) for old, new in moved]
    rows += [Redirect(old, "", GONE) for old in (*(old for old, _ in gone), *lists)]
    rows += [Redirect(one.old, one.new, MOVED if one.new else GONE) for one in others]
    yield OutputFile(f"/{TABLE}", table(rows))


def _others(site: Site, answering: Iterable[str], taken: Collection[str]) -> Iterator[OldPlace]:
    """The old places at which nothing answers by itself."""
    if site.old_places:
        answered = set(map(place, answering))
        yield from (_standing(one, taken) for one in site.old_places if place(one.old) not in answered)


def _standing(one: OldPlace, taken: Collection[str]) -> OldPlace:
    """Where an old place leads now: to what stands there, else to the list that it was a part of, else nowhere."""
    return one._replace(new=next((front for front in (one.new, *fronts(one.new)) if front in taken), ""))


def _is_page(old: str) -> bool:
    """A file of an old site is asked for by other pages: a page in its place would be of no use to anyone."""
    return file_name(old).endswith(".html")


def redirect(old: str, new: str) -> OutputPage:
    head = Head(address=old, title="Trang đã chuyển", indexed=False)
    return OutputPage(_as_page(old), "redirect.html", {"page": head, "target": new})


def _as_page(old: str) -> str:
    """Whatever an old address ends in (`.php`, `.pdf`, `.gz`), every host serves the index of a folder as a page."""
    return old if file_name(old).endswith(".html") else f"{old}/"


def _possible(pages: Iterable[OutputPage], taken: Collection[str]) -> Iterator[OutputPage]:
    """Those for which every disk has a place: none stands behind a query ("/?q=node/12"), nor where only case tells it
    from something else, nor under a name of Windows's own. There the table alone answers.
    """
    exact = {place(address) for address in taken}
    known = {address.casefold() for address in exact}
    for page in pages:
        at = place(page.address)
        if "?" not in at and not any(map(is_device, at.split("/"))) and (at in exact or at.casefold() not in known):
            known.add(at.casefold())
            yield page


def _published(site: Site) -> Iterator[Content]:
    for contents in (site.articles, site.hidden, site.pages, site.programs):
        yield from contents


def _gone(address: str, content: Content) -> OutputPage:
    ended = content.visibility is Visibility.EXPIRED
    head = Head(address=content.address, title="Tin đã hết hạn đăng" if ended else "Bài đã được gỡ", indexed=False)
    values = {"page": head, "list": False, "old": False, "ended": ended, "reason": "" if ended else content.reason}
    return OutputPage(_as_page(address), "withdrawn.html", values)


def _list_gone(address: str) -> OutputPage:
    """Where texts were listed that are all over."""
    head = Head(address=address, title="Không còn bài nào", indexed=False)
    return OutputPage(
        address, "withdrawn.html", {"page": head, "list": True, "old": False, "ended": True, "reason": ""}
    )


def _place_gone(one: OldPlace) -> OutputPage:
    """Where something stood that was no text."""
    address = address_of(file_name(one.old))
    head = Head(address=address, title="Không còn ở địa chỉ này", indexed=False)
    values = {"page": head, "list": False, "old": True, "ended": False, "reason": one.reason}
    return OutputPage(address, "withdrawn.html", values)
