"""What an old Drupal site held, whichever way it was read: from its database dump, or from its pages.

Texts are HTML as readers got it. Moments are aware datetimes in Asia/Ho_Chi_Minh. Paths of the old site are decoded,
without a stroke in front: "node/12", "tin-tuc/hoi-nghi".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath

UNDEFINED = "und"
"""Drupal's code for a text that says no language."""


class CannotImport(Exception):
    """args[0] says in Vietnamese why nothing was brought over, and what to do."""


@dataclass(frozen=True, slots=True)
class OldTerm:
    """A term; `parents` are tids, none for a root."""

    tid: int
    name: str
    vocabulary: str
    parents: tuple[int, ...] = ()
    weight: int = 0
    description: str = ""

    @property
    def path(self) -> str:
        return f"taxonomy/term/{self.tid}"


@dataclass(frozen=True, slots=True)
class OldVocabulary:
    """`machine_name` is what texts and addresses of the old site call it, `name` what people do."""

    machine_name: str
    name: str


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file of the old site; `uri` as Drupal has it ("public://van-ban/ke-hoach.pdf"), `name` as people saw it.
    `on_disk` is None where the file is missing, or where it may not be shown (private).
    """

    uri: str
    name: str
    on_disk: Path | None = None
    fid: int = 0
    size: int = 0

    @property
    def inside(self) -> str:
        """Its path below the files folder."""
        return self.uri.partition("://")[2]

    @property
    def is_public(self) -> bool:
        return self.uri.startswith("public://")


@dataclass(frozen=True, slots=True)
class OldPicture:
    """An image that a field of a text shows."""

    file: OldFile
    alt: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class OldAttachment:
    """A file that a field of a text offers; `shown` is Drupal's box "include file in display"."""

    file: OldFile
    description: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class OldField:
    """What one field of a text showed beside the body, in the place where readers saw it. Exactly one of `html`,
    `pictures` and `attachments` holds something.
    """

    name: str
    label: str
    html: str = ""
    pictures: tuple[OldPicture, ...] = ()
    attachments: tuple[OldAttachment, ...] = ()
    before_body: bool = False
    label_shown: bool = True
    hidden: bool = False
    """The display of whole texts left it out."""


@dataclass(frozen=True, slots=True)
class OldText:
    """All that a node's page showed: the body and the other fields, as HTML after the text format's filters."""

    html: str
    summary: str = ""
    """HTML of the summary that was written, or of what stood above `<!--break-->`; empty where there is neither."""
    fields: tuple[OldField, ...] = ()
    remarks: tuple[str, ...] = ()
    """What could not be made as Drupal made it, one Vietnamese sentence each."""


@dataclass(frozen=True, slots=True)
class OldNode:
    """The facts of one node in the revision that is in force."""

    nid: int
    type: str
    title: str
    created: datetime
    changed: datetime | None = None
    published: bool = True
    promoted: bool = False
    sticky: bool = False
    language: str = UNDEFINED
    translation_of: int = 0
    """The nid of the text that this one translates, its own for the source of a set; 0 where there is none."""
    author: str = ""
    """The name of the account, or of the one who wrote as a guest; empty where the account is gone."""
    terms: tuple[int, ...] = ()
    """Tids in the order of the fields."""
    publish_on: datetime | None = None
    unpublish_on: datetime | None = None
    comments: int = 0
    drafts_after: int = 0
    """Revisions that were saved after the one in force and never shown."""

    @property
    def path(self) -> str:
        return f"node/{self.nid}"


@dataclass(frozen=True, slots=True)
class OldAlias:
    """A second address of something; the newest (highest `number`) of a language is what the old site linked to."""

    path: str
    source: str
    language: str = UNDEFINED
    number: int = 0


@dataclass(frozen=True, slots=True)
class OldRedirect:
    """An address that led on: `target` is a path of the old site or a whole URL."""

    path: str
    target: str
    query: str = ""


class OldPageKind(StrEnum):
    """What stood at an address that belongs to no text, term or file."""

    FRONT = "front"
    LIST = "list"
    FEED = "feed"
    ACCOUNT = "account"
    MACHINE = "machine"
    CLOSED = "closed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OldPage:
    """An address of the old site's own: a view, a search form, a profile; `term` is the one that a list was of."""

    path: str
    kind: OldPageKind
    title: str = ""
    term: int = 0


@dataclass(frozen=True, slots=True)
class OldSite:
    """Everything that is brought over, or told of. `text_of` reads the text of one node, by its nid: texts are not
    held in memory.
    """

    name: str
    nodes: tuple[OldNode, ...]
    text_of: Callable[[int], OldText]
    url: str = ""
    """Where it stood, as its feeds wrote it: "http://khkt.example"; empty where nobody knows."""
    hosts: frozenset[str] = frozenset()
    """All host names under which links of the texts mean the site itself."""
    url_guessed: bool = False
    default_language: str = "vi"
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Path prefixes by language; a language without one is not there."""
    types: Mapping[str, str] = field(default_factory=dict)
    """People's names of the kinds of node, by machine name."""
    page_types: frozenset[str] = frozenset({"page"})
    """Kinds of node that are no news: standing pages, forms, books."""
    vocabularies: Mapping[str, OldVocabulary] = field(default_factory=dict)
    terms: Mapping[int, OldTerm] = field(default_factory=dict)
    news_vocabulary: str = ""
    """The one whose terms are kinds of news; the terms of all others are tags."""
    aliases: tuple[OldAlias, ...] = ()
    redirects: tuple[OldRedirect, ...] = ()
    files: tuple[OldFile, ...] = ()
    files_path: str = "sites/default/files"
    styles: tuple[str, ...] = ()
    """Names of image styles, each of which gave every picture an address of its own."""
    front_page: str = "node"
    pages: tuple[OldPage, ...] = ()
    unread: tuple[str, ...] = ()
    """Paths that lead somewhere, but could not be read this time."""
    remarks: tuple[str, ...] = ()
    """What is known of the site as a whole that a person should read, one Vietnamese sentence each."""

    def style_path(self, style: str, file: OldFile) -> str:
        return str(PurePosixPath(self.files_path, "styles", style, "public", file.inside))

    def file_path(self, file: OldFile) -> str:
        """Where readers got it."""
        return f"{self.files_path}/{file.inside}" if file.is_public else f"system/files/{file.inside}"
