"""The QR code of an address, for paper: an SVG that stands in the page, made once in the life of an address."""

from __future__ import annotations

from pathlib import Path

import segno
from markupsafe import Markup

from plugins.base.cache import Cache
from plugins.base.fingerprint import fingerprint

# All eight masks can be read; choosing the prettiest takes five times as long as the code itself.
MASK = 3
QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks
MADE_BY = fingerprint(__file__)


class Codes:
    """`save` keeps what was made."""

    def __init__(self, cache: Path) -> None:
        self._cache = Cache(cache / "codes.sqlite", MADE_BY)
        self.save = self._cache.save

    def svg(self, address: str) -> Markup:
        """Error correction M, so that a fold or a stain may cover a seventh of it."""
        made = self._cache.get(address.encode())
        if made is None:
            code = segno.make(address, error="m", micro=False, mask=MASK)
            made = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None).encode()
            self._cache.put(address.encode(), made)
        return Markup(made.decode())  # segno's own, of figures alone
