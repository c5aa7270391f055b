"""`publish`: an editor's way to the live site, by git that the editor need not know.

Nothing that was written can be lost on the way: it is committed first, what colleagues published is joined to it among
git's objects, and whatever stops the command, the same command goes on from there.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category
from urllib.parse import unquote

from plugins.base import litter
from plugins.base.problems import Message
from plugins.base.vietnamese import nfc
from tools.publish import client_changes as changes
from tools.publish import client_words as words
from tools.publish.client_git import Git, Stopped
from tools.publish.client_merge import bring_together, left_marks

__all__ = ["Desk", "Stopped", "publish", "run_check"]

ATTEMPTS = 5
MOST_NAMED = 5
LIVE = "Đã lên trang:"
PREVIEW = "Bản xem trước của nhánh"

WRONG = Message("Chưa đăng gì: bài còn lỗi, kể ở trên.", "Hãy sửa rồi gõ lại lệnh publish.")
WRONG_TOGETHER = Message(
    "Chưa đăng gì: ghép với bản mới của đồng nghiệp thì trang có lỗi, kể ở trên.",
    "Hãy sửa rồi gõ lại lệnh publish; tệp của đồng nghiệp thì hỏi họ trước khi sửa.",
)
UNFINISHED = Message(
    "Thư mục này đang dở một lần ghép của git.",
    "Hãy chép những tệp vừa sửa ra nơi khác, gõ: git {command} --abort, chép chúng vào lại, rồi gõ lại lệnh publish.",
)
NO_BRANCH = Message(
    "Thư mục này đang mở một bản cũ, không ở nhánh nào.", "Hãy gõ: git switch main, rồi gõ lại lệnh publish."
)
NO_REMOTE = Message(
    "Thư mục này chưa nối với kho nào để đăng.",
    "Hãy hỏi người quản trị địa chỉ kho, gõ: git remote add origin ĐỊA-CHỈ-KHO, rồi gõ lại lệnh publish.",
)
MARKS_LEFT = Message(
    "Chưa đăng gì: còn dấu của hai bản đứng liền nhau ở {places}.",
    "Hãy giữ lại lời đúng, xóa các dòng <<<<<<<, =======, >>>>>>>, lưu tệp, rồi gõ lại lệnh publish.",
)
IGNORED = Message(
    "Chưa đăng gì: git được dặn bỏ qua bài {paths}, nên bài sẽ không lên trang.",
    'Muốn đăng thì gõ: git add --force "{first}"; chưa muốn thì dời bài ra ngoài content; rồi gõ lại lệnh publish.',
)
TAKEN_ALONG = Message("Git được dặn bỏ qua {paths}, nhưng trang cần đến nên vẫn đăng.")
OTHERS = Message("Ngoài thư mục content còn tệp đã sửa, lần này không đăng: {paths}.", "Muốn đăng cả thì thêm --all.")
RACED = Message(
    "Đồng nghiệp đăng liên tục nên chưa đến lượt.", f"Hãy đợi một phút rồi gõ lại lệnh publish. {words.KEPT}"
)
NOTHING_NEW = Message("Không có gì mới để đăng: mọi thay đổi đã ở trong kho.")
ACCEPTED = Message("Kho đã nhận bài.", "Trang{address} sẽ đổi sau ít phút, khi kho dựng xong.")

ASK_LINE = "Lời nhắn cho lần đăng này (chỉ nhấn Enter thì ghi «{proposed}»): "
ASK_NAME = "Họ và tên của bạn, ghi dưới mỗi lần đăng: "
ASK_MAIL = "Thư điện tử của bạn: "
UNFINISHED_SIGNS = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an editor sits. `check` tells what is wrong and whether all is right; `ask` is None without a terminal."""

    root: Path
    check: Callable[[], bool]
    ask: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch that is open, and where it is published."""

    name: str
    remote: str
    there: str

    @property
    def tracked(self) -> str:
        """What was published when somebody here last looked."""
        return f"refs/remotes/{self.remote}/{self.there}"


def publish(desk: Desk, line: str = "", *, everything: bool = False) -> None:
    """Checks, commits, joins, pushes, and returns when the site is live, or a forge has taken it.

    Raises:
        Stopped: where it is not; nothing that was written is lost.
    """
    git = Git(desk.root, asks=desk.ask is not None)
    branch = _branch(git)
    _introduce(git, desk.ask)
    _stage(git, branch, everything=everything)
    if not desk.check():
        raise Stopped(WRONG())
    _commit(git, line, desk.ask, everything=everything)
    for _ in range(ATTEMPTS):
        published = _fetch(git, branch)
        if published and bring_together(git, published) and not desk.check():
            raise Stopped(WRONG_TOGETHER())
        if git.run("rev-parse", "--verify", "--quiet", "HEAD").out.strip() == published:
            return _say(NOTHING_NEW())
        if _push(git, branch):
            return None
    raise Stopped(RACED())


def run_check(root: Path) -> bool:
    """The command `check`, in a process of its own: what was just fetched may have brought newer rules."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, str(root / "tasks.py"), "check"], cwd=root, check=False).returncode == 0


def _branch(git: Git) -> Branch:
    top = git("rev-parse", "--show-toplevel").rstrip("\n")
    if not git.root.samefile(top):
        raise Stopped(words.NOT_A_REPOSITORY())
    folder = Path(git("rev-parse", "--absolute-git-dir").rstrip("\n"))
    for sign, command in UNFINISHED_SIGNS.items():
        if (folder / sign).exists():
            raise Stopped(UNFINISHED(command=command))
    name = git.run("symbolic-ref", "--quiet", "--short", "HEAD").out.strip()
    if not name:
        raise Stopped(NO_BRANCH())
    there = git.run("config", f"branch.{name}.merge").out.strip().removeprefix("refs/heads/")
    remote = _remote(git, git.run("config", f"branch.{name}.remote").out.strip())
    return Branch(name, remote, there or name)


