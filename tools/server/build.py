"""The one place where the server builds a site: a commit in, a folder of pages out, in a process with limits.

The desk holds the unpacked texts and the pages of the build before, so that the engine finds what it need not make
again. It is marked as put in order only while nobody works at it; one that was left otherwise is thrown away.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from itertools import count
from pathlib import Path

from plugins.base import problems
from plugins.base.problems import Message
from tools import PACKAGES, ROOT, resources
from tools.server import unpack
from tools.server.home import Home, ServerSettings
from tools.server.repository import Repository, TreeEntry

SAID_AGAIN = 5.0
LOOK_AGAIN = 0.2
BETWEEN_LOOKS_MB = 300
PAGES = "pages"
KNOWN = "known.json"
IN_ORDER = "in-order"
BUILD_DIR = re.compile(r"desk-[1-9]\d{0,5}")
NEXT_CHANGE = "next-change.json"
INDEX_FOLLOWS = "index-follows"
BUILD, INDEX = "tools.site", "tools.server.indexer"
LARGEST_FILE = 2_000_000_000
INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SOURCE_DATE_EPOCH")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)

TOO_SLOW = Message(
    "Dựng trang quá {seconds} giây nên đã dừng.", "Hãy bỏ bài vừa thêm nếu nó rất dài, hoặc báo người quản trị."
)
TOO_HUNGRY = Message(
    "Dựng trang cần quá {most} MB bộ nhớ nên đã dừng.",
    "Hãy bỏ tệp vừa thêm nếu nó rất lớn hoặc rất lạ; kho có vài nghìn bài thì nhờ người quản trị nâng most_memory_mb.",
)
BROKE = Message("Chương trình dựng trang dừng giữa chừng.", "Hãy báo người quản trị.")
STILL = Message("Vẫn đang soát và dựng trang ({seconds} giây) …")


class NotBuilt(Exception):
    """The site is not built; why has been told, or stands in `args[0]`."""


@dataclass(frozen=True, slots=True)
class Built:
    """A whole site in a folder, and the next moment at which the same texts make another one."""

    pages: Path
    next_change: str
    index_follows: bool
    """Whether what lies there as search index is none of these pages."""


@dataclass(frozen=True, slots=True)
class SiteBuilder:
    """`tell` speaks to the pusher; `watched` hears which group of processes is at work, 0 for none. All that is built
    for one push has `build_seconds` together.
    """

    home: Home
    repository: Repository
    tell: Callable[[str], None]
    watched: Callable[[int], None] = lambda _: None
    about: Sequence[str] | None = None
    """The paths in the content of whose warnings alone is told; None for all that is new."""
    begun: float = field(default_factory=time.monotonic)
    _loading: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Meanwhile the installed software that builds is loaded, so that it has been by the time that the texts lie
        there.
        """
        if not self.home.settings.run_pushed_code:
            self._loading.append(self._begun(ROOT, BUILD))
        try:
            yield
        finally:
            for process in self._loading:
                with process:
                    _end(process)

    def look(self) -> None:
        """Raises Refused where the time of the push is over or the disk is full, and Gone where nobody waits for it."""
        self.repository.look()
        limit = self.home.settings.build_seconds
        if time.monotonic() - self.begun >= limit:
            raise NotBuilt(TOO_SLOW(seconds=limit))
        if unpack.is_full(self.home.root):
            raise NotBuilt(unpack.NO_ROOM())

    def release(self, commit: str, now: datetime, index_before: Path | None = None) -> Built:
        """The site of a commit, as readers will see it, in a folder that the next build will use again.

        Where the search index takes long, that of the release `index_before` may stand in for it.

        Raises:
            Refused: where the texts are wrong.
        """
        entries = self._entries(commit)
        order: dict[str, object] = {"SITEURL": self.home.settings.site_url, "NOW": now.isoformat()}
        if self.about is not None:
            order["TELL_ABOUT"] = list(self.about)
        with _build_dir(self.home) as build_dir:
            follows = build_dir / INDEX_FOLLOWS
            follows.unlink(missing_ok=True)
            if index_before:
                order |= {"INDEX_BEFORE": str(index_before), "INDEX_FOLLOWS_FILE": str(follows)}
            built = self._build(build_dir, entries, order)
        if not built:
            raise NotBuilt
        return Built(build_dir / PAGES, _next_change(build_dir / NEXT_CHANGE), follows.is_file())

    def index(self, release: Path, folder: Path) -> None:
        """The search index of a release, alone in a new folder. Raises NotBuilt."""
        folder.mkdir()
        order = {"PATH": str(release), "OUTPUT_PATH": str(folder), "CACHE": str(self.home.server / "cache")}
        if not self._run(ROOT, INDEX, order):
            raise NotBuilt

    def preview(self, commit: str, branch: str, now: datetime, pages: Path) -> None:
        """The site of a branch with its drafts, as the new folder `pages`. Raises Refused as above."""
        entries = self._entries(commit)
        build_dir = pages.with_name(f"{pages.name}-desk")
        build_dir.mkdir(parents=True)
        order = {"SITEURL": self.home.preview_url(branch), "NOW": now.isoformat(), "PREVIEW": True}
        try:
            if not self._build(build_dir, entries, order):
                raise NotBuilt
            (build_dir / PAGES).rename(pages)
        finally:
            shutil.rmtree(build_dir, ignore_errors=True)

    def _entries(self, commit: str) -> list[TreeEntry]:
        with closing(self.repository.entries(commit)) as every:
            entries, wrong = unpack.judge(every, self.home.settings, self.home.root)
        if wrong:
            said = StringIO()
            problems.tell(wrong, said)
            self.tell(said.getvalue().rstrip())
            raise NotBuilt
        return entries

    def _build(self, build_dir: Path, entries: list[TreeEntry], order: Mapping[str, object]) -> bool:
        """False where the texts are wrong, which has been told."""
        tree = build_dir / "tree"
        tree.mkdir(exist_ok=True)
        written = unpack.unpack(self.repository, entries, tree, _known(build_dir / KNOWN))
        (build_dir / KNOWN).write_text(json.dumps(written), "utf-8")
        software = _dressed(tree) if self.home.settings.run_pushed_code else ROOT
        return self._run(software, BUILD, {**order, **self._places(build_dir)})

    def _places(self, build_dir: Path) -> dict[str, object]:
        (build_dir / NEXT_CHANGE).unlink(missing_ok=True)
        return {
            "PATH": str(build_dir / "tree" / unpack.CONTENT),
            "OUTPUT_PATH": str(build_dir / PAGES),
            "CACHE": str(self.home.server / "cache"),
            "NEXT_CHANGE_FILE": str(build_dir / NEXT_CHANGE),
        }

    def _run(self, software: Path, program: str, order: Mapping[str, object]) -> bool:
        """Runs a builder, hands on what it says, and ends it beyond its limits. False: the site is wrong."""
        with self._loading.pop() if program == BUILD and self._loading else self._begun(software, program) as process:
            self.watched(process.pid)
            try:
                assert process.stdin
                with process.stdin as pipe:
                    pipe.write(f"{json.dumps(order)}\n".encode())
                self._listen(process, str(order["PATH"]))
            finally:
                _end(process)
                self.watched(0)
        if process.returncode not in (0, 1):
            raise NotBuilt(BROKE())
        return process.returncode == 0

    def _begun(self, software: Path, program: str) -> subprocess.Popen[bytes]:
        """A builder that waits for its order. It dies with this process."""
        return subprocess.Popen(
            [sys.executable, "-m", program],
            cwd=software,
            env=_environment(self.home),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_limits(self.home.settings),  # noqa: PLW1509 - this process has no threads
        )

    def _listen(self, process: subprocess.Popen[bytes], content: str) -> None:
        """Hands on what the builder says until it has ended. Raises Refused where it takes too long or too much."""
        assert process.stderr
        voice, rest, begun = process.stderr.fileno(), b"", time.monotonic()
        told, looked = begun, begun - LOOK_AGAIN  # a build may be over before the second look
        while True:
            now = time.monotonic()
            if now - looked >= LOOK_AGAIN:
                looked = now
                self._refuse_excess(process.pid)
            if now - told > SAID_AGAIN:
                told = now
                self.tell(STILL(seconds=round(now - begun)))
            if not select.select([voice], [], [], LOOK_AGAIN)[0]:
                if process.poll() is not None:
                    return  # something that it started still holds its voice, and says nothing
                continue
            said = os.read(voice, 1 << 16)
            *lines, rest = (rest + said).split(b"\n")
            for line in lines:
                told = now
                self.look()
                self.tell(without_places(line.decode("utf-8", "replace").rstrip(), content, self.home))
            if not said:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_AGAIN)
                    return

    def _refuse_excess(self, group: int) -> None:
        """As `look`; raises Refused too where the builder, with all that it started, has too much memory."""
        self.look()
        most = self.home.settings.most_memory_mb
        if resources.memory_of(group) > most * resources.MEGABYTE:
            raise NotBuilt(TOO_HUNGRY(most=most))


