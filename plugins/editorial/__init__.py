"""What a text is, whether it is right, and what it belongs to. Checking yields the facts that the build uses."""

from plugins.editorial.data import Data, categories
from plugins.editorial.data import load as load_data
from plugins.editorial.editing import set_fields
from plugins.editorial.fields import FIELDS, Field, Widget, field_of
from plugins.editorial.fixing import FixedFile, fixed
from plugins.editorial.known import KeptTexts, addresses_in, text_table
from plugins.editorial.loading import CheckedContent, load_and_check, next_change, remember, reread
from plugins.editorial.program_fields import Part
from plugins.editorial.readers import Choice
from plugins.editorial.reading import kind_of, title_in
from plugins.editorial.taxonomy import Vocabulary

__all__ = [
    "FIELDS",
    "CheckedContent",
    "Choice",
    "Data",
    "Field",
    "FixedFile",
    "KeptTexts",
    "Part",
    "Vocabulary",
    "Widget",
    "addresses_in",
    "categories",
    "field_of",
    "fixed",
    "kind_of",
    "load_and_check",
    "load_data",
    "next_change",
    "remember",
    "reread",
    "set_fields",
    "text_table",
    "title_in",
]
