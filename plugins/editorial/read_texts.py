"""All texts of a content folder: those that an earlier build knows, and those that have to be read, by both cores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from plugins.base.model import (
    ContentKind,
    UnrenderedContent,
)
from plugins.base.problems import Message, Problem
from plugins.base.progress import counted
from plugins.base.survey import SourceFile
from plugins.base.workers import each
from plugins.editorial import outline, pasted_tables, reading, typing_slips
from plugins.editorial.known import KnownTexts
from plugins.editorial.names import given_names, named_documents, visibility_of
from plugins.editorial.outline import Outline
from plugins.editorial.reading import ParsedText

NOT_PARSED = Message("bài làm chương trình đọc bài dừng đột ngột.", "Hãy dán lại bài từ đầu, hoặc báo người quản trị.")


class ReadTexts:
    """All texts: those that an earlier build knows, and those that had to be read."""

    def __init__(self, files: Mapping[str, SourceFile], old: KnownTexts, now: datetime) -> None:
        self.files = files
        self.kept: dict[str, UnrenderedContent] = {}
        self.fresh: dict[str, ParsedText] = {}
        self.problems: list[Problem] = []
        """Of files that cannot be read as texts."""
        self._old = old
        self._now = now
        self.kept |= old.by_stamp(files.values())
        self._read([file for path, file in files.items() if path not in self.kept])

    def _keep(self, file: SourceFile, made: UnrenderedContent | None) -> bool:
        if made:
            self.kept[file.path] = made
        return made is not None

    def _read(self, files: Iterable[SourceFile]) -> None:
        unknown = [file for file in files if file not in self._old or not self._keep(file, self._old.by_content(file))]
        results = counted("Đang đọc bài", each(parsed_alone, unknown, died=_not_parsed), len(unknown))
        for file, (parsed, problems) in zip(unknown, results, strict=True):
            self._note(file.path, parsed, problems)

    def _note(self, path: str, parsed: ParsedText | None, problems: Iterable[Problem]) -> None:
        if parsed:
            self.fresh[path] = parsed._replace(problems=tuple(problems))
        else:
            self.problems += problems

    def again(self, path: str) -> ParsedText | None:
        """Reads a text that was kept: what other texts say makes it another one."""
        del self.kept[path]
        self._note(path, *parsed_alone(self.files[path]))
        return self.fresh.get(path)

    def outlines(self) -> dict[str, Outline]:
        """Of all texts, in the order of their files."""
        return self._outlines(self.files)

    def _outlines(self, paths: Iterable[str]) -> dict[str, Outline]:
        return {path: one for path in paths if (one := self.outline(path))}

    def outline(self, path: str) -> Outline | None:
        if made := self.kept.get(path):
            return outline.of_known(made)
        parsed = self.fresh.get(path)
        return outline.of_parsed(parsed, visibility_of(parsed, self._now)) if parsed else None

    def moved(self) -> set[str]:
        """The paths of those that are another thing to the others than they were, are new, or cannot be read."""
        stand = {made.path for made in self.before_fresh() if self.outline(made.path) == outline.of_known(made)}
        return self.files.keys() - self.kept.keys() - stand

    def in_question(self, moved: Collection[str]) -> dict[str, Outline]:
        """Those that have `moved`, and what claims the same as one of them: the others are right with one another, or
        they would not have been kept.
        """
        claimed = {claim for path in moved if (one := self.outline(path)) for claim in outline.claims(one)}
        return self._outlines(
            path for path in self.files if path in moved or (claimed and self._claims_one(path, claimed))
        )

    def _claims_one(self, path: str, claimed: set[str]) -> bool:
        made = self.kept.get(path)
        return made is not None and not claimed.isdisjoint(outline.claims(made.content))

    def numbered(self) -> dict[str, Outline]:
        """Those that bear a document's number."""
        may = (path for path in self.files if path not in self.kept or self.kept[path].content.document_number)
        return {path: one for path, one in self._outlines(may).items() if one.document_number}

    def before_fresh(self) -> list[UnrenderedContent]:
        """Those that had to be read, as they were."""
        return [made for path in self.fresh if (made := self._old.before(self.files[path]))]

    def changed(self) -> frozenset[str]:
        """The paths of those that say something else than before, or nothing yet."""
        same = {made.path for made in self.before_fresh() if made.source == self.fresh[made.path].source}
        return frozenset(self.files.keys() - self.kept.keys() - same)

    def name_the_same(self) -> bool:
        """Whether every text that was there is, gives the names that it gave, and is as old beside the others as it
        was. Some may have come.
        """
        complete = len(self.kept) + len(self.fresh) == len(self.files) and not self._old.gone(self.files.values())
        return complete and all(map(self._names_the_same, self.before_fresh()))

    def _names_the_same(self, made: UnrenderedContent) -> bool:
        now, parsed = self.outline(made.path), self.fresh[made.path]
        same = now is not None and now.place == outline.of_known(made).place
        return same and given_names(parsed, made.content.categories) == made.given

    def new(self) -> list[ParsedText]:
        """Those that were not there, in the order of their files."""
        return [self.fresh[path] for path, file in self.files.items() if path in self.fresh and file not in self._old]

    def programs(self) -> frozenset[str]:
        """The slugs of programs; each is read at every build."""
        return frozenset(one.slug for one in self.fresh.values() if one.kind is ContentKind.PROGRAM)

    def addresses(self) -> dict[str, str]:
        kept = {path: made.content.address for path, made in self.kept.items()}
        return kept | {path: parsed.address for path, parsed in self.fresh.items()}

    def slugs(self) -> list[str]:
        return [*(made.content.slug for made in self.kept.values()), *(one.slug for one in self.fresh.values())]

    def documents(self, made: Mapping[str, UnrenderedContent]) -> Iterator[str]:
        """What ends in a document's name in all texts, by path; in those also of which nothing could be `made`."""
        for one in made.values():
            yield from one.documents
        for path in self.fresh.keys() - made.keys():
            yield from named_documents(self.fresh[path])


def parsed_alone(file: SourceFile) -> tuple[ParsedText | None, list[Problem]]:
    """A text with all that can be said of it alone."""
    parsed, problems = reading.read(file)
    if parsed:
        problems += [*typing_slips.of(parsed), *pasted_tables.of(parsed)]
    return parsed, problems


def _not_parsed(file: SourceFile) -> tuple[None, list[Problem]]:
    return None, [NOT_PARSED.at(file.path, 0)]
