"""What a build is asked for: the settings of pelicanconf.py, and what Pelican hands over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from plugins import syndication
from plugins.base.survey import Survey


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """ENGINE of pelicanconf.py."""

    cache: Path
    """What earlier builds left for later ones; may be removed at any time."""
    fonts: tuple[Path, ...] = ()
    """Folders with the font files that the theme's stylesheets name."""
    pagefind: Path = Path("node_modules/@pagefind")
    """Where npm has put the program that makes the search index."""
    lightningcss: Path = Path("node_modules")
    """Where npm has put the program that writes the stylesheet for old browsers."""
    plugins: tuple[str, ...] = ()
    """The plugins that pelicanconf.py asks for, to compare with those that Pelican has loaded."""
    entries_per_page: int = 20
    entries_per_year_page: int = 100


class BuildOptions(NamedTuple):
    """What is to be built, from what, as of when."""

    content: Path
    output: Path
    theme: Path
    url: str
    now: datetime
    preview: bool
    check_only: bool
    indexed: bool
    """Whether the search index is made; where it is not, none is left over either."""
    index_before: Path | None
    """An output whose index may stand in for that of these pages, where that takes long."""
    index_follows: Path | None
    """The file that says that it does."""
    seen: Survey | None
    """A look at the content that somebody has taken just now."""
    plugins: tuple[str, ...]
    """The plugins that Pelican has loaded."""
    settings: EngineSettings
    syndication: syndication.FeedSettings
