"""How a text becomes what is seen: Markdown, sanitising, figures, pictures, typography."""

from plugins.media.bodies import Bodies, BodyLost
from plugins.media.cards import ShareText
from plugins.media.codes import Codes
from plugins.media.intake import LONGEST_SIDE, TakenPicture, small, take_in
from plugins.media.markdown import Converter, TooLong
from plugins.media.publishing import NO_ATTACHMENT, Published, refuse_attachment, remember
from plugins.media.references import Earlier, Library
from plugins.media.rendering import Rendered, render, render_one
from plugins.media.renditions import KINDS
from plugins.media.share import ShareImage, ShareImages
from plugins.media.stripping import stripped
from plugins.media.svg import InvalidDrawing
from plugins.media.typography import nobr_text

__all__ = [
    "KINDS",
    "LONGEST_SIDE",
    "NO_ATTACHMENT",
    "Bodies",
    "BodyLost",
    "Codes",
    "Converter",
    "Earlier",
    "InvalidDrawing",
    "Library",
    "Published",
    "Rendered",
    "ShareImage",
    "ShareImages",
    "ShareText",
    "TakenPicture",
    "TooLong",
    "nobr_text",
    "refuse_attachment",
    "remember",
    "render",
    "render_one",
    "small",
    "stripped",
    "take_in",
]
