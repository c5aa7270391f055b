"""The bodies of texts, by what they say: written when a text is rendered, read when a page that shows it is made."""

from __future__ import annotations

import pickle
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from plugins.base.cache import Cache
from plugins.base.facts import sealed
from plugins.base.fingerprint import digest
from plugins.base.model import Body, Content, StoredBody
from plugins.base.snapshot import pack, unpack

IN_HAND = 128
"""Bodies that are held at once: those around a page, and of a feed."""
AT_ONCE = 500
"""Bodies that wait to be written."""
MOST = 1_000_000


class BodyLost(Exception):
    """What was kept is not there any more: whoever asked has to begin anew."""


class Bodies:
    """`save` keeps what was stored."""

    def __init__(self, file: Path | None, made_by: bytes) -> None:
        self._cache = Cache(file, made_by, MOST)
        self._fresh: dict[bytes, bytes] = {}
        self.load = lru_cache(IN_HAND)(self._load)

    def stored(self, content: Content, body: Body) -> Content:
        """The text with its body, which lies here from now on."""
        return sealed(replace(content, body=self._store(body)))

    def _store(self, body: Body) -> StoredBody:
        packed = pack(body)
        key = digest(packed)
        self._fresh[key] = packed
        self._cache.put(key, packed)
        if len(self._fresh) >= AT_ONCE:
            self.save()
        return StoredBody(key, self.load)

    def save(self) -> None:
        self._cache.save()
        self._fresh.clear()

    def keep(self, contents: Collection[Content]) -> None:
        """Lets go of those that none of these uses, where they have become many."""
        bodies = (content.body for content in contents)
        self._cache.keep(len(contents), lambda: {body.key for body in bodies if isinstance(body, StoredBody)})

    def _load(self, key: bytes) -> Body:
        """Raises BodyLost."""
        packed = self._fresh.get(key) or self._cache.get(key)
        if packed is None:
            raise BodyLost
        try:
            body = unpack(packed)
        except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError):
            raise BodyLost from None
        assert isinstance(body, Body)
        return body
