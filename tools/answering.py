"""What answers at an address of a site, as a web server has it: a page, another address, or nothing. For the preview
and the editor.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import unquote

from plugins.base import addresses
from plugins.base.old_addresses import old_address
from plugins.base.problems import InvalidValue
from plugins.base.redirects import MOVED, Redirect


@dataclass(frozen=True, slots=True)
class Found:
    """The file that answers, by its path in the site, or the address to go on to."""

    status: int
    name: str = ""
    location: str = ""


NOTHING = Found(HTTPStatus.NOT_FOUND, addresses.NOT_FOUND.strip("/"))


def find(target: str, redirects: Mapping[str, Redirect], is_file: Callable[[str], bool]) -> Found:
    """What answers to a request for `target` (path and query, as sent); `is_file` says what files the site has."""
    plain = target.partition("?")[0]
    path = unquote(plain)
    old = _old(redirects, target) or _old(redirects, plain)
    if old and old.status == MOVED:
        return Found(old.status, location=old.new)
    name = addresses.file_name(posixpath.normpath(f"/{path.lstrip('/')}") + ("/" if path.endswith("/") else ""))
    if not is_file(name):
        return replace(NOTHING, status=old.status) if old else NOTHING
    if name.endswith(addresses.INDEX) and not path.endswith(("/", addresses.INDEX)):
        return Found(HTTPStatus.FOUND, location=addresses.address_of(name))
    return Found(old.status if old else HTTPStatus.OK, name)


def _old(redirects: Mapping[str, Redirect], target: str) -> Redirect | None:
    """What the table of old addresses says, whichever way the address is written."""
    try:
        asked = old_address(target)
    except InvalidValue:
        return None
    at = addresses.place(asked)
    return next((found for one in (asked, at, f"{at}/") if (found := redirects.get(one))), None)
