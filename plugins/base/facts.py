"""The digest of facts: the same for equal ones in every process, another one for any other."""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from plugins.base.fingerprint import digest
from plugins.base.model import Content, StoredBody

CARD = tuple(one.name for one in fields(Content) if one.name not in ("body", "card", "digest"))


def facts_digest(facts: object) -> bytes:
    """A text counts by its own digest, wherever it stands among them."""
    stream = io.BytesIO()
    _Pickler(stream).dump(facts)
    return digest(stream.getvalue())


def texts_in(facts: object) -> list[Content]:
    """The texts among facts."""
    pickler = _Pickler(io.BytesIO())
    pickler.dump(facts)
    return pickler.texts


def sealed(content: Content) -> Content:
    """A text whose body is stored, with its digests."""
    assert isinstance(content.body, StoredBody)
    card = card_digest(content)
    return replace(content, card=card, digest=digest(card, content.body.key))


def card_digest(content: Content) -> bytes:
    """Of all that a text says but for its body."""
    return facts_digest([getattr(content, name) for name in CARD])


class _Pickler(pickle.Pickler):
    """Writes equal facts as equal bytes: without references to what came before."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, 5)
        self.fast = True
        self.texts: list[Content] = []

    def reducer_override(self, one: object) -> Any:
        if isinstance(one, datetime):  # told in few words: a map of the site has ten thousand
            return str, (one.isoformat(),)
        if not isinstance(one, Content):
            return NotImplemented
        self.texts.append(one)
        return bytes, (one.digest or card_digest(one),)
