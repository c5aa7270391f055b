"""The audit trail: who did what and when, and what was refused."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """What is noted, as it is stored."""

    FOREIGN_HOST = "foreign-host"
    FOREIGN_ORIGIN = "foreign-origin"
    FOREIGN_FORM = "foreign-form"
    """Without the token that our own pages bear."""
    NOT_ALLOWED = "not-allowed"
