"""The editor's work on top of what colleagues published meanwhile, and what happens where both wrote in one place.

All of it is worked out among git's objects (`git merge-tree`): the editor's folder is never in the middle of a rebase.
It changes once, when the result is there, and git refuses that step where it would overwrite something unsaved.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.publish import changes, words
from tools.publish.git import Stopped, WorkingCopy

MINE, THEIRS = "BẢN CỦA BẠN", "BẢN ĐÃ ĐĂNG"
# Refs that nothing deletes and no push sends: an editor's work as it was before two versions were put side by side.
KEPT = "refs/giu-lai"
LONGEST_SHOWN = 600
SPARE = 10 << 20  # for git's index and what else it writes
MARKED = re.compile(rf"^<{{7}} {MINE}\n(?P<mine>.*?)^={{7}}\n(?P<theirs>.*?)^>{{7}} {THEIRS}", re.DOTALL | re.MULTILINE)

ONE_SIDE_LEFT = {
    "2": "bạn sửa, còn đồng nghiệp đã bỏ hoặc đổi chỗ. Trong thư mục là bản của bạn: muốn bỏ thì xóa tệp.",
    "3": "bạn bỏ hoặc đổi chỗ, còn đồng nghiệp đã sửa. Trong thư mục là bản đã đăng: vẫn muốn bỏ thì xóa tệp lần nữa.",
}
TWO_FILES = "cả hai cùng thay. Trong thư mục là bản đã đăng; bản của bạn ở cạnh, tên «{beside}». Muốn dùng thì chép đè."
MOVED = "hai bên đặt tên khác nhau. Trong thư mục có cả hai: hãy giữ một, xóa tệp kia."
SWAPPED = (
    "một bên để tệp, bên kia để thư mục cùng tên. Trong thư mục có cả hai; tệp ấy nay tên «{beside}»: "
    "lấy lại những gì cần rồi xóa."
)
CONFLICT = """Đồng nghiệp vừa đăng một bản khác của chỗ bạn sửa. Chưa đăng gì, và không mất gì:

{places}
{marks}Xong thì gõ lại lệnh publish.
Bản của bạn trước khi ghép còn giữ ở «{kept}»; cần lấy lại thì báo người quản trị."""
MARKS = f"""Cách sửa: mở tệp, tìm dòng «<<<<<<< {MINE}». Hai bản đứng liền nhau, ngăn bằng dòng «=======».
Giữ lại lời đúng, có thể lấy ở cả hai bản; xóa ba dòng dấu <<<<<<<, =======, >>>>>>>; lưu tệp.
"""
OUTSIDE = (
    "Bản ghi trên máy này sửa cả tệp ngoài thư mục content, và trùng chỗ với bản mới trong kho: {paths}. Không có gì "
    "thay đổi trên máy. Hãy báo người quản trị, hoặc tự ghép bằng git rebase."
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A tree of both sides; where they disagree, each path's versions by git's stages (1 base, 2 mine, 3 theirs)."""

    tree: str
    disputed: dict[str, dict[str, str]]


def bring_together(git: WorkingCopy, published: str) -> bool:
    """Puts what only this machine has on top of `published`; True where the folder has changed thereby.

    Raises:
        Stopped: where both sides changed one place. The branch then stands at `published`, and the folder holds both
            versions as the editor's unsaved work.
    """
    mine = git("rev-parse", "HEAD").strip()
    if not git.run("merge-base", "--is-ancestor", published, mine).code:
        return False
    whole = _merge(git, mine, published)
    if whole.disputed:
        raise Stopped(_lay_side_by_side(git, mine, published, whole))
    own = git("rev-list", "--reverse", "--parents", f"{published}..{mine}").splitlines()
    _move(git, _replayed(git, own, published) or _squashed(git, own, published, whole.tree))
    return True


def left_marks(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Where marks of two versions still stand, ours or git's own: file and line."""
    for path in paths:
        file = root / path
        lines = file.read_bytes().split(b"\n") if file.is_file() else []
        yield from ((path, at) for at, line in enumerate(lines, 1) if line.startswith(b"<<<<<<< "))


def _merge(git: WorkingCopy, mine: str, theirs: str) -> Merged:
    answer = git.run("merge-tree", "--write-tree", "-z", "--no-messages", mine, theirs)
    if answer.code not in (0, 1):
        raise Stopped(words.told(answer.said or answer.out))
    tree, *entries = answer.out.rstrip("\0").split("\0")
    disputed: dict[str, dict[str, str]] = {}
    for entry in entries:
        facts, _, path = entry.partition("\t")
        _, version, stage = facts.split()
        disputed.setdefault(path, {})[stage] = version
    return Merged(tree, disputed)


def _replayed(git: WorkingCopy, own: Sequence[str], published: str) -> str:
    """Each of the editor's commits anew on top of `published`, as a rebase would; "" where one by one does not do."""
    tip = published
    for line in own:
        commit, *parents = line.split()
        if len(parents) != 1:
            return ""
        # A commit with the tip's files and the old parent: merging with it takes over what `commit` changed, no more.
        base = git("commit-tree", f"{tip}^{{tree}}", "-p", parents[0], "-m", "base").strip()
        step = _merge(git, base, commit)
        if step.disputed:
            return ""
        tip = _commit(git, step.tree, tip, commit)
    return tip


def _squashed(git: WorkingCopy, own: Sequence[str], published: str, tree: str) -> str:
    """All of the editor's commits as one, with the last one's message; merges among them leave no other way."""
    return _commit(git, tree, published, own[-1].split()[0])


def _commit(git: WorkingCopy, tree: str, parent: str, like: str) -> str:
    """A commit with author, date and message of `like`; the parent itself where nothing changes."""
    if git("rev-parse", f"{parent}^{{tree}}").strip() == tree:
        return parent
    name, mail, date, message = git("show", "--no-patch", "--format=%an%x00%ae%x00%aI%x00%B", like).split("\0")
    author = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail, "GIT_AUTHOR_DATE": date}
    return git("commit-tree", tree, "-p", parent, "-F", "-", given=message.rstrip("\n") + "\n", **author).strip()


