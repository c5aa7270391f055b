"""Reads a mysqldump or phpMyAdmin dump without a database server: one pass, a window of memory, and the rows of the
tables that are asked for laid into a temporary SQLite database. Everything else is passed over unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from plugins.base.problems import Message
from tools.drupal import packed
from tools.drupal.dump_store import Dump, StoredTable, TableKey, Value
from tools.drupal.dump_values import DumpLetters
from tools.drupal.model import CannotImport
from tools.drupal.packed import CHUNK, ByteStream

LONGEST_VALUE = 1 << 28
"""Bytes; MySQL sends no packet larger than a GiB, and Drupal keeps nothing of the size of one."""
ROWS_AT_ONCE = 200

NOT_OPENED = Message("không mở được «{file}»: {why}.", "Hãy xem lại đường dẫn và quyền đọc.")
NOT_UNPACKED = Message("tệp nén «{file}» bị hỏng hoặc bị cắt.", "Hãy xuất lại bản sao lưu.")
CUT_OFF = Message(
    "tệp dump dừng giữa chừng{where}: thiếu phần cuối.", "Hãy xuất lại cơ sở dữ liệu rồi chạy lại; chưa ghi gì."
)
NO_COLUMNS = Message(
    "dump không có cấu trúc (CREATE TABLE) của bảng «{table}» và câu INSERT không kể tên cột.",
    "Hãy xuất lại cả cấu trúc lẫn dữ liệu.",
)
ODD_VALUES = Message("dump, bảng «{table}»: một dòng có {count} giá trị cho {columns} cột.", "Hãy xuất lại.")
UNREADABLE = Message("dump, bảng «{table}»: không đọc được từ «{shown}».", "Hãy xuất lại bằng mysqldump.")
NO_MYSQL = Message("«{file}» là dump của {what}, không phải của MySQL hay MariaDB.", "Hãy xuất từ máy chủ MySQL.")

COMMENT = rb"/\*(?!!|M!)[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
SPACE = rb"(?:\s++|--(?:[ \t][^\n]*+)?\n|\#[^\n]*+\n|" + COMMENT + rb")*+"
QUOTED = rb"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'"
DOUBLE = rb'"[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+"'
NAME = rb"(?:`(?:[^`]|``)++`|\"[^\"]++\"|[\w$-]++)"
TABLE = rb"(?:(?P<db>" + NAME + rb")\s*\.\s*)?(?P<table>" + NAME + rb")"


def _pattern(source: bytes) -> re.Pattern[bytes]:
    return re.compile(source, re.DOTALL | re.IGNORECASE)


# Between statements: comments, what opens and closes those that MySQL runs, and stray ends.
BETWEEN = _pattern(rb"(?:\s++|;|\*/|/\*M?!\d*+(?:\\-)?|--(?:[ \t][^\n]*+)?\r?\n|\#[^\n]*+\n|" + COMMENT + rb")*+")
INSERT = _pattern(
    rb"(?:INSERT|REPLACE)(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE))*+\s+(?:INTO\s+)?"
    + TABLE
    + rb"\s*(?:\((?P<columns>[^)]*)\))?\s*VALUES?"
)
CREATE = _pattern(rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?" + TABLE + rb"\s*\(")
USE = _pattern(rb"USE\s+(?P<db>" + NAME + rb")")
NAMES = _pattern(rb"SET\s+NAMES\s+'?(?P<charset>\w+)")
DELIMITER = _pattern(rb"DELIMITER[ \t]+(?P<mark>\S+)[^\n]*\n")
REST = (
    rb"(?:[^'\"`;\#/-]++|"
    + QUOTED
    + rb"|"
    + DOUBLE
    + rb"|`[^`]*+`|--[ \t][^\n]*+\n|\#[^\n]*+\n|"
    + COMMENT
    + rb"|[-/\#])*+"
)
STATEMENT, WHOLE_STATEMENT = _pattern(REST), _pattern(REST + rb";")
ROW = _pattern(SPACE + rb"\(")
AFTER_ROW = _pattern(SPACE + rb"(?P<end>[,;]|\Z|ON\b|AS\b|\*/)")
VALUE = _pattern(
    SPACE + rb"(?:(?P<charset>_[a-z0-9]+|N(?='))\s*+)?(?:"
    rb"(?P<text>" + QUOTED + rb"|" + DOUBLE + rb")|0x(?P<hex>[0-9a-f]*+)|x'(?P<hexed>[0-9a-f]*+)'|b'(?P<bits>[01]*+)'"
    rb"|(?P<number>[-+]?+[0-9][0-9.]*+(?:e[-+]?+[0-9]++)?+|[-+]?+\.[0-9]++)"
    rb"|UNHEX\(\s*+'(?P<unhex>[0-9a-f]*+)'\s*+\)|(?P<word>[a-z_]++(?:\([^()']*+\))?+))" + SPACE + rb"(?P<end>[,)])"
)
# What may go on for longer than a chunk.
LONG = _pattern(SPACE + rb"(?:_[a-z0-9]+\s*+)?(?:['\"]|0x|[bnx]'|UNHEX)")
COLUMN = re.compile(r"\s*(`(?:[^`]|``)+`|\"[^\"]+\"|[\w$]+)\s+(\w+)")
NO_COLUMN = re.compile(
    r"\s*(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|CHECK|FOREIGN|PERIOD)\b", re.IGNORECASE
)


def read(
    file: Path, kept: Callable[[str], Collection[str] | bool], progress: Callable[[float], None] = lambda _: None
) -> Dump:
    """Reads a dump, plain or packed. `kept` says of a table's name whether its rows are kept, or which of its columns;
    `progress` is told the part of the file that is read, from 0 to 1.

    Raises:
        CannotImport: where the dump is cut off, damaged, or not of MySQL.
    """
    try:
        with file.open("rb") as raw:
            size = max(1, file.stat().st_size)
            reader = _DumpReader(packed.opened(raw), kept, lambda: progress(min(1.0, raw.tell() / size)), file.name)
            return reader.run()
    except packed.DAMAGE as error:
        raise CannotImport(NOT_UNPACKED(file=file.name)) from error
    except OSError as error:
        told = NOT_OPENED(file=file, why=error.strerror) if error.errno else NOT_UNPACKED(file=file.name)
        raise CannotImport(told) from error


class _DumpReader:
    """The statements of one dump. `_window` is what was read and not used up, from `_at` on."""

    def __init__(
        self,
        stream: ByteStream,
        kept: Callable[[str], Collection[str] | bool],
        progress: Callable[[], None],
        name: str,
    ) -> None:
        self._stream, self._kept, self._progress, self._name = stream, kept, progress, name
        self._window, self._at, self._ended = b"", 0, False
        self._database, self._place = "", ""
        self._letters = DumpLetters()
        self.dump = Dump()

    def run(self) -> Dump:
        self._more()
        self._refuse_others()
        while self._skip_between():
            if made := self._match(CREATE):
                self._create(made)
            elif made := self._match(INSERT):
                self._insert(made)
            elif made := self._match(DELIMITER):
                self._skip_to_delimiter(made["mark"])
            else:
                self._set()
                self._skip_statement()
        self.dump.damaged = self._letters.damaged
        return self.dump

    def _refuse_others(self) -> None:
        start = self._window[:4000]
        for mark, what in ((b"PostgreSQL database dump", "PostgreSQL"), (b"PRAGMA foreign_keys=", "SQLite")):
            if mark in start:
                raise CannotImport(NO_MYSQL(file=self._name, what=what))

    # The window

    def _more(self) -> bool:
        """Reads on; False at the end of the file."""
        if self._ended:
            return False
        rest = self._window[self._at :]
        if len(rest) > LONGEST_VALUE:
            raise CannotImport(UNREADABLE(table=self._place, shown=rest[:40].decode("utf-8", "replace")))
        found = self._stream.read(max(CHUNK, len(rest)))
        self._ended = not found
        self._window, self._at = rest + found, 0
        self._progress()
        return bool(found)

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """A match at the present place that no further byte can change; the place moves behind it."""
        while True:
            found = pattern.match(self._window, self._at)
            if found and (found.end() < len(self._window) or self._ended):
                self._at = found.end()
                return found
            if not found and len(self._window) - self._at > CHUNK and not LONG.match(self._window, self._at):
                return None
            if not self._more():
                if found:
                    self._at = found.end()
                return found

    def _skip_between(self) -> bool:
        """Goes to the next statement; False where there is none."""
        while True:
            found = BETWEEN.match(self._window, self._at)
            self._at = found.end() if found else self._at
            left = len(self._window) - self._at
            if left > CHUNK // 2 or not self._more():
                break
        if not self._window[self._at :].strip(b" \0\x1a\r\n"):
            return False
        # A comment at the very end has no line end behind it.
        return not re.fullmatch(rb"(?:--|#)[^\n]*", self._window[self._at :])

    def _skip_statement(self) -> None:
        while True:
            whole = len(self._window)
            found = STATEMENT.match(self._window, self._at, whole if self._ended else max(self._at, whole - 4))
            self._at = found.end() if found else self._at
            if self._window[self._at : self._at + 1] == b";":
                self._at += 1
                return
            if not self._more():
                self._cut_unless_harmless()
                return

    def _cut_unless_harmless(self) -> None:
        """A last statement without its mark is whole where it needs none of its own; an open quote never is."""
        if self._window[self._at : self._at + 1] in (b"'", b'"', b"`") or self._place:
            raise CannotImport(CUT_OFF(where=f" ở bảng «{self._place}»" if self._place else ""))
        self._at = len(self._window)

    def _skip_to_delimiter(self, mark: bytes) -> None:
        if mark == b";":
            return
        back = _pattern(rb"\n[ \t]*DELIMITER[ \t]+;")
        while not (found := back.search(self._window, self._at)):
            self._at = max(self._at, len(self._window) - 100)
            if not self._more():
                self._at = len(self._window)
                return
        self._at = found.end()

    # The statements

    def _set(self) -> None:
        start = self._window[self._at : self._at + 200]
        if found := USE.match(start):
            self._database = _bare(found["db"])
        elif found := NAMES.match(start):
            self._letters.set_names(found["charset"].decode())

    def _key(self, found: re.Match[bytes]) -> TableKey:
        return TableKey(_bare(found["db"]) if found["db"] else self._database, _bare(found["table"]))

    def _create(self, found: re.Match[bytes]) -> None:
        key = self._key(found)
        self._place = key.name
        while not (body := WHOLE_STATEMENT.match(self._window, self._at)):
            if not self._more():
                raise CannotImport(CUT_OFF(where=f" ở bảng «{key.name}»"))
        self._at, self._place = body.end(), ""
        columns, types = _columns(body[0].decode("utf-8", "replace"))
        kept = self._kept(key.name)
        self.dump.define(key, columns, types, None if isinstance(kept, bool) else kept)

    def _insert(self, found: re.Match[bytes]) -> None:
        key = self._key(found)
        self._place = key.name
        if not self._kept(key.name):
            self._skip_statement()
        else:
            self._rows(key, found["columns"])
        self._place = ""

    def _rows(self, key: TableKey, given: bytes | None) -> None:
        names = [_bare(name.strip()) for name in (given or b"").split(b",") if name.strip()]
        if key not in self.dump.tables and not names:
            raise CannotImport(NO_COLUMNS(table=key.name))
        table = self.dump.define(key, names, [""] * len(names), self._kept_columns(key.name))
        order = [table.columns.index(name) for name in names] or list(range(len(table.columns)))
        rows: list[list[Value]] = []
        while True:
            rows.append(self._row(table, order))
            if len(rows) >= ROWS_AT_ONCE:
                self.dump.add(key, rows)
                rows = []
            after = self._match(AFTER_ROW)
            if not after:
                raise self._unreadable()
            if after["end"] != b",":
                break
        self.dump.add(key, rows)
        if not after["end"]:
            raise CannotImport(CUT_OFF(where=f" ở bảng «{key.name}»"))
        if after["end"] not in (b";", b"*/"):
            self._skip_statement()

    def _kept_columns(self, name: str) -> Collection[str] | None:
        kept = self._kept(name)
        return None if isinstance(kept, bool) else kept

    def _row(self, table: StoredTable, order: list[int]) -> list[Value]:
        if not self._match(ROW):
            raise self._unreadable()
        values: list[Value] = [None] * len(table.columns)
        for count in range(len(order) + 1):
            found = self._match(VALUE)
            if not found:
                raise self._unreadable()
            if count < len(order):
                values[order[count]] = self._letters.value(found, table.types[order[count]])
            if found["end"] == b")":
                if count + 1 == len(order):
                    return [values[at] for at in table.kept]
                break
        raise CannotImport(ODD_VALUES(table=self._place, count=count + 1, columns=len(order)))

    def _unreadable(self) -> CannotImport:
        ahead = self._window[self._at : self._at + 40]
        if self._ended and len(self._window) - self._at < CHUNK and not re.search(rb"\)\s*;", self._window[self._at :]):
            return CannotImport(CUT_OFF(where=f" ở bảng «{self._place}»"))
        return CannotImport(UNREADABLE(table=self._place, shown=ahead.decode("utf-8", "replace")))


def _bare(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    return text[1:-1].replace(text[0] * 2, text[0]) if text[:1] in ("`", '"') else text


def _columns(body: str) -> tuple[list[str], list[str]]:
    """Names and types of a table's columns, from what stands behind `CREATE TABLE x (`."""
    names, types = [], []
    for part in _parts(body):
        if not NO_COLUMN.match(part) and (found := COLUMN.match(part)):
            names.append(_bare(found[1].encode()))
            types.append(found[2].lower())
    return names, types


def _parts(body: str) -> Iterator[str]:
    """What stands between the commas of the outermost level, up to the bracket that closes it."""
    depth, begun = 0, 0
    for found in re.finditer(r"'(?:[^'\\]|\\.|'')*'|`[^`]*`|\"[^\"]*\"|[(),]", body, re.DOTALL):
        sign = found[0]
        if sign in ",)" and not depth:
            yield body[begun : found.start()]
            begun = found.end()
            if sign == ")":
                return
        depth += (sign == "(") - (sign == ")")