def _remote(git: Git, configured: str) -> str:
    known = git("remote").split()
    chosen = next((one for one in (configured, "origin", *known[:1]) if one in known), "")
    if not chosen:
        raise Stopped(NO_REMOTE())
    return chosen


def _introduce(git: Git, ask: Callable[[str], str] | None) -> None:
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


def _stage(git: Git, branch: Branch, *, everything: bool) -> None:
    """Gathers what is to go out, shows it, and refuses what would go out wrong though every rule is kept."""
    git("add", "--all", "--", "." if everything else changes.CONTENT, *litter.git_excludes(changes.CONTENT))
    _take_ignored(git)
    base = _base(git, branch)
    changed = [change.path for change in changes.files(git, base)]
    if places := [f"{path}:{line}" for path, line in left_marks(git.root, changed)]:
        raise Stopped(MARKS_LEFT(places=", ".join(places)))
    if told := changes.words(git, base):
        _say(f"Thay đổi chưa đăng:\n{changes.shown(told)}")
    if others := [] if everything else _others(git):
        _say(OTHERS(paths=", ".join(others)))


def _commit(git: Git, line: str, ask: Callable[[str], str] | None, *, everything: bool) -> None:
    head = _head(git)
    where = () if everything else ("--", changes.CONTENT)
    if not git.run("diff", "--cached", "--quiet", head, *where).code:
        return
    proposed = changes.proposed(changes.words(git, head)) or "Sửa phần máy móc của trang"
    line = _readable(line) or _readable(_answer(ask, ASK_LINE.format(proposed=proposed.splitlines()[0]))) or proposed
    git("commit", "--quiet", "--file=-", *where, given=line)


def _fetch(git: Git, branch: Branch) -> str:
    """The commit that is published now, or "" where the branch is not there yet."""
    refs = f"+refs/heads/{branch.there}:{branch.tracked}"
    answer = git.run("fetch", "--quiet", "--no-tags", branch.remote, refs)
    if "couldn't find remote ref" in answer.said:
        return ""
    if answer.code:
        raise Stopped(words.told(answer.said))
    return git("rev-parse", branch.tracked).strip()


def _push(git: Git, branch: Branch) -> bool:
    """False where another push came first."""
    answer = git.push(branch.remote, f"HEAD:refs/heads/{branch.there}", _say)
    if answer.code and words.raced(answer.said):
        return False
    if answer.code:
        raise Stopped(words.told(answer.said))
    if LIVE not in answer.out and PREVIEW not in answer.out:
        address = _address(git.root)
        _say(ACCEPTED(address=f" {address}" if address else ""))
    return True


def _head(git: Git) -> str:
    """The last commit, or the tree of no files where there is none yet."""
    return git.run("rev-parse", "--verify", "--quiet", "HEAD").out.strip() or git("mktree").strip()


def _base(git: Git, branch: Branch) -> str:
    """Where this folder's work parted from what was published."""
    return git.run("merge-base", "HEAD", branch.tracked).out.strip() or _head(git)


def _others(git: Git) -> list[str]:
    how = ("-z", "--porcelain", "--no-renames", "--untracked-files=normal")
    entries = git.lines("status", *how, "--", ".", f":(exclude){changes.CONTENT}")
    names = [nfc(entry[3:]) for entry in entries]
    return names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], f"và {len(names) - MOST_NAMED} tệp khác"]


def _take_ignored(git: Git) -> None:
    """Takes along what git passes over though the site needs it. A text may be kept back on purpose: it is told.

    Raises:
        Stopped: where git passes over a text.
    """
    ignored = git.lines("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", changes.CONTENT)
    if texts := [path for path in ignored if changes.is_text(path)]:
        raise Stopped(IGNORED(paths=", ".join(map(nfc, texts)), first=texts[0]))
    if used := list(_used(git.root / changes.CONTENT, ignored)):
        how = ("--force", "--pathspec-from-file=-", "--pathspec-file-nul")
        git("--literal-pathspecs", "add", *how, given="\0".join(used))
        _say(TAKEN_ALONG(paths=", ".join(map(nfc, used))))


def _used(content: Path, paths: Sequence[str]) -> Iterator[str]:
    """Data, and files whose names stand in a text, as they are or as addresses write them."""
    texts = [nfc(unquote(file.read_text("utf-8", "replace"))) for file in content.rglob("*.md")] if paths else []
    for path in paths:
        name = nfc(Path(path).name)
        if path.startswith(f"{changes.CONTENT}/data/") or any(name in text for text in texts):
            yield path


def _address(root: Path) -> str:
    try:
        facts = tomllib.loads((root / changes.CONTENT / "data" / "site.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(facts.get("url", ""))


def _readable(line: str) -> str:
    """A message without what steers a terminal; its lines stay."""
    words = line.encode("utf-8", "replace").decode()
    return "".join(" " if category(sign) == "Cc" and sign != "\n" else sign for sign in words).strip()


def _answer(ask: Callable[[str], str] | None, question: str) -> str:
    try:
        return ask(question).strip() if ask else ""
    except EOFError:
        return ""


def _say(sentence: str) -> None:
    print(sentence, flush=True)
