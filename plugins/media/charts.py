"""A table that one line beside it shows as a chart as well: bars, parts of a whole, or what is done of what is due.

The line stands right above or below the table: `Biểu đồ cột: Tiêu đề. Nguồn: …`. The chart is drawn when the page is
built: an SVG without script or style, whose sizes are in shares of its type and its width, so that it grows with the
reader's letters and fits a telephone. The table stays.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from plugins.base.problems import InvalidValue, Message
from plugins.base.vietnamese import did_you_mean, identity, nfc, parse_number
from plugins.media import typography

CALL = r"Biểu đồ [^\n:]+:"
ORDER = re.compile(r"Biểu đồ (?P<kind>[^:(]+?)\s*(?:\((?P<column>[^)]+)\))?\s*:\s*(?P<title>.*)", re.DOTALL)
SOURCE = re.compile(r"[.;,]?\s*Nguồn\s*:\s*")
TABLE = r"<table>.*?</table>"
TOTAL = re.compile(r"(?:tổng|cộng|toàn|cả)\b", re.IGNORECASE)
CELL = re.compile(r"(?P<number>[-\u2212]?\d[\d.,]*)\s*(?P<unit>\D*)")
MOST_ROWS = 40
LABEL_WIDTH = 34
"""Signs in a line of a label: as many as a telephone of 320 px shows with the largest letters."""

UNKNOWN_KIND = Message("không có loại biểu đồ «{kind}».{hint}", "Hãy viết «Biểu đồ cột: …», «tỷ lệ» hoặc «tiến độ».")
NO_TABLE = Message("dòng «Biểu đồ …» không đứng ngay trên hay ngay dưới một bảng.", "Hãy đặt dòng ấy sát bảng.")
NO_TITLE = Message("biểu đồ chưa có tiêu đề.", "Hãy viết «Biểu đồ cột: Tiêu đề. Nguồn: …».")
NO_COLUMN = Message("bảng không có cột «{column}».{hint}", "Các cột: {names}.")
NO_NUMBERS = Message("bảng không có cột nào là số để vẽ.", "Hãy ghi tên cột trong ngoặc: «Biểu đồ cột (Tên cột): …».")
WRONG_NUMBER = Message(
    "«{cell}» trong cột «{column}» không phải số viết theo lối Việt Nam.", "Hãy viết như 1.012 hoặc 65,4 %."
)
NO_ROWS = Message("bảng không có hàng nào để vẽ.", "Hãy thêm hàng, hoặc bỏ dòng biểu đồ.")
TOO_MANY_ROWS = Message("bảng có {rows} hàng, quá 40 nên biểu đồ khó đọc.", "Hãy bỏ dòng biểu đồ, hoặc tách bảng.")
NEGATIVE = Message("số âm «{cell}» không vẽ được thành phần của tổng thể.", "Hãy dùng «Biểu đồ cột».")
SUM_DIFFERS = Message("các phần cộng lại là {sum}, không phải {total} như hàng tổng.", "Hãy xem lại các số.")
SHARES_DIFFER = Message("các tỷ lệ cộng lại là {sum} %, không phải 100 %.", "Hãy xem lại các số.")
TWO_COLUMNS = Message("biểu đồ tiến độ cần hai cột số: đã làm và phải làm.", "Hãy thêm cột, hoặc dùng «Biểu đồ cột».")
DONE_OF_NOTHING = Message("hàng «{label}» có số phải làm là 0.", "Hãy xem lại số.")


class ChartRow(NamedTuple):
    """One row of a chart: its number and, for progress, of how many; `shown` is as the table has it."""

    label: str
    value: Decimal
    shown: str
    of: Decimal = Decimal(0)

    @property
    def total(self) -> bool:
        """Whether the row sums up the others."""
        return bool(TOTAL.match(self.label))


class Bar(NamedTuple):
    """What is drawn of a row, in percent of the width: a track behind it where the whole is meant, and the bar."""

    start: Decimal
    length: Decimal
    track: Decimal = Decimal(0)


class InvalidChart(InvalidValue):
    """`row` is the table's row that is meant, counted from 1 below the head; 0 is the chart's own line."""

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.row = row


def drawn(html: str, source: str, tell: Callable[[int, str], None]) -> tuple[str, list[str]]:
    """The text with an empty `svg` for each of its charts, and what is drawn in them. `tell` gets the line of the
    Markdown, from 0, and what is wrong there.
    """
    drawings: list[str] = []
    if "<p>Biểu đồ " not in html:
        return html, drawings
    calls = [line for line, words in enumerate(source.split("\n")) if re.match(CALL, words.strip())]
    number = 0

    def draw(match: re.Match[str]) -> str:
        nonlocal number
        # Between two tables the line belongs to the one below it.
        before, table = (match["above"] or "", match["below"]) if match["below"] else ("", match["above"] or "")
        order = ORDER.match(match["call"])
        assert order
        kind = KINDS.get(identity(order["kind"]))
        if not kind and (not table or len(order["kind"].split()) > 2):
            return match[0]  # prose that begins so
        number += 1
        at = calls[min(number, len(calls)) - 1] if calls else 0
        try:
            figure, drawing = _figure(kind, order, table, number)
        except InvalidChart as flaw:
            tell(_line(source, at, flaw.row), str(flaw))
            return before + table
        drawings.append(drawing)
        return before + figure + table

    around = rf"(?:(?P<above>{TABLE})\s*)?<p>(?P<call>{CALL}(?:(?!</p>).)*)</p>(?:\s*(?P<below>{TABLE}))?"
    return re.sub(around, draw, html, flags=re.DOTALL), drawings


def _line(source: str, at: int, row: int) -> int:
    """The line of a row: of the block of lines with bars that stands nearest to the chart's own line."""
    lines = source.split("\n")
    if not row:
        return at
    below = next((n for n in range(at + 1, min(at + 3, len(lines))) if "|" in lines[n]), None)
    if below is not None:
        return min(below + 1 + row, len(lines) - 1)
    end = next((n for n in range(at - 1, max(at - 3, -1), -1) if "|" in lines[n]), at)
    start = end
    while start > 0 and "|" in lines[start - 1]:
        start -= 1
    return min(start + 1 + row, end)


