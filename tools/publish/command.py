"""`publish`: an editor's way to the live site, by git that the editor need not know.

Nothing that was written can be lost on the way: it is committed first, what colleagues published is joined to it among
git's objects, and whatever stops the command, the same command goes on from there.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from plugins.base.problems import Message
from tools.publish import changes, stage, words
from tools.publish.branch import Branch, opened
from tools.publish.git import Stopped, WorkingCopy
from tools.publish.merge import bring_together

__all__ = ["Checkout", "Stopped", "publish", "run_check", "site_in"]

ATTEMPTS = 5
LIVE = "Đã lên trang:"
PREVIEW = "Bản xem trước của nhánh"

WRONG = Message("Chưa đăng gì: bài còn lỗi, kể ở trên.", "Hãy sửa rồi gõ lại lệnh publish.")
WRONG_TOGETHER = Message(
    "Chưa đăng gì: ghép với bản mới của đồng nghiệp thì trang có lỗi, kể ở trên.",
    "Hãy sửa rồi gõ lại lệnh publish; tệp của đồng nghiệp thì hỏi họ trước khi sửa.",
)
RACED = Message(
    "Đồng nghiệp đăng liên tục nên chưa đến lượt.", f"Hãy đợi một phút rồi gõ lại lệnh publish. {words.KEPT}"
)
NOTHING_NEW = Message("Không có gì mới để đăng: mọi thay đổi đã ở trong kho.")
ACCEPTED = Message("Kho đã nhận bài.", "Trang{address} sẽ đổi sau ít phút, khi kho dựng xong.")
ACCEPTED_BESIDE = Message(
    "Kho đã nhận nhánh «{name}».", "Trang chỉ đổi khi nhánh ấy được ghép vào nhánh chính của kho."
)

ASK_LINE = "Lời nhắn cho lần đăng này (chỉ nhấn Enter thì ghi «{proposed}»): "
ASK_NAME = "Họ và tên của bạn, ghi dưới mỗi lần đăng: "
ASK_MAIL = "Thư điện tử của bạn: "


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where an editor sits. `check` tells what is wrong and whether all is right; `ask` is None without a terminal."""

    root: Path
    check: Callable[[], bool]
    ask: Callable[[str], str] | None = None


def publish(checkout: Checkout, line: str = "", *, everything: bool = False, only: Sequence[str] = ()) -> None:
    """Checks, commits, joins, pushes, and returns when the site is live, or a forge has taken it.

    What changed in the content goes out, or `everything`, or `only` what lies at these paths.

    Raises:
        Stopped: where it is not; nothing that was written is lost.
    """
    git = WorkingCopy(checkout.root, asks=checkout.ask is not None)
    branch = opened(git)
    _introduce(git, checkout.ask)
    for sentence in stage.gather(git, _base(git, branch), everything=everything, only=only):
        _say(sentence)
    if not checkout.check():
        raise Stopped(WRONG())
    _commit(git, line, checkout.ask, everything=everything)
    for _ in range(ATTEMPTS):
        published = _fetch(git, branch)
        if published and bring_together(git, published) and not checkout.check():
            raise Stopped(WRONG_TOGETHER())
        if _tip(git) == published:
            return _say(NOTHING_NEW())
        if _push(git, branch):
            return None
    raise Stopped(RACED())


def site_in(lines: Iterable[str]) -> str:
    """The address of the site, where a server says that it went live; else nothing."""
    return next((line.removeprefix(LIVE).strip().rstrip("/") for line in lines if line.startswith(LIVE)), "")


def run_check(root: Path) -> bool:
    """The command `check`, in a process of its own: what was just fetched may have brought newer rules."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, str(root / "tasks.py"), "check"], cwd=root, check=False).returncode == 0


def _introduce(git: WorkingCopy, ask: Callable[[str], str] | None) -> None:
    """A name for the commits, asked once and kept for this folder alone."""
    if not any(git.run("var", ident).code for ident in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")):
        return
    for key, question in (("user.name", ASK_NAME), ("user.email", ASK_MAIL)):
        if git.run("config", key).out.strip():
            continue
        answer = _answer(ask, question)
        if not answer:
            raise Stopped(words.NO_NAME())
        git("config", key, answer)


def _commit(git: WorkingCopy, line: str, ask: Callable[[str], str] | None, *, everything: bool) -> None:
    head = _head(git)
    tree = stage.tree(git, head, everything=everything)
    if tree == git("rev-parse", f"{head}^{{tree}}").strip():
        return
    proposed = changes.proposed(changes.words(git, head)) or "Sửa phần máy móc của trang"
    line = _readable(line) or _readable(_answer(ask, ASK_LINE.format(proposed=proposed.splitlines()[0]))) or proposed
    before = _tip(git)
    parent = ("-p", before) if before else ()
    commit = git("commit-tree", tree, *parent, "-F", "-", given=f"{line}\n").strip()
    git("update-ref", "-m", "publish", "HEAD", commit, before)


def _fetch(git: WorkingCopy, branch: Branch) -> str:
    """The commit that is published now, or "" where the branch is not there yet."""
    refs = f"+{branch.ref}:{branch.tracked}"
    answer = git.run("fetch", "--quiet", "--no-tags", branch.remote, refs)
    if "couldn't find remote ref" in answer.said:
        return ""
    if answer.code:
        raise Stopped(words.told(answer.said))
    return git("rev-parse", branch.tracked).strip()


def _push(git: WorkingCopy, branch: Branch) -> bool:
    """False where another push came first."""
    answer = git.push(branch.remote, f"HEAD:{branch.ref}", _say)
    if answer.raced:
        return False
    if answer.code:
        raise Stopped(words.told(answer.said))
    if LIVE not in answer.out and PREVIEW not in answer.out:
        _say(_accepted(git, branch))
    return True


def _accepted(git: WorkingCopy, branch: Branch) -> str:
    """What a forge does with it, which builds the site somewhere else."""
    if branch.is_beside_the_site(git):
        return ACCEPTED_BESIDE(name=branch.name)
    address = _address(git.root)
    return ACCEPTED(address=f" {address}" if address else "")


def _tip(git: WorkingCopy) -> str:
    """The last commit, or "" where there is none yet."""
    return git.run("rev-parse", "--verify", "--quiet", "HEAD").out.strip()


def _head(git: WorkingCopy) -> str:
    """The last commit, or the tree of no files."""
    return _tip(git) or git("mktree").strip()


def _base(git: WorkingCopy, branch: Branch) -> str:
    """Where this folder's work parted from what was published."""
    return git.run("merge-base", "HEAD", branch.tracked).out.strip() or _head(git)


def _address(root: Path) -> str:
    try:
        facts = tomllib.loads((root / changes.CONTENT / "data" / "site.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(facts.get("url", ""))


def _readable(line: str) -> str:
    """A message without what steers a terminal; its lines stay."""
    lines = line.encode("utf-8", "replace").decode().split("\n")
    return "\n".join("".join(" " if category(sign) == "Cc" else sign for sign in one).rstrip() for one in lines).strip()


def _answer(ask: Callable[[str], str] | None, question: str) -> str:
    try:
        return ask(question).strip() if ask else ""
    except EOFError:
        return ""


def _say(sentence: str) -> None:
    print(sentence, flush=True)
