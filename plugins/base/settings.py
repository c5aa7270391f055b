"""Settings of one package: a dictionary of pelicanconf.py read into its dataclass, unknown keys refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

from plugins.base.vietnamese import did_you_mean

T = TypeVar("T")


def read(kind: type[T], given: Mapping[str, Any], where: str) -> T:
    """Makes a `kind` from `given`.

    Raises:
        ValueError: for a key that `kind` has not, or a missing one; `where` names the dictionary.
    """
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            raise ValueError(f"{where}: không có thiết lập «{name}».{did_you_mean(name, known)}")
    missing = [one.name for one in fields(kind) if _needed(one) and one.name not in given]  # type: ignore[arg-type]
    if missing:
        raise ValueError(f"{where}: còn thiếu thiết lập {', '.join(f'«{name}»' for name in missing)}.")
    return kind(**given)


def _needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING
