"""Who has an account, and how they come to a password: by a link that an administrator hands over, good once.

An account is changed here alone; whoever loses it, or gets another role or password, is signed out at once.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from plugins.base.problems import Message, printable
from plugins.base.vietnamese import fold_spaces, nfc
from tools.editor import limits, passwords
from tools.editor.attempts import Attempts
from tools.editor.database import Database, moment, seconds, utc_now
from tools.editor.passwords import PasswordKeeper
from tools.editor.people import Person, Role
from tools.editor.sessions import Sessions, digest

NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PASSWORD = "password"  # noqa: S105 - the kind of a credential; passkeys will be another
NAME_WRONG = Message("«{name}» không dùng làm tên đăng nhập được.", "Hãy viết như binh.tran.")
NAME_TAKEN = Message("Đã có người dùng tên «{name}».", "Hãy chọn tên khác.")
FULL_NAME_WRONG = Message("«{name}» không dùng làm họ tên được.", "Hãy viết họ và tên, không có dấu < >.")
EMAIL_WRONG = Message("«{email}» không phải địa chỉ thư.", "Hãy viết như binh@ten-mien.example.")
NO_SUCH_PERSON = Message("Không có người dùng «{name}».", "Hãy xem lại danh sách người dùng.")
LINK_WRONG = Message("Đường dẫn này đã dùng rồi, hoặc đã quá 3 ngày.", "Hãy xin người quản trị một đường dẫn mới.")


class AccountRefused(Exception):
    """Nothing was changed. args[0] says in Vietnamese why, and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """A row of the list of people."""

    person: Person
    has_password: bool
    link_ends: datetime | None
    """Until when a link that was handed over can be used."""
    seen: datetime | None
    """When a session was last in use, as far as there is one."""


