"""Publishing: a commit pushed to the site's repository as any editor's would be, and what the server says to it."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

from plugins.base.model import Status
from plugins.base.moments import VIETNAM
from plugins.base.problems import Message, printable, without_commands
from plugins.base.vietnamese import date_short
from plugins.editorial import title_in
from plugins.editorial.reading import address_in
from tools.editor.draft_commits import PUBLISHED
from tools.editor.draft_git import ACROSS, DraftRepository, GitFailed
from tools.editor.text_facts import facts_of
from tools.editor.workspace import CannotSave, PublishStep
from tools.publish import words
from tools.publish.command import site_in
from tools.publish.git import Answer, Speech, said_by_server

MAIN = "refs/heads/main"
PUSHING = 600.0
"""Seconds that the server may take to check and build."""

NOTHING_NEW = Message("Không có gì mới để đăng: bài đang hiện đúng như thế này.")
OVERTAKEN = Message("Đồng nghiệp vừa đăng trước; đang ghép hai bản và gửi lại …")
RACED = Message(
    "Đồng nghiệp đăng liên tục nên chưa đến lượt.", "Bản nháp còn nguyên: hãy đợi một phút rồi bấm Đăng lại."
)
NOT_REACHED = Message(
    "Chưa đăng được: không nối được với kho của trang.",
    "Bản nháp còn nguyên: hãy đợi một phút rồi bấm Đăng lại; vẫn vậy thì báo người quản trị ({why}).",
)
REFUSED = Message(
    "Chưa đăng được: máy chủ không nhận.",
    "Bản nháp còn nguyên: hãy sửa những điều kể ở trên rồi đăng lại; "
    "không thấy điều gì phải sửa thì đợi một phút rồi bấm Đăng lại.",
)
CUT_OFF = Message(
    "Mất liên lạc với máy chủ giữa chừng, nên chưa biết bài đã đăng chưa.",
    "Bản nháp còn nguyên: hãy đợi một phút rồi bấm Đăng lại; đăng được rồi thì trang này nói là không có gì mới.",
)
REJECTED = "rejected]"
"""In what git says of a push that the other side did not take."""
NO_CONTACT = ("Could not read from remote repository", "hung up upon initial contact")
"""In what git says where the other side did not answer at all."""
TOO_SLOW = "quá lâu không trả lời"
DONE = Message("Đã đăng «{title}».")
SCHEDULED = Message("Đã nhận «{title}». Bài tự hiện lúc {time}.")
WITHDRAWN = Message("Đã gỡ «{title}».", "Địa chỉ cũ nay báo là bài đã được gỡ.")
UNSEEN = Message("Đã nhận «{title}».", "Bài có trạng thái ẩn hoặc nháp nên không hiện trong danh sách.")


def fetch(repository: DraftRepository, address: str) -> str:
    """Brings what is published; returns what the server has to say. Raises CannotSave where it cannot be reached."""
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")
    try:
        _, said = repository.speak("fetch", *options, address, f"+{MAIN}:{PUBLISHED}", seconds=ACROSS)
    except GitFailed as why:
        raise CannotSave(NOT_REACHED(why=_last(str(why)))) from None
    return " ".join(filter(None, map(said_by_server, said.splitlines())))


def push(repository: DraftRepository, address: str, commit: str) -> Generator[PublishStep, None, Answer]:
    """Pushes, and hands on what the server says while it says it; returns what became of it."""
    command = ["git", "push", address, f"{commit}:{MAIN}"]
    speech = Speech(command, repository.folder, repository.environment(), PUSHING)
    for told in speech.of_server():
        if not words.raced(speech.said[-1]) and (line := without_commands(printable(told))):
            yield PublishStep(line)
    return speech.answer


def message(path: str, text: str, *, is_new: bool) -> str:
    """The message of the one commit that goes out."""
    removed = facts_of(path, text.encode()).status == Status.REMOVED
    done = "Gỡ" if removed else "Bài mới" if is_new else "Sửa"
    return f"{done}: {printable(title_in(text)) or path}\n"


def refused(answer: Answer) -> str:
    """What became of a push that did not end well, in words for a browser."""
    if REJECTED in answer.said:
        return REFUSED()
    unheard = any(said in answer.said for said in NO_CONTACT)
    return NOT_REACHED(why=_last(answer.said)) if unheard else CUT_OFF()


def last(answer: Answer, path: str, text: str, now: datetime) -> tuple[str, str]:
    """What is told at the end, and the address at which the text can be seen."""
    facts = facts_of(path, text.encode())
    site = site_in(answer.out.splitlines())
    address = site + address_in(path, text) if site else ""
    if facts.status == Status.REMOVED:
        return WITHDRAWN(title=facts.title), ""
    if facts.status == Status.DRAFT:
        return UNSEEN(title=facts.title), ""
    if facts.date and facts.date > now:
        time = facts.date.astimezone(VIETNAM)
        return SCHEDULED(title=facts.title, time=f"{time:%H:%M} ngày {date_short(time)}"), ""
    return (UNSEEN if facts.status == Status.HIDDEN else DONE)(title=facts.title), address


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return printable(lines[-1])[:200] if lines else TOO_SLOW
