"""Words as systemd's files take them: it has quotes of its own, and none around a single folder."""

from __future__ import annotations

import re


def escaped(text: str) -> str:
    return text.replace("%", "%%")


def word(text: str) -> str:
    """One word of a command line or of a list of paths."""
    plain = escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{plain}"' if re.search(r"[\s'\"\\;]", text) else plain
