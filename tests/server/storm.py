"""A storm over a publishing home: pushes that are killed anywhere, pushes at once, while readers read files and HTTP.

It counts every broken promise. `python -m tests.server.storm FOLDER SECONDS [SEED]` prints the counts, with readers
over a real nginx where there is one; the suite runs a short one.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli

from tests.patience import PATIENCE
from tests.server.house import MARK, Clone, House, found
from tests.server.web import serving_home
from tests.site import article
from tools.server import lock
from tools.server.home import MAIN

PAGES = ("tin-tuc/a/index.html", "tin-tuc/b/index.html", "index.html", "feeds/all.rss.xml", "redirects.csv")
ENDINGS = {"html": "</html>", "xml": "</rss>", "csv": ""}
# Beside what the storm changes: an address that moved, one that is gone, and a text of its own at each.
OLD = {
    "content/tin-tuc/c.md": article("Bài C", body="Không đổi.", Redirect_from="/cu/"),
    "content/tin-tuc/d.md": article("Bài D", Status="removed", Reason="Thử."),
}
ANSWERS = {"cu/": 301, "tin-tuc/d/": 410}
UNPACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Reader(threading.Thread):
    """Reads pages through the link, one after another, and judges each."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.house = house
        self.counts: Counter[str] = Counter()
        self.over = threading.Event()
        self.newest = 0

    def run(self) -> None:
        while not self.over.is_set():
            for path in PAGES:
                self.counts["reads"] += 1
                text = self.read(path)
                if text is None:
                    self.counts["missing"] += 1
                else:
                    self.judge(path, text)
            time.sleep(0.0005)

    def read(self, path: str) -> str | None:
        try:
            return (self.house.home.current / path).read_text("utf-8")
        except (OSError, ValueError):
            return None

    def judge(self, path: str, text: str) -> None:
        if not text or not text.rstrip().endswith(ENDINGS[path.rpartition(".")[2]]):
            self.counts["torn"] += 1
        versions = {int(number) for number in MARK.findall(text)}
        if path == PAGES[0] and len(versions) != 1:
            self.counts["mixed"] += 1
        if versions:
            self.counts["older after newer"] += max(versions) < self.newest
            self.newest = max(self.newest, *versions)


class HttpReader(Reader):
    """The same through nginx with the home's own settings, packed in one way; asks with the ETag that it has, and knows
    whether "not modified" was true.
    """

    def __init__(self, house: House, port: int, packed: str) -> None:
        super().__init__(house)
        self.packed = packed
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.known: dict[str, tuple[str, str]] = {}
        self.bodies: dict[tuple[str, str], str] = {}

    def read(self, path: str) -> str | None:
        if path == PAGES[0]:
            for old, wanted in ANSWERS.items():
                self.counts["old address lost"] += self._get(old, {})[0] != wanted
        tag, text = self.known.get(path, ("", ""))
        status, new, body = self._get(path.removesuffix("index.html"), {"If-None-Match": tag} if tag else {})
        if status == 304:
            self.counts["not modified"] += 1
            return text
        if status != 200:
            return None
        if self.bodies.setdefault((path, new), _hash(body)) != _hash(body):
            self.counts["one ETag, two bodies"] += 1
        self.known[path] = new, body
        return body

    def _get(self, path: str, headers: dict[str, str]) -> tuple[int, str, str]:
        try:
            self.connection.request("GET", f"/{path}", headers={"Accept-Encoding": self.packed} | headers)
            answer = self.connection.getresponse()
            body = answer.read()
            packed = answer.headers.get("Content-Encoding", "")
            self.counts[f"answers packed by {packed}"] += bool(packed)
            return answer.status, answer.headers.get("ETag", ""), (body and UNPACK[packed](body)).decode("utf-8")
        except (OSError, http.client.HTTPException, ValueError, brotli.error, zlib.error):
            self.connection.close()
            return 0, "", ""


