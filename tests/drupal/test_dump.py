"""Dumps as mysqldump, phpMyAdmin and their kin write them, read without a server."""

from __future__ import annotations

import bz2
import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.drupal.old_site import literal
from tools.drupal import dump
from tools.drupal.dump_store import TableKey
from tools.drupal.model import CannotImport

TABLE = "CREATE TABLE `node` (`nid` int(10), `title` varchar(255), data longblob, KEY `t` (`title`));\n"
LAYOUTS = {
    "one line": "INSERT INTO `node` VALUES (1,'Hội nghị',0x616263),(2,'b',NULL);",
    "a line a row": "INSERT INTO `node` (`nid`, `title`, `data`) VALUES\n(1, 'Hội nghị', 0x616263),\n(2, 'b', NULL);",
    "columns in another order": "INSERT INTO node (title,data,nid) VALUES ('Hội nghị','abc',1);"
    "INSERT INTO node (title,nid) VALUES ('b',2);",
    "a statement a row": "REPLACE INTO `node` VALUES (1,'Hội nghị',X'616263');\n"
    "INSERT IGNORE INTO `node` VALUES (2,'b',NULL);",
    "introducers": "INSERT INTO `node` VALUES (1,_utf8mb4 'Hội nghị',_binary 'abc'),('2','b',NULL);",
    "run by MySQL alone": "/*!50000 INSERT INTO `node` VALUES (1,'Hội nghị',0x616263),(2,'b',NULL) */;",
    "double quotes": 'INSERT INTO "node" VALUES (1,"Hội nghị",UNHEX(\'616263\')),(2,"b",NULL);',
    "comments within": "INSERT INTO node VALUES -- it's one\n"
    "(1,'Hội nghị',0x616263)/* ' ; */,\n# and (two)\n(2,'b',NULL);",
    "a name of a database": "INSERT INTO `old`.`node` VALUES (1,'Hội nghị',0x616263),(2,'b',NULL);",
    "words behind the rows": "INSERT INTO node VALUES (1,'Hội nghị',0x616263),(2,'b',NULL) "
    "ON DUPLICATE KEY UPDATE title='x;y';",
}
ROWS = [(1, "Hội nghị", b"abc"), (2, "b", None)]


def rows(folder: Path, text: str | bytes, name: str = "node", database: str = "") -> list[tuple[object, ...]]:
    file = folder / "dump.sql"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    read = dump.read(file, lambda table: table == "node")
    return [tuple(row.values()) for row in read.rows(TableKey(database, name))]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_rows_is_read(tmp_path: Path, layout: str) -> None:
    database = "old" if "database" in layout else ""
    table = TABLE.replace("`node`", "`old`.`node`") if database else TABLE
    assert rows(tmp_path, table + LAYOUTS[layout], database=database) == ROWS


def test_what_quotes_hide_ends_nothing(tmp_path: Path) -> None:
    title = "a'b\\'; -- c\n\"d\" `e` /* f */ 100\\% ), ('"
    assert rows(tmp_path, f"{TABLE}INSERT INTO node VALUES (1,{literal(title)},'');") == [(1, title, b"")]


@given(some.text(some.characters(blacklist_categories=["Cs"]), max_size=40), some.binary(max_size=20))
def test_any_text_and_any_bytes_come_back(title: str, data: bytes) -> None:
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        found = rows(Path(folder), f"{TABLE}INSERT INTO node VALUES (1,{literal(title)},{literal(data)});")
    assert found == [(1, title, data)]


def test_tables_that_nobody_asked_for_are_passed_over_whatever_they_hold(tmp_path: Path) -> None:
    other = "CREATE TABLE `cache` (x int);\nINSERT INTO `cache` VALUES ('; \\' -- ''x'''),(odd(function), 'y');\n"
    trigger = "DELIMITER ;;\nCREATE TRIGGER t AFTER INSERT ON node BEGIN DELETE FROM x; END ;;\nDELIMITER ;\n"
    view = "/*!50001 CREATE ALGORITHM=UNDEFINED VIEW `v` AS SELECT 1 */;\n"
    lock = "LOCK TABLES `node` WRITE;\n/*!40000 ALTER TABLE `node` DISABLE KEYS */;\n"
    assert rows(tmp_path, other + TABLE + trigger + view + lock + LAYOUTS["one line"] + "\nUNLOCK TABLES;") == ROWS


def test_a_long_dump_is_read_in_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("packed", "dump"):
        monkeypatch.setattr(f"tools.drupal.{module}.CHUNK", 64)
    body = "x" * 500
    many = ",".join(f"({number},'{body}\\'',0x00)" for number in range(50))
    found = rows(
        tmp_path, f"INSERT INTO other VALUES {many};\n{TABLE}INSERT INTO node VALUES {many};\n-- Dump completed"
    )
    assert len(found) == 50
    assert found[-1] == (49, body + "'", b"\0")


@pytest.mark.parametrize("packed", ["gz", "bz2", "zip", "UTF-16", "BOM"])
def test_packed_dumps_are_opened(tmp_path: Path, packed: str) -> None:
    text = TABLE + LAYOUTS["one line"]
    if packed == "zip":
        with zipfile.ZipFile(tmp_path / "z", "w") as archive:
            archive.writestr("dump.sql", text)
        data = (tmp_path / "z").read_bytes()
    else:
        ways: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress}
        data = (
            ways[packed](text.encode()) if packed in ways else text.encode("utf-16" if "U" in packed else "utf-8-sig")
        )
    assert rows(tmp_path, data) == ROWS


def test_letters_of_latin1_are_read_as_the_dump_says(tmp_path: Path) -> None:
    text = f"SET NAMES latin1;\n{TABLE}INSERT INTO node VALUES (1,'Résumé – 5','');"
    assert rows(tmp_path, text.encode("cp1252")) == [(1, "Résumé – 5", b"")]


def test_utf8_stays_utf8_whatever_the_dump_says_of_itself(tmp_path: Path) -> None:
    assert rows(tmp_path, f"SET NAMES latin1;\n{TABLE}{LAYOUTS['one line']}") == ROWS


@pytest.mark.parametrize("end", ["(1,'a','b'),(2,'cut o", "(1,'a','b')", "(1,'a','b'),", "(1,'a',", ""])
def test_a_dump_that_is_cut_off_is_refused(tmp_path: Path, end: str) -> None:
    with pytest.raises(CannotImport, match="dừng giữa chừng ở bảng «node»"):
        rows(tmp_path, f"{TABLE}INSERT INTO `node` VALUES {end}")


def test_a_packed_dump_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match="hỏng hoặc bị cắt"):
        rows(tmp_path, gzip.compress((TABLE + LAYOUTS["one line"]).encode())[:-20])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("INSERT INTO node VALUES (1);", "không có cấu trúc"),
        (TABLE + "INSERT INTO node VALUES (1,2);", "2 giá trị cho 3 cột"),
        (TABLE + "INSERT INTO node VALUES (1,@x,3);", "không đọc được từ «@x,3"),
        ("-- PostgreSQL database dump\n", "PostgreSQL"),
    ],
)
def test_what_is_no_readable_dump_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CannotImport, match=told):
        rows(tmp_path, text)


def test_a_dump_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match="không mở được"):
        dump.read(tmp_path / "nowhere.sql", lambda _: True)
