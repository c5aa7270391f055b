"""How a text becomes what is seen: Markdown, sanitising, figures, pictures, typography."""

from plugins.media.body import Rendered, render
from plugins.media.cards import ShareText
from plugins.media.codes import Codes
from plugins.media.references import Library
from plugins.media.share import ShareImage, ShareImages
from plugins.media.typography import nobr_text

__all__ = ["Codes", "Library", "Rendered", "ShareImage", "ShareImages", "ShareText", "nobr_text", "render"]
