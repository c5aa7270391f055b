"""What differs where the site is published."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pelicanconf import *  # noqa: F403 - the settings are the same ones

# The address in content/data/site.toml, unless `build --site-url` gives another.
SITEURL = ""
