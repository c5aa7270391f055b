"""Files as a browser sends them, and some to send."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from PIL import Image

from tests.editor.desk import Browser, Reply

EDITING = "/soan/bai/tin-tuc/le-ky/index.md"


def picture(width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "#1f5d3a", **options: Any) -> bytes:
    Image.new("RGB", (width, height), colour).save(file := io.BytesIO(), kind, **options)
    return file.getvalue()


def parts(*files: tuple[str, bytes], **fields: str) -> tuple[bytes, str]:
    """The body of a form with files, and its type."""
    mark = uuid4().hex
    lines = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files:
        shown = name.replace('"', "%22").replace("\n", "%0A")
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\n\r\n'
        lines.append(head.encode() + content + b"\r\n")
    return b"".join([*lines, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


def send(browser: Browser, *files: tuple[str, bytes], to: str = f"{EDITING}/tep", **fields: str) -> Reply:
    body, kind = parts(*files, **fields)
    return browser.ask("POST", to, body, {"Content-Type": kind, "X-Soan": browser.token})
