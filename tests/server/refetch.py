"""What a reader's browser fetches again after a push, and whether "not modified" was true.

`python -m tests.server.refetch FOLDER POSTS` prints the counts for a site of so many posts, through a real nginx with
the home's own settings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.server.house import House, found
from tests.server.web import Server, serving_home
from tests.site import article
from tools.server.files import files

PACKED = ("", "gzip", "br")


@dataclass(frozen=True)
class Again:
    """Answers after a change: those whose bytes stayed and how many of them came anew; those that changed and how many
    were said to be as before.
    """

    same: int = 0
    fetched_again: int = 0
    changed: int = 0
    stale: int = 0


def posts(house: House, count: int) -> None:
    """Goes live with so many texts beside the seed's."""
    long = "Một câu vừa phải để bài có độ dài thường gặp. " * 30
    texts = {
        f"content/tin-tuc/n-{at}.md": article(f"Bài thứ {at}", f"2026-10-{at % 28 + 1:02}", f"{long}\n\nCuối bài {at}.")
        for at in range(count)
    }
    house.clone.commit(texts)
    house.clone.goes_live()


def after(house: House, server: Server, change: Callable[[], object]) -> Again:
    """Asks for every address, lets something change, and asks again, by ETag and by date in turn."""
    addresses = [quote(f"/{path.removesuffix('index.html')}") for path in files(house.home.current) if _is_public(path)]
    known = {(place, packed): server.get(place, Accept_Encoding=packed) for place in addresses for packed in PACKED}
    before = {asked: answer for asked, answer in known.items() if answer.status == 200}
    change()
    counts = Again()
    for (place, packed), old in before.items():
        new = server.get(place, Accept_Encoding=packed)
        for asked in ({"If_None_Match": old.headers["etag"]}, {"If_Modified_Since": old.headers["last-modified"]}):
            status = server.get(place, Accept_Encoding=packed, **asked).status
            same = new.body == old.body
            counts = Again(
                counts.same + same,
                counts.fetched_again + (same and status != 304),
                counts.changed + (not same),
                counts.stale + (not same and status == 304),
            )
    return counts


def _is_public(path: str) -> bool:
    return not path.startswith(".") and path.rpartition(".")[2] not in ("br", "gz") and path != "404.html"


if __name__ == "__main__":
    made = found(Path(sys.argv[1]))
    posts(made, int(sys.argv[2]))
    with serving_home(made.home.root, made.folder / "nginx") as at:

        def one_post() -> None:
            made.clone.commit({"content/tin-tuc/n-3.md": article("Bài thứ 3", "2026-10-04", "Lời mới.")})
            made.clone.goes_live()

        print("one post changed", after(made, at, one_post))
        print("back", after(made, at, lambda: made.command("rollback", str(made.home.root))))
        print("nothing changed", after(made, at, lambda: made.command("server-init", str(made.home.root))))
