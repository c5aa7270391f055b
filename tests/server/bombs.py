"""What is small as a push and large on the server: trees that share subtrees, folders in one another, deltas.

`python -m tests.server.bombs FOLDER` pushes one of each kind to a home with its own limits, and prints the seconds of
each, the most memory that the server's processes had together, and the last word that was said.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from tests.server.house import Clone, House, Pushed, found, quiet
from tests.site import article
from tools.resources import MEGABYTE, own_memory

COMMIT, TREE, BLOB, DELTA = 1, 2, 3, 7
SIGNED = "author t <t@x.example> 1795392000 +0700\ncommitter t <t@x.example> 1795392000 +0700\n"


def tree(repository: Path, entries: Mapping[str, str]) -> str:
    """A tree that holds objects by name; what is no blob is taken for a tree."""
    rows = []
    for name, one in entries.items():
        kind = _git(repository, "cat-file", "-t", one)
        rows.append(f"{'100644 blob' if kind == 'blob' else '040000 tree'} {one}\t{name}")
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


def of_every_kind(house: House) -> Iterator[tuple[str, Callable[[], str]]]:
    """What each is, and how its commit is made."""
    folder, clone = house.clone.folder, house.clone
    yield "10^10 files in content/", lambda: in_content(folder, {"nhieu": wide(folder, 10)})
    yield "10^10 files beside it", lambda: commit(folder, {"nhieu": wide(folder, 10)})
    yield "1,500 folders in one another", lambda: in_content(folder, {"sau": deep(folder, 1500)})
    yield (
        "100,000 keys in keys of a TOML file",
        lambda: clone.commit({"content/data/site.toml": "a." * 100_000 + "a = 1"}),
    )
    yield "a number of 6,000 figures in TOML", lambda: clone.commit({"content/data/home.toml": "x = " + "1" * 6000})
    yield "100,000 tags of one text", lambda: _text(clone, Tags=", ".join(f"t{number}" for number in range(100_000)))
    yield "a header of 60,000 fields", lambda: _text(clone, **{f"F{number}": "x" for number in range(60_000)})
    yield "a text of 10 MB", lambda: _text(clone, "x\n\n" * 3_000_000)
    yield "a table of 100,000 columns", lambda: _text(clone, f"{'a|' * 100_000}\n{'-|' * 100_000}\n{'1|' * 100_000}\n")
    yield "a .docx of 200,000 entries", lambda: clone.commit({"content/files/a.docx": _archive(200_000)})
    yield (
        "20 attachments of 50 MB that are all the same",
        lambda: clone.commit({f"content/files/{number}.csv": b"%d," % number * 25_000_000 for number in range(20)}),
    )


def _text(clone: Clone, body: str = "Chữ.", **fields: str) -> str:
    return clone.commit({"content/tin-tuc/bom.md": article("Bom", body=body, **fields)})


def _archive(entries: int) -> bytes:
    with zipfile.ZipFile(made := BytesIO(), "w") as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>A</dc:creator>")
        for number in range(entries):
            archive.writestr(str(number), "")
    return made.getvalue()


def measured(push: Callable[[], Pushed]) -> str:
    """Seconds and memory while it lasts, on a machine where nobody else runs git or Python under this process."""
    begun, most = time.monotonic(), 0
    with ThreadPoolExecutor() as pool:
        done = pool.submit(push)
        while not done.done():
            most = max(most, _memory_below(Path("/proc/self").resolve().name))
            time.sleep(0.02)
    pushed = done.result()
    said = pushed.lines[0 if pushed.code == 0 else -2] if len(pushed.lines) > 1 else pushed.said.strip()[-80:]
    end = "live" if pushed.code == 0 else "refused"
    return f"{time.monotonic() - begun:6.1f} s {most // MEGABYTE:6d} MB  {end}  {said[:100]}"


def _memory_below(process: str) -> int:
    """Of all that a process started, but for `git push` itself and what packs for it."""
    children = Path(f"/proc/{process}/task").glob("*/children")
    try:
        below = {child for file in children for child in file.read_text("utf-8").split()}
        return sum(_own(child) + _memory_below(child) for child in below)
    except OSError:
        return 0


def _own(process: str) -> int:
    words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    return 0 if b"push" in words or b"pack-objects" in words else own_memory(Path(f"/proc/{process}"))


if __name__ == "__main__":
    house = found(Path(sys.argv[1]))
    for what, make in of_every_kind(house):
        made = make()
        print(f"{what:48}{measured(lambda made=made: house.clone.push(f'{made}:main'))}", flush=True)  # type: ignore[misc]
        quiet(house)
        house.clone.git("reset", "--quiet", "--hard", house.tip)
    house.clone.version(house.version + 1)
    print(f"{'then a good text':48}{measured(house.clone.push)}")
