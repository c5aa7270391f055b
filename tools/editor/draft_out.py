"""What becomes of a draft: shown among what is published now, sent to readers as one commit, ended."""

from __future__ import annotations

from datetime import datetime

from tools.editor import draft_history, publishing
from tools.editor.draft_commits import DISCARDED, PUBLISHING, SHOWN, DraftCommit, draft_ref, name_in_refs
from tools.editor.draft_git import Entry, HasMoved, NewCommit
from tools.editor.draft_states import DraftReader
from tools.editor.people import Person, Role


def to_show(reader: DraftReader, draft: DraftCommit, main: str) -> str:
    """A commit of what is published now, with the text as its draft has it."""
    ref = f"{SHOWN}/{name_in_refs(draft.path)}"
    tip = reader.repository.tip(ref)
    made = reader.raw(tip)
    if made and made.parents == (main, draft.name):
        return tip
    person, changes = Person(draft.by, draft.by, "", Role.WRITER), _changes(reader, draft, main)
    new = NewCommit(ref, main, person, draft.at, draft.path, changes, also=draft.name, force=True)
    return reader.repository.commit(new)


def to_send(reader: DraftReader, draft: DraftCommit, main: str, person: Person, now: datetime) -> str:
    """The one commit that goes out, in the person's name."""
    text = reader.text(draft.path, reader.state(draft.name, draft.path))
    message = publishing.message(draft.path, text, is_new=not reader.state(main, draft.path).text)
    changes = _changes(reader, draft, main)
    return reader.repository.commit(NewCommit(PUBLISHING, main, person, now, message, changes, force=True))


def end(reader: DraftReader, draft: DraftCommit) -> None:
    """Readers see it: what was made on purpose stays in the history. Raises HasMoved where somebody wrote meanwhile."""
    if reader.repository.tip(draft_ref(draft.path)) != draft.name:
        raise HasMoved
    draft_history.keep(reader.repository, reader, draft)
    reader.repository.remove(draft_ref(draft.path), draft.name)
    _hide(reader, draft)


def discard(reader: DraftReader, draft: DraftCommit, now: datetime) -> None:
    """Takes a draft away; it can be had from the history for a while. Raises HasMoved."""
    kept = f"{DISCARDED}/{name_in_refs(draft.path)}/{now.timestamp():.6f}"
    both = f"create {kept} {draft.name}\ndelete {draft_ref(draft.path)} {draft.name}\n"
    reader.repository.run("update-ref", "--stdin", given=both.encode())
    _hide(reader, draft)


def _hide(reader: DraftReader, draft: DraftCommit) -> None:
    ref = f"{SHOWN}/{name_in_refs(draft.path)}"
    if tip := reader.repository.tip(ref):
        reader.repository.remove(ref, tip)


def _changes(reader: DraftReader, draft: DraftCommit, main: str) -> dict[str, bytes | Entry | None]:
    was, wanted = (reader.state(one, draft.path) for one in (main, draft.name))
    return {**was.changes_to(wanted, draft.path)}
