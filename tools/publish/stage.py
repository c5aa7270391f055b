"""What goes out with a publish: gathered in git's index as it lies in the folder, shown, and made into a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from plugins.base import litter
from plugins.base.problems import Message
from plugins.base.vietnamese import nfc
from tools.publish import changes, words
from tools.publish.git import Stopped, WorkingCopy
from tools.publish.merge import left_marks

MOST_NAMED = 5
GITLINK = "160000"

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


def gather(git: WorkingCopy, since: str, *, everything: bool, only: Sequence[str] = ()) -> Iterator[str]:
    """Puts what is to go out into the index, and yields what to tell of it: of the content or of `everything`, all or
    what lies at the paths of `only`.

    Raises:
        Stopped: where something would go out wrong, or stay behind, though every rule of the site is kept.
    """
    _look_at_all(git)
    if only:
        _add_alone(git, only)
    else:
        git("add", "--all", "--", "." if everything else changes.CONTENT, *litter.git_excludes(changes.CONTENT))
    _refuse_nested(git)
    if taken := _take_ignored(git):
        yield TAKEN_ALONG(paths=", ".join(map(nfc, taken)))
    changed = [change.path for change in changes.files(git, since)]
    if places := [f"{path}:{line}" for path, line in left_marks(git.root, changed)]:
        raise Stopped(MARKS_LEFT(places=", ".join(places)))
    if told := changes.words(git, since):
        yield f"Thay đổi chưa đăng:\n{changes.shown(told)}"
    if others := [] if everything or only else _others(git):
        yield OTHERS(paths=", ".join(others))


def tree(git: WorkingCopy, head: str, *, everything: bool) -> str:
    """The tree of what was gathered. Beside the content it is that of `head`, whatever else stands in the index."""
    if everything:
        return git("write-tree").strip()
    beside = [entry for entry in git.lines("ls-tree", "-z", head) if not entry.endswith(f"\t{changes.CONTENT}")]
    content = git("write-tree", f"--prefix={changes.CONTENT}/").strip()
    entries = [*beside, f"040000 tree {content}\t{changes.CONTENT}"]
    return git("mktree", "-z", given="\0".join([*entries, ""])).strip()


def _look_at_all(git: WorkingCopy) -> None:
    """Takes away what tells git not to look at a text (`--assume-unchanged`, `--skip-worktree`), where it is there."""
    marked = [line for line in git.lines("ls-files", "-v", "-z", "--", changes.CONTENT) if line[0] in "hsS"]
    paths = [line[2:] for line in marked if line[0] == "h" or (git.root / line[2:]).exists()]
    if paths:
        for look in ("--no-assume-unchanged", "--no-skip-worktree"):
            git("update-index", look, "-z", "--stdin", given="\0".join([*paths, ""]))


def _add_alone(git: WorkingCopy, only: Sequence[str]) -> None:
    """Of the content what lies at these paths, and nothing that was put into the index before."""
    git.run("reset", "--quiet", "--", changes.CONTENT)  # where nothing was ever committed there is nothing to reset
    there = ("--cached", "--others", "--exclude-standard", "--deduplicate")
    lying = git.lines("--literal-pathspecs", "ls-files", "-z", *there, "--", *only)
    paths = "\0".join(path for path in lying if not litter.is_path(path))
    git("--literal-pathspecs", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul", given=paths)


def _refuse_nested(git: WorkingCopy) -> None:
    """A repository within the content would go out as a bare reference to it, and its texts would not."""
    entries = git.lines("ls-files", "--stage", "-z", "--", changes.CONTENT)
    if nested := [entry.partition("\t")[2] for entry in entries if entry.startswith(GITLINK)]:
        # As long as it stands in the index, git does not look into the folder, even when the repository is gone.
        git("--literal-pathspecs", "rm", "--cached", "--force", "--quiet", "--", *nested)
        raise Stopped(words.NESTED(path=nfc(nested[0])))


def _take_ignored(git: WorkingCopy) -> list[str]:
    """Takes along what git passes over though the site needs it. A text may be kept back on purpose: it is told.

    Raises:
        Stopped: where git passes over a text.
    """
    passed_over = git.lines("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", changes.CONTENT)
    ignored = [path for path in passed_over if not litter.is_path(path)]
    if texts := [path for path in ignored if changes.is_text(path)]:
        raise Stopped(IGNORED(paths=", ".join(map(nfc, texts)), first=texts[0]))
    used = list(_used(git.root / changes.CONTENT, ignored))
    if used:
        how = ("--force", "--pathspec-from-file=-", "--pathspec-file-nul")
        git("--literal-pathspecs", "add", *how, given="\0".join(used))
    return used


def _used(content: Path, paths: Sequence[str]) -> Iterator[str]:
    """Data, and files whose names stand in a text, as they are or as addresses write them."""
    texts = [nfc(unquote(file.read_text("utf-8", "replace"))) for file in content.rglob("*.md")] if paths else []
    for path in paths:
        name = nfc(Path(path).name)
        if path.startswith(f"{changes.CONTENT}/data/") or any(name in text for text in texts):
            yield path


def _others(git: WorkingCopy) -> list[str]:
    how = ("-z", "--porcelain", "--no-renames", "--untracked-files=normal")
    entries = git.lines("status", *how, "--", ".", f":(exclude){changes.CONTENT}")
    names = [nfc(entry[3:]) for entry in entries]
    return names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], f"và {len(names) - MOST_NAMED} tệp khác"]
