"""What browsers may do with a page of the site: told by the server with each page, by the editor with each draft."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from tools import ROOT

# The one script that stands in the pages themselves; it is allowed by its hash.
HEAD_SCRIPT = ROOT / "theme" / "static" / "js" / "head.js"


def policy(frame_ancestors: str = "'none'", more: Sequence[str] = (), scripts: Sequence[str] = ()) -> str:
    """Nothing from elsewhere, nothing inline but the one script in the head (and `scripts`, by their text), and
    WebAssembly for the search.
    """
    # As pages have it: the file's text without white space around it.
    head = [HEAD_SCRIPT.read_text("utf-8").strip()] if HEAD_SCRIPT.is_file() else []
    rules = [
        "default-src 'none'",
        " ".join(["script-src 'self' 'wasm-unsafe-eval'", *map(_digest, [*head, *scripts])]),
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"frame-ancestors {frame_ancestors}",
        *more,
    ]
    return "; ".join(rules)


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