def _figure(kind: ChartKind | None, order: re.Match[str], table: str, number: int) -> tuple[str, str]:
    """The figure, and the drawing that belongs into it."""
    if not kind:
        hint = did_you_mean(order["kind"], ("cột", "tỷ lệ", "tiến độ"))
        raise InvalidChart(UNKNOWN_KIND(kind=order["kind"], hint=hint))
    if not table:
        raise InvalidChart(NO_TABLE())
    title, _, source = _split(order["title"])
    if not typography.plain(title):
        raise InvalidChart(NO_TITLE())
    known, column = _Table.of(table), typography.plain(order["column"] or "")
    rows = kind.rows(known, column)
    if len(rows) > MOST_ROWS:
        raise InvalidChart(TOO_MANY_ROWS(rows=len(rows)))
    bars = [*zip(rows, kind.bars(rows), strict=True), *((row, None) for row in kind.totals(known, column))]
    words = "; ".join(f"{row.label}: {row.shown}" for row, _ in bars)
    credit = f' <span class="chart-source">Nguồn: {source}</span>' if source else ""
    drawing = _svg(f"_bieu-do-{number}", typography.plain(title), words, bars)
    return f'<figure class="chart"><figcaption>{title}{credit}</figcaption><svg></svg></figure>\n', drawing


def _split(title: str) -> tuple[str, str, str]:
    found = SOURCE.search(title)
    return (title[: found.start()], found[0], title[found.end() :].rstrip(". ")) if found else (title.strip(), "", "")


