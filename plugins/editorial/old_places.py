"""`data/redirects.csv`: old addresses that belong to no text, and where each leads, or why it is gone."""

from __future__ import annotations

import csv
from pathlib import Path

from plugins.base.addresses import TABLE, place
from plugins.base.letters import as_meant
from plugins.base.old_addresses import old_address, refuse_own
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.redirects import GIVEN_HEAD, OldPlace

LARGEST = 20_000_000
PATH = f"data/{TABLE}"

NO_TABLE = Message("tệp không đọc được.", "Hãy lưu lại dạng CSV, mã UTF-8, không quá 20 MB.")
NO_HEAD = Message("dòng đầu phải là «{head}».", "Hãy viết lại dòng đầu.")
ODD_ROW = Message("dòng này không có đủ ba cột {head}.", "Hãy viết lại dòng này, hoặc bỏ đi.")
LEADS_OUT = Message("«{new}» không phải địa chỉ hay tệp của trang này.", "Hãy ghi phần sau tên miền, bắt đầu bằng «/».")
LEADS_NOWHERE = Message("«{old}» không dẫn tới đâu mà cũng không có lý do.", "Hãy điền cột new, hoặc cột reason.")


def read(content: Path) -> tuple[tuple[OldPlace, ...], list[Problem]]:
    """The rows that are right, and what is wrong with the others; of rows for one address the first counts."""
    file = content / PATH
    if not file.is_file():
        return (), []
    try:
        if file.stat().st_size > LARGEST:
            return (), [NO_TABLE.at(PATH, 0)]
        lines = as_meant(file.read_bytes().decode("utf-8-sig")).splitlines()
        rows = list(enumerate(csv.reader(lines), start=1))
    except (OSError, UnicodeDecodeError, csv.Error):
        return (), [NO_TABLE.at(PATH, 0)]
    if not rows or tuple(rows[0][1]) != GIVEN_HEAD:
        return (), [NO_HEAD.at(PATH, 1, head=",".join(GIVEN_HEAD))]
    found: dict[str, OldPlace] = {}
    problems: list[Problem] = []
    for line, row in rows[1:]:
        try:
            if row:
                made = _place(row)
                found.setdefault(place(made.old), made)
        except InvalidValue as wrong:
            problems.append(Problem(PATH, line, str(wrong)))
    return tuple(found.values()), problems


def _place(row: list[str]) -> OldPlace:
    if len(row) != len(GIVEN_HEAD):
        raise InvalidValue(ODD_ROW(head=",".join(GIVEN_HEAD)))
    old, new, reason = (value.strip() for value in row)
    address = old_address(old)
    refuse_own(address)
    if new and (not new.startswith("/") or new.startswith("//")):
        raise InvalidValue(LEADS_OUT(new=new))
    if not new and not reason:
        raise InvalidValue(LEADS_NOWHERE(old=old))
    return OldPlace(address, new, reason)
