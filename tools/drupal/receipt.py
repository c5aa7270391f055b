"""The receipt of an import, for the administrator: what became of every text, address and file, worst first; as a page
to read and as a table to sort.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from plugins.base import files
from plugins.base.problems import Problem
from plugins.base.vietnamese import number
from tools.convert import RemarkKind
from tools.drupal.importing import ImportAccount, ImportedText
from tools.drupal.model import OldFile
from tools.drupal.old_answers import AnswerKind
from tools.drupal.planning import Fate

PAGE, TABLE = "bien-nhan.html", "bien-nhan.csv"
HEAD = ("Việc", "Cũ", "Kết quả", "Mới", "Ghi chú")
COLUMNS = ("old", "result", "new", "notes")

KINDS = (RemarkKind.LOST, RemarkKind.ASKED, RemarkKind.GUESSED, RemarkKind.MADE)
KIND_WORDS = {
    RemarkKind.LOST: "mất",
    RemarkKind.ASKED: "cần điền",
    RemarkKind.GUESSED: "đoán",
    RemarkKind.MADE: "đã làm",
}
TYPOGRAPHIC = "soát bài"
STYLE = """
:root { color-scheme: light dark; --ink: #1d2420; --paper: #fbfaf5; --rule: #d9d6ca; --leaf: #1f5d3a; --soft: #5b635d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e5dd; --paper: #161a17; --rule: #39403b; --leaf: #8fc7a4; --soft: #a3aaa4; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 72rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.6 "Noto Serif", Georgia, serif; }
h1, h2, th, summary, dt { font-family: "Be Vietnam Pro", system-ui, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.3; text-wrap: balance; }
h2 { margin-top: 2.5rem; font-size: 1.25rem; color: var(--leaf); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dt { color: var(--soft); } dd { margin: 0; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { width: 100%; min-width: 44rem; table-layout: fixed; border-collapse: collapse; font-size: .875rem;
  line-height: 1.5; }
th, td { padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--rule); text-align: start; vertical-align: top;
  overflow-wrap: break-word; }
.old { width: 28%; } .result { width: 12%; } .new { width: 26%; }
th { border: 0; color: var(--soft); font-weight: 600; } ul { margin: 0; padding-inline-start: 1.1rem; }
.soft { color: var(--soft); } summary { cursor: pointer; }
"""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One line of the receipt; `rank` tells how badly somebody must look, 0 the worst."""

    about: str
    old: str
    result: str
    new: str
    notes: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """The lines of one import, and whether everything is accounted for."""

    account: ImportAccount
    problems: tuple[Problem, ...]

    @property
    def is_settled(self) -> bool:
        """Every address has an answer, and no text is wrong."""
        silent = any(answer.kind is AnswerKind.SILENT for answer in self.account.answers)
        return not silent and not any(not problem.warning for problem in self.problems)

    @property
    def texts(self) -> list[ReceiptRow]:
        told: dict[str, list[Problem]] = defaultdict(list)
        for problem in self.problems:
            told[problem.path].append(problem)
        names = self.account.site.types
        return _ranked(
            _text_row(text, told[text.plan.path], names.get(text.plan.node.type, text.plan.node.type))
            for text in self.account.texts
        )

    @property
    def addresses(self) -> list[ReceiptRow]:
        rank = {kind: at for at, kind in enumerate(AnswerKind)}
        return _ranked(
            ReceiptRow("địa chỉ", one.old, one.kind, one.new, tuple(filter(None, (one.of, one.reason))), rank[one.kind])
            for one in self.account.answers
        )

    @property
    def files(self) -> list[ReceiptRow]:
        return _ranked(_file_row(file, self.account.uses) for file in self.account.site.files)

    @property
    def others(self) -> list[ReceiptRow]:
        """What is to be said of the whole, and of files that are no text of the import."""
        ours = {text.plan.path for text in self.account.texts}
        rows = [ReceiptRow("chung", "", "cần xem", "", (said,), 0) for said in self.account.remarks]
        rows += [
            ReceiptRow("chung", "", "giữ nguyên", path, ("Đã sửa tay từ lần trước.",), 1) for path in self.account.kept
        ]
        rest = [problem for problem in self.problems if problem.path not in ours]
        return rows + [ReceiptRow(TYPOGRAPHIC, "", "cần xem", one.path, (one.message,), 0) for one in rest]

    def write(self, folder: Path) -> Path:
        """Puts the page and the table into a folder, and returns the page."""
        folder.mkdir(parents=True, exist_ok=True)
        files.replace(folder / TABLE, ("\ufeff" + self._csv()).encode())
        files.replace(folder / PAGE, self._html().encode())
        return folder / PAGE

    def _csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(HEAD)
        for row in (*self.others, *self.texts, *self.addresses, *self.files):
            cells = (row.about, row.old, str(row.result), row.new, " | ".join(row.notes))
            writer.writerow([_as_text(cell) for cell in cells])
        return text.getvalue()

    # The page

    def _html(self) -> str:
        name = escape(self.account.site.name or "trang cũ")
        body = "".join(
            (
                f"<h1>Biên nhận chuyển trang: {name}</h1>",
                f"<dl>{''.join(f'<dt>{escape(key)}</dt><dd>{escape(value)}</dd>' for key, value in self.counts)}</dl>",
                _section("Điều chung", self.others, opened=True),
                _section("Bài cần xem lại", [row for row in self.texts if row.rank < len(KINDS) - 1], opened=True),
                _section("Tất cả các bài", self.texts),
                _section("Địa chỉ cũ", self.addresses),
                _section("Tệp", self.files),
            )
        )
        head = (
            f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Biên nhận: {name}</title>'
        )
        return f'<!doctype html><html lang="vi"><head>{head}<style>{STYLE}</style></head><body>{body}</body></html>\n'

    @property
    def counts(self) -> Iterator[tuple[str, str]]:
        fates = Counter(text.plan.fate for text in self.account.texts)
        yield "Bài", _counted(fates, Fate)
        yield "Địa chỉ cũ", _counted(Counter(one.kind for one in self.account.answers), AnswerKind)
        results = Counter(row.result for row in self.files)
        yield "Tệp", ", ".join(f"{number(count)} {result}" for result, count in sorted(results.items()))
        warnings = sum(problem.warning for problem in self.problems)
        yield "Soát bài", f"{number(len(self.problems) - warnings)} lỗi, {number(warnings)} cảnh báo"


def _ranked(rows: Iterable[ReceiptRow]) -> list[ReceiptRow]:
    return sorted(rows, key=lambda row: row.rank)


def _text_row(text: ImportedText, problems: Sequence[Problem], kind: str) -> ReceiptRow:
    remarks = sorted(text.remarks, key=lambda one: KINDS.index(one.kind))
    notes = [f"{KIND_WORDS[one.kind]}: {f'{one.place}: ' if one.place else ''}{one.said}" for one in remarks]
    notes += [f"{TYPOGRAPHIC}: dòng {problem.line}: {problem.message}" for problem in problems]
    best = KINDS.index(remarks[0].kind) if remarks else len(KINDS)
    if problems:
        best = min(best, 0 if any(not problem.warning for problem in problems) else KINDS.index(RemarkKind.GUESSED))
    node, plan = text.plan.node, text.plan
    new = plan.address if plan.fate is not Fate.LEFT_OUT else ""
    return ReceiptRow(
        "bài", f"{plan.title} · {kind} · node/{node.nid}", plan.fate, new, tuple(dict.fromkeys(notes)), best
    )


def _file_row(file: OldFile, uses: Mapping[str, list[int]]) -> ReceiptRow:
    used = uses.get(file.uri, [])
    where = f"bài {', '.join(map(str, used))}" if used else ""
    if not file.is_public:
        result, rank = "tệp riêng, không chuyển", 2
    elif not file.on_disk:
        result, rank = "thiếu", 0
    else:
        result, rank = ("đã dùng", 3) if used else ("không bài nào dùng", 1)
    return ReceiptRow("tệp", file.inside or file.uri, result, "", (where,) if where else (), rank)


def _counted(counts: Mapping[Any, int], kinds: Iterable[Any]) -> str:
    return ", ".join(f"{number(counts[kind])} {kind}" for kind in kinds if counts[kind]) or "0"


def _section(title: str, rows: Sequence[ReceiptRow], *, opened: bool = False) -> str:
    """A table of rows, without the columns in which nothing stands."""
    if not rows:
        return ""
    cells = [(row.old, row.result, row.new, row.notes) for row in rows]
    filled = [at for at in range(len(HEAD) - 1) if any(cell[at] for cell in cells)]
    head = "".join(f'<th scope=col class="{COLUMNS[at]}">{escape(HEAD[1:][at])}</th>' for at in filled)
    lines = "".join(f"<tr>{''.join(f'<td>{_cell(cell[at])}' for at in filled)}" for cell in cells)
    table = f'<div class="wide"><table><tr>{head}</tr>{lines}</table></div>'
    kept = f"<details{' open' if opened else ''}><summary>{number(len(rows))} dòng</summary>{table}</details>"
    return f"<h2>{escape(title)}</h2>{kept}"


def _cell(said: str | tuple[str, ...]) -> str:
    notes = [escape(note) for note in ((said,) if isinstance(said, str) else said)]
    return f"<ul>{''.join(f'<li>{note}</li>' for note in notes)}</ul>" if len(notes) > 1 else "".join(notes)


def _as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
