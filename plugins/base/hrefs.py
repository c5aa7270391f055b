"""Where a link may lead: to an address of this site, or to what opens elsewhere and runs nothing here."""

from __future__ import annotations

import re

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# Browsers pass over control signs and spaces in a scheme, and read "\" as "/": none of them is taken.
_LINK = re.compile(r"""(?:(?:https?:)?//[^\s/\\]|/(?!/)|\#|mailto:|tel:)[^\s\\<>"\x00-\x1f\x7f-\x9f]*""", re.IGNORECASE)


def may_lead(target: str) -> bool:
    """Whether `target`, as it stands, may become the `href` of a link on any page."""
    return bool(_LINK.fullmatch(target))
