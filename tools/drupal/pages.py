"""What the page of one text of a live Drupal 7 site says, by Drupal's own marks. Themes differ in their wrappers; the
classes of the page's body, of the text and of its fields they keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bs4 import Tag

from tools.drupal import markup, shown_dates
from tools.drupal.markup import NODE_ID, Soup, ancestors, classes, text, value
from tools.drupal.model import OldField
from tools.drupal.page_fields import (
    FACTS,
    FIELD_NAME,
    ShownField,
    body_of,
    fields_of,
    html_of,
    in_short_form,
    is_short,
    name_of,
    shown,
)

ASIDE = (
    "#comments, .comment-wrapper, .comment, form, nav, script, style, .links, .node-links, .node-readmore, .submitted,"
    " .meta, .breadcrumb, .tabs, .messages, .element-invisible, .element-hidden, .rdf-meta, .node-title, #page-title,"
    " .contextual-links-wrapper, .poll, .book-navigation"
)
SHORT_FORM = ".node-teaser, .view-mode-teaser, .node--teaser, .views-row, .comment, #comments, .comment-wrapper, aside"
WHEN = (
    ".submitted, .pubdate, .pane-node-created, .field-name-post-date, .field-name-submitted-by, .meta, .node-date,"
    " .created"
)
DATE_LIKE = re.compile(r"(?:^|[-_])(?:date|created|posted|post-time|time|ngay(?:-dang)?|publish(?:ed)?)(?:$|[-_])")
OWN_KIND = re.compile(r"node-{1,2}([a-z][a-z0-9_]*(?:-[a-z0-9_]+)*)")
STATES = frozenset("full teaser promoted sticky unpublished preview odd even published content view".split())
TAG = re.compile(r"<[^>]*>")
BREAK = "<!--break-->"


@dataclass(frozen=True, slots=True)
class ShownText:
    """The page of one text."""

    nid: int
    type: str
    title: str
    canonical: str
    language: str
    author: str
    exact: datetime | None
    changed: datetime | None
    shown: str
    """The words in which the page tells its date."""
    promoted: bool
    sticky: bool
    comments: int
    translations: tuple[tuple[str, str], ...]
    body: str
    summary: str
    fields: tuple[ShownField, ...]
    extra: tuple[OldField, ...]
    closed_poll: bool = True


def title_of(soup: Soup, site_name: str = "") -> str:
    """The page's title: the heading that says so, or that the window's title begins with, else that title without the
    site's name.
    """
    window = text(soup.title)
    if own := text(soup.find(id="page-title")):
        return own
    for heading in [*soup.select("h1.title, h1.page-header"), *soup.find_all("h1")]:
        said = text(heading)
        if said and window.startswith(TAG.sub("", said)[:60]):  # Drupal strips tags from the window's title alone
            return said
    bare = window.removesuffix(f" | {site_name}") if site_name and window.endswith(f" | {site_name}") else window
    return bare if bare != window else window.rpartition(" | ")[0] or window


def shown_text(soup: Soup, site_name: str = "") -> ShownText | None:
    """The text whose page this is; None where it is of none."""
    nid = markup.nid(soup)
    if not nid:
        return None
    part = _part(soup, nid)
    fields = list(fields_of(part))
    body = body_of(fields)
    html = html_of(body) if body else _loose(part)
    place = fields.index(body) if body in fields else 0
    beside = tuple(shown(one, before=number < place) for number, one in enumerate(fields) if one is not body)
    own = {name.lower() for name in classes(part)}
    return ShownText(
        nid=nid,
        type=_type(soup, part),
        title=title_of(soup, site_name) or _meta_inside(part, "dc:title"),
        canonical=markup.linked(soup, "canonical") or value(part, "about"),
        language=value(soup.html, "lang") or value(soup.html, "xml:lang"),
        author=author_of(part) or text(soup.select_one(".pane-node-author .pane-content")),
        exact=exact_date(part) or _exact_of_head(soup),
        changed=shown_dates.exact(markup.meta(soup, "article:modified_time", "og:updated_time", "dcterms.modified")),
        shown=shown_date(part) or text(soup.select_one(".pane-node-created .pane-content")),
        promoted="node-promoted" in own or "node--promoted" in own,
        sticky="node-sticky" in own or "node--sticky" in own,
        comments=_comments(soup, part),
        translations=tuple(_translations(soup)),
        body=html,
        summary=_above_break(html),
        fields=tuple(one for one in beside if one.html or one.pictures or one.links),
        extra=tuple(filter(None, (_poll(part), _book(part)))),
        closed_poll=part.select_one(".poll form, form .poll") is None,
    )


# Where the text stands


def _part(soup: Soup, nid: int) -> Tag:
    """The element of the text itself, whatever the theme calls it; the page's middle where a panel shows it."""
    for element in soup.find_all(id=NODE_ID):
        number = NODE_ID.fullmatch(value(element, "id"))
        if number and int(number[1]) == nid and not is_short(element):
            return element
    for element in soup.select(f".node-{nid}, article.node, div.node, section.node"):
        if not is_short(element) and not any(is_short(one) for one in ancestors(element, soup)):
            return element
    names = "#block-system-main", "[role=main]", "main", "#content", "#main-content", "#main", "body"
    return next(filter(None, (soup.select_one(name) for name in names)), soup)


