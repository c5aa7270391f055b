"""All texts become what is seen, by both cores: each once, but for those that an earlier build has made the same of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from plugins.base import progress
from plugins.base.model import (
    Content,
    LinkUse,
    Picture,
    Rendering,
    SiteInfo,
    StoredBody,
    UnrenderedContent,
)
from plugins.base.problems import InvalidValue, Message, Problem
from plugins.base.workers import each
from plugins.media.bodies import Bodies
from plugins.media.body import ContentRenderer, MarkdownRenderer
from plugins.media.publishing import Published
from plugins.media.references import Library

NOT_RENDERED = Message(
    "bài làm chương trình dựng trang dừng đột ngột.", "Hãy bỏ ảnh hay phần vừa thêm, hoặc báo người quản trị."
)


@dataclass(frozen=True)
class Rendered:
    """All texts with their bodies, what is published with them, the addresses of the site they use, what is wrong."""

    texts: tuple[UnrenderedContent, ...]
    """Those that have a page, whole now."""
    coming: tuple[Content, ...]
    """Texts whose time has not come; nothing of them is published."""
    uses: tuple[LinkUse, ...]
    published: Mapping[str, Published]
    """By path."""
    shared: frozenset[str]
    """The addresses of the files that go out whatever texts there are."""
    problems: tuple[Problem, ...]

    @cached_property
    def contents(self) -> tuple[Content, ...]:
        return tuple([made.content for made in self.texts])


def render(
    unrendered_contents: Iterable[UnrenderedContent],
    library: Library,
    site_info: SiteInfo,
    abbreviations: Mapping[str, str],
    coming: Iterable[UnrenderedContent] = (),
) -> Rendered:
    """Renders every text once, but for those that would be what an earlier build made of them. `library` says what
    references may mean.

    Those that are `coming` are read now, so that what is wrong with them is told to who writes them, not to the clock.
    """
    press = MarkdownRenderer(abbreviations, library.cache / "texts.sqlite")
    problems = list(_publish_shared([path for path in library.files if path.startswith("files/")], library))
    shared = frozenset(address for made in library.published.values() for address in made.addresses)
    texts = {made.path: made for made in unrendered_contents}
    stale = [made for made in texts.values() if not made.rendering or not library.earlier.stays(made.rendering)]
    texts |= {made.path: made for made in RenderingWork(library, press, site_info).all(stale)}
    for path in dict.fromkeys(path for made in texts.values() if made.rendering for path in made.rendering.published):
        library.publish_again(path)
    apart = library.apart()
    early = list(RenderingWork(apart, press, site_info).all(list(coming)))
    press.cache.save()
    renderings = [made.rendering for made in (*texts.values(), *early) if made.rendering]
    problems += [problem for rendering in renderings for problem in rendering.problems]
    problems += [problem for made in library.published.values() for problem in made.problems]
    uses = tuple(use for rendering in renderings for use in rendering.uses)
    return Rendered(
        tuple(texts.values()), tuple(made.content for made in early), uses, library.published, shared, tuple(problems)
    )


def render_one(
    made: UnrenderedContent, library: Library, site_info: SiteInfo, abbreviations: Mapping[str, str]
) -> UnrenderedContent:
    """One text; what it publishes is in `library` then."""
    press = MarkdownRenderer(abbreviations, library.cache / "texts.sqlite")
    (rendered,) = RenderingWork(library, press, site_info).all([made])
    press.cache.save()
    return rendered


class RenderingWork(NamedTuple):
    """What many texts are rendered with."""

    library: Library
    press: MarkdownRenderer
    site_info: SiteInfo

    @property
    def bodies(self) -> Bodies | None:
        return self.library.earlier.bodies

    def all(self, unrendered_contents: Sequence[UnrenderedContent]) -> Iterator[UnrenderedContent]:
        """With both cores where there are many and bodies are kept: what is sent from one process to another is the key
        alone.
        """
        if self.bodies is None:
            yield from map(self._one, unrendered_contents)
            return
        results = each(self._sent, unrendered_contents, self._save, self._not_rendered, self.press.ready)
        counted = progress.counted("Đang dựng bài", results, len(unrendered_contents))
        for unrendered, sent in zip(unrendered_contents, counted, strict=True):
            for made in sent.published:
                self.library.published.setdefault(made.source.path, made)
            lead = self.library.shared(sent.lead) if sent.lead else None
            body = StoredBody(sent.key, self.bodies.load)
            told: dict[str, Any] = {
                "lead": lead,
                "description": sent.description,
                "card": sent.card,
                "digest": sent.digest,
            }
            content = replace(unrendered.content, body=body, **told)
            yield replace(unrendered, content=content, rendering=sent.rendering, read=_let_go)

    def _one(self, unrendered: UnrenderedContent) -> UnrenderedContent:
        return ContentRenderer(unrendered, self.library, self.press, self.site_info).rendered()

    def _sent(self, unrendered: UnrenderedContent) -> Sent:
        before = len(self.library.published)
        made = self._one(unrendered)
        assert made.rendering
        assert isinstance(made.content.body, StoredBody)
        new = list(islice(self.library.published.values(), before, None))
        content, key = made.content, made.content.body.key
        return Sent(content.lead, content.description, content.card, content.digest, key, made.rendering, new)

    def _save(self) -> None:
        self.press.cache.save()
        if self.bodies:
            self.bodies.save()

    def _not_rendered(self, unrendered: UnrenderedContent) -> Sent:
        told = NOT_RENDERED.at(unrendered.path, unrendered.body_line)
        return Sent(None, "", b"", b"", b"", Rendering(problems=(told,)), [])


def _let_go() -> str:
    """In the place of a Markdown that nobody asks for again: all together are a seventh of a build's memory."""
    raise LookupError


class Sent(NamedTuple):
    """What a process tells of a text that it has rendered: what is new of it, and what was published and not before."""

    lead: Picture | None
    description: str
    card: bytes
    digest: bytes
    key: bytes
    """Of its body."""
    rendering: Rendering
    published: list[Published]


def _publish_shared(paths: Iterable[str], library: Library) -> Iterator[Problem]:
    """Files under `files/` go out whether a text uses them or not."""
    for path in paths:
        try:
            library.publish_again(path)
        except InvalidValue as wrong:
            yield Problem(path, 0, str(wrong))