@contextmanager
def _build_dir(home: Home) -> Iterator[Path]:
    """The desk of releases. Whoever dies at it leaves it unmarked, and a stranger's remains may still be writing there:
    the next one starts at a desk with another name.
    """
    build_dir = next((one for one in sorted(home.work.iterdir()) if is_in_order(one)), None)
    if build_dir:
        (build_dir / IN_ORDER).unlink()
    if not build_dir or not _known(build_dir / KNOWN):
        build_dir = _new_build_dir(home.work)
    yield build_dir
    (build_dir / IN_ORDER).touch()


def desk(home: Home) -> Path | None:
    """The pages of the last release that was built, as they lie at the desk; None where that is gone."""
    found = next((one for one in sorted(home.work.iterdir()) if is_in_order(one)), None)
    return found / PAGES if found else None


def _new_build_dir(work: Path) -> Path:
    """The first whose name nothing bears, not even a link that leads nowhere."""
    taken = {one.name for one in work.iterdir()}
    build_dir = next(work / f"desk-{number}" for number in count(1) if f"desk-{number}" not in taken)
    build_dir.mkdir()
    return build_dir


def is_in_order(build_dir: Path) -> bool:
    """Whether a folder is a desk at which the last build ended well."""
    return BUILD_DIR.fullmatch(build_dir.name) is not None and os.path.isfile(build_dir / IN_ORDER)  # noqa: PTH113 - never raises


