"""From a commit to a release that lies ready: built, compared with what was ever released, compressed, on the disk."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from plugins.base.addresses import address_of
from plugins.base.problems import Message
from tools import ROOT
from tools.server import addresses, clock, compose, follow, release
from tools.server.build import NotBuilt, SiteBuilder
from tools.server.home import Home
from tools.server.release import ReleaseInfo

TEXT = re.compile(r"/(?:tin-tuc|chuong-trinh)/[^/]+/")

UNMARKED = Message("Máy chủ sẽ không trả lời địa chỉ cũ {addresses}.", "Hãy xem lại các ô Redirect_from ấy.")
FINISHING = Message("Đã dựng xong; đang chuẩn bị bản phát hành …")


@dataclass(frozen=True, slots=True)
class MadeRelease:
    """A release, and the paths in it that differ from what was served."""

    release: Path
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    index_follows: bool


def make(builder: SiteBuilder, commit: str, now: datetime, *, index_may_follow: bool = False) -> MadeRelease | None:
    """The release of a commit, complete but not shown yet; None where the one that is served is the same already.

    Where the search index takes long and `index_may_follow`, the release has the one that is served.

    Raises:
        Refused: where the texts are wrong or an address would die; what is wrong has been told.
    """
    home, served = builder.home, builder.home.served()
    if wrong := clock.trouble(home):
        raise NotBuilt(wrong)
    built = builder.release(commit, now, served if index_may_follow and _knows_index(home, served) else None)
    builder.tell(FINISHING())
    takes = follow.is_of_pages if built.index_follows else follow.is_of_all
    draft = compose.compose(home, built.pages, builder.look, takes=takes)
    if draft.unmarked:
        builder.tell(UNMARKED(addresses=", ".join(draft.unmarked)))
    known = ReleaseInfo(commit, built.next_change, software(), left=draft.left, index_follows=built.index_follows)
    try:
        if served and release.commit_of(served) == commit and not (draft.changed or draft.gone):
            release.note(home, served, replace(known, left=release.about(home, served).left))
            return None
        before = None if release.is_in_doubt(home, served) else served
        if lost := addresses.lost(home.root, before, draft.folder, {draft.folder: draft.paths}):
            raise NotBuilt("\n".join(lost))
        made = release.complete(home, draft, known)
        compose.note_composed(built.pages, made, draft.composed)
        return MadeRelease(made, draft.changed, draft.gone, built.index_follows)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)


def _knows_index(home: Home, served: Path | None) -> bool:
    """Whether the search index that is served was made by this software, as the pages that ask it will be."""
    if not served or home.settings.run_pushed_code or release.is_in_doubt(home, served):
        return False
    return release.about(home, served).software == software()


def software() -> str:
    """Which version of this software builds here; "" where it was not installed by git."""
    command = ["git", "-c", f"safe.directory={ROOT}", f"--git-dir={ROOT / '.git'}", "rev-parse", "--verify", "HEAD"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.stdout.strip()


def addresses_of(paths: tuple[str, ...]) -> list[str]:
    """The pages among paths of a release, as their addresses: articles and programs first."""
    pages = [address for path in paths if (address := address_of(path)).endswith("/")]
    return sorted(pages, key=lambda page: (TEXT.fullmatch(page) is None, page))
