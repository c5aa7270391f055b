"""What makes something: a module with every module of ours that it imports, the libraries under them, and Python.

Whatever is kept between builds is kept for one fingerprint, so that other software makes it again and nobody has to
remember it.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate, chain
from pathlib import Path

# Where an import may begin, to its end. To have Python's own parser read the files takes ten times as long.
STATEMENT = re.compile(
    r"\n[ \t]*(from[ \t]+[\w.]+[ \t]+import[ \t]*\([\w\s,]*(?:#.*\n[\w\s,]*)*\)"  # in brackets, over lines
    r"|(?:from|import)[ \t].*(?:(?<=\\)\r?\n.*)*)"  # or to the end of a line
)
BETWEEN = re.compile(r"#.*|[()\\]")  # names of an import
IMPORT = re.compile(r"(?:from\s+(\.*)([\w.]*)\s+)?import\s+(.*)", re.DOTALL)
TOP = re.compile(r"^([^/.,\n]+)[/.,].*(?:\n\1[/.,].*)*", re.MULTILINE)  # names stand together
PACKAGE = "__init__.py"


@cache
def fingerprint(file: str) -> bytes:
    """Another one where the module in `file` may do something else. To be asked when it is loaded: a program that runs
    goes on as it was, whatever becomes of its files.

    Imports are followed wherever they stand. Of the packages around a module only their own text counts: what they
    gather for others is not what it uses.
    """
    module = Path(file).absolute()
    root = next(folder for folder in module.parents if not (folder / PACKAGE).is_file())
    package = root / module.relative_to(root).parts[0]
    known = _modules(package)
    ours, libraries = _reached(_name(module, root), package)
    around = {part for name in ours for part in accumulate(name.split("."), "{}.{}".format)}
    texts = (part for name in sorted(around & known.keys()) for part in (name.encode(), _digest(known[name])))
    releases = (" ".join([name, *sorted(_releases()[name])]).encode() for name in sorted(libraries))
    return digest(sys.version.encode(), *releases, *texts)


def digest(*parts: bytes) -> bytes:
    """Another one where any part is another."""
    lengths = ",".join(map(str, map(len, parts)))
    return hashlib.sha256(b"".join([lengths.encode(), b";", *parts])).digest()[:16]


def digest_of(file: Path) -> bytes:
    """Of what a file holds; nothing's where it cannot be read."""
    try:
        return digest(file.read_bytes())
    except OSError:
        return b""


@cache
def _modules(package: Path) -> Mapping[str, Path]:
    """The files of a package, or of a module that stands alone, by the names of their modules."""
    files = package.rglob("*.py") if package.is_dir() else [package]
    return {_name(file, package.parent): file for file in files}


def _name(file: Path, root: Path) -> str:
    parts = file.parts[len(root.parts) :]
    return ".".join(parts[:-1] if file.name == PACKAGE else (*parts[:-1], file.stem))


@cache
def _text(file: Path) -> bytes:
    return file.read_bytes()


@cache
def _digest(file: Path) -> bytes:
    return digest(_text(file))


def _reached(module: str, package: Path) -> tuple[set[str], set[str]]:
    """What a module imports at whatever remove, itself too: of ours, and of libraries."""
    ours, libraries, waiting = set[str](), set[str](), {module}
    while waiting:
        ours.add(one := waiting.pop())
        near, far = _imports(one, package)
        libraries |= far
        waiting |= near - ours
    return ours, libraries


@cache
def _imports(module: str, package: Path) -> tuple[frozenset[str], frozenset[str]]:
    known, ours, others = _modules(package), set[str](), set[str]()
    for name in _names(module, known[module]):
        within = name if name in known else name.rpartition(".")[0]
        if within in known:
            ours.add(within)
        else:
            others.add(name.partition(".")[0])
    return frozenset(ours), frozenset(others)


def _names(module: str, file: Path) -> Iterator[str]:
    """The full names of what it imports but for Python's own; of `from a import b`, `a.b`, whether b is a module or
    not.
    """
    package = f"{module}.".split(".")[: -1 if file.name == PACKAGE else -2]
    text = _text(file).decode("latin-1")  # which costs nothing; names are ASCII
    for statement in STATEMENT.findall(f"\n{text}"):
        for level, name in _imported(statement):
            yield ".".join((*package[: len(package) + 1 - level], name)) if level else name


@cache
def _imported(statement: str) -> tuple[tuple[int, str], ...]:
    """By how many levels it goes up, and the name from there. Of a sentence that only begins like one, words may be
    taken for names of libraries that nobody has.
    """
    found = IMPORT.match(BETWEEN.sub(" ", statement))
    dots, module, names = found.groups("") if found else ("", "", "")
    whole = (f"{module}.{one.split()[0]}".lstrip(".") for one in names.split(",") if one.strip())
    return tuple((len(dots), name) for name in whole if dots or name.partition(".")[0] not in sys.stdlib_module_names)


@cache
def _releases() -> Mapping[str, set[str]]:
    """What is installed ("pillow-12.0.0") by the names that it is imported by (PIL). Read from the lists of files:
    to ask `importlib.metadata` for the names takes ten times as long.
    """
    known = defaultdict[str, set[str]](set)
    for files in chain.from_iterable(Path(folder).glob("*.dist-info/RECORD") for folder in sys.path):
        for name in TOP.findall(files.read_bytes().decode()):
            known[name].add(files.parent.name.removesuffix(".dist-info"))
    return known
