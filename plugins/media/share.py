"""The picture that a page is shown with where it is shared: 1200 × 630, cut from its lead picture, or a card with its
title.

Addresses are known before anything is drawn. What was drawn is kept by what stands on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from plugins.base.addresses import PICTURES
from plugins.base.cache import CachedFile, FileCache
from plugins.base.fingerprint import digest, fingerprint
from plugins.base.media_types import RASTER, media_type
from plugins.base.model import Content, SharePicture
from plugins.base.vietnamese import nfc
from plugins.media import cards
from plugins.media.bands import SIZE
from plugins.media.cards import ShareText

MADE_BY = fingerprint(cards.__file__)
ADDRESSED = "2"
"""Part of each address, which names what is shown; another one only where all shall be fetched anew."""
ENOUGH = 800
"""Pixels of width from which a photograph is shown instead of a card."""


class ShareImage(NamedTuple):
    """A share picture, drawn or not yet: where it is published, and where it is kept or made."""

    picture: SharePicture
    kept: CachedFile


class ShareImages:
    """Plans and draws share pictures. `fonts` are folders with the files of the faces; `shelf` keeps what is made."""

    def __init__(self, fonts: Iterable[Path], shelf: Path) -> None:
        folders = tuple(fonts)
        places = (folder / name for name in cards.FACES for folder in folders)
        self._faces = tuple(place for place in places if place.is_file())
        letters = (part for face in self._faces for part in (face.name.encode(), face.read_bytes()))
        self._shelf = FileCache(shelf, digest(MADE_BY, *letters))

    def of_content(self, content: Content, name: str, published: Mapping[str, CachedFile]) -> ShareImage:
        """`published` are the files of pictures by their addresses, `name` is who publishes."""
        lead = content.lead.fallback if content.lead else None
        if lead and lead.media_type in RASTER and lead.width >= ENOUGH and lead.address in published:
            alt = content.lead.alt if content.lead else ""
            source = published[lead.address]
            return self._share(partial(_photograph, source), lead.address, alt or content.title, "jpg", source.name)
        kind = content.facts.kind if content.facts else ""
        return self.of_words(ShareText(content.title, content.category.name if content.category else kind, name))

    def of_words(self, words: ShareText) -> ShareImage:
        """The card with these words. Nothing is asked of a face before one has to be drawn."""
        facts = json.dumps([" ".join(nfc(text).split()) for text in (words.title, words.label, words.name)])
        return self._share(partial(cards.card, words, self._faces), facts, words.title, "png")

    def _share(self, make: Callable[[], bytes], facts: str, alt: str, ending: str, source: str = "") -> ShareImage:
        """`source` is what it is made of besides the facts that its address tells."""
        shown = hashlib.sha256(f"{ADDRESSED} {facts}".encode()).hexdigest()
        address = f"/{PICTURES}/chia-se-{shown[:10]}.{ending}"
        picture = SharePicture(address, alt, media_type(f".{ending}"), *SIZE)
        key = digest(facts.encode(), source.encode()).hex()
        return ShareImage(picture, CachedFile(self._shelf, f"{key}.{ending}", make))


def _photograph(source: CachedFile) -> bytes:
    return cards.photograph(source.read_bytes())