def _known(file: Path) -> dict[str, str]:
    """What the folder of texts holds; nothing where that cannot be read."""
    try:
        known = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    whole = isinstance(known, dict) and all(isinstance(blob, str) for blob in known.values())
    return known if whole else {}


def _next_change(file: Path) -> str:
    try:
        return str(json.loads(file.read_text("utf-8"))["next"])
    except (OSError, ValueError, KeyError):
        return ""


def _dressed(tree: Path) -> Path:
    """A pushed project that may run: with the fonts and programs of the installed one."""
    packages = tree / PACKAGES.name
    if not packages.is_symlink():
        packages.symlink_to(PACKAGES)
    return tree


def _environment(home: Home) -> dict[str, str]:
    """Nothing of the pusher's or the server's own: what is not here cannot come out in a page or a message."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | {"HOME": str(home.server / "cache"), "PYTHONUTF8": "1"}


def _limits(settings: ServerSettings) -> Callable[[], None]:
    parent = os.getpid()

    def set_limits() -> None:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        os.nice(settings.niceness)
        resources.limit(settings.most_memory_mb + BETWEEN_LOOKS_MB)
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        largest = LARGEST_FILE if most == resource.RLIM_INFINITY else min(LARGEST_FILE, most)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return set_limits


def _end(process: subprocess.Popen[bytes]) -> None:
    """The builder, and everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def without_places(text: str, content: str, home: Home) -> str:
    """What is said to a pusher, without where things lie on the server."""
    for place in (content, str(home.root), str(ROOT)):
        text = text.replace(f"{place}/", "").replace(place, Path(place).name)
    return text
