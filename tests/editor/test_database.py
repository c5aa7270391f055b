"""What lies in the file of accounts, and what does not."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from tests.editor.office import PASSWORD, PEOPLE, Clock, accounts_in
from tools.editor import limits
from tools.editor.accounts import AccountRefused
from tools.editor.attempts import TooOften, network
from tools.editor.audit import AuditTrail, Deed
from tools.editor.database import Database


def test_no_secret_of_anybody_lies_in_the_file_which_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "accounts.sqlite"
    accounts = accounts_in(Database(file), Clock())
    secrets = [accounts.sessions.begin("viet"), accounts.new_link("duyet"), PASSWORD]
    stored = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert [secret for secret in secrets if secret.encode() in stored] == []
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
    assert b"$argon2id$" in stored


def test_another_process_may_open_the_file_and_finds_what_was_written(tmp_path: Path) -> None:
    file, clock = tmp_path / "accounts.sqlite", Clock()
    accounts_in(Database(file), clock)
    rows = Database(file).rows("SELECT name, role FROM people ORDER BY id")
    assert rows == [(person.name, person.role) for person in PEOPLE]


def test_after_a_full_disk_all_goes_on_with_what_was_told_before(tmp_path: Path) -> None:
    database = Database(tmp_path / "a")
    accounts, trail = accounts_in(database, Clock()), AuditTrail(database, Clock())
    cookie = accounts.sessions.begin("viet")
    database.rows("PRAGMA max_page_count = 1")  # no more than there are
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill(trail)
    assert accounts.sessions.find(cookie)
    database.rows("PRAGMA max_page_count = 100000")
    trail.note(Deed.WITHDRAWN, "duyet", "a.md", "")
    assert trail.page()[0].deed is Deed.WITHDRAWN


def fill(trail: AuditTrail) -> None:
    for _ in range(1000):
        trail.note(Deed.PUBLISHED, "duyet", "a" * 200, "")


def test_what_cannot_be_kept_at_the_last_moment_is_as_if_it_had_not_begun(tmp_path: Path) -> None:
    database = Database(tmp_path / "a")
    with pytest.raises(sqlite3.IntegrityError):
        link_for_nobody(database)
    assert database.rows("SELECT * FROM links") == []
    accounts_in(database, Clock())


def link_for_nobody(database: Database) -> None:
    """Which is found out when all is kept."""
    with database.work() as work:
        work.execute("PRAGMA defer_foreign_keys = ON")
        work.execute("INSERT INTO links VALUES (x'00', 7, 0)")


def test_a_link_that_two_use_at_once_is_used_by_one(tmp_path: Path) -> None:
    accounts = accounts_in(Database(tmp_path / "a"), Clock())
    secret, used = accounts.new_link("viet"), []

    def use(number: int) -> None:
        with suppress(AccountRefused):
            accounts.set_password(secret, f"một câu thứ {number} để thử")
            used.append(number)

    threads = [Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(used) == 1
    assert accounts.is_right("viet", f"một câu thứ {used[0]} để thử", "")


def test_of_a_hundred_guesses_at_once_five_are_heard(tmp_path: Path) -> None:
    accounts, heard = accounts_in(Database(tmp_path / "a"), Clock()), []

    def guess(number: int) -> None:
        with suppress(TooOften):
            heard.append(accounts.is_right("viet", f"câu {number}", f"10.{number}.0.1"))

    threads = [Thread(target=guess, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [False] * limits.FAILURES


def test_a_network_that_fails_is_not_heard_for_another_name_but_other_networks_are(tmp_path: Path) -> None:
    accounts = accounts_in(Database(tmp_path / "a"), Clock())
    for number in range(limits.FAILURES):
        accounts.is_right(f"ai-{number}", "sai", f"192.0.2.{number}")
    with pytest.raises(TooOften):
        accounts.is_right("viet", PASSWORD, "192.0.2.99")
    assert accounts.is_right("viet", PASSWORD, "198.51.100.1")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_a_network_is_what_one_person_can_have_addresses_of(address: str, told: str) -> None:
    assert network(address) == told


def test_a_person_keeps_the_newest_sessions(tmp_path: Path) -> None:
    accounts = accounts_in(Database(tmp_path / "a"), Clock())
    cookies = [accounts.sessions.begin("viet") for _ in range(limits.SESSIONS + 1)]
    known = [accounts.sessions.find(cookie) is not None for cookie in cookies]
    assert known == [False] + [True] * limits.SESSIONS


def test_a_new_session_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    sessions = accounts_in(Database(tmp_path / "a"), Clock()).sessions
    first = sessions.begin("viet")
    second = sessions.begin("duyet", first)
    assert (sessions.find(first), sessions.find(second).person.name) == (None, "duyet")


def test_strangers_push_nobody_out_of_the_trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STRANGERS_ROWS", 10)
    clock = Clock()
    trail = AuditTrail(Database(tmp_path / "a"), clock)
    trail.note(Deed.PUBLISHED, "duyet", "a.md", "")
    for number in range(300):
        clock.pass_by(limits.WINDOW)
        trail.note(Deed.FOREIGN_ORIGIN, "", f"POST /{number}", "192.0.2.1")
    rows = trail.page()
    assert rows[-1].deed is Deed.PUBLISHED
    assert len(rows) < 10 + 101


def test_a_flood_of_strangers_is_noted_as_far_as_a_minute_may_hold(tmp_path: Path) -> None:
    clock = Clock()
    trail = AuditTrail(Database(tmp_path / "a"), clock)
    for _ in range(500):
        trail.note(Deed.FOREIGN_HOST, "", "GET /", "")
    trail.note(Deed.PUBLISHED, "duyet", "a.md", "")
    assert len(trail.page()) == limits.STRANGERS_A_MINUTE + 1
    clock.pass_by(limits.GRACE)
    trail.note(Deed.FOREIGN_HOST, "", "GET /", "")
    assert trail.page()[0].deed is Deed.FOREIGN_HOST


def test_the_trail_forgets_after_a_year_and_a_bit(tmp_path: Path) -> None:
    clock = Clock()
    trail = AuditTrail(Database(tmp_path / "a"), clock)
    trail.note(Deed.PUBLISHED, "duyet", "old.md", "")
    clock.pass_by(limits.AUDIT_LIVES + limits.GRACE)
    for _ in range(100):
        trail.note(Deed.PUBLISHED, "duyet", "new.md", "")
    assert {row.about for row in trail.page()} == {"new.md"}
