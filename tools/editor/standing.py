"""How an editor is put together from its parts."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.applications import Starlette

from tools.editor.accounts import Accounts
from tools.editor.app import Editor, make_app
from tools.editor.audit import AuditTrail
from tools.editor.database import Database
from tools.editor.draft_commits import PUBLISHED
from tools.editor.drafts import DraftWorkspace
from tools.editor.home import EditorHome
from tools.editor.live_site import LiveSite
from tools.editor.workspace import CannotSave

FACTS = "data/site.toml"


def on_a_server(home: EditorHome) -> Starlette:
    """Raises NoEditorHome."""
    settings, folder = home.settings, home.folder
    workspace = DraftWorkspace(folder, settings.push_to, home.ssh)
    with suppress(CannotSave):  # which the pages will tell
        workspace.refresh()
    database = Database(home.accounts)
    return make_app(
        Editor(
            workspace=workspace,
            site=LiveSite(workspace, settings.origin, "", folder / "cache", folder / "content"),
            origin=settings.origin,
            base="",
            organisation=_name(workspace.repository.read(f"{PUBLISHED}:content/{FACTS}"))
            or str(urlsplit(settings.site_url).hostname),
            accounts=Accounts(database),
            audit=AuditTrail(database),
        )
    )


def _name(facts: bytes | None) -> str:
    """What the organisation is called, where its facts say so and can be read; `check` tells where they cannot."""
    try:
        told = tomllib.loads((facts or b"").decode())
    except ValueError:
        return ""
    return str(told.get("short_name") or told.get("name") or "")
