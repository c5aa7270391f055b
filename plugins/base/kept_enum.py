"""Names that builds keep for later ones."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class KeptEnum(StrEnum):
    """Packed by class and value. Python before 3.11.4, as Debian 12 has it, packs a call of `getattr` instead, which is
    not believed when it is read.
    """

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        return type(self), (self.value,)
