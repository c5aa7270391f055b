"""The theme on its way out: filters and names for the templates, stylesheets joined, every file under a hashed name."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple, cast

from jinja2 import Environment, Template, TemplateError, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup, escape
from pelican import signals

from plugins.base import problems, vietnamese
from plugins.base.addresses import THEME, Section, under
from plugins.base.cache import Cache
from plugins.base.media_types import media_type
from plugins.base.model import Feed, Head, Link, OutputFile, Rendition, SiteInfo
from plugins.base.problems import BuildRefused, Problem
from plugins.engine import stylesheet
from plugins.engine.options import EngineSettings
from plugins.media import nobr_text

FONT = re.compile(r'url\("fonts/([^"]+)"\)')
MODULE = re.compile(r'(?<= from "\./)([\w-]+\.js)(?=")')
HEAD_SCRIPT = "js/head.js"
# For what is made once: the stories of 10,000 texts, each in a few lists.
ROOM = 12_000_000
# White space in front of a line; what stands between the tags of `pre` is taken whole, and kept.
INDENTATION = re.compile(r"(<pre\b.*?</pre>)|^[ \t]+", re.DOTALL | re.MULTILINE)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)


def _marked(menu: Iterable[Link], page: Head) -> tuple[str, str]:
    """The target of the entry of this page, else of the nearest page above it; and what `aria-current` says of it."""
    targets = {link.target for link in menu}
    way = (page.address, *(link.target for link in reversed(page.crumbs)))
    marked = next((target for target in way if target in targets), "")
    return marked, "page" if marked == page.address else "true"


FILTERS: dict[str, Callable[..., object]] = {
    "date_inline": vietnamese.date_inline,
    "date_long": vietnamese.date_long,
    "date_short": vietnamese.date_short,
    "iso": _iso,
    "marked": _marked,
    "media_type": media_type,
    "nobr": nobr_text,
    "number": vietnamese.number,
    "rfc822": _rfc822,
    "size": vietnamese.file_size,
}


class TemplateFilters(Extension):
    """The filters of the templates.

    pelicanconf.py names this class: Pelican logs a plugin that it cannot import and goes on, but stops where an
    extension of its templates fails. So a build without the engine ends here instead of writing an empty site.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        if not signals.get_generators.receivers:
            missing = Problem("pelicanconf.py", 0, "plugins.engine chưa được nạp. Hãy xem PLUGINS và lỗi ở trên.")
            problems.tell([missing], sys.stderr)
            raise BuildRefused([missing])
        environment.filters.update(FILTERS)
        environment.template_class = SharedGlobals
        environment.context_class = PlainCalls
        # Two dozen templates are imported by each page, of which none changes while a site is made.
        environment.get_template = cache(environment.get_template)  # type: ignore[method-assign]


class PlainCalls(Context):
    """Calls as Python does. Jinja asks of all that is called whether it wants the context: nothing here does, and a
    macro knows by itself that it escapes.
    """

    def call(
        self,
        called: Callable[..., Any],
        /,
        *args: Any,
        _block_vars: object = None,
        _loop_vars: object = None,
        **named: Any,
    ) -> Any:
        return called(*args, **named)


class SharedGlobals(Template):
    """A template that sees the names of its environment and no others, so that what it imports is made once."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002, ARG003 - Jinja's own name
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        made = super().from_code(environment, code, environment.globals, uptodate)
        cast(FunctionType, made.root_render_func).__globals__["escape"] = _escaped
        return made


def _escaped(value: object) -> Markup:
    """As markupsafe escapes, without a copy of what is safe already: half of what a template puts together."""
    return value if type(value) is Markup else escape(value)


class Kept(Extension):
    """`{% kept KEY %}…{% endkept %}`: what stands there is made once a build for each KEY, which names all that it
    depends on: a text by its address, never by itself, because that has no short name.

    What is kept takes no more than ROOM bytes.
    """

    tags = {"kept"}  # noqa: RUF012 - Jinja asks for a set

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.forget()

    def forget(self) -> None:
        """Before another build."""
        self._kept: dict[Hashable, bytes] = {}
        self._room = ROOM

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        place = nodes.Const(f"{parser.name}:{line}")
        key = parser.parse_tuple() if parser.stream.current.type != "block_end" else nodes.Const(None)
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_once", [place, key]), [], [], body).set_lineno(line)

    def _once(self, place: str, key: Hashable, caller: Callable[[], str]) -> str:
        known = self._kept.get((place, key))
        if known is not None:
            return Markup(known.decode())
        made = caller()
        content = made.encode()
        if len(content) <= self._room:
            self._room -= len(content)
            self._kept[place, key] = content
        return made


class Indentation(Extension):
    """Lets HTML templates be indented like any source: it is for who reads them, and no page brings it to a reader."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return INDENTATION.sub(r"\1", source) if name and name.endswith(".html") else source


