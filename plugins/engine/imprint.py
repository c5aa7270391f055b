"""Who publishes the site and how they are reached: one page made of `data/site.toml`. What is not known does not show,
but in a preview, which tells the office what is still to be filled in.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.base.model import Head, Link, Organisation, OutputPage, Site
from plugins.engine.page import HOME, IMPRINT, page

OPTIONAL = ("Tên trước đây", "Giấy phép")
REACHED_BY = ("Địa chỉ", "Điện thoại", "Thư điện tử")


def pages(site: Site) -> Iterator[OutputPage]:
    """None where nobody has said whose site it is."""
    us = site.site_info.organisation
    if not us.name:
        return
    every = dict(_facts(us))
    known = tuple((label, fact) for label, fact in every.items() if fact.label)
    head = Head(IMPRINT.target, IMPRINT.label, f"{us.name}: cơ quan chịu trách nhiệm và cách liên hệ.", (HOME,))
    yield page(
        site,
        "imprint.html",
        head,
        facts=known,
        reachable=any(every[label].label for label in REACHED_BY),
        missing=tuple(label for label, fact in every.items() if not fact.label and label not in OPTIONAL),
    )


def _facts(us: Organisation) -> Iterator[tuple[str, Link]]:
    """Each with its label; the target is empty where a fact leads nowhere."""
    figures = "".join(sign for sign in us.telephone if sign.isdecimal() or sign == "+")
    yield "Cơ quan", Link(us.name, "")
    yield "Tên trước đây", Link("; ".join(us.former_names), "")
    yield "Cơ quan chủ quản", Link(us.governing_body, "")
    yield "Chịu trách nhiệm nội dung", Link(", ".join(filter(None, (us.responsible, us.responsible_office))), "")
    yield "Giấy phép", Link(us.licence, "")
    yield "Địa chỉ", Link(us.postal_address, "")
    yield "Điện thoại", Link(us.telephone, f"tel:{figures}" if figures else "")
    yield "Thư điện tử", Link(us.email, f"mailto:{us.email}" if us.email else "")
