"""How a text becomes what is seen: Markdown, sanitising, figures, pictures, typography."""

from plugins.media.body import Rendered, render
from plugins.media.codes import Codes
from plugins.media.references import Library
from plugins.media.share import Share, Studio, Words
from plugins.media.typography import nobr_text

__all__ = ["Codes", "Library", "Rendered", "Share", "Studio", "Words", "nobr_text", "render"]
