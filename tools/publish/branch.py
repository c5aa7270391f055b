"""Where an editor's folder stands and is published: the open branch, under its own name. What is unclear is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plugins.base.problems import Message
from tools.publish import words
from tools.publish.git import Stopped, WorkingCopy

UNFINISHED = Message(
    "Thư mục này đang dở một lần ghép của git.",
    "Hãy chép những tệp vừa sửa ra nơi khác, gõ: git {command}, chép chúng vào lại, rồi gõ lại lệnh publish.",
)
NO_BRANCH = Message(
    "Thư mục này đang mở một bản cũ, không ở nhánh nào.", "Hãy gõ: git switch main, rồi gõ lại lệnh publish."
)
OWN_COMMITS = Message(
    "Thư mục này không ở nhánh nào, mà có những lần ghi chỉ nằm ở đây.",
    "Hãy gõ: git switch main, rồi: git merge {commit}, rồi gõ lại lệnh publish.",
)
OTHER_NAME = Message(
    "Nhánh «{name}» trên máy này lại nối với nhánh «{there}» của kho, nên không rõ bạn muốn đăng lên đâu.",
    "Muốn đăng thành nhánh riêng thì gõ: git branch --unset-upstream; muốn đăng lên «{there}» thì gõ: "
    "git switch {there}, rồi: git merge {name}; rồi gõ lại lệnh publish.",
)
NO_REMOTE = Message(
    "Thư mục này chưa nối với kho nào để đăng.",
    "Hãy hỏi người quản trị địa chỉ kho, gõ: git remote add origin ĐỊA-CHỈ-KHO, rồi gõ lại lệnh publish.",
)
WHICH_REMOTE = Message(
    "Thư mục này nối với nhiều kho ({remotes}), nên không rõ đăng lên kho nào.",
    "Hãy gõ: git config branch.{name}.remote TÊN-KHO, rồi gõ lại lệnh publish.",
)

# What git leaves in its folder while something is under way, and the command that ends it. The first that fits decides.
UNFINISHED_SIGNS = {
    "rebase-merge": "rebase --abort",
    "rebase-apply/applying": "am --abort",
    "rebase-apply": "rebase --abort",
    "MERGE_HEAD": "merge --abort",
    "CHERRY_PICK_HEAD": "cherry-pick --abort",
    "REVERT_HEAD": "revert --abort",
    "BISECT_LOG": "bisect reset",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch that is open, and the remote that has it too, under the same name."""

    name: str
    remote: str

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.name}"

    @property
    def tracked(self) -> str:
        """What was published when somebody here last looked."""
        return f"refs/remotes/{self.remote}/{self.name}"

    def is_beside_the_site(self, git: WorkingCopy) -> bool:
        """Whether the remote is known to have another branch as its main one."""
        main = git.run("symbolic-ref", "--quiet", f"refs/remotes/{self.remote}/HEAD").out.strip()
        return main not in ("", self.tracked)


def opened(git: WorkingCopy) -> Branch:
    """The branch of the folder.

    Raises:
        Stopped: where git is in the middle of something, or it is not clear what is published and where.
    """
    if not git.root.samefile(git("rev-parse", "--show-toplevel").rstrip("\n")):
        raise Stopped(words.NOT_A_REPOSITORY())
    folder = Path(git("rev-parse", "--absolute-git-dir").rstrip("\n"))
    for sign, command in UNFINISHED_SIGNS.items():
        if (folder / sign).exists():
            raise Stopped(UNFINISHED(command=command))
    name = git.run("symbolic-ref", "--quiet", "--short", "HEAD").out.strip()
    if not name:
        raise Stopped(_off_all_branches(git))
    configured = git.run("config", f"branch.{name}.remote").out.strip()
    there = git.run("config", f"branch.{name}.merge").out.strip().removeprefix("refs/heads/")
    if (
        there not in ("", name) and configured != "."
    ):  # a branch that follows another of this folder is not published yet
        raise Stopped(OTHER_NAME(name=name, there=there))
    return Branch(name, _remote(git, name, configured))


def _off_all_branches(git: WorkingCopy) -> str:
    if git("for-each-ref", "--count=1", "--contains", "HEAD"):
        return NO_BRANCH()
    return OWN_COMMITS(commit=git("rev-parse", "--short", "HEAD").strip())


def _remote(git: WorkingCopy, branch: str, configured: str) -> str:
    known = git("remote").splitlines()
    only = known if len(known) == 1 else []
    for likely in (configured, "origin", *only):
        if likely in known:
            return likely
    raise Stopped(WHICH_REMOTE(remotes=", ".join(known), name=branch) if known else NO_REMOTE())
