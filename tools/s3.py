"""A built site into an S3-compatible bucket, for those who have no server: behind a CDN, or served by the bucket.

Order is what keeps readers whole: assets first, then data and feeds, then pages, and what is gone last; assets that
pages of today may still ask for stay for a day. What lies in the bucket is written down in the bucket, before and
after, so that a run that was killed is finished by the next one, and nothing is removed that was not put there by this
command.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.base.addresses import INDEX, SEARCH, SEARCH_HASHED, TABLE, address_of, is_feed
from plugins.base.media_types import media_type, with_charset
from plugins.base.problems import Message
from plugins.base.vietnamese import number
from tools.server.addresses import PASSING, unanswered
from tools.server.files import files

MANIFEST = ".trang-tin.json"
KEEP_ASSETS = 24 * 3600
FOR_EVER, SHORT, FEED = (
    "public, max-age=31536000, immutable",
    "public, max-age=0, must-revalidate",
    "public, max-age=300",
)

NOT_BUILT = Message("«{folder}» không phải trang đã dựng.", "Hãy chạy lệnh build trước.")
ANOTHERS = Message("Tệp {manifest} trong kho không đọc được.", "Hãy xem kho này có phải của trang không.")
SENT = Message("{sent} tệp đã gửi, {same} tệp vẫn như trước, {removed} tệp đã gỡ.")


class SyncRefused(Exception):
    """Nothing was changed in the bucket. `args[0]` says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket and the folder in it that is the site's; `client` is boto3's."""

    client: Any
    name: str
    prefix: str = ""

    def key(self, path: str) -> str:
        return f"{self.prefix.strip('/')}/{path}".lstrip("/")

    def read(self, path: str) -> bytes | None:
        try:
            answer = self.client.get_object(Bucket=self.name, Key=self.key(path))
        except self.client.exceptions.NoSuchKey:
            return None
        return bytes(answer["Body"].read())

    def put(self, path: str, content: bytes) -> None:
        self.client.put_object(
            Bucket=self.name,
            Key=self.key(path),
            Body=content,
            ContentType=with_charset(media_type(path)),
            CacheControl=caching(path),
        )

    def remove(self, path: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=self.key(path))


@dataclass(slots=True)
class Manifest:
    """What lies in the bucket: the hash of each file ("" while it is being sent), and since when an asset is unused."""

    hashes: dict[str, str]
    unused: dict[str, int]

    def text(self) -> bytes:
        facts = {"hashes": self.hashes, "unused": self.unused}
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=0).encode()


def publish(bucket: Bucket, output: Path, now: int, tell: Callable[[str], None]) -> None:
    """Makes the bucket what `output` is. `now` is in seconds.

    Raises:
        Refused: where `output` is no site, an address would die, or the bucket's own notes cannot be read.
    """
    if not (output / TABLE).is_file():
        raise SyncRefused(NOT_BUILT(folder=output))
    known = _manifest(bucket)
    wanted = {path: hashlib.sha256((output / path).read_bytes()).hexdigest() for path in files(output)}
    if lost := unanswered((address_of(path) for path in known.hashes if not path.startswith(PASSING)), output):
        raise SyncRefused("\n".join(lost))
    changed = sorted((path for path, digest in wanted.items() if known.hashes.get(path) != digest), key=_order)
    _note(bucket, Manifest(known.hashes | dict.fromkeys(changed, ""), known.unused))
    for at, path in enumerate(changed, start=1):
        bucket.put(path, (output / path).read_bytes())
        if at % 100 == 0:
            tell(f"{number(at)}/{number(len(changed))} tệp …")
    gone = {path: known.unused.get(path, now) for path in known.hashes if path not in wanted}
    kept = {path: since for path, since in gone.items() if path.startswith(PASSING) and now - since < KEEP_ASSETS}
    removed = sorted(gone.keys() - kept.keys())
    for path in removed:
        bucket.remove(path)
    _note(bucket, Manifest(wanted | {path: known.hashes[path] for path in kept}, kept))
    tell(SENT(sent=number(len(changed)), same=number(len(wanted) - len(changed)), removed=number(len(removed))))


def _manifest(bucket: Bucket) -> Manifest:
    text = bucket.read(MANIFEST)
    if text is None:
        return Manifest({}, {})
    try:
        facts: Mapping[str, Any] = json.loads(text)
        return Manifest(dict(facts["hashes"]), dict(facts["unused"]))
    except (ValueError, KeyError, TypeError):
        raise SyncRefused(ANOTHERS(manifest=MANIFEST)) from None


def _note(bucket: Bucket, manifest: Manifest) -> None:
    bucket.put(MANIFEST, manifest.text())


def _order(path: str) -> tuple[int, str]:
    """What never changes, then what is read by machines (the search index's own table too), then pages, the home page
    last of them.
    """
    rank = 0 if caching(path) == FOR_EVER else 1 if not path.endswith(".html") else 3 if path == INDEX else 2
    return rank, path


def caching(path: str) -> str:
    if path.startswith(PASSING) and (not path.startswith(SEARCH) or re.search(SEARCH_HASHED, path)):
        return FOR_EVER
    return FEED if is_feed(path) else SHORT
