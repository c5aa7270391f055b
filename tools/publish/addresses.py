"""No address dies: what was ever released is written down, and a release that would not answer it is refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from plugins.base.problems import Message
from tools.publish.files import files
from tools.publish.home import Home, write

FILE = "addresses.txt"
TABLE = "redirects.csv"
# Under these a name holds its content's hash; they stay for a day, and no longer.
PASSING = ("theme/", "anh/", "tep/", "pagefind/")
COMPRESSED = (".br", ".gz")

LOST = Message(
    "Địa chỉ {address} đã từng được đăng, nay không còn gì trả lời.",
    "Hãy ghi «Redirect_from: {address}» vào bài thay cho nó; hoặc giữ bài cũ với «Status: removed» và «Reason: …».",
)


def lost(home: Path, served: Path | None, release: Path) -> list[str]:
    """What to tell the pusher: one sentence for each released address that the new release would not answer."""
    promised = _promised(Home(home)) | (set(_answered(served)) if served else set())
    return [LOST(address=address) for address in sorted(promised - set(_answered(release)))]


def remember(home: Path, release: Path) -> None:
    """Promises every address of a release that went live."""
    known = Home(home)
    promised = _promised(known) | set(_answered(release))
    write(known.server / FILE, "".join(f"{address}\n" for address in sorted(promised)))
    write(known.server / TABLE, (release / TABLE).read_bytes())


def _promised(home: Home) -> set[str]:
    file = home.server / FILE
    return set(file.read_text("utf-8").splitlines()) if file.is_file() else set()


def _answered(release: Path) -> Iterator[str]:
    for path in files(release):
        if not path.startswith(PASSING) and not path.endswith(COMPRESSED):
            whole = path == "index.html" or path.endswith("/index.html")
            yield f"/{path.removesuffix('index.html')}" if whole else f"/{path}"
    with (release / TABLE).open(encoding="utf-8", newline="") as table:
        yield from (row[0] for row in csv.reader(table) if row[2:] and row[2].isdecimal())
