"""The first article of the site: how it stands today, and its page next to that of the same article made anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.site import NOW, ROOT
from tools import site
from tools.editor import text_parts

CONTENT = ROOT / "content"
PATH = "tin-tuc/hoi-nghi-ky-chuong-trinh-phoi-hop/index.md"
SEED = CONTENT / PATH
END = "./."
"""Offices set it behind the last word; it is kept out of what comes in (`tools.convert`)."""


def seed_paragraphs() -> list[str]:
    """Its body; of its figures the caption alone."""
    return [part.split("\n")[1] if part.startswith("![") else part for part in _parts()]


def seed_figures() -> list[list[str]]:
    """Description, file, caption and credit of each."""
    return [list(one) for one in re.findall(r"^!\[(.+)\]\((.+)\)\n(.+)\n(.+)$", "\n".join(_parts()), re.MULTILINE)]


def both_pages(folder: Path, text: str, files: Mapping[str, bytes]) -> tuple[str, str]:
    """Today's page, and the one with this text and these files in the article's folder."""
    content = shutil.copytree(CONTENT, folder / "content")
    order = {"PATH": str(content), "CACHE": str(folder / "cache"), "NOW": NOW, "SITEURL": "https://x.example"}
    warm = site.warm({**order, "PREVIEW": True})
    address = PATH.replace(".md", ".html")
    assert not [one for one in warm.check_one(PATH).problems if not one.warning]
    today = warm.read(address)
    place = (content / PATH).parent
    shutil.rmtree(place)
    place.mkdir()
    for name, written in {**files, "index.md": text.encode()}.items():
        (place / name).write_bytes(written)
    assert not [one for one in warm.check_one(PATH).problems if not one.warning]
    made = warm.read(address)
    assert today
    assert made
    return today.decode(), made.decode()


def _parts() -> list[str]:
    return text_parts.split(SEED.read_text("utf-8")).body.strip().split("\n\n")
