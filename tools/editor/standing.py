"""The two ways in which an editor stands: as a service beside a publishing home, and in the preview of one's own
machine.
"""

from __future__ import annotations

import getpass
import hashlib
import subprocess
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.applications import Starlette

from tools import CACHE
from tools.editor import limits
from tools.editor.accounts import Accounts
from tools.editor.app import Editor, make_app
from tools.editor.audit import AuditTrail
from tools.editor.database import Database
from tools.editor.draft_commits import PUBLISHED
from tools.editor.drafts import DraftWorkspace
from tools.editor.folder import FolderWorkspace
from tools.editor.home import EditorHome
from tools.editor.live_site import PLACE, LiveSite
from tools.editor.people import Person, Role
from tools.editor.workspace import CannotSave
from tools.warm.client import SiteProcess

FACTS = "data/site.toml"


def on_a_server(home: EditorHome) -> Starlette:
    """Raises NoEditorHome."""
    settings, folder = home.settings, home.folder
    workspace = DraftWorkspace(folder, settings.push_to, home.ssh)
    with suppress(CannotSave):  # which the pages will tell
        workspace.refresh()
    database = Database(home.accounts)
    site = {"SITEURL": f"{settings.origin}{PLACE}", "CACHE": str(folder / "cache")}
    process = SiteProcess(site, tree=folder / "content", memory_mb=limits.SITE_MEMORY_MB, own=False)
    return make_app(
        Editor(
            workspace=workspace,
            site=LiveSite(workspace, process, "", rests=True),
            origin=settings.origin,
            base="",
            organisation=_name(workspace.repository.read(f"{PUBLISHED}:content/{FACTS}"))
            or str(urlsplit(settings.site_url).hostname),
            accounts=Accounts(database),
            audit=AuditTrail(database),
        )
    )


def own_process(base: str, origin: str, asked: Mapping[str, object] = MappingProxyType({})) -> SiteProcess:
    """What shows the site of one's own machine, to its editor and to its preview; `asked` are settings of Pelican."""
    return SiteProcess({**asked, "SITEURL": f"{origin}{base}{PLACE}", "CACHE": str(CACHE)}, own=True)


def on_own_machine(content: Path, base: str, origin: str, process: SiteProcess) -> Starlette:
    """Over a folder of texts, for whoever sits there."""
    workspace = FolderWorkspace(content, own_folder(content) / "seen")
    facts = content / FACTS
    return make_app(
        Editor(
            workspace=workspace,
            site=LiveSite(workspace, process, base, rests=False),
            origin=origin,
            base=base,
            organisation=_name(facts.read_bytes() if facts.is_file() else None) or content.name,
            owner=_whoever_sits_here(content),
        )
    )


def own_folder(content: Path) -> Path:
    """On the disk of the texts, where a new post becomes one of them by a rename."""
    name = hashlib.sha256(bytes(content)).hexdigest()[:16]
    beside = CACHE.parent.stat().st_dev != content.stat().st_dev
    return (content.parent / ".cache" if beside else CACHE) / "soan" / name


def _whoever_sits_here(content: Path) -> Person:
    """As git knows them, which signs what they publish."""
    name = getpass.getuser()
    full_name, email = (_of_git(content, setting) for setting in ("user.name", "user.email"))
    return Person(name, full_name or name, email or f"{name}@localhost", Role.ADMINISTRATOR)


def _of_git(content: Path, setting: str) -> str:
    try:
        asked = ["git", "config", "--get", setting]
        return subprocess.run(asked, cwd=content, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    except (OSError, UnicodeError):
        return ""


def _name(facts: bytes | None) -> str:
    """What the organisation is called, where its facts say so and can be read; `check` tells where they cannot."""
    try:
        told = tomllib.loads((facts or b"").decode())
    except ValueError:
        return ""
    return str(told.get("short_name") or told.get("name") or "")
