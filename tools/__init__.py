"""What runs beside the site: set-up, preview, and the call of a build."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE, PACKAGES = ROOT / ".cache", ROOT / "node_modules"
"""What may be lost at any time, and where npm puts its packages; pelicanconf.py names the same."""
