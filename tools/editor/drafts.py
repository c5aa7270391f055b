"""Texts in a repository of the editor's own: what is published, fetched from the site's, and one branch a draft.

One autosave is one commit whose parent is the revision that the browser had, and the branch moves only forward: what
somebody else saved meanwhile is never written over, whoever they are and however they came by it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from plugins.base import moments
from plugins.base.problems import Message
from plugins.base.vietnamese import slug
from plugins.editorial import title_in
from plugins.editorial.characters import conflicts
from plugins.editorial.reading import name_of
from tools.editor import draft_git, draft_history, draft_out, draft_quota, publishing
from tools.editor.draft_commits import PUBLISHED, DraftCommit, draft_ref
from tools.editor.draft_git import COMMIT, DraftRepository, Entry, HasMoved, NewCommit, faults_told
from tools.editor.draft_list import TextList
from tools.editor.draft_merge import join
from tools.editor.draft_states import DraftReader, TextState, beside, in_repository
from tools.editor.draft_upkeep import tidy
from tools.editor.merging import Names, merge
from tools.editor.people import Person
from tools.editor.text_names import NO_TEXT, encoded, flaw_beside, known
from tools.editor.workspace import (
    CannotSave,
    Cause,
    HeldDrafts,
    ListedText,
    MergedText,
    NoSuchText,
    OpenText,
    PublishStep,
    Revision,
    Stale,
    TextChange,
)
from tools.new import CannotMake, folder_name

FRESH = 10.0
"""Seconds for which the site's repository is not asked again."""
JUST_NOW = 5.0
"""The same where somebody waits: who pushed in between is met by the push itself."""
ATTEMPTS = 4
TIDY_EVERY = 200
"""Saves."""
NEWS = "tin-tuc"

NOTHING_THERE = Message(
    "Chưa lấy được bài nào từ kho của trang.", "Hãy đợi một phút rồi mở lại; vẫn vậy thì báo người quản trị."
)
NO_REVISION = Message("Không còn bản ấy của bài «{path}».", "Hãy chọn một bản khác trong lịch sử.")
NO_FILE = Message("Cạnh bài không có tệp «{name}».", "Hãy mở lại trang này.")
TAKEN = Message("Cạnh bài đã có «{name}», của một bài khác.", "Hãy đổi tên tệp rồi chọn lại.")


