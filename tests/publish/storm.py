"""A storm over a publishing home: pushes that are killed anywhere, while readers read. Counts every broken promise.

`python -m tests.publish.storm FOLDER SECONDS` prints the counts; the suite runs a short one.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.publish.house import MARK, House, found
from tools.publish import lock

PAGES = ("tin-tuc/a/index.html", "tin-tuc/b/index.html", "index.html", "feeds/all.rss.xml", "redirects.csv")
ENDINGS = {"html": "</html>", "xml": "</rss>", "csv": ""}
LONGEST = 1.5
GUARD_MAY_TAKE = 20.0


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
                try:
                    text = (self.house.home.current / path).read_text("utf-8")
                except (OSError, ValueError):
                    self.counts["missing"] += 1
                    continue
                self._judge(path, text)
            time.sleep(0.0005)

    def _judge(self, path: str, text: str) -> None:
        if not text.rstrip().endswith(ENDINGS[path.rpartition(".")[2]]) or not text:
            self.counts["torn"] += 1
        versions = {int(number) for number in MARK.findall(text)}
        if path == PAGES[0] and len(versions) != 1:
            self.counts["mixed"] += 1
        if versions:
            self.counts["older after newer"] += max(versions) < self.newest
            self.newest = max(self.newest, *versions)


def storm(house: House, seconds: float, chance: random.Random) -> Counter[str]:
    """Pushes, kills and reads for a while. All counts but reads, pushes and kills should be 0."""
    readers = [Reader(house) for _ in range(2)]
    for reader in readers:
        reader.start()
    counts: Counter[str] = Counter()
    end, version = time.monotonic() + seconds, house.version
    while time.monotonic() < end:
        version += 1
        counts += _killed_push(house, version, chance)
        version += 1
        counts += _whole_push(house, version)
    for reader in readers:
        reader.over.set()
        reader.join()
        counts += reader.counts
    return counts


def _killed_push(house: House, version: int, chance: random.Random) -> Counter[str]:
    before, commit = house.tip, house.clone.version(version)
    pushing = subprocess.Popen(
        ["git", "push", "--quiet", "origin", "HEAD:main"],
        cwd=house.clone.folder,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(chance.uniform(0, LONGEST))
    tree = list(_tree(house, pushing.pid))
    victims = tree if chance.random() < 0.2 else chance.sample(tree, min(len(tree), 1))
    for process in victims:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    code = pushing.wait()
    counts = Counter(pushes=1, kills=len(victims))
    if code == 0 and (house.served, house.version) != (commit, version):
        counts["success told, not live"] += 1
    _quiet(house, counts)
    if house.tip not in (before, commit):
        counts["branch is neither"] += 1
    if len(victims) == 1 and house.served != house.tip:
        counts["site is not the branch"] += 1
    if code and house.served == commit and len(victims) == 1 and not _was_git(victims, tree):
        counts["failure told, live"] += 1
    house.clone.git("reset", "--quiet", "--hard", house.tip)
    return counts


def _was_git(victims: list[int], tree: list[int]) -> bool:
    """Git's own process killed after the branch moved can tell nobody; what counts is that branch and site agree."""
    return victims[0] in tree[:3]


def _whole_push(house: House, version: int) -> Counter[str]:
    """The next push works, whatever happened before, and leaves nothing behind."""
    commit, counts = house.clone.version(version), Counter(pushes=1)
    pushed = house.clone.push()
    if pushed.code:
        counts["next push failed"] += 1
        print(pushed.said, file=sys.stderr)
    elif (house.served, house.version) != (commit, version):
        counts["success told, not live"] += 1
    _quiet(house, counts)
    if left := house.litter():
        counts["litter"] += 1
        print(left, file=sys.stderr)
    if len(list(house.home.releases.iterdir())) > house.home.settings.keep_releases:
        counts["litter"] += 1
    return counts


def _quiet(house: House, counts: Counter[str]) -> None:
    end = time.monotonic() + GUARD_MAY_TAKE
    while lock.holder(house.home):
        if time.monotonic() > end:
            counts["stuck lock"] += 1
            return
        time.sleep(0.01)


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


if __name__ == "__main__":
    place, duration = Path(sys.argv[1]), float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    print(f"seed {seed}")
    print(json.dumps(storm(found(place), duration, random.Random(seed)), indent=1))
