"""What became of a text: the revisions that somebody made on purpose, and what was published of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tools.editor.draft_commits import DISCARDED, HISTORY, PUBLISHED, DraftCommit, draft_ref, name_in_refs, named
from tools.editor.draft_git import DraftRepository, Entry, NewCommit
from tools.editor.draft_states import DraftReader, in_repository
from tools.editor.people import Person, Role
from tools.editor.text_names import folder_of, owns_folder
from tools.editor.workspace import Cause, Revision

MOST_PUBLISHED = 200
LONG_AGO = datetime.min.replace(tzinfo=UTC)
FORM = "%H%x00%aI%x00%an"


def rows(reader: DraftReader, path: str) -> list[Revision]:
    """Newest first."""
    draft = reader.draft(path)
    found = {one.name: one.revision for one in named(_commits(reader, path))}
    if draft:
        found[draft.name] = draft.revision
    return sorted([*found.values(), *published(reader, path)], key=lambda one: one.at, reverse=True)


def _commits(reader: DraftReader, path: str) -> Iterator[DraftCommit]:
    """Of the draft that is there, and of those that ended."""
    name = name_in_refs(path)
    refs = [
        line
        for prefix in (draft_ref(path), f"{HISTORY}/{name}", f"{DISCARDED}/{name}")
        for line in reader.repository.refs(prefix, "%(refname)")
    ]
    if refs:
        for commit in reader.repository.run("rev-list", *refs, "--not", PUBLISHED).split():
            one = reader.commit(commit)
            if one and one.path == path:
                yield one


def published(
    reader: DraftReader, path: str, commit: str = PUBLISHED, most: int = MOST_PUBLISHED
) -> Iterator[Revision]:
    """What readers saw, newest first; the first one is what they see."""
    where = f":(literal){in_repository(folder_of(path) if owns_folder(path) else path)}"
    said = reader.repository.run("log", f"--format={FORM}", f"--max-count={most}", commit, "--", where)
    for number, line in enumerate(said.splitlines()):
        name, at, by = line.split("\0")
        yield Revision(name, Cause.PUBLISH, by, datetime.fromisoformat(at), live=number == 0)


def published_revision(reader: DraftReader, commit: str, path: str) -> Revision:
    """Who published a text last, as of a commit. It is named by that commit, as the whole site was then."""
    last = next(published(reader, path, commit, 1), None)
    if last is None:
        return Revision(commit, Cause.PUBLISH, "", LONG_AGO, live=True)
    return Revision(commit, last.cause, last.by, last.at, live=True)


def keep(repository: DraftRepository, reader: DraftReader, draft: DraftCommit) -> None:
    """Puts what was made on purpose in a draft that ends behind what earlier drafts left; autosaves go."""
    ref = f"{HISTORY}/{name_in_refs(draft.path)}"
    commits = repository.run("rev-list", "--reverse", draft.name, "--not", PUBLISHED, draft.base).split()
    kept = named(one for one in map(reader.commit, commits) if one and one.path == draft.path)
    for one in kept:
        raw = reader.raw(one.name)
        assert raw
        person = Person(one.by, one.by, "", Role.WRITER)
        parent = repository.tip(ref) or one.base
        repository.commit(NewCommit(ref, parent, person, one.at, raw.message, {"": Entry("040000", raw.tree)}))
