"""The process that reads one document and answers with its post."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools import confined
from tools.convert import known_of, post_of
from tools.word import limits
from tools.word.package import CannotRead
from tools.word.reading import read


def post(order: dict[str, str]) -> dict[str, Any]:
    document = read(Path(order["file"]), Path(order["folder"]))
    return asdict(post_of(document, known_of(Path(order["content"]))))


if __name__ == "__main__":
    confined.serve(post, limits.DOCUMENT, CannotRead)
