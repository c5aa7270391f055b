"""What programs leave beside the files of their users: passed over wherever files are listed, and never published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate

# As globs, so that git can be told the same. Upper and lower case are one.
FILES = (
    # macOS, Windows, KDE, network drives
    *(".DS_Store", "._*", ".localized", ".apdisk", ".metadata_never_index", ".VolumeIcon.icns", "Icon\r"),
    *("Thumbs.db", "Thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", ".directory", ".hidden"),
    *(".nfs*", ".fuse_hidden*", ".nomedia"),
    # office programs
    *("~$*", ".~lock.*#", "~WRL*.tmp", "*.tmp", "*.asd", "*.wbk"),
    # editors: copies before saving, swap files, locks
    *("*~", "*.swp", "*.swo", "*.swn", "*.un~", "4913", ".#*", "#*#", "*.kate-swp", ".goutputstream-*"),
    # browsers and programs that bring files together
    *("*.crdownload", "*.part", "*.partial", "*.opdownload"),
    *(".dropbox", ".dropbox.attr", ".stignore", ".stfolder", ".owncloudsync.log*", ".nextcloudsync.log*"),
    *("._sync_*.db*", ".sync_*.db*", ".csync_journal.db*"),
    # settings of editors, and git's own
    *(".editorconfig", ".prettierrc*", ".prettierignore", ".markdownlint*", ".vale.ini", ".project"),
    *(".gitkeep", ".keep", ".gitignore", ".gitattributes"),
)
FOLDERS = (
    *(".obsidian", ".vscode", ".vscode-*", ".idea", ".vs", ".zed", ".fleet", ".nova", ".cursor", ".settings"),
    *(".history", ".foam", ".logseq", ".smart-env", ".space", ".makemd", ".trash", "nppBackup", ".ipynb_checkpoints"),
    *(".Trash", ".Trash-*", ".Trashes", ".Spotlight-V100", ".fseventsd", ".TemporaryItems", ".DocumentRevisions-V100"),
    *(".AppleDouble", ".AppleDB", ".AppleDesktop", "Network Trash Folder", "Temporary Items", "__MACOSX"),
    *("$RECYCLE.BIN", "RECYCLER", "System Volume Information", ".thumbnails", ".comments"),
    *("@eaDir", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot", ".@__thumb"),
    *(".stfolder", ".stversions", ".stfolder.removed*", ".sync", ".dropbox.cache", ".tmp.drive*", ".syncthing*"),
)


def _one_of(globs: Iterable[str]) -> Callable[[str], bool]:
    """Whether a name is one of them."""
    known = {one.lower(): None for one in globs}
    shapes = re.compile("|".join(translate(one) for one in known if "*" in one))
    return lambda name: name.lower() in known or shapes.match(name.lower()) is not None


is_file, is_folder = _one_of(FILES), _one_of(FOLDERS)


def is_closed(folder: str) -> bool:
    """Whether nobody looks into a folder of that name among the content."""
    return folder.startswith(".") or is_folder(folder)


def is_path(path: str) -> bool:
    """Whether a path with forward slashes names such a file, or leads through such a folder."""
    *folders, name = path.split("/")
    return is_file(name) or any(map(is_folder, folders))


def git_excludes(folder: str) -> list[str]:
    """Pathspecs that keep all of it below `folder` out of what git does."""
    ends = (*FILES, *(f"{one}/**" for one in FOLDERS))
    return [f":(exclude,icase,glob){folder}/**/{end}" for end in ends]
