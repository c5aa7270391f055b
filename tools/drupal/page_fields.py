"""The fields of a text on its page, by the classes that Drupal gives them in every theme: `field-name-…` and
`field-type-…`, or `field--name-…` and `field--type-…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from tools.drupal.markup import ancestors, classes, text, value

FIELD_NAME = re.compile(r"field-{1,2}name-(.+)")
FIELD_TYPE = re.compile(r"field-{1,2}type-(.+)")
LABEL = ".field-label, .field__label, .label-above, .label-inline, .label-hidden"
ITEMS = ".field-items > .field-item, .field__items > .field__item, .field-items > li, .links > li, .field > ul > li"
# Fields that Display Suite makes of a text's facts.
FACTS = frozenset(
    {"title", "post-date", "author", "links", "comments", "submitted-by", "changed-date", "ds-user-picture"}
)


@dataclass(frozen=True, slots=True)
class FieldLink:
    """A link of a field: where it leads as it was written, what it says and what its title says."""

    href: str
    words: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class FieldPicture:
    src: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field of a text as its page shows it; `name` and `type` are machine names."""

    name: str
    type: str
    label: str
    html: str
    before_body: bool
    links: tuple[FieldLink, ...] = ()
    pictures: tuple[FieldPicture, ...] = ()
    plain: tuple[str, ...] = ()
    """The words of each item."""


def fields_of(part: Tag) -> Iterator[Tag]:
    """The fields of a text in the order of its page; those of a collection in the place of the collection."""
    for element in part.find_all(class_=FIELD_NAME):
        name = name_of(element)
        above = list(ancestors(element, part))
        inside = any(name_of(one) and kind_of(one) != "field_collection" for one in above)
        elsewhere = any(one.name == "form" or in_short_form(one) for one in above)
        if name not in FACTS and not inside and not elsewhere and kind_of(element) not in ("field_collection", "ds"):
            yield element


def in_short_form(element: Tag) -> bool:
    named = set(classes(element))
    return (
        is_short(element) or element.name == "aside" or "comment-wrapper" in named or value(element, "id") == "comments"
    )


def name_of(element: Tag) -> str:
    return next((found[1] for name in classes(element) if (found := FIELD_NAME.fullmatch(name))), "")


def kind_of(element: Tag) -> str:
    found = next((found[1] for name in classes(element) if (found := FIELD_TYPE.fullmatch(name))), "")
    return found.replace("-", "_")


def body_of(fields: list[Tag]) -> Tag | None:
    long = [one for one in fields if kind_of(one) in ("text_with_summary", "text_long")]
    ranked = sorted(long, key=lambda one: (kind_of(one) != "text_with_summary", name_of(one) != "body"))
    return ranked[0] if ranked else next((one for one in fields if name_of(one) == "body"), None)


def _items(field: Tag) -> list[Tag]:
    return field.select(ITEMS) or field.select(".field-item, .field__item")


def html_of(field: Tag) -> str:
    """What a field shows, without its label."""
    if items := _outermost(_items(field)):
        return "\n".join(one.decode_contents() for one in items)
    label = field.select_one(LABEL)
    if label:
        label.extract()
    return field.decode_contents()


def _outermost(items: list[Tag]) -> list[Tag]:
    inside = {id(child) for one in items for child in one.find_all(True)}
    return [one for one in items if id(one) not in inside]


def shown(field: Tag, *, before: bool) -> ShownField:
    label = text(field.select_one(LABEL)).rstrip(":").strip()
    items = _outermost(_items(field))
    kind = kind_of(field)
    joined = "\n" if kind.startswith("text") else ", "
    html = joined.join(one.decode_contents().strip() for one in items) if items else html_of(field)
    return ShownField(
        name=name_of(field).replace("-", "_"),
        type=kind,
        label=label,
        html=html.strip(),
        before_body=before,
        links=tuple(_places(field)),
        pictures=tuple(_pictures(field)) if "image" in kind or not kind.startswith("text") else (),
        plain=tuple(filter(None, (text(one) for one in items))),
    )


def _places(field: Tag) -> Iterator[FieldLink]:
    for link in field.find_all("a", href=True):
        yield FieldLink(value(link, "href"), text(link), value(link, "title"))
    for film in field.find_all(["source", "video", "audio", "embed"], src=True):
        yield FieldLink(value(film, "src"), "")


def _pictures(field: Tag) -> Iterator[FieldPicture]:
    for image in field.find_all("img"):
        src = value(image, "data-src") or value(image, "data-original") or value(image, "src")
        if src and "file-icon" not in classes(image):
            yield FieldPicture(src, value(image, "alt"), value(image, "title"))


def is_short(element: Tag) -> bool:
    return bool({"node-teaser", "view-mode-teaser", "node--teaser", "comment", "views-row"} & set(classes(element)))