class Assets(NamedTuple):
    """The theme's files: links by the name that templates use ("css/site.css"), and what is written."""

    links: Mapping[str, str]
    files: tuple[OutputFile, ...]
    head_script: str
    """The one script that stands in the pages: the same bytes in each, so that its hash allows it."""
    problems: tuple[Problem, ...]


def assets(theme: Path, settings: EngineSettings, site_info: SiteInfo) -> Assets:
    """Everything under `static/`, with the stylesheets joined into one, and the fonts that they name."""
    static = theme / "static"
    css = stylesheet.joined(static / "css")
    names = dict.fromkeys(FONT.findall(css))
    fonts = {
        name: next((folder / name for folder in settings.fonts if (folder / name).is_file()), None) for name in names
    }
    missing = [_missing(name) for name, file in fonts.items() if file is None]
    files = {f"fonts/{name}": file.read_bytes() for name, file in fonts.items() if file}
    files |= {_name(file, static): file.read_bytes() for file in _others(static)}
    files |= {name: _linked(name, files) for name in files if name.startswith("js/")}
    hashed = {name: _hashed(name, content) for name, content in files.items()}
    css = FONT.sub(lambda match: f'url("../{hashed.get(f"fonts/{match[1]}", "")}")', css)
    try:
        css = stylesheet.for_browsers(css, settings.lightningcss, settings.cache)
    except stylesheet.CannotJoin as why:
        missing.append(Problem("theme/static/css", 0, str(why)))
    files["css/site.css"] = css.encode()
    hashed["css/site.css"] = _hashed("css/site.css", files["css/site.css"])
    return Assets(
        links={name: site_info.href(f"/{THEME}/{address}") for name, address in hashed.items()},
        files=tuple(OutputFile(f"/{THEME}/{hashed[name]}", content) for name, content in files.items()),
        head_script=(static / HEAD_SCRIPT).read_text("utf-8").strip(),
        problems=tuple(missing),
    )


class TemplateCache(BytecodeCache):
    """Compiled templates, kept for the next build: compiling them is most of the work of a small site.

    `made_by` is another digest where the same template would be compiled in another way. `save` keeps what was made.
    """

    def __init__(self, cache: Path, made_by: bytes) -> None:
        self._cache = Cache(cache / "templates.sqlite", made_by)
        self.save = self._cache.save

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._cache.get(bucket.key.encode()):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache.put(bucket.key.encode(), bucket.bytecode_to_string())


def forget(environment: Environment) -> None:
    """Makes an environment ready for another build: nothing of the last one's facts is left in it."""
    forget_pieces(environment)
    if environment.cache is not None:
        environment.cache.clear()
    environment.get_template.cache_clear()  # type: ignore[attr-defined]  # which TemplateFilters has put around it


def forget_pieces(environment: Environment) -> None:
    """What stands on many pages of one site is made again."""
    for one in environment.extensions.values():
        if isinstance(one, Kept):
            one.forget()


def load(environment: Environment, theme: Path) -> None:
    """All templates of the theme. What is wrong with one is told where it is used."""
    templates = theme / "templates"
    for file in sorted(templates.rglob("*.*")):
        with suppress(TemplateError, OSError, ValueError):
            environment.get_template(file.relative_to(templates).as_posix())


def add_globals(
    environment: Environment, site_info: SiteInfo, made: Assets, feed_all: Feed, qr: Callable[[str], str]
) -> None:
    """Gives the templates the names that stand in every one of them."""
    environment.globals.update(
        site=site_info,
        href=site_info.href,
        absolute=site_info.absolute,
        srcset=partial(_srcset, site_info),
        asset=made.links.__getitem__,
        head_script=Markup(made.head_script),  # the theme's own file, no text of an editor
        feed_all=feed_all,
        section={one.name.lower(): one.value for one in Section},
        under=under,
        qr=qr,
    )


def _srcset(site_info: SiteInfo, sources: Iterable[Rendition]) -> str:
    return ", ".join(f"{site_info.href(source.address)} {source.width}w" for source in sources)


def _missing(name: str) -> Problem:
    return Problem("theme", 0, f"thiếu phông chữ «{name}». Hãy chạy «python3 tasks.py build» một lần để cài đặt.")


def _others(static: Path) -> Iterator[Path]:
    return (
        file for file in sorted(static.rglob("*")) if file.is_file() and "css" not in file.relative_to(static).parts
    )


def _name(file: Path, static: Path) -> str:
    return file.relative_to(static).as_posix()


def _linked(name: str, files: Mapping[str, bytes]) -> bytes:
    """A script with the modules that it imports under the names that they are published by."""

    def published(module: re.Match[str]) -> str:
        needed = f"js/{module[0]}"
        return _hashed(needed, _linked(needed, files)).removeprefix("js/")

    return MODULE.sub(published, files[name].decode()).encode()


def _hashed(name: str, content: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}{dot}{ending}"
