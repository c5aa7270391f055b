"""What the tests of this folder share: files written out through an environment like the engine's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.base.model import Content, Output, OutputPage, SiteInfo
from plugins.base.moments import VIETNAM
from plugins.engine.theme import FILTERS
from tests.site import ROOT

TEMPLATES = ROOT / "theme" / "templates"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)

Make = Callable[..., Content]
Written = Callable[..., dict[str, str]]


@cache
def environment(site_info: SiteInfo) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(site=site_info, absolute=site_info.absolute)
    made.filters.update(FILTERS)
    return made


def written_out(site_info: SiteInfo, outputs: Iterable[Output]) -> dict[str, str]:
    """Address and text of each output."""
    theme = environment(site_info)
    return {output.address: _text(theme, output) for output in outputs}


def _text(theme: Environment, output: Output) -> str:
    if isinstance(output, OutputPage):
        return theme.get_template(output.template).render(output.values)
    assert isinstance(output.content, bytes)
    return output.content.decode()
