"""A small site inside a test: texts in, pages out. The build is the real one, through Pelican and pelicanconf.py."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from pelican import Pelican
from pelican.settings import read_settings
from PIL import Image

import tools

ROOT = tools.ROOT
NOW = "2026-11-23 07:00"


@dataclass(frozen=True)
class Built:
    """What a build left: its output folder, its exit code, and what it said on standard error."""

    output: Path
    code: int
    said: str

    def page(self, address: str) -> BeautifulSoup:
        return BeautifulSoup(self.read(address), "html.parser")

    def read(self, address: str) -> str:
        path = self.output / address.strip("/")
        return (path / "index.html" if address.endswith("/") else path).read_text("utf-8")

    def has(self, address: str) -> bool:
        path = self.output / address.strip("/")
        return (path / "index.html" if address.endswith("/") else path).is_file()

    @property
    def messages(self) -> list[str]:
        """The errors and warnings, without the closing line."""
        return [line for line in self.said.splitlines() if not line.startswith(("Soát bài", "Còn "))]

    @property
    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in self.output.rglob("*")
            if path.is_file()
        }


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Lays the files of a content folder; texts are written as they are, byte for byte."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def build(folder: Path, files: Mapping[str, str | bytes], **settings: object) -> Built:
    """Builds a site of `files` under `folder`; settings are Pelican's (`NOW`, `SITEURL`, `PREVIEW`). The
    search index is made where `SEARCH_INDEX` asks for it.
    """
    content, output = write(folder / "content", files), Path(str(settings.pop("OUTPUT_PATH", folder / "output")))
    said, code = io.StringIO(), 0
    override = {"PATH": str(content), "OUTPUT_PATH": str(output), "NOW": NOW, "SEARCH_INDEX": False, **settings}
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            Pelican(read_settings(str(ROOT / "pelicanconf.py"), override=override)).run()
        except SystemExit as refused:
            code = int(refused.code or 0)
    return Built(output, code, said.getvalue())


def article(title: str = "Bài thử", date: str = "2026-11-05", body: str = "Nội dung.", **fields: str) -> str:
    """A text with a header; the names of further fields are written as given."""
    lines = [f"Title: {title}", f"Date: {date}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\n".join([*lines, "", body, ""])


def photograph(width: int = 1200, height: int = 800, kind: str = "JPEG") -> bytes:
    """A picture file without camera data, the same bytes every time."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#1f5d3a").save(file, kind)
    return file.getvalue()


def document(*members: str) -> bytes:
    """An office file as far as its beginning, its end and the names in it go; the same bytes every time."""
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for member in members or ("[Content_Types].xml",):
            archive.writestr(zipfile.ZipInfo(member), "x")
    return file.getvalue()


def structured(page: BeautifulSoup, kind: str) -> dict[str, object]:
    """The JSON-LD node of one type that stands in a page."""
    script = page.select_one('script[type="application/ld+json"]')
    assert script
    nodes = json.loads(script.get_text())["@graph"]
    found: dict[str, object] = next(node for node in nodes if node["@type"] == kind)
    return found
