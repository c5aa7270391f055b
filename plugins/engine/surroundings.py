"""What every page is made with besides its facts: the software, the templates, and whatever they can ask for.

Where something stands among it of which nobody can say whether it is still the same (a filter from a file of somebody's
own), nothing is known, and nothing that was made with it is kept.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from importlib import metadata
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, MethodType

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

OURS = Path(__file__).parent.parent
LIBRARIES = ("jinja2", "markupsafe", "pelican", "segno")
# Whose functions and classes are known by their names: software that is part of the digest, and what Jinja itself uses.
PACKAGES = ("plugins", "jinja2", "markupsafe")
MODULES = ("builtins", "_operator", "functools", "pelican.utils", "pelican.plugins._utils")
NOT_SEEN = ("loader", "cache", "bytecode_cache", "extensions")


class _Unknown(Exception):
    """Nobody can say whether it is still the same."""


def of_environment(environment: Environment) -> bytes | None:
    """Another digest where a template would be compiled or filled in another way; None where that is not known."""
    seen = {name: value for name, value in vars(environment).items() if name not in NOT_SEEN}
    try:
        said = _said([seen, [type(one) for one in environment.extensions.values()]])
    except (_Unknown, RecursionError):
        return None
    return digest(*_software(), said.encode())


def of_templates(environment: Environment) -> bytes | None:
    """Another digest where any file that can be loaded is another; None where that is not known."""
    try:
        return digest(*_loaded(environment.loader))
    except _Unknown:
        return None


def digest(*parts: bytes) -> bytes:
    made = hashlib.sha256()
    for part in parts:
        made.update(len(part).to_bytes(8))
        made.update(part)
    return made.digest()[:16]


def _software() -> Iterator[bytes]:
    yield sys.version.encode()
    yield from (f"{name} {metadata.version(name)}".encode() for name in LIBRARIES)
    yield from _files(OURS, ".py")


def _loaded(loader: BaseLoader | None) -> Iterator[bytes]:
    """All files in the order in which they are looked for."""
    match loader:
        case FileSystemLoader():
            for folder in loader.searchpath:
                yield b"folder"
                yield from _files(Path(folder))
        case ChoiceLoader():
            for one in loader.loaders:
                yield from _loaded(one)
        case PrefixLoader():
            for prefix, one in loader.mapping.items():
                yield prefix.encode()
                yield from _loaded(one)
        case _:
            raise _Unknown


def _files(folder: Path, ending: str = "") -> Iterator[bytes]:
    """The files that can be read, through links too: name and bytes. Links that lead nowhere are litter."""
    for name, file in sorted(_walk(folder, "", (os.path.realpath(folder),))):
        if name.endswith(ending) and file.is_file():
            with suppress(OSError):
                content = file.read_bytes()
                yield os.fsencode(name)
                yield content


def _walk(folder: Path, path: str, above: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """A link to a folder that it lies in is not followed."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = f"{path}{entry.name}"
            if not entry.is_dir():
                yield name, Path(entry.path)
            elif (real := os.path.realpath(entry.path)) not in above:
                yield from _walk(Path(entry.path), f"{name}/", (*above, real))


def _said(value: object) -> str:
    """The same words for the same thing in every process. Raises _Unknown."""
    match value:
        case None | bool() | int() | float() | str() | bytes() | PurePath():
            said = repr(value)
        case dict():
            said = ", ".join(sorted(f"{_said(name)}: {_said(one)}" for name, one in value.items()))
        case list() | tuple():
            said = ", ".join(map(_said, value))
        case set() | frozenset():
            said = ", ".join(sorted(map(_said, value)))
        case partial():
            said = _said([value.func, value.args, value.keywords])
        case MethodType():
            said = _said([value.__func__, value.__self__])
        case type() | FunctionType() | BuiltinFunctionType():
            said = _name(value)
        case _ if hasattr(value, "__dict__"):
            said = _said(vars(value))
        case _:
            raise _Unknown
    return f"{_name(type(value))}({said})"


def _name(known: type | FunctionType | BuiltinFunctionType) -> str:
    module, name = known.__module__ or "", known.__qualname__
    if "<" in name or (module not in MODULES and module.partition(".")[0] not in PACKAGES):
        raise _Unknown
    return f"{module}.{name}"