def _svg(name: str, title: str, words: str, rows: Sequence[tuple[ChartRow, Bar | None]]) -> str:
    """Rows one under the other, label above its bar; lengths in em, so that nothing collides when letters grow. A total
    stands out, and where it is no part of what is drawn it stands alone under a rule.
    """
    y = Decimal(0)
    pieces: list[str] = []
    for row, bar in rows:
        marked = ' class="chart-total"' if row.total else ""
        if not bar:
            y += Decimal("0.35")
            pieces.append(f'<line class="chart-rule" x1="0" x2="{WIDEST}%" y1="{_n(y)}em" y2="{_n(y)}em"/>')
        for line in textwrap.wrap(row.label, LABEL_WIDTH) or [""]:
            y += Decimal("1.35")
            pieces.append(f'<text{marked} x="0" y="{_n(y)}em">{escape(line)}</text>')
        end, below, room = (max(bar.track, bar.start + bar.length), "1.15", "1.75") if bar else (WIDEST, "0", "0.6")
        pieces += _bar(bar, _n(y + Decimal("0.4"))) if bar else ()
        place = f'x="{_n(end)}%" dx="0.4em" y="{_n(y + Decimal(below))}em"'
        pieces.append(f'<text class="chart-value" {place}>{escape(row.shown)}</text>')
        y += Decimal(room)
    return (
        f'<svg role="img" aria-labelledby="{name}-ten {name}-so" width="100%" height="{_n(y)}em">'
        f'<title id="{name}-ten">{escape(title)}</title><desc id="{name}-so">{escape(words)}</desc>'
        f"{''.join(pieces)}</svg>"
    )


def _bar(bar: Bar, top: str) -> Iterator[str]:
    if bar.track:
        yield f'<rect class="chart-track" x="0" y="{top}em" width="{_n(bar.track)}%" height="0.9em"/>'
    yield f'<rect class="chart-bar" x="{_n(bar.start)}%" y="{top}em" width="{_n(bar.length)}%" height="0.9em"/>'


def _n(value: Decimal) -> str:
    """A number for SVG: at most two decimals, none that are empty."""
    return f"{value.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".") or "0"


