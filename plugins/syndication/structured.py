"""Structured data: what schema.org has words for, as the text of one JSON-LD script element a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from plugins.base.addresses import Section
from plugins.base.media_types import RASTER
from plugins.base.model import Author, Content, Head, Link, Organisation, ProgramFacts, SharePicture, SiteInfo
from plugins.base.vietnamese import nfc
from plugins.syndication.entries import changed, url

Node = dict[str, object]

HOME = Link("Trang chủ", "/")
# A signature that begins with one of these, and bears no office, is that of a body and not of a person.
BODIES = ("ban ", "phòng ", "văn phòng ", "hội ", "liên hiệp ", "trung tâm ", "sở ", "viện ", "câu lạc bộ ")
# JSON reads them as the signs themselves, and HTML sees nothing that could end the script element.
SCRIPT_SAFE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
UNSAFE = re.compile(f"[{''.join(SCRIPT_SAFE)}]")


def article_data(
    content: Content, site_info: SiteInfo, crumbs: Sequence[Link] = (), share: SharePicture | None = None
) -> str:
    """An article and the way to it; without `crumbs` that way is the home page and the primary category. `share`
    stands for it where it has no photograph.
    """
    way = crumbs or (HOME, *(Link(category.name, category.address) for category in content.categories[:1]))
    way = (*way, Link(content.title, content.address))
    return _script(_article(content, site_info, share), _breadcrumbs(way, site_info))


def program_data(program: Content, site_info: SiteInfo, crumbs: Sequence[Link]) -> str:
    """A program's page, the project that it is about, and the way to it."""
    facts = program.facts or ProgramFacts()
    project = {
        "@type": "Project",
        "name": program.title,
        "description": program.description,
        "url": url(site_info, program.address),
        "member": [{"@type": "Organization", "name": party.name} for party in facts.parties],
    }
    node: Node = {
        "@type": "WebPage",
        "name": program.title,
        "url": url(site_info, program.address),
        "inLanguage": program.lang,
        "dateModified": _iso(program.modified or program.date),
        "temporalCoverage": f"{facts.start.isoformat()}/{facts.end.isoformat()}" if facts.start and facts.end else "",
        "about": {key: value for key, value in project.items() if value},
        "publisher": _publisher(site_info),
    }
    return _script(node, _breadcrumbs((*crumbs, Link(program.title, program.address)), site_info))


def page_data(head: Head, site_info: SiteInfo) -> str:
    """The way to any other page; empty where no page stands above it."""
    if not head.crumbs:
        return ""
    return _script(_breadcrumbs((*head.crumbs, Link(head.title, head.address)), site_info))


def organisation_data(site_info: SiteInfo) -> str:
    """For the home page: who publishes, and how to search here."""
    return _script(_organisation(site_info), _website(site_info))


def _script(*nodes: Node) -> str:
    """The nodes as one document, without what is empty; safe inside a script element."""
    graph = [{key: value for key, value in node.items() if value} for node in nodes]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return Markup(UNSAFE.sub(lambda sign: SCRIPT_SAFE[sign[0]], text))


def _article(content: Content, site_info: SiteInfo, share: SharePicture | None) -> Node:
    return {
        "@type": "NewsArticle",
        "headline": content.title,
        "description": content.description,
        "datePublished": _iso(content.date),
        "dateModified": _iso(content.date and changed(content.date, content.modified)),
        "author": [_author(author, site_info) for author in content.authors] or [_publisher(site_info)],
        "publisher": _publisher(site_info),
        "articleSection": [category.name for category in content.categories],
        "keywords": [tag.name for tag in content.tags],
        "image": [url(site_info, address) for address in _pictures(content, share)],
        "inLanguage": content.lang,
        "url": url(site_info, content.address),
        "mainEntityOfPage": url(site_info, content.address),
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _author(author: Author, site_info: SiteInfo) -> Node:
    of_body = not author.office and nfc(author.name).casefold().startswith(BODIES)
    office = {"jobTitle": author.office} if author.office else {}
    kind = "Organization" if of_body else "Person"
    of_list = {"url": url(site_info, author.address)} if author.address else {}
    return {"@type": kind, "name": author.name, **office, **of_list}


def _publisher(site_info: SiteInfo) -> Node:
    return {"@type": "Organization", "name": site_info.name, "url": url(site_info, "/")}


def _pictures(content: Content, share: SharePicture | None) -> tuple[str, ...]:
    """The address of the lead picture; where that is a drawing, which not all show, of the share picture."""
    files = [picture.fallback for picture in ((content.lead,) if content.lead else content.body.pictures[:1])]
    if share and not any(file.media_type in RASTER for file in files):
        return (share.address,)
    return tuple(file.address for file in files)


def _breadcrumbs(way: Iterable[Link], site_info: SiteInfo) -> Node:
    steps = [
        {"@type": "ListItem", "position": position, "name": link.label, "item": url(site_info, link.target)}
        for position, link in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _organisation(site_info: SiteInfo) -> Node:
    facts = site_info.organisation
    return {
        **_publisher(site_info),
        "alternateName": _other_names(facts),
        "description": facts.description,
        "parentOrganization": facts.governing_body and {"@type": "Organization", "name": facts.governing_body},
        "address": facts.postal_address,
        "telephone": facts.telephone,
        "email": facts.email,
    }


def _other_names(facts: Organisation) -> list[str]:
    return [name for name in (facts.short_name, *facts.former_names) if name]


def _website(site_info: SiteInfo) -> Node:
    return {
        "@type": "WebSite",
        "name": site_info.name,
        "url": url(site_info, "/"),
        "inLanguage": "vi",
        "publisher": _publisher(site_info),
        "potentialAction": {
            "@type": "SearchAction",
            # The braces are schema.org's own and stay as they are.
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": site_info.absolute(f"{Section.SEARCH}?q={{search_term_string}}"),
            },
            "query-input": "required name=search_term_string",
        },
    }
