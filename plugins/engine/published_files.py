"""The files that go out with texts: pictures in their sizes, and attachments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from zlib import crc32

from plugins import media
from plugins.base.fingerprint import digest
from plugins.engine.page import PageGroups, PageSection

SHELVES = 64
"""Of one that is new or changed the others on its shelf are compared, and written down again."""


def sections(cache: Path, published: Mapping[str, media.Published]) -> Iterator[PageSection]:
    """A group for each file of the content, which are `published` by their paths; those that go together are told by
    their paths alone, so that a new one moves no other.
    """
    shelves = defaultdict[int, list[str]](list)
    for path in sorted(published):
        shelves[crc32(_encoded(path)) % SHELVES].append(path)
    for shelf, paths in sorted(shelves.items()):
        made_of = [_made_of(path, published[path]) for path in paths]
        groups = partial(_groups, cache, published, paths, made_of)
        yield PageSection(f"files/{shelf}", digest(*made_of), groups)


def _groups(
    cache: Path, published: Mapping[str, media.Published], paths: Sequence[str], made_of: Sequence[bytes]
) -> Iterator[PageGroups]:
    digests = dict(zip(paths, map(digest, made_of), strict=True))
    yield PageGroups(digests, lambda path: published[path].files(cache))


def _made_of(path: str, made: media.Published) -> bytes:
    source = made.picture.digest if made.picture else str(made.source.stamp)
    return _encoded("\0".join((path, source, *made.addresses)))


def _encoded(words: str) -> bytes:
    return words.encode("utf-8", "surrogateescape")
