"""Who writes, and what each may do: one table, which every request is asked against."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """As it is stored and typed (`account add NAME writer`)."""

    WRITER = "writer"
    CHIEF = "chief"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What somebody wants to do."""

    WRITE = "write"
    """Also to read, to save, to put in pictures, to hand in."""
    PUBLISH = "publish"
    """Also to withdraw, and to publish at a later moment."""
    ADMINISTER = "administer"
    """Accounts and the audit trail."""


ALLOWED = {
    Role.WRITER: frozenset({Action.WRITE}),
    Role.CHIEF: frozenset({Action.WRITE, Action.PUBLISH}),
    Role.ADMINISTRATOR: frozenset(Action),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in. `name` is the account's, `full_name` and `email` are what a commit says."""

    name: str
    full_name: str
    email: str
    role: Role

    def may(self, action: Action) -> bool:
        return action in ALLOWED[self.role]