class _Table(NamedTuple):
    """The words of a table: its head, and its rows as the table has them."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, html: str) -> _Table:
        rows = LexborHTMLParser(html).css("tr")
        every = [tuple(nfc(" ".join(cell.text().split())) for cell in row.iter()) for row in rows]
        if len(every) < 2:
            raise InvalidChart(NO_ROWS())
        return cls(every[0], tuple(row for row in every[1:]))

    def column(self, name: str) -> int:
        """The column of that name, else the first that holds numbers."""
        if name:
            found = [at for at, head in enumerate(self.head) if identity(head) == identity(name)]
            if not found:
                hint, names = did_you_mean(name, self.head), ", ".join(filter(None, self.head))
                raise InvalidChart(NO_COLUMN(column=name, hint=hint, names=names))
            return found[0]
        return next(self.number_columns(), 0) or self._none()

    def number_columns(self) -> Iterator[int]:
        columns = range(1, len(self.head))
        yield from (at for at in columns if any(self.cell(row, at)[:1].isdecimal() for row in range(len(self.rows))))

    def cell(self, row: int, column: int) -> str:
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def number(self, row: int, column: int) -> Decimal:
        written = self.cell(row, column)
        match = CELL.fullmatch(written)
        value = parse_number(match["number"]) if match else None
        if value is None:
            raise InvalidChart(WRONG_NUMBER(cell=written, column=self.head[column]), row + 1)
        return value

    @staticmethod
    def _none() -> int:
        raise InvalidChart(NO_NUMBERS())


def _plain_rows(table: _Table, column_name: str) -> list[ChartRow]:
    """The rows but for a total, which is no part of itself."""
    rows = [row for row in _every_row(table, column_name) if not row.total]
    if not rows:
        raise InvalidChart(NO_ROWS())
    return rows


def _totals(table: _Table, column_name: str) -> list[ChartRow]:
    """The last row that sums up the others, where there is one."""
    return [row for row in _every_row(table, column_name) if row.total][-1:]


def _no_totals(_table: _Table, _column_name: str) -> list[ChartRow]:
    return []


def _every_row(table: _Table, column_name: str) -> list[ChartRow]:
    column = table.column(column_name)
    return [
        ChartRow(table.cell(at, 0), table.number(at, column), table.cell(at, column)) for at in range(len(table.rows))
    ]


def _shares(table: _Table, column_name: str) -> list[ChartRow]:
    """Parts with the whole that they are of; a stated total, or a hundred percent, must be their sum."""
    rows = _plain_rows(table, column_name)
    column = table.column(column_name)
    for at in range(len(table.rows)):
        if table.number(at, column) < 0:
            raise InvalidChart(NEGATIVE(cell=table.cell(at, column)), at + 1)
    total = sum((row.value for row in rows), Decimal(0))
    totals = [at for at in range(len(table.rows)) if TOTAL.match(table.cell(at, 0))]
    percent = all(row.shown.endswith("%") for row in rows)
    rounding = Decimal("0.1") * len(rows) if percent else Decimal(0)
    if totals and abs(table.number(totals[-1], column) - total) > rounding:
        stated = table.cell(totals[-1], column)
        raise InvalidChart(SUM_DIFFERS(sum=_told(total), total=stated), totals[-1] + 1)
    if percent and abs(total - 100) > rounding:
        raise InvalidChart(SHARES_DIFFER(sum=_told(total)))
    if not total:
        raise InvalidChart(NO_NUMBERS())
    return [ChartRow(row.label, row.value, row.shown, total) for row in rows]


def _done_of_due(table: _Table, column_name: str) -> list[ChartRow]:
    columns = list(table.number_columns())
    if column_name:
        columns = [table.column(column_name), *(at for at in columns if at > table.column(column_name))]
    if len(columns) < 2:
        raise InvalidChart(TWO_COLUMNS())
    done, due = columns[:2]
    rows = []
    for at in range(len(table.rows)):
        label, value, whole = table.cell(at, 0), table.number(at, done), table.number(at, due)
        if whole <= 0:
            raise InvalidChart(DONE_OF_NOTHING(label=label), at + 1)
        rows.append(ChartRow(label, value, f"{table.cell(at, done)} / {table.cell(at, due)}", whole))
    return rows


def _told(value: Decimal) -> str:
    return f"{value.normalize():,f}".translate(str.maketrans(",.", ".,"))


# Percent of the width that bars may take; the rest is for their numbers.
WIDEST = Decimal(64)


def _lengths(rows: Sequence[ChartRow]) -> list[Bar]:
    """From one line of zero: to the right what is above it, to the left what is below."""
    low, high = min(Decimal(0), *(row.value for row in rows)), max(Decimal(0), *(row.value for row in rows))
    scale = WIDEST / (high - low) if high > low else Decimal(0)
    return [Bar((min(row.value, Decimal(0)) - low) * scale, abs(row.value) * scale) for row in rows]


def _parts(rows: Sequence[ChartRow]) -> list[Bar]:
    """Each part where the one before it ended, on the track of the whole."""
    bars, start = [], Decimal(0)
    for row in rows:
        length = row.value * WIDEST / row.of
        bars.append(Bar(start, length, WIDEST))
        start += length
    return bars


def _progress(rows: Sequence[ChartRow]) -> list[Bar]:
    return [Bar(Decimal(0), min(max(row.value, Decimal(0)) / row.of, Decimal(1)) * WIDEST, WIDEST) for row in rows]


class ChartKind(NamedTuple):
    """How the rows of a table become bars, and which rows sum up the others and have none."""

    rows: Callable[[_Table, str], list[ChartRow]]
    bars: Callable[[Sequence[ChartRow]], list[Bar]]
    totals: Callable[[_Table, str], list[ChartRow]] = _totals


KINDS = {
    identity(name): kind
    for names, kind in (
        (("cột", "thanh"), ChartKind(_plain_rows, _lengths)),
        (("tỷ lệ", "tỉ lệ", "cơ cấu"), ChartKind(_shares, _parts)),
        (("tiến độ",), ChartKind(_done_of_due, _progress, _no_totals)),
    )
    for name in names
}
