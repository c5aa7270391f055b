"""What is small as a push and large on the server: trees that share subtrees, folders in one another, deltas."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

COMMIT, TREE, BLOB, DELTA = 1, 2, 3, 7
SIGNED = "author t <t@x.example> 1795392000 +0700\ncommitter t <t@x.example> 1795392000 +0700\n"


def tree(repository: Path, entries: Mapping[str, str]) -> str:
    """A tree that holds objects by name; what is no blob is taken for a tree."""
    rows = []
    for name, found in entries.items():
        kind = _git(repository, "cat-file", "-t", found)
        rows.append(f"{'100644 blob' if kind == 'blob' else '040000 tree'} {found}\t{name}")
    return _git(repository, "mktree", "-z", given="\0".join([*rows, ""]).encode("utf-8", "surrogateescape"))


def blob(repository: Path, content: str) -> str:
    return _git(repository, "hash-object", "-w", "--stdin", given=content.encode())


def wide(repository: Path, levels: int, width: int = 10) -> str:
    """A tree of `width` to the power of `levels` files, in so many objects as there are levels."""
    made = blob(repository, "Một tệp.\n")
    for _ in range(levels):
        made = tree(repository, {f"t{number}": made for number in range(width)})
    return made


def deep(repository: Path, levels: int, content: str = "Một tệp.\n") -> str:
    """A file at the bottom of so many folders in one another."""
    made = blob(repository, content)
    for _ in range(levels):
        made = tree(repository, {"a": made})
    return made


def commit(repository: Path, root: Mapping[str, str]) -> str:
    """A commit behind the branch's tip whose root differs from the tip's by these entries."""
    rows = _git(repository, "ls-tree", "HEAD").splitlines()
    known = {row.split("\t")[1]: row.split("\t")[0].split()[2] for row in rows}
    made = tree(repository, {**known, **root})
    return _git(repository, "commit-tree", made, "-p", "HEAD", "-m", "Sửa")


def in_content(repository: Path, entries: Mapping[str, str]) -> str:
    """The same, below `content/`."""
    rows = _git(repository, "ls-tree", "HEAD:content").splitlines()
    known = {row.split("\t")[1]: row.split("\t")[0].split()[2] for row in rows}
    return commit(repository, {"content": tree(repository, {**known, **entries})})


def delta(parent: str, megabytes: int) -> tuple[str, bytes]:
    """A commit and its pack of some kilobytes, whose one text is so large once git has put it together."""
    base = b"a" * 1_000_000
    steps = _size(len(base)) + _size(len(base) * megabytes) + _copy(len(base)) * megabytes
    digest = hashlib.sha1(b"blob %d\0" % (len(base) * megabytes), usedforsecurity=False)
    for _ in range(megabytes):
        digest.update(base)
    text = b"100644 a.md\0" + digest.digest()
    content = b"40000 content\0" + bytes.fromhex(_name("tree", text))
    said = f"tree {_name('tree', content)}\nparent {parent}\n{SIGNED}\nx\n".encode()
    whole = [(BLOB, base, b""), (TREE, text, b""), (TREE, content, b""), (COMMIT, said, b"")]
    return _name("commit", said), _pack([*whole, (DELTA, steps, bytes.fromhex(_name("blob", base)))])


def _pack(objects: list[tuple[int, bytes, bytes]]) -> bytes:
    rows = [_head(kind, len(data)) + base + zlib.compress(data) for kind, data, base in objects]
    made = b"PACK" + struct.pack(">II", 2, len(rows)) + b"".join(rows)
    return made + hashlib.sha1(made, usedforsecurity=False).digest()


def _head(kind: int, size: int) -> bytes:
    first, rest = kind << 4 | size & 15, size >> 4
    return bytes([first | 0x80]) + _size(rest) if rest else bytes([first])


def _size(number: int) -> bytes:
    """As git writes numbers: seven bits a byte, the lowest first."""
    left = []
    while number > 0x7F:
        left.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*left, number])


def _copy(size: int) -> bytes:
    """A step of a delta: so many bytes from the beginning of what is there."""
    return b"\xff" + struct.pack("<I", 0) + struct.pack("<I", size)[:3]


def _name(kind: str, data: bytes) -> str:
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()


def _git(repository: Path, *arguments: str, given: bytes = b"") -> str:
    done = subprocess.run(["git", *arguments], cwd=repository, input=given, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def lines(packets: Iterable[str]) -> bytes:
    """Lines as git's protocol sends them, with the end behind."""
    return b"".join(b"%04x%s" % (len(line.encode()) + 4, line.encode()) for line in packets) + b"0000"
