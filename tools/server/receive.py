"""A push, as the server sees it: judged and built before the branch moves, refused with reasons, or live.

`pre_receive` is git's hook of that name. It returns only when the new release lies complete on the disk; what remains
is that git moves the branch and somebody moves the link (`guard`, `settle`).
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from plugins.base import moments
from plugins.base.file_names import shown
from plugins.base.problems import InvalidValue, Message, printable
from plugins.base.vietnamese import number
from tools.server import content_key, guard, lock, previews, settle
from tools.server.build import NotBuilt, SiteBuilder, without_places
from tools.server.git import TooMuch
from tools.server.home import BRANCH, HEADS, MAIN, Home, Unusable, write
from tools.server.make import MadeRelease, addresses_of, make
from tools.server.pusher import Gone, Pusher
from tools.server.release import commit_of
from tools.server.repository import NO_COMMIT, Repository
from tools.server.unpack import CONTENT

MOST_NAMED = 8
MOST_REFS = 50
TAGS = "refs/tags/"

RECEIVED = Message("Máy chủ đã nhận; đang soát và dựng trang …")
GOING = Message("Đã xong sau {seconds} giây; đang đưa lên trang …")
LIVE = "Đã lên trang: {url}/"
SEARCH_FOLLOWS = "Ô tìm kiếm theo kịp sau ít giây nữa; không cần đợi."
PREVIEW = "Bản xem trước của nhánh «{branch}» (có cả bản nháp, chỉ ai có địa chỉ này mới vào được): {url}/"
PREVIEW_GONE = "Đã bỏ bản xem trước của nhánh «{branch}»."
UNCHANGED = Message("Máy chủ không nhận: trang và kho vẫn như trước.", "Hãy sửa rồi đăng lại.")
FETCH_FIRST = Message(
    "Đồng nghiệp vừa đăng trước bạn (fetch first).",
    "Hãy gõ lệnh publish, hoặc git pull --rebase rồi git push: bài của hai người sẽ được ghép.",
)
NOT_FORWARD = Message(
    "Lần đăng này bỏ mất những lần đăng trước (fetch first), nên không được nhận.",
    "Hãy gõ lệnh publish, hoặc git pull --rebase rồi git push.",
)
NO_DELETE = Message("Nhánh «{branch}» là trang đang đăng, không xóa được.")
ONLY_BRANCHES = Message(
    "«{ref}» không phải nhánh; kho này chỉ nhận nhánh.", "Hãy đăng bằng lệnh publish hoặc git push."
)
NO_TAGS = Message(
    "«{tag}» là nhãn (tag); kho này chỉ nhận nhánh, nên cả lần đăng này không được nhận.",
    "Hãy gõ: git push --no-follow-tags, không kèm --tags hay tên nhãn. "
    "Git tự gửi kèm nhãn thì gõ một lần: git config push.followTags false.",
)
NO_COMMIT_THERE = Message("Nhánh «{branch}» không trỏ tới một lần ghi (commit).", "Hãy đăng bằng lệnh publish.")
TOO_MANY_REFS = Message("Lần đăng này đổi {count} nhánh, quá {most}.", "Hãy đăng từng nhánh một.")
NOT_RUN = Message(
    "Lần đăng này sửa cả {what}: được lưu nhưng chưa có hiệu lực, vì máy chủ dựng trang bằng phần mềm đã cài.",
    "Hãy báo người quản trị nâng cấp phần mềm nếu cần.",
)
FAULT = Message("Máy chủ gặp trục trặc: {why}.", "Hãy báo người quản trị; bài của bạn còn nguyên trên máy bạn.")
NOT_THE_OWNER = Message(
    "Kho này thuộc về «{owner}»; chỉ người dùng ấy của máy chủ nhận được lần đăng.",
    "Hãy đăng qua SSH, theo địa chỉ mà người quản trị cho.",
)
NO_GUARD = "tiến trình trông lần đăng đã dừng"


@dataclass(frozen=True, slots=True)
class Update:
    """One line that git gives its hook: which ref goes from which commit to which."""

    old: str
    new: str
    ref: str

    @property
    def branch(self) -> str:
        return self.ref.removeprefix(HEADS)


def updates(lines: Iterable[bytes]) -> list[Update]:
    words = (line.decode("utf-8", "surrogateescape").rstrip("\n").split(" ", 2) for line in lines)
    return [Update(*three) for three in words]


def pre_receive(home: Home, asked: Sequence[Update], pusher: Pusher) -> bool:
    """Whether the push may go on. If so, its releases lie ready, and a guard waits for the branch to move.

    Raises Gone where nobody is there to be told, and nothing has changed.
    """
    accepted = True
    for sentence in _reasons(home, asked, pusher):
        pusher.tell(without_places(sentence, str(home.work), home))
        accepted = False
    return accepted


def _reasons(home: Home, asked: Sequence[Update], pusher: Pusher) -> Iterator[str]:
    """Receives a push; yields why it cannot be, if it cannot."""
    if os.geteuid() != home.root.stat().st_uid:
        yield NOT_THE_OWNER(owner=home.root.owner())
        return
    try:
        descriptor = lock.take(home, pusher.receiving, pusher.tell, pusher.look)
        watcher = guard.begin(home, pusher.process, descriptor)
        settle.begin(home)
        Reception(home, pusher, watcher).accept(asked)
    except (NotBuilt, TooMuch, lock.LockHeld, Unusable) as why:
        yield from filter(None, (str(why), UNCHANGED()))
    except (OSError, InvalidValue) as fault:
        _note_fault(home)
        yield FAULT(why=getattr(fault, "strerror", None) or fault)
    except Gone:
        raise
    except Exception as fault:  # noqa: BLE001 - an editor can do nothing with a traceback; a maintainer finds it in a file
        _note_fault(home)
        yield FAULT(why=type(fault).__name__)


@dataclass(frozen=True, slots=True)
class Reception:
    """One push under the lock."""

    home: Home
    pusher: Pusher
    watcher: guard.Guard

    def accept(self, asked: Sequence[Update]) -> None:
        """Raises Refused for the whole push where one part of it cannot be."""
        if len(asked) > MOST_REFS:
            raise NotBuilt(TOO_MANY_REFS(count=len(asked), most=MOST_REFS))
        repository = Repository(self.home.repository, True, self.pusher.look)
        builder = SiteBuilder(self.home, repository, self.pusher.tell, self.watcher.building)
        with builder.ahead() if any(update.new != NO_COMMIT for update in asked) else nullcontext():
            self._judge(repository, asked)
            told = [line for update in asked for line in self._receive(builder, update)]
        if any(update.ref == MAIN for update in asked):
            self.pusher.tell(GOING(seconds=number(round(time.monotonic() - builder.begun, 1))))
        self._announce(told)
        self.pusher.look()
        if not self.watcher.ready():
            raise NotBuilt(FAULT(why=NO_GUARD))

    def _judge(self, repository: Repository, asked: Sequence[Update]) -> None:
        there = repository.branches()
        for update in asked:
            _judge(self.home, repository, update)
            if content_key.is_confined():
                content_key.judge(repository, update.ref, update.old, update.new)
            if update.ref != MAIN and update.new != NO_COMMIT:
                previews.refuse_more(self.home, there, update.branch)
                there[update.branch] = update.new
        if any(update.new != NO_COMMIT for update in asked):
            self.pusher.tell(RECEIVED())

    def _receive(self, builder: SiteBuilder, update: Update) -> list[str]:
        """Makes what one ref asks for; returns what to say once it is there."""
        now = moments.now("")
        if update.ref == MAIN:
            return [*_live(self.home, self._make(builder, update, now)), *self._not_run(builder.repository, update)]
        if update.new == NO_COMMIT:
            return [PREVIEW_GONE.format(branch=update.branch)]
        previews.make(builder, update.branch, update.new, now)
        return [PREVIEW.format(branch=update.branch, url=self.home.preview_url(update.branch))]

    def _make(self, builder: SiteBuilder, update: Update, now: datetime) -> MadeRelease | None:
        noted = {"at": now.isoformat(timespec="seconds"), "commit": update.new}
        self.home.note("last-push", **noted, result="begun")
        if content_key.is_confined():
            builder = replace(builder, about=content_key.changed(builder.repository, update.old, update.new))
        try:
            return make(builder, update.new, now, index_may_follow=True)
        except BaseException:
            self.home.note("last-push", **noted, result="refused")
            raise

    def _not_run(self, repository: Repository, update: Update) -> Iterator[str]:
        """A change of theme or plugins that nobody will see."""
        if self.home.settings.run_pushed_code or update.old == NO_COMMIT:
            return
        if changed := repository.changed_beside(CONTENT, update.old, update.new):
            yield NOT_RUN(what=f"«{shown(changed[0])}»" + (f" và {len(changed) - 1} mục khác" if changed[1:] else ""))

    def _announce(self, lines: Iterable[str]) -> None:
        """Leaves word for the post-receive hook, which says it once the link has moved."""
        ready = str(self.home.next_link.readlink()) if self.home.next_link.is_symlink() else ""
        said = self.home.work / f"said-{self.pusher.receiving}"
        write(said, "\n".join([ready, *map(printable, lines)]) + "\n")


def _judge(home: Home, repository: Repository, update: Update) -> None:
    if update.ref.startswith(TAGS):
        raise NotBuilt(NO_TAGS(tag=update.ref.removeprefix(TAGS)))
    if not update.ref.startswith(HEADS):
        raise NotBuilt(ONLY_BRANCHES(ref=update.ref))
    if update.new == NO_COMMIT:
        if update.ref == MAIN:
            raise NotBuilt(NO_DELETE(branch=BRANCH))
        return
    if not repository.is_commit(update.new):
        raise NotBuilt(NO_COMMIT_THERE(branch=update.branch))
    tip, served = repository.tip(update.ref), home.served()
    if (tip or NO_COMMIT) != update.old or not repository.is_whole(update.new):
        raise NotBuilt(FETCH_FIRST())  # while this one was sent or waited, a branch moved or went
    before = tip or (served and commit_of(served)) or ""  # a branch whose file is lost is what readers see
    if update.ref == MAIN and before and not repository.follows(update.new, before):
        raise NotBuilt(NOT_FORWARD())


def _live(home: Home, made: MadeRelease | None) -> list[str]:
    """Where the site is, and the addresses that changed."""
    url = home.settings.site_url
    changed = addresses_of(made.changed) if made else []
    named = [f"  {url}{address}" for address in changed[:MOST_NAMED]]
    rest = [f"  và {number(len(changed) - MOST_NAMED)} trang khác"] if len(changed) > MOST_NAMED else []
    return [LIVE.format(url=url), *named, *rest, *([SEARCH_FOLLOWS] if made and made.index_follows else [])]


def _note_fault(home: Home) -> None:
    with suppress(OSError):
        write(home.server / "fault.log", traceback.format_exc())
