"""The editor as it stands on a server: with accounts, a clock that is set by hand, and passwords that cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from tests.editor import desk
from tests.editor.desk import Browser
from tests.editor.memory import NOON, MemoryWorkspace
from tools.editor.accounts import Accounts
from tools.editor.app import Editor, make_app
from tools.editor.audit import AuditTrail, Deed
from tools.editor.database import Database
from tools.editor.passwords import PasswordKeeper
from tools.editor.people import Person, Role

ORIGIN = "https://soan.x.example"
PASSWORD = "một câu để thử"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PEOPLE = (
    Person("viet", "Nguyễn Thị Viết", "viet@x.example", Role.WRITER),
    Person("duyet", "Lê Văn Duyệt", "duyet@x.example", Role.CHIEF),
    Person("quan.tri", "Trần Thị Quản", "quan@x.example", Role.ADMINISTRATOR),
)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@dataclass(frozen=True)
class Office:
    """`PEOPLE` have accounts, each with `PASSWORD`."""

    editor: Editor
    accounts: Accounts
    workspace: MemoryWorkspace
    clock: Clock
    port: int

    def stranger(self) -> Browser:
        return Browser(self.port, self.editor.origin)

    def signed_in(self, name: str) -> Browser:
        browser = self.stranger()
        browser.cookies["__Host-soan"] = self.accounts.sessions.begin(name)
        browser.get("/dang-xuat/")
        return browser

    @property
    def trail(self) -> list[tuple[Deed, str, str]]:
        """Newest first: deed, person, about."""
        return [(row.deed, row.person, row.about) for row in self.editor.audit.page()]


def accounts_in(database: Database, clock: Clock) -> Accounts:
    made = Accounts(database, clock, PasswordKeeper(CHEAP))
    for person in PEOPLE:
        made.set_password(made.add(person), PASSWORD)
    return made


@contextmanager
def open_office(folder: Path, origin: str = ORIGIN) -> Iterator[Office]:
    """`origin` may hold {port}: a real browser finds no other."""
    clock, database = Clock(), Database(folder / "accounts.sqlite")
    accounts, workspace = accounts_in(database, clock), MemoryWorkspace(folder)
    trail = AuditTrail(database, clock)
    with desk.listening() as (waiting, port):
        origin = origin.format(port=port)
        editor = Editor(workspace, None, origin, "", "Liên hiệp hội", accounts, audit=trail, clock=clock)
        with desk.served(make_app(editor), waiting):
            yield Office(editor, accounts, workspace, clock, port)
