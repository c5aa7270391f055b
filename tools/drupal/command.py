"""`import-drupal` as a story: read the old site, bring it over, check what came, hand over the receipt."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from plugins.base.problems import Problem
from tools import site as pelican_site
from tools.drupal.importing import ImportAccount, SiteImporter
from tools.drupal.manifest import ImportManifest
from tools.drupal.model import OldSite
from tools.drupal.receipt import Receipt

Say = Callable[[str], None]


class ImportProgress:
    """Tells how far an import is: on a terminal one line that grows, elsewhere only what is worth a line."""

    def __init__(self, to: TextIO) -> None:
        self._to, self._told = to, -1

    def read(self, part: float) -> None:
        if (percent := int(part * 100)) > self._told:
            self._told = percent
            if self._to.isatty():
                print(f"\rĐang đọc dump: {percent} %", end="\n" if percent == 100 else "", file=self._to, flush=True)

    def say(self, words: str) -> None:
        print(words, file=self._to, flush=True)


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What was asked: where the content is, as of when, and whether work of people since may be written over."""

    content: Path
    now: datetime
    overwrite: bool = False
    strict: bool = False

    @property
    def receipt_folder(self) -> Path:
        """Beside the content, not in it: it names drafts and accounts."""
        return self.content.parent / f"bien-nhan-{self.content.name}"


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
