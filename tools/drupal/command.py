"""`import-drupal` as a story: read the old site, bring it over, check what came, hand over the receipt."""

from __future__ import annotations

import io
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO

from plugins.base import moments
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.vietnamese import number
from tools import CACHE
from tools import site as pelican_site
from tools.drupal import database, live_site
from tools.drupal.importing import ImportAccount, SiteImporter
from tools.drupal.manifest import ImportManifest
from tools.drupal.model import CannotImport, OldSite
from tools.drupal.receipt import Receipt

Say = Callable[[str], None]

NO_SOURCE = Message(
    "chưa nói trang cũ ở đâu.", "Hãy thêm --dump TỆP và --files THƯ-MỤC; không còn cơ sở dữ liệu thì --site ĐỊA-CHỈ."
)
TWO_SOURCES = Message("đã nói cả --dump lẫn --site.", "Hãy bỏ một; --dump cho được nhiều hơn.")
NO_FILES = Message("không có thư mục «{folder}».", "Hãy xem lại --files.")


class ImportProgress:
    """Tells how far an import is: on a terminal one line that grows, elsewhere only what is worth a line."""

    def __init__(self, to: TextIO) -> None:
        self._to, self._told = to, -1

    def read(self, part: float) -> None:
        if (percent := int(part * 100)) > self._told:
            self._told = percent
            if self._to.isatty():
                print(f"\rĐang đọc dump: {percent} %", end="\n" if percent == 100 else "", file=self._to, flush=True)

    def visited(self, done: int, known: int) -> None:
        """Of a live site: how many addresses were read, of how many that are known so far."""
        if self._to.isatty():
            print(f"\rĐang đọc trang cũ: {done}/{known} địa chỉ ", end="", file=self._to, flush=True)
        elif done % 100 == 0:
            self.say(f"Đã đọc {done}/{known} địa chỉ của trang cũ.")

    def say(self, words: str) -> None:
        print(words, file=self._to, flush=True)


@dataclass(frozen=True, slots=True)
class OldSource:
    """Where the old site is to be read, as it was typed."""

    dump: str = ""
    files: str = ""
    url: str = ""
    prefix: str | None = None
    site: str = ""
    fresh: bool = False


@dataclass(frozen=True)
class ImportOrder:
    """What was asked: where the content is, as of when (as typed), and whether work of people since may be written
    over.
    """

    content: Path
    at: str = ""
    overwrite: bool = False
    strict: bool = False

    @cached_property
    def now(self) -> datetime:
        return moments.now(self.at)

    @property
    def receipt_folder(self) -> Path:
        """Beside the content, not in it: it names drafts and accounts."""
        return self.content.parent / f"bien-nhan-{self.content.name}"


def run(source: OldSource, order: ImportOrder, to: TextIO) -> None:
    """The whole command.

    Raises:
        SystemExit: with words, where something is not accounted for, or nothing could be brought over.
        OSError: where the disk says no.
    """
    begun, progress = time.monotonic(), ImportProgress(to)
    try:
        settled = bring(_old_site(source, progress), order, progress.say)
    except (CannotImport, InvalidValue) as why:
        raise SystemExit(f"Chưa chuyển được: {why}") from None
    progress.say(f"Đã chuyển sang {order.content} sau {number(round(time.monotonic() - begun, 1))} giây.")
    if not settled:
        raise SystemExit("Còn điều chưa có câu trả lời: xem những dòng đầu của biên nhận.")


def _old_site(source: OldSource, progress: ImportProgress) -> OldSite:
    if source.dump and source.site:
        raise CannotImport(TWO_SOURCES())
    if source.site:
        found = live_site.read(source.site, CACHE / "trang-cu", progress.visited, fresh=source.fresh)
        return replace(found, url=source.url.rstrip("/") or found.url)
    if not source.dump:
        raise CannotImport(NO_SOURCE())
    files = Path(source.files) if source.files else None
    if files and not files.is_dir():
        raise CannotImport(NO_FILES(folder=files))
    return database.read(Path(source.dump), files, source.url, source.prefix, progress.read)


def bring(site: OldSite, order: ImportOrder, say: Say) -> bool:
    """Writes the content and the receipt. True where everything is accounted for.

    Texts that the check refuses are kept as drafts, with the reason in the receipt, so that the rest goes out.
    """
    account, problems = _brought(site, order, {}, say)
    if held := _held(account, problems):
        say(f"{len(held)} bài còn lỗi phải sửa, để là nháp; chuyển lại những bài dẫn tới chúng.")
        account, problems = _brought(site, order, held, say)
    receipt = Receipt(account, tuple(problems))
    page = receipt.write(order.receipt_folder)
    for key, value in receipt.counts:
        say(f"{key}: {value}.")
    say(f"Biên nhận: {page}")
    return receipt.is_settled and not (order.strict and problems)


def _brought(site: OldSite, order: ImportOrder, held: dict[int, str], say: Say) -> tuple[ImportAccount, list[Problem]]:
    manifest = ImportManifest.read(order.receipt_folder)
    importer = SiteImporter(site, order.content, manifest, order.now, held)

    def progress(done: int, every: int) -> None:
        if done % 100 == 0 or done == every:
            say(f"Đã chuyển {done}/{every} bài.")

    account = importer.run(overwrite=order.overwrite or bool(held), progress=progress)
    return account, check(order.content, order.now)


def check(content: Path, now: datetime) -> list[Problem]:
    """Everything that `check` says of a content folder."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "problems.json"
        order = {"PATH": str(content), "NOW": f"{now:%Y-%m-%d %H:%M}", "CHECK_ONLY": True, "PROBLEMS_FILE": str(told)}
        try:
            with redirect_stderr(io.StringIO()):
                pelican_site.build(order)
        except SystemExit:
            if not told.is_file():
                raise
        rows = json.loads(told.read_text("utf-8"))
        return [Problem(row["path"], row["line"], row["message"], row["warning"]) for row in rows]


def _held(account: ImportAccount, problems: list[Problem]) -> dict[int, str]:
    """The texts of the import that are wrong, with what is wrong first."""
    by_path = {text.plan.path: text.plan.node.nid for text in account.texts}
    found: dict[int, str] = {}
    for problem in problems:
        if not problem.warning and problem.path in by_path:
            found.setdefault(by_path[problem.path], problem.message)
    return found