class Storm:
    """Pushes, kills and reads for a while. All counts but those of what was done should be 0."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house = house
        self.chance = chance
        self.counts: Counter[str] = Counter()
        self.version = house.version
        self.usual = 1.0
        self.victims: list[str] = []
        self.other = house.another_clone("storm-other")

    def blow(self, seconds: float, readers: list[Reader]) -> Counter[str]:
        for reader in readers:
            reader.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end or not self.counts["kills"]:
            self._crowd() if self.chance.random() < 0.15 else self._killed()
            self._whole()
        for reader in readers:
            reader.over.set()
            reader.join()
            self.counts += reader.counts
        return self.counts

    def _next(self, clone: Clone) -> str:
        self.version += 1
        return clone.version(self.version)

    def _killed(self) -> None:
        """One push, of which one process is killed somewhere, or all of them at once."""
        house, before, commit = self.house, self.house.tip, self._next(self.house.clone)
        version = self.version
        pushing = _begin(house.clone)
        time.sleep(self.chance.uniform(0, 1.2 * self.usual))
        tree = list(_tree(house, pushing.pid))
        victims = tree if self.chance.random() < 0.2 else self.chance.sample(tree, min(len(tree), 1))
        self.victims = [_name(process) for process in victims]
        gits = not all("python" in name for name in self.victims)
        for process in victims:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        code = pushing.wait()
        # The last look at the client comes when what there is to say is written, before the branch moves; one that dies
        # later has published, and may not know it.
        decided = any(house.home.work.glob("said-*")) or commit in (house.home.repository / MAIN).read_text("utf-8")
        if code == 0 and (house.served, house.version) != (commit, version):
            self.counts["success told, not live"] += 1
        self.counts += Counter(pushes=1, kills=len(victims))
        gone = "git push" in self.victims[0] and not decided
        self.counts["client killed, live"] += gone and house.served == commit
        self._quiet()
        alone = len(victims) == 1
        self.counts["branch is neither"] += house.tip not in (before, commit)
        self.counts["site is not the branch"] += alone and house.served != house.tip
        # Git's own process, killed after the branch moved, can tell nobody: then branch and site have to agree.
        self.counts["failure told, live"] += bool(code and alone and not gits and house.served == commit)
        self._home_again(house.clone)

    def _crowd(self) -> None:
        """Two pushes at once from one state: one is live, the other is told to fetch first."""
        commits = [self._next(clone) for clone in (self.other, self.house.clone)]
        pushing = [_begin(clone) for clone in (self.other, self.house.clone)]
        codes = [one.wait() for one in pushing]
        self._quiet()
        self.counts += Counter(pushes=2, crowds=1)
        winners = [commit for commit, code in zip(commits, codes, strict=True) if code == 0]
        self.counts["crowd without one winner"] += len(winners) != 1
        self.counts["success told, not live"] += winners != [self.house.served]
        self.counts["site is not the branch"] += self.house.served != self.house.tip
        for clone in (self.other, self.house.clone):
            self._home_again(clone)

    def _whole(self) -> None:
        """The next push works, whatever happened before, and leaves nothing behind."""
        house, commit = self.house, self._next(self.house.clone)
        begun = time.monotonic()
        pushed = house.clone.push()
        self.usual = time.monotonic() - begun
        self.counts["pushes"] += 1
        if pushed.code:
            self.counts["next push failed"] += 1
            print(f"{self.victims}\n{pushed.said}", file=sys.stderr)
        elif (house.served, house.version) != (commit, self.version):
            self.counts["success told, not live"] += 1
        self._quiet()
        left = house.litter()
        many = len(list(house.home.releases.iterdir())) > house.home.settings.keep_releases
        self.counts["litter"] += bool(left) or many
        if left:
            print(left, file=sys.stderr)
        self._home_again(self.other)

    def _quiet(self) -> None:
        end = time.monotonic() + PATIENCE
        while lock.holder(self.house.home):
            if time.monotonic() > end:
                self.counts["stuck lock"] += 1
                return
            time.sleep(0.01)

    def _home_again(self, clone: Clone) -> None:
        clone.git("fetch", "--quiet", "origin", "main")
        clone.git("reset", "--quiet", "--hard", "FETCH_HEAD")


def storm(house: House, seconds: float, chance: random.Random, port: int = 0) -> Counter[str]:
    readers: list[Reader] = [Reader(house), Reader(house)]
    return Storm(house, chance).blow(seconds, readers + [HttpReader(house, port, one) for one in UNPACK if port])


@contextmanager
def served(house: House) -> Iterator[int]:
    """A real nginx with the home's settings, where the machine has one; its port, or 0."""
    house.clone.commit(OLD)
    house.clone.goes_live()
    try:
        with serving_home(house.home.root, house.folder / "nginx-of-the-storm") as server:
            yield server.port
    except FileNotFoundError:
        yield 0


def _begin(clone: Clone) -> subprocess.Popen[bytes]:
    command = ["git", "push", "--quiet", "origin", "HEAD:main"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=clone.folder, start_new_session=True, stdout=quiet, stderr=quiet)


def _tree(house: House, root: int) -> Iterator[int]:
    """The processes of a push, its guard among them, which is nobody's child any more once the hook is gone."""
    parents: dict[int, int] = {}
    guards: list[int] = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            process = int(place.name)
            parents[process] = int((place / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
            if f"pre-receive\0{house.home.root}\0".encode() in (place / "cmdline").read_bytes():
                guards.append(process)
    found = [root]
    for one in found:
        found += [process for process, parent in parents.items() if parent == one and process not in found]
    yield from dict.fromkeys([*found, *guards])


def _name(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    place, duration = Path(sys.argv[1]), float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    made = found(place)
    with served(made) as at_port:
        print(f"seed {seed}, port {at_port}", flush=True)
        print(json.dumps(storm(made, duration, random.Random(seed), at_port), indent=1))