def _type(soup: Soup, part: Tag) -> str:
    """The kind of the text, by the page's body or by its own element."""
    for name in classes(soup.body) if soup.body else ():
        if name.startswith("node-type-"):
            return name.removeprefix("node-type-").replace("-", "_")
    for name in classes(part):
        found = OWN_KIND.fullmatch(name)
        if found and found[1] not in STATES and not found[1].startswith("not-"):
            return found[1].replace("-", "_")
    return ""


def _loose(part: Tag) -> str:
    """The text of a page whose theme prints it without the marks of a field: what is neither heading nor aside."""
    marked = part.select_one('[property~="content:encoded"]')
    inner = marked or part.select_one(".content, .node-content, .node__content, .pane-node-body .pane-content")
    if inner is None and part.name not in ("article", "div", "section"):
        return ""
    copy = markup.read(str(inner or part).encode())
    for element in [*copy.select(ASIDE), *copy.find_all(class_=FIELD_NAME), *copy.select(SHORT_FORM)]:
        if not element.decomposed:
            element.decompose()
    shell = copy.find(True)
    return shell.decode_contents().strip() if shell and (text(shell) or shell.find("img")) else ""


def _above_break(html: str) -> str:
    """What stands above Drupal's mark for the end of the teaser, made whole."""
    above, found, _ = html.partition(BREAK)
    return str(markup.read(above.encode())) if found else ""


# Facts


def exact_date(part: Tag) -> datetime | None:
    """When a text was made, as RDFa and HTML5 say it to programs."""
    for element in part.select('[property~="dc:date"], [property~="dc:created"], [property~="schema:dateCreated"]'):
        if _is_own(element, part) and (told := shown_dates.exact(value(element, "content"))):
            return told
    for element in part.select(
        ".submitted time, .meta time, .pubdate, time[pubdate], .submitted [title], .node__submitted time"
    ):
        said = value(element, "datetime") or value(element, "title")
        if _is_own(element, part) and (told := shown_dates.exact(said)):
            return told
    return None


def _exact_of_head(soup: Soup) -> datetime | None:
    names = "article:published_time", "dcterms.created", "dcterms.date", "dc.date", "datepublished"
    return shown_dates.exact(markup.meta(soup, *names))


def shown_date(part: Tag) -> str:
    for element in [*part.select(WHEN), *part.find_all(class_=DATE_LIKE)]:
        said = text(element)
        if _is_own(element, part) and len(said) < 300 and re.search(r"\d", said) and not _field_above(element, part):
            return said
    return ""


def _field_above(element: Tag, part: Tag) -> bool:
    named = (name_of(one) for one in (element, *ancestors(element, part)))
    return any(name and name not in FACTS for name in named)


def _is_own(element: Tag, part: Tag) -> bool:
    return not any(in_short_form(one) for one in ancestors(element, part))


def author_of(part: Tag) -> str:
    for place in (
        '[rel~="sioc:has_creator"]',
        ".submitted .username",
        ".field-name-author",
        ".meta .username",
        ".username",
    ):
        for element in part.select(place):
            if _is_own(element, part) and (name := text(element)):
                return name
    return ""


def _meta_inside(part: Tag, name: str) -> str:
    return value(part.select_one(f'[property~="{name}"]'), "content")


def _comments(soup: Soup, part: Tag) -> int:
    told = _meta_inside(part, "sioc:num_replies")
    return int(told) if told.isdecimal() else len(soup.select("#comments .comment, .comment-wrapper .comment"))


def _translations(soup: Soup) -> Iterator[tuple[str, str]]:
    """The same text in other languages, by the links that Drupal shows for them."""
    for link in soup.select(
        "a.translation-link, .language-switcher-locale-url a.language-link, link[rel~=alternate][hreflang]"
    ):
        language = value(link, "xml:lang") or value(link, "hreflang") or value(link, "lang")
        if language and value(link, "href"):
            yield language, value(link, "href")


def _poll(part: Tag) -> OldField | None:
    """A poll's choices with the votes that the page tells."""
    poll = part.select_one(".poll") or part.select_one('form[id^="poll-view-voting"]')
    if poll is None:
        return None
    rows = []
    for choice in poll.select(".text"):
        votes = re.search(r"\((\d+)", text(choice.find_next_sibling(class_="percent")))
        rows.append((text(choice), votes[1] if votes else ""))
    rows = rows or [(text(label), "") for label in poll.select("label.option")]
    if not rows:
        return None
    listed = "".join(f"<tr><td>{escape(name, quote=False)}</td><td>{votes}</td></tr>" for name, votes in rows)
    head = "<thead><tr><th>Phương án</th><th>Số phiếu</th></tr></thead>"
    return OldField("poll", "", html=f"<table>{head}<tbody>{listed}</tbody></table>", label_shown=False)


def _book(part: Tag) -> OldField | None:
    """The pages right below this one in its book."""
    links = [one for item in part.select(".book-navigation > ul > li") for one in item.find_all("a", href=True)[:1]]
    if not links:
        return None
    listed = "".join(f'<li><a href="{escape(value(a, "href"))}">{escape(text(a), quote=False)}</a></li>' for a in links)
    return OldField("book", "", html=f"<ul>{listed}</ul>", label_shown=False)


def path_prefix(soup: Soup) -> str:
    """The language's prefix of this page's address, as Drupal told its scripts."""
    told = markup.settings(soup).get("pathPrefix")
    return told.strip("/") if isinstance(told, str) else ""
