"""How a text becomes what is seen: Markdown, sanitising, figures, pictures, typography."""

from plugins.media.body import Rendered, render
from plugins.media.references import Library
from plugins.media.typography import nobr_text

__all__ = ["Library", "Rendered", "nobr_text", "render"]
