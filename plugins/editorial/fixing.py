"""What `check --fix` mends by itself, because there is one right way: composition and letters, key spellings, slips of
typing, tables that were pasted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plugins.base import header, survey
from plugins.base.header import InvalidHeader, Scalar
from plugins.base.letters import as_meant
from plugins.base.survey import SourceFile
from plugins.base.vietnamese import nearest, slug
from plugins.editorial import pasted_tables, reading, schema, typing_slips
from plugins.editorial.fields import spellings


class FixedFile(NamedTuple):
    """A text that can be mended: both versions as they stand in the file, line ends included."""

    path: str
    file: Path
    before: str
    after: str


def fixed(content: Path) -> Iterator[FixedFile]:
    """Every text that would change. Texts kept word for word, and those that cannot be read, are left alone."""
    for found in reading.walk(content, survey.of_content(content)):
        if isinstance(found, SourceFile) and reading.is_text(found.path) and (change := _mended(found)):
            yield change


def _mended(found: SourceFile) -> FixedFile | None:
    try:
        before = found.file.read_bytes().decode("utf-8")
        after = _mend(before, found)
    except (OSError, UnicodeDecodeError, InvalidHeader):
        return None
    return FixedFile(found.path, found.file, before, after) if after != before else None


def _mend(text: str, found: SourceFile) -> str:
    parsed, _ = reading.read(found)
    if parsed is None or parsed.values.values.get("Verbatim") or "Verbatim" in parsed.values.told:
        return text
    lines = as_meant(text).split("\n")
    for key, _ in header.parse(as_meant(text).removeprefix("\ufeff").replace("\r\n", "\n")).fields:
        lines[key.line - 1] = _mend_key(lines[key.line - 1], key)
    head, body = lines[: parsed.body_line - 1], lines[parsed.body_line - 1 :]
    return "\n".join([*head, typing_slips.mend(pasted_tables.mend("\n".join(body)))])


def _mend_key(line: str, key: Scalar) -> str:
    """An unknown key becomes the known one that it resembles closely; one that could be two is left to the editor."""
    if schema.is_known(key.text):
        return line
    meant = nearest(key.text, spellings(), key=slug)
    return line.replace(key.text, meant, 1) if meant and abs(len(meant) - len(key.text)) <= 1 else line