class Accounts:
    def __init__(
        self, database: Database, clock: Callable[[], datetime] = utc_now, keeper: PasswordKeeper | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._keeper = keeper or PasswordKeeper()
        self.sessions = Sessions(database, clock)
        self._attempts = Attempts(database, clock)

    def people(self) -> list[Account]:
        """By name."""
        found = self._database.rows(
            "SELECT name, full_name, email, role, EXISTS (SELECT 1 FROM credentials WHERE person = people.id),"
            " (SELECT ends FROM links WHERE person = people.id AND ends > ?),"
            " (SELECT max(seen) FROM sessions WHERE person = people.id) FROM people ORDER BY name",
            seconds(self._clock()),
        )
        return [Account(_person(row), bool(row[4]), *(told and moment(told) for told in row[5:])) for row in found]

    def add(self, person: Person) -> str:
        """The secret of the link by which the new person sets a password."""
        person = _checked(person)
        with self._database.work() as work:
            if work.execute("SELECT 1 FROM people WHERE name = ?", (person.name,)).fetchone():
                raise AccountRefused(NAME_TAKEN(name=person.name))
            row = (person.name, person.full_name, person.email, person.role)
            work.execute("INSERT INTO people (name, full_name, email, role) VALUES (?, ?, ?, ?)", row)
            return self._new_link(work, person.name)

    def change(self, name: str, full_name: str | None, email: str | None) -> Person:
        """Another full name or address, from now on; None leaves it. What was written so far bears the old ones."""
        with self._database.work() as work:
            number = _number(work, name)
            row = work.execute("SELECT name, full_name, email, role FROM people WHERE id = ?", (number,)).fetchone()
            before = _person(row)
            full_name = before.full_name if full_name is None else full_name
            person = _checked(replace(before, full_name=full_name, email=before.email if email is None else email))
            changed = (person.full_name, person.email, number)
            work.execute("UPDATE people SET full_name = ?, email = ? WHERE id = ?", changed)
        return person

    def change_role(self, name: str, role: Role) -> None:
        with self._database.work() as work:
            number = _number(work, name)
            work.execute("UPDATE people SET role = ? WHERE id = ?", (role, number))
            work.execute("DELETE FROM sessions WHERE person = ?", (number,))

    def remove(self, name: str) -> None:
        with self._database.work() as work:
            work.execute("DELETE FROM people WHERE id = ?", (_number(work, name),))

    def new_link(self, name: str) -> str:
        """Another secret; the one before is good for nothing any more. The old password stays until it is used."""
        with self._database.work() as work:
            return self._new_link(work, name)

    def invited(self, secret: str) -> Person:
        """Whose link it is. Raises AccountRefused."""
        with self._database.work() as work:
            return self._invited(work, secret)

    def set_password(self, secret: str, password: str) -> Person:
        """Uses the link up. Raises AccountRefused, and then it stays good."""
        person = self.invited(secret)
        if flaw := passwords.flaw(password, (person.name, person.full_name)):
            raise AccountRefused(flaw)
        kept = self._keeper.keep(password)
        with self._database.work() as work:
            number = _number(work, self._invited(work, secret).name)
            work.execute("DELETE FROM links WHERE person = ?", (number,))
            work.execute("DELETE FROM sessions WHERE person = ?", (number,))
            work.execute("DELETE FROM credentials WHERE person = ? AND kind = ?", (number, PASSWORD))
            work.execute("INSERT INTO credentials (person, kind, secret) VALUES (?, ?, ?)", (number, PASSWORD, kept))
        return person

    def knows(self, name: str) -> bool:
        return bool(self._database.rows("SELECT 1 FROM people WHERE name = ?", name))

    def is_right(self, name: str, password: str, address: str) -> bool:
        """Whether somebody of this name has this password. Takes as long, and says the same, for a name that nobody
        has. Raises TooOften.
        """
        attempt = self._attempts.begin(name, address)
        found = self._database.rows(
            "SELECT secret FROM credentials JOIN people ON people.id = person WHERE name = ? AND kind = ?",
            name,
            PASSWORD,
        )
        right = self._keeper.is_right(password, found[0][0] if found else None)
        if right:
            self._attempts.succeeded(attempt)
        return right

    def _new_link(self, work: Connection, name: str) -> str:
        secret, ends = secrets.token_urlsafe(32), seconds(self._clock() + limits.LINK_LIVES)
        row = (digest(secret), _number(work, name), ends)
        work.execute("INSERT OR REPLACE INTO links (digest, person, ends) VALUES (?, ?, ?)", row)
        return secret

    def _invited(self, work: Connection, secret: str) -> Person:
        found = work.execute(
            "SELECT name, full_name, email, role FROM links JOIN people ON people.id = person"
            " WHERE digest = ? AND ends > ?",
            (digest(secret), seconds(self._clock())),
        ).fetchone()
        if not found:
            raise AccountRefused(LINK_WRONG())
        return _person(found)


def typed_name(typed: str) -> str:
    """A name as it is stored, however a telephone's keyboard began it."""
    return printable(nfc(typed)).strip().lower()


def _checked(person: Person) -> Person:
    name, full_name, email = typed_name(person.name), fold_spaces(nfc(person.full_name)), person.email.strip()
    if not NAME.fullmatch(name) or len(name) > limits.LONGEST_NAME:
        raise AccountRefused(NAME_WRONG(name=name[: limits.LONGEST_NAME]))
    if not full_name or full_name != printable(full_name) or set(full_name) & set("<>"):
        raise AccountRefused(FULL_NAME_WRONG(name=printable(full_name[: limits.LONGEST_FULL_NAME])))
    if not EMAIL.fullmatch(email) or len(email) > limits.LONGEST_EMAIL or not email.isascii():
        raise AccountRefused(EMAIL_WRONG(email=printable(email[: limits.LONGEST_EMAIL])))
    return Person(name, full_name[: limits.LONGEST_FULL_NAME], email, person.role)


def _number(work: Connection, name: str) -> int:
    found = work.execute("SELECT id FROM people WHERE name = ?", (name,)).fetchone()
    if not found:
        raise AccountRefused(NO_SUCH_PERSON(name=name[: limits.LONGEST_NAME]))
    return int(found[0])


def _person(row: tuple[Any, ...]) -> Person:
    name, full_name, email, role = row[:4]
    return Person(name, full_name, email, Role(role))
