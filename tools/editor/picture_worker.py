"""The process that works on one picture: what is kept of it, or a small version for a glance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plugins.media import InvalidDrawing, small, take_in
from tools import confined
from tools.editor import limits


def made(order: dict[str, Any]) -> dict[str, Any]:
    """Writes the new picture into the place of the old one. With `width` it is a small version."""
    file = Path(order["file"])
    content = file.read_bytes()
    if width := order["width"]:
        written, ending = small(content, width)
        file.write_bytes(written)
        return {"ending": ending}
    taken = take_in(content)
    file.write_bytes(taken.content)
    return {"ending": taken.ending, "width": taken.width, "height": taken.height}


if __name__ == "__main__":
    confined.serve(made, limits.PICTURE, InvalidDrawing)
