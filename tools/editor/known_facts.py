"""What the site knows that a text may name (categories, abbreviations, programs), laid out for whoever reads texts in a
process of its own.
"""

from __future__ import annotations

from pathlib import Path

from plugins.base.model import ContentKind
from plugins.editorial import kind_of, set_fields
from tools.editor.form_choices import CATEGORIES, name_in
from tools.editor.workspace import Workspace

ABBREVIATIONS = "abbreviations.toml"


def laid_out(workspace: Workspace, folder: Path) -> Path:
    """A content that holds these facts and nothing else, as `tools.convert.known_of` reads it."""
    for inner in ("data", "programs"):
        (folder / inner).mkdir(parents=True)
    for name in (CATEGORIES, ABBREVIATIONS):
        if (content := workspace.data(name)) is not None:
            (folder / "data" / name).write_bytes(content)
    for one in workspace.texts():
        if kind_of(one.path) is ContentKind.PROGRAM:
            (folder / "programs" / f"{name_in(one.path)}.md").write_text(set_fields({"Title": one.title}), "utf-8")
    return folder
