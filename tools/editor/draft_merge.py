"""A draft joined with what was published of its text since it began: by a `git push`, or out of the editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from plugins.editorial import title_in
from tools.editor.draft_commits import DraftCommit, draft_ref
from tools.editor.draft_git import Entry, NewCommit
from tools.editor.draft_history import published_revision
from tools.editor.draft_states import DraftReader, TextState, beside, in_repository
from tools.editor.merging import Names, line_end, merge
from tools.editor.people import Person, Role
from tools.editor.text_names import encoded
from tools.editor.workspace import Cause, MergedText


def join(reader: DraftReader, draft: DraftCommit, main: str, now: datetime) -> DraftCommit | None:
    """The draft on top of what is published, as its next revision. Raises HasMoved."""
    mine, theirs = reader.state(draft.name, draft.path), reader.state(main, draft.path)
    base = _base(reader, draft, theirs)
    by = published_revision(reader, main, draft.path).by
    made = replace(draft, cause=Cause.SAVE, base=main, by=by, at=now)
    files, doubled = _files(base.files, mine.files, theirs.files)
    names = Names(draft.by, by)
    was, here, there = (reader.text(draft.path, one) for one in (base, mine, theirs))
    text = _with_both(merge(was, here, there if theirs.text else was, names), doubled, names)
    changes: dict[str, bytes | Entry | None] = {
        in_repository(beside(draft.path, name)): files.get(name)
        for name in {**files, **theirs.files}
        if files.get(name) != theirs.files.get(name)
    }
    changes[in_repository(draft.path)] = encoded(draft.path, text, reader.content(mine.text))
    person = Person(by, by, "", Role.WRITER)
    message = made.message(title_in(text))
    reader.repository.commit(NewCommit(draft_ref(draft.path), main, person, now, message, changes, also=draft.name))
    return reader.draft(draft.path)


def _base(reader: DraftReader, draft: DraftCommit, theirs: TextState) -> TextState:
    """What both sides began with: where the draft itself was published as it once was, that."""
    if theirs.text:
        find = ("--format=%H", f"--find-object={theirs.text.oid}", draft.name, "--not", draft.base)
        for commit in reader.repository.run("log", *find).split():
            state = reader.state(commit, draft.path)
            if state.text == theirs.text:
                return state
    return reader.state(draft.base, draft.path)


def _files(
    base: Mapping[str, Entry], mine: Mapping[str, Entry], theirs: Mapping[str, Entry]
) -> tuple[dict[str, Entry], dict[str, str]]:
    """The files of both. Where both put another in one place, mine gets a name of its own: from which to which."""
    files: dict[str, Entry] = {}
    doubled: dict[str, str] = {}
    for name in {**theirs, **mine}:
        was, here, there = base.get(name), mine.get(name), theirs.get(name)
        chosen = there if here == was else here or there
        if here and there and len({was, here, there}) == 3:
            path = PurePosixPath(name)
            doubled[name] = str(path.with_name(f"{path.stem}-ban-nhap{path.suffix}"))
            files[doubled[name]], chosen = here, there
        elif there == was:
            chosen = here
        if chosen:
            files[name] = chosen
    return files, doubled


def _with_both(merged: MergedText, doubled: Mapping[str, str], names: Names) -> str:
    """At the end of the text, each file that stands there twice."""
    end = line_end(merged.text)
    text = merged.text
    for theirs, mine in doubled.items():
        marked = (f"<<<<<<< {names.mine}", f"![]({mine})", "=======", f"![]({theirs})", f">>>>>>> {names.theirs}")
        text = f"{text.rstrip()}{end}{end}{end.join(marked)}{end}"
    return text
