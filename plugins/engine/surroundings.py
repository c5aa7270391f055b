"""What every page is made with besides its facts: the software, the templates, and whatever they can ask for.

Where something stands among it of which nobody can say whether it is still the same (a filter from a file of somebody's
own), nothing is known, and nothing that was made with it is kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, MethodType

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jinja2.ext import Extension

from plugins.base.fingerprint import digest, fingerprint

# The whole engine: it is what fills the templates, and knows every library that they meet.
MADE_BY = fingerprint(str(Path(__file__).with_name("__init__.py")))
OURS = "plugins"
# Whose functions and classes are known by their names: software that is part of the fingerprint, and what Jinja uses.
PACKAGES = ("jinja2", "markupsafe")
REMEMBERING = type(cache(len))  # what `functools.cache` makes of a function
MODULES = ("builtins", "_operator", "functools", "pelican.utils", "pelican.plugins._utils")
NOT_SEEN = ("loader", "cache", "get_template", "bytecode_cache", "extensions")


class _Unknown(Exception):
    """Nobody can say whether it is still the same."""


def of_environment(environment: Environment) -> bytes | None:
    """Another digest where a template would be compiled or filled in another way; None where that is not known."""
    seen = {name: value for name, value in vars(environment).items() if name not in NOT_SEEN}
    try:
        return digest(MADE_BY, _said([seen, [_options(one) for one in environment.extensions.values()]]).encode())
    except (_Unknown, RecursionError):
        return None


def of_templates(environment: Environment) -> bytes | None:
    """Another digest where any file that can be loaded is another; None where that is not known."""
    try:
        return digest(*_loaded(environment.loader))
    except _Unknown:
        return None


def _options(one: BaseLoader | Extension, *more: str) -> str:
    """What it is set to, but for what is looked at by itself."""
    seen = {name: value for name, value in vars(one).items() if name not in ("environment", *more)}
    return _said([type(one), seen])


def _loaded(loader: BaseLoader | None) -> Iterator[bytes]:
    """All files in the order in which they are looked for."""
    match loader:
        case FileSystemLoader():
            yield _options(loader, "searchpath").encode()
            for folder in loader.searchpath:
                yield b"folder"
                yield from _files(Path(folder))
        case ChoiceLoader():
            yield _options(loader, "loaders").encode()
            for one in loader.loaders:
                yield from _loaded(one)
        case PrefixLoader():
            yield _options(loader, "mapping").encode()
            for prefix, one in loader.mapping.items():
                yield prefix.encode()
                yield from _loaded(one)
        case _:
            raise _Unknown


def _files(folder: Path) -> Iterator[bytes]:
    """The files that can be read, through links too: name and bytes. Links that lead nowhere are litter."""
    for name, file in sorted(_walk(folder, "", (os.path.realpath(folder),))):
        if file.is_file():
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
            said = ", ".join(f"{_said(name)}: {_said(one)}" for name, one in value.items())
        case list() | tuple():
            said = ", ".join(map(_said, value))
        case set() | frozenset():
            said = ", ".join(sorted(map(_said, value)))
        case partial():
            said = _said([value.func, value.args, value.keywords])
        case _ if isinstance(value, REMEMBERING):
            said = _said(value.__wrapped__)
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
    """Of what is ours, with the fingerprint of its module, because the engine need not know it."""
    module, name = known.__module__ or "", known.__qualname__
    package = module.partition(".")[0]
    if "<" in name or (module not in MODULES and package not in (OURS, *PACKAGES)):
        raise _Unknown
    made_by = fingerprint(sys.modules[module].__file__ or "").hex() if package == OURS else ""
    return f"{module}.{name} {made_by}"
