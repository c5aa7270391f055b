"""What a form lets choose from: categories, programs with their tasks, pictures beside the text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from plugins.base import header
from plugins.base.header import Fields, InvalidHeader, Items, Node, Scalar
from plugins.base.media_types import media_type
from plugins.base.model import Category, ContentKind
from plugins.base.vietnamese import fold_spaces
from plugins.editorial import Part, Vocabulary, categories, field_of, kind_of
from tools.editor.form_values import part_of
from tools.editor.workspace import NoSuchText, OpenText, Workspace

CATEGORIES = "categories.toml"


@dataclass(frozen=True, slots=True)
class FormChoices:
    """`programs` and `tasks` are names by what is written for them; tasks are those of the text's program."""

    categories: tuple[Category, ...] = ()
    programs: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()

    @property
    def vocabulary(self) -> Vocabulary | None:
        return Vocabulary(self.categories) if self.categories else None


def choices_for(workspace: Workspace, opened: OpenText, program: str) -> FormChoices:
    """Those of a text as it is open; `program` is the one that it belongs to."""
    if kind_of(opened.path) is not ContentKind.ARTICLE:
        return FormChoices(pictures=_pictures(opened.files))
    listed = [one for one in workspace.texts() if kind_of(one.path) is ContentKind.PROGRAM]
    programs = {name_in(one.path): one for one in listed}
    tasks: dict[str, str] = {}
    if program in programs:
        with suppress(NoSuchText):
            tasks = tasks_in(workspace.open(programs[program].path).text)
    names = {slug: one.title for slug, one in programs.items()}
    return FormChoices(_vocabulary(workspace.data(CATEGORIES) or b""), names, tasks, _pictures(opened.files))


def name_in(path: str) -> str:
    """What other texts call a program."""
    return Path(path.removesuffix("/index.md")).name.removesuffix(".md")


def tasks_in(text: str) -> dict[str, str]:
    """The tasks of a program by their ids, those of its plans last."""
    try:
        pairs = header.parse(header.as_read(text)).fields
    except InvalidHeader:
        return {}
    found: dict[str, str] = {}
    for key, node in pairs:
        row = field_of(key.text)
        if row and row.name in {"Tasks", "Plans"}:
            found |= dict(_tasks(row.parts, node))
    return found


def _tasks(rows: Sequence[Part], node: Node) -> Iterator[tuple[str, str]]:
    for item in node.items if isinstance(node, Items) else ():
        if not isinstance(item, Fields):
            continue
        given = {row.name: (row, value) for key, value in item.fields if (row := part_of(rows, key.text))}
        if "tasks" in given:
            row, inside = given["tasks"]
            yield from _tasks(row.parts, inside)
        elif "id" in given:
            yield _words(given["id"][1]), _words(given["title"][1] if "title" in given else given["id"][1])


def _words(node: Node) -> str:
    return fold_spaces(node.text) if isinstance(node, Scalar) else ""


def _pictures(files: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in files if media_type(name).startswith("image/"))


@lru_cache(maxsize=4)
def _vocabulary(register: bytes) -> tuple[Category, ...]:
    if not register:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data" / CATEGORIES
        file.parent.mkdir()
        file.write_bytes(register)
        return categories(Path(folder))
