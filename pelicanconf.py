"""What Pelican is told: facts and choices, no logic. What an editor may change stands in content/data/ instead."""

import sys
from pathlib import Path

from jinja2 import StrictUndefined

HERE = Path(__file__).parent

# `pelican` (unlike `python -m pelican`) does not look for plugins beside this file.
sys.path.insert(0, str(HERE))

# ── Where things lie ─────────────────────────────────────────────────────────────────────────────────────────────────
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"

# ── The site ─────────────────────────────────────────────────────────────────────────────────────────────────────────
# Where the preview serves it; publishconf.py has the published address.
SITEURL = "http://127.0.0.1:8000"
TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"

# ── Who builds ───────────────────────────────────────────────────────────────────────────────────────────────────────
PLUGINS = ["plugins.engine"]
ENGINE = {
    "plugins": tuple(PLUGINS),
    "cache": HERE / ".cache",
    "fonts": (
        HERE / "node_modules/@fontsource/be-vietnam-pro/files",
        HERE / "node_modules/@fontsource/noto-serif/files",
        HERE / "node_modules/@fontsource/noto-sans-math/files",  # for signs on share pictures alone
    ),
    "pagefind": HERE / "node_modules/@pagefind",
    "lightningcss": HERE / "node_modules",
    "entries_per_page": 20,
    "entries_per_year_page": 100,
}
# The authority stands in the id of every feed entry: it must never change, wherever the site moves.
SYNDICATION = {"authority": "lien-hiep-hoi-bac-giang,2022", "entries": 30}

# ── Templates ────────────────────────────────────────────────────────────────────────────────────────────────────────
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "undefined": StrictUndefined,
    # No template changes while a site is made.
    "auto_reload": False,
    "cache_size": -1,
    # Also what stops the build where the engine cannot be imported: see plugins/engine/theme.py.
    "extensions": [
        "plugins.engine.theme.TemplateFilters",
        "plugins.engine.theme.Indentation",
        "plugins.engine.theme.Kept",
    ],
}

# ── What Pelican would do by itself, and the engine does instead (plugins/DECISIONS.md, 1) ────────────────────────────
ARTICLE_PATHS = []
PAGE_PATHS = []
STATIC_PATHS = []
THEME_STATIC_PATHS = []
DIRECT_TEMPLATES = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
# Docutils has no Vietnamese and says so at every build; closing it also closes its `include` of any file.
READERS = {"rst": None, "html": None}
