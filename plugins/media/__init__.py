"""How a text becomes what is seen: Markdown, sanitising, figures, pictures, typography."""

from plugins.media.bodies import Bodies, BodyLost
from plugins.media.cards import ShareText
from plugins.media.codes import Codes
from plugins.media.markdown import Converter, TooLong
from plugins.media.notes import without as without_notes
from plugins.media.publishing import NO_ATTACHMENT, Published, remember
from plugins.media.references import Earlier, Library
from plugins.media.rendering import Rendered, render
from plugins.media.share import ShareImage, ShareImages
from plugins.media.typography import nobr_text

__all__ = [
    "NO_ATTACHMENT",
    "Bodies",
    "BodyLost",
    "Codes",
    "Converter",
    "Earlier",
    "Library",
    "Published",
    "Rendered",
    "ShareImage",
    "ShareImages",
    "ShareText",
    "TooLong",
    "nobr_text",
    "remember",
    "render",
    "without_notes",
]
