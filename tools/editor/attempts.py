"""How often one may try a password: for each name, and for each network, within a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from sqlite3 import Connection

from plugins.base.vietnamese import nfc
from tools.editor import limits
from tools.editor.database import Database, seconds


@dataclass
class TooOften(Exception):
    """`wait` is how long until the next try is heard."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that is going on. It counts as failed until it is known to have succeeded: of a hundred at once no more
    are heard than of a hundred one after another.
    """

    rows: tuple[int, ...]
    name: str


class Attempts:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str, address: str) -> Attempt:
        """Raises TooOften, for a name that nobody has as well."""
        now, who = seconds(self._clock()), nfc(name).casefold()[: limits.LONGEST_NAME]
        counted = {f"name {who}": limits.FAILURES, f"net {network(address)}": limits.FAILURES}
        with self._database.work() as work:
            work.execute("DELETE FROM attempts WHERE at <= ?", (now - _window(),))
            waits = [_wait(work, one, most, now) for one, most in (counted | {f"in {who}": limits.SIGN_INS}).items()]
            if any(waits):
                raise TooOften(timedelta(seconds=max(waits)))
            return Attempt(tuple(_note(work, one, now) for one in counted), who)

    def succeeded(self, attempt: Attempt) -> None:
        """Forgets what the name has failed; the network keeps its other failures."""
        with self._database.work() as work:
            work.executemany("DELETE FROM attempts WHERE id = ?", [(row,) for row in attempt.rows])
            work.execute("DELETE FROM attempts WHERE subject = ?", (f"name {attempt.name}",))
            _note(work, f"in {attempt.name}", seconds(self._clock()))


def network(address: str) -> str:
    """The neighbourhood that one person can take addresses from: /24, in IPv6 /64."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return str(ip_network(f"{known}/{24 if known.version == 4 else 64}", strict=False))


def _wait(work: Connection, subject: str, most: int, now: int) -> int:
    """Seconds until there are fewer than `most`; 0 where there are."""
    found = work.execute("SELECT at FROM attempts WHERE subject = ? ORDER BY at DESC", (subject,)).fetchall()
    return max(1, found[most - 1][0] + _window() - now) if len(found) >= most else 0


def _note(work: Connection, subject: str, now: int) -> int:
    return int(work.execute("INSERT INTO attempts (subject, at) VALUES (?, ?)", (subject, now)).lastrowid or 0)


def _window() -> int:
    return int(limits.WINDOW.total_seconds())