class DraftWorkspace:
    """`home` is the editor's folder, `push_to` the address of the site's repository. Safe in threads."""

    def __init__(
        self,
        home: Path,
        push_to: str,
        ssh: str = "",
        now: Callable[[], datetime] = lambda: moments.now(None, {}),
    ) -> None:
        self.repository = DraftRepository(home / "drafts.git", ssh)
        self._push_to, self._now = push_to, now
        self._reader = DraftReader(self.repository)
        self._list = TextList(self._reader)
        self._writing, self._fetching = threading.Lock(), threading.Lock()
        self._fetched, self._saves = 0.0, 0
        self.repository.prepare()

    def texts(self) -> Sequence[ListedText]:
        self._refresh()
        with faults_told():
            return self._list.rows(self._main())

    def open(self, path: str) -> OpenText:
        self._refresh()
        with faults_told(), self._writing:
            return self._opened(path, self._caught_up(path))

    def create(self, title: str, change: TextChange, person: Person) -> OpenText:
        try:
            name = folder_name(title)
        except CannotMake as why:
            raise CannotSave(str(why)) from None
        self._refresh()
        with faults_told(), self._writing:
            main = self._main()
            taken = {slug(name_of(path)) for path in self._list.published(main)}
            taken |= {slug(name_of(draft.path)) for draft in self._list.drafts()}
            taken |= self.repository.entries(f"{main}:{in_repository(NEWS)}").keys()
            free = next(one for n in count(1) if (one := f"{name}-{n}" if n > 1 else name) not in taken)
            path = f"{NEWS}/{free}/index.md"
            begun = DraftCommit(path, change.cause, main, "", self._now())
            return self._opened(path, self._write(begun, main, TextState(), change, person))

    def save(self, path: str, revision: str, change: TextChange, person: Person) -> OpenText:
        with faults_told():
            for _ in range(ATTEMPTS):
                with suppress(HasMoved), self._writing:
                    self._tidy_in_time()
                    return self._save(path, revision, change, person)
        raise CannotSave(draft_git.BUSY())

    def read_file(self, path: str, name: str, revision: str = "") -> bytes:
        with faults_told():
            commit = revision or self._newest(path)
            self._exists(path, commit)
            found = self._reader.state(commit, path).files.get(name)
            if not found:  # a picture that another text of the folder has as well
                found = self._reader.names(commit, path).get(name)
            if not found or not found.is_file or flaw_beside(path, name):
                raise NoSuchText(NO_FILE(name=name))
            return self._reader.content(found)

    def data(self, name: str) -> bytes | None:
        with faults_told():
            return self.repository.read(f"{self._main()}:{in_repository(f'data/{name}')}")

    def history(self, path: str) -> Sequence[Revision]:
        self._refresh()
        with faults_told():
            self._main()
            return draft_history.rows(self._reader, known(path))

    def at(self, path: str, revision: str) -> OpenText:
        with faults_told():
            self._exists(path, revision)
            return self._opened(path, self._reader.commit(revision), revision)

    def discard(self, path: str, person: Person) -> None:  # noqa: ARG002 - who did is in the audit trail
        with faults_told(), self._writing:
            draft = self._reader.draft(known(path))
            if draft:
                draft_out.discard(self._reader, draft, self._now())

    def publish(self, path: str, revision: str, person: Person) -> Iterator[PublishStep]:
        for attempt in range(ATTEMPTS):
            try:
                if attempt or time.monotonic() - self._fetched > JUST_NOW:
                    self.refresh()
            except CannotSave as why:
                yield PublishStep(str(why), outcome=False)
                return
            with faults_told(), self._writing:
                draft, main = self._ready(path, revision, person), self._main()
                text = self._reader.text(path, self._reader.state(draft.name, path))
                commit = draft_out.to_send(self._reader, draft, main, person, self._now())
            revision = draft.name
            answer = yield from publishing.push(self.repository, self._push_to, commit)
            if not answer.code:
                self._published(draft, commit)
                yield PublishStep(*publishing.last(answer, path, text, self._now()), outcome=True)
                return
            if not answer.raced:
                yield PublishStep(publishing.refused(answer), outcome=False)
                return
            yield PublishStep(publishing.OVERTAKEN())
        yield PublishStep(publishing.RACED(), outcome=False)

    def held(self) -> Mapping[str, HeldDrafts]:
        with faults_told():
            return draft_quota.held(self.repository, self._list.drafts())

    def notice(self) -> str:
        return self.refresh()

    def content(self, path: str, revision: str) -> tuple[Path, str]:
        """A draft is shown among what is published now."""
        with faults_told():
            self._exists(path, revision)
            draft, main = self._reader.commit(revision), self._main()
            if draft is None or draft.base == main:
                return self.repository.folder, revision
            with self._writing:
                return self.repository.folder, draft_out.to_show(self._reader, draft, main)

    def close(self) -> None:
        self.repository.close()

    def _save(self, path: str, revision: str, change: TextChange, person: Person) -> OpenText:
        draft, main = self._reader.draft(known(path)), self._main()
        newest = draft.name if draft else main
        now = self._reader.state(newest, path)
        if not now.text:
            draft, newest, now = self._taken_up(path, revision)
        seen = now if revision == newest else self._seen(revision, path)
        overwrites = seen.text != now.text and change.text != self._reader.text(path, now)
        if overwrites or any(seen.files.get(name) != now.files.get(name) for name in change.files):
            raise self._stale(path, seen, change, person, draft)
        begun = draft or DraftCommit(path, change.cause, main, "", self._now())
        return self._opened(path, self._write(begun, newest, now, change, person))

    def _taken_up(self, path: str, revision: str) -> tuple[DraftCommit, str, TextState]:
        """A new post that was discarded while somebody went on writing it."""
        draft = self._reader.commit(revision)
        if not draft or draft.path != path:
            raise NoSuchText(NO_TEXT(path=path))
        return draft, revision, self._reader.state(revision, path)

    def _write(
        self, draft: DraftCommit, parent: str, now: TextState, change: TextChange, person: Person
    ) -> DraftCommit | None:
        """A commit of what differs; none where nothing does and there is nothing to remember."""
        files = self._files(draft.path, parent, now, change)
        says_more = change.cause is Cause.SUBMIT or (draft.name and change.cause not in (Cause.AUTOSAVE, draft.cause))
        if not files and not says_more and not change.remarks:
            return draft if draft.name else None
        fresh = sum(len(content) for content in files.values() if isinstance(content, bytes)) if change.files else 0
        draft_quota.refuse(self.repository, self._list.drafts(), draft, person, fresh)
        made = draft.after(change.cause, person, self._now(), change.remarks)
        message = made.message(title_in(change.text))
        self.repository.commit(NewCommit(draft_ref(draft.path), parent, person, made.at, message, files))
        return self._reader.draft(draft.path)

    def _files(self, path: str, parent: str, now: TextState, change: TextChange) -> dict[str, bytes | Entry | None]:
        """What a commit has to change. Raises CannotSave for what the site would not take."""
        found: dict[str, bytes | Entry | None] = {}
        text = encoded(path, change.text, self._reader.content(now.text))
        if not now.text or text != self._reader.content(now.text):
            found[in_repository(path)] = text
        there = self._reader.names(parent, path)
        for name, content in change.files.items():
            if flaw := flaw_beside(path, name, len(content or b""), [*there, *now.files]):
                raise CannotSave(flaw)
            if name not in now.files and name in there:
                raise CannotSave(TAKEN(name=name))
            before = self._reader.content(now.files[name]) if name in now.files else None
            if content != before:
                found[in_repository(beside(path, name))] = content
        return found

    def _seen(self, revision: str, path: str) -> TextState:
        return self._reader.state(revision, path) if COMMIT.fullmatch(revision) else TextState()

    def _stale(
        self, path: str, seen: TextState, change: TextChange, person: Person, draft: DraftCommit | None
    ) -> Stale:
        now = self._opened(path, draft)
        names = Names(person.full_name, now.revision.by)
        return Stale(now, merge(self._reader.text(path, seen), change.text, now.text, names))

    def _caught_up(self, path: str) -> DraftCommit | None:
        """The draft of a text, joined with what was published of it since it began."""
        draft, main = self._reader.draft(known(path)), self._main()
        if not draft or draft.base == main:
            return draft
        theirs, base = self._reader.state(main, path), self._reader.state(draft.base, path)
        mine = self._reader.state(draft.name, path)
        if theirs == mine:
            draft_out.discard(self._reader, draft, self._now())
            return None
        return draft if theirs == base else join(self._reader, draft, main, self._now())

    def _tidy_in_time(self) -> None:
        """Behind the first save of a day's work, and behind each that many later."""
        if self._saves % TIDY_EVERY == 0:
            threading.Thread(target=tidy, args=(self.repository, self._now()), daemon=True).start()
        self._saves += 1

    def _ready(self, path: str, revision: str, person: Person) -> DraftCommit:
        """The draft as it is to go out. Raises Stale where that is not what the person saw."""
        before = self._reader.draft(known(path))
        draft = self._caught_up(path)
        if not before or not draft:
            raise CannotSave(publishing.NOTHING_NEW())
        now = self._opened(path, draft)
        if before.name != revision:
            seen, state = self._seen(revision, path), self._reader.state(before.name, path)
            if seen != state:
                raise self._stale(path, seen, TextChange(self._reader.text(path, seen)), person, draft)
        if draft != before and any(conflicts(path, now.text)):
            raise Stale(now, MergedText(now.text, 1))
        return draft

    def _published(self, draft: DraftCommit, commit: str) -> None:
        """Readers see the draft: it ends, or goes on from there where somebody has written meanwhile."""
        with faults_told(), self._writing:
            with suppress(HasMoved):
                self.repository.move(PUBLISHED, commit, self._main())
            with suppress(HasMoved):
                draft_out.end(self._reader, draft)

    def _opened(self, path: str, draft: DraftCommit | None, revision: str = "") -> OpenText:
        commit, main = revision or (draft.name if draft else self._main()), self._main()
        state = self._reader.state(commit, path)
        if not state.text:
            raise NoSuchText(NO_TEXT(path=path))
        return OpenText(
            path,
            self._reader.text(path, state),
            draft.revision if draft else draft_history.published_revision(self._reader, commit, path),
            tuple(sorted(state.files)),
            is_draft=draft is not None and state != self._reader.state(main, path),
            submitted=draft is not None and draft.submitted,
            remarks=draft.remarks if draft else (),
        )

    def _exists(self, path: str, revision: str) -> None:
        """Raises NoSuchText for what is no revision of the text, whatever git would take it for."""
        if not COMMIT.fullmatch(revision) or not self._reader.state(revision, known(path)).text:
            raise NoSuchText(NO_REVISION(path=path))

    def _newest(self, path: str) -> str:
        draft = self._reader.draft(known(path))
        return draft.name if draft else self._main()

    def _main(self) -> str:
        """What is published, as far as the editor knows."""
        tip = self.repository.tip(PUBLISHED)
        if not tip:
            self.refresh()
            tip = self.repository.tip(PUBLISHED)
        if not tip:
            raise CannotSave(NOTHING_THERE())
        return tip

    def _refresh(self) -> None:
        """Asks the site's repository, if nobody has just done so, or is at it. What cannot be reached is as it was."""
        if time.monotonic() - self._fetched < FRESH or not self._fetching.acquire(blocking=False):
            return
        try:
            with suppress(CannotSave):
                self.refresh()
        finally:
            self._fetched = time.monotonic()  # nobody waits again at once for what does not answer
            self._fetching.release()

    def refresh(self) -> str:
        """Asks the site's repository what is published now; returns what it has to say. Raises CannotSave where it does
        not answer.
        """
        with faults_told():
            said = publishing.fetch(self.repository, self._push_to)
        self._fetched = time.monotonic()
        return said
