"""The folder that an editor on a server keeps everything in, and what its administrator has settled there.

HOME/settings.toml  what `server-init` has written    HOME/drafts.git        drafts, and what is published
HOME/key, known_hosts  how it publishes               HOME/accounts.sqlite   people and the audit trail
HOME/cache, content    what can be made again
"""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from plugins.base import settings as reader
from plugins.base.problems import Message

NO_HOME = Message("«{folder}» không phải thư mục của trình soạn bài.", "Hãy làm bước 6 mà lệnh server-init nói.")
SETTINGS_WRONG = Message("Tệp «{file}» viết sai: {why}", "Hãy chép lại tệp ấy như lệnh server-init nói.")


class NoEditorHome(Exception):
    """There is no editor in that folder, or its settings cannot be read. `args[0]` says so in Vietnamese."""


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """`settings.toml`."""

    origin: str
    """Where the editor stands: scheme, host and port."""
    site_url: str
    push_to: str
    """The repository of the site, as git takes it."""


@dataclass(frozen=True)
class EditorHome:
    folder: Path

    @cached_property
    def settings(self) -> EditorSettings:
        """Raises NoEditorHome."""
        file = self.folder / "settings.toml"
        try:
            return _read(file)
        except (FileNotFoundError, NotADirectoryError):
            raise NoEditorHome(NO_HOME(folder=self.folder)) from None
        except ValueError as why:
            raise NoEditorHome(SETTINGS_WRONG(file=file, why=why)) from None

    @property
    def ssh(self) -> str:
        """How git reaches the repository: with the key of the editor alone, to the host that was named alone."""
        options = {
            "IdentityFile": self.folder / "key",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": self.folder / "known_hosts",
            "GlobalKnownHostsFile": "/dev/null",
            "HostKeyAlias": "localhost",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "ConnectTimeout": "10",
            "ServerAliveInterval": "15",
        }
        return shlex.join(["ssh", "-F", "none", *(f"-o{name}={value}" for name, value in options.items())])

    @property
    def accounts(self) -> Path:
        return self.folder / "accounts.sqlite"

    @property
    def socket(self) -> Path:
        """Where it listens, unless systemd does for it."""
        return self.folder / "socket"


def _read(file: Path) -> EditorSettings:
    made = reader.read(EditorSettings, tomllib.loads(file.read_text("utf-8")), str(file))
    for one in fields(made):
        if not isinstance(getattr(made, one.name), str):
            raise ValueError(f"«{one.name}» phải là chữ trong dấu nháy.")  # noqa: TRY004 - as for every other mistake
    return made