def _move(git: WorkingCopy, commit: str) -> None:
    """Takes branch and folder to a commit, if there is room: half a file would be taken for the editor's change."""
    facts = git.lines("diff-tree", "-r", "-z", "--diff-filter=d", "HEAD", commit)[::2]
    asked = "".join(f"{fact.split()[3]}\n" for fact in facts)
    sizes = git("cat-file", "--batch-check=%(objectsize)", given=asked).split()
    if shutil.disk_usage(git.root).free < SPARE + sum(map(int, filter(str.isdigit, sizes))):
        raise Stopped(words.DISK_FULL())
    git("reset", "--keep", "--quiet", commit)


def _lay_side_by_side(git: WorkingCopy, mine: str, published: str, merged: Merged) -> str:
    """Leaves the branch at `published` and both versions in the folder; returns what to tell of it."""
    if outside := _outside(git, mine, published):
        return OUTSIDE.format(paths=", ".join(outside))
    kept = f"{KEPT}/{mine[:12]}"
    git("update-ref", kept, mine)
    both = git("commit-tree", merged.tree, "-p", published, "-m", "both").strip()
    _move(git, both)
    git("reset", "--soft", published)
    told = [_told(git, path, versions, mine, published) for path, versions in sorted(merged.disputed.items())]
    places = "\n".join(place for place in told if place)
    marks = MARKS if any(left_marks(git.root, merged.disputed)) else ""
    return CONFLICT.format(places=places, marks=marks, kept=kept)


def _outside(git: WorkingCopy, mine: str, published: str) -> list[str]:
    base = git("merge-base", mine, published).strip()
    elsewhere = f":(exclude){changes.CONTENT}"
    return git.lines("diff", "-z", "--name-only", base, mine, "--", ".", elsewhere)


def _told(git: WorkingCopy, path: str, versions: Mapping[str, str], mine: str, published: str) -> str:
    """One disputed file: who wrote the other version, and where the two stand."""
    if not versions.keys() & {"2", "3"}:
        return ""
    named = path.removesuffix(f"~{mine}").removesuffix(f"~{published}")
    title = changes.named(git, named, [mine, published])
    heading = f"{title}, đồng nghiệp sửa sau cùng: {_last_author(git, named, mine, published)}"
    if named != path:
        return (
            f"{heading}\n  {_out_of_the_way(git.root, path, named, 'cua-toi' if path.endswith(mine) else 'da-dang')}\n"
        )
    if not versions.keys() >= {"2", "3"}:
        return f"{heading}\n  {ONE_SIDE_LEFT['2' if '2' in versions else '3']}\n"
    if not (file := git.root / path).is_file():
        return f"{heading}\n  {MOVED}\n"
    text = file.read_bytes()
    marked = text.replace(f"<<<<<<< {mine}".encode(), f"<<<<<<< {MINE}".encode())
    marked = marked.replace(f">>>>>>> {published}".encode(), f">>>>>>> {THEIRS}".encode())
    if marked == text:
        return f"{heading}\n  {_put_beside(git, file, versions)}\n"
    file.write_bytes(marked)
    return f"{heading}\n{''.join(_passages(marked.decode('utf-8', 'replace').replace(chr(13), '')))}"


def _last_author(git: WorkingCopy, path: str, mine: str, published: str) -> str:
    date = "--date=format:%d/%m/%Y %H:%M"
    return git("log", "-1", "--format=%an, %ad", date, f"{mine}..{published}", "--", path).strip()


def _out_of_the_way(root: Path, path: str, named: str, whose: str) -> str:
    """Git has moved a file because the other side's folder has its name; here it gets one that people read."""
    wanted = root / named
    beside = (root / path).rename(wanted.with_name(f"{wanted.stem}-ban-{whose}{wanted.suffix}"))
    return SWAPPED.format(beside=beside.name)


def _put_beside(git: WorkingCopy, file: Path, versions: Mapping[str, str]) -> str:
    """Pictures and the like cannot be joined: the published one stays, the editor's lies beside it."""
    beside = file.with_name(f"{file.stem}-ban-cua-toi{file.suffix}")
    beside.write_bytes(git.content(versions["2"]))
    file.write_bytes(git.content(versions["3"]))
    return TWO_FILES.format(beside=beside.name)


def _passages(text: str) -> Iterator[str]:
    """Each place where the two differ, by its line, with both wordings."""
    for found in MARKED.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield f"  dòng {line}\n    Bản của bạn:  {_cut(found['mine'])}\n    Bản đã đăng:  {_cut(found['theirs'])}\n"


def _cut(passage: str) -> str:
    lines = "\n                  ".join(passage.strip().splitlines()) or "(bỏ đoạn này)"
    return lines if len(lines) <= LONGEST_SHOWN else f"{lines[:LONGEST_SHOWN]}…"
