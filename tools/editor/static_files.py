"""The editor's own styles, scripts and fonts, each under a name with the digest of its bytes, so that browsers may keep
it for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from plugins.base.media_types import media_type, with_charset
from tools import PACKAGES, ROOT
from tools.editor.routing import page

# Whose names begin with what: our own, and what we share with the site's theme.
FOLDERS = {"": Path(__file__).parent / "static", "theme/": ROOT / "theme/static"}
FONTS = tuple(PACKAGES / "@fontsource" / family / "files" for family in ("be-vietnam-pro", "noto-serif"))
"""Of the site too. Styles name them, so they keep their names."""
SOURCES = "src/"
DIGITS = 12
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class StaticAssets:
    """The files as they were when the editor began; the bundle goes by its name below `built/`."""

    def __init__(self, base: str) -> None:
        files = {f"{front}{name}": file for front, folder in FOLDERS.items() for name, file in _below(folder)}
        self._names = {name: _hashed(name, file) for name, file in files.items()}
        self._files = {self._names[name]: file for name, file in files.items()}
        fonts = [file for folder in FONTS for file in folder.glob("*.woff2")]
        self._files |= {f"{front}css/fonts/{file.name}": file for front in FOLDERS for file in fonts}
        self._base = base

    def url(self, name: str) -> str:
        """`static_url` of the templates. Raises KeyError for a file that is not there."""
        return f"{self._base}/static/{self._names[name]}"

    def route(self) -> Route:
        async def static_file(request: Request) -> Response:
            name = request.path_params["name"]
            if name not in self._files:
                raise HTTPException(404)
            return FileResponse(self._files[name], headers=FOR_EVER, media_type=with_charset(media_type(name)))

        return page("/static/{name:path}", None, static_file)


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file with its name in the folder, but for what a bundle is made of."""
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not name.startswith(SOURCES):
            yield name, file


def _hashed(name: str, file: Path) -> str:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:DIGITS]
    return f"{name.removesuffix(file.suffix)}.{digest}{file.suffix}"
