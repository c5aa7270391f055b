"""What a text is, whether it is right, and what it belongs to. Checking yields the facts that the build uses."""

from plugins.editorial.data import categories
from plugins.editorial.documents import Register, register
from plugins.editorial.editing import set_fields
from plugins.editorial.fields import FIELDS, Field, Widget
from plugins.editorial.kinship import around
from plugins.editorial.lists import archive, children, home, listings, next_page, year_months
from plugins.editorial.mending import Mended, mended
from plugins.editorial.program_fields import Part
from plugins.editorial.readers import Choice
from plugins.editorial.reading import title_in
from plugins.editorial.survey import Survey, next_change, survey

__all__ = [
    "FIELDS",
    "Choice",
    "Field",
    "Mended",
    "Part",
    "Register",
    "Survey",
    "Widget",
    "archive",
    "around",
    "categories",
    "children",
    "home",
    "listings",
    "mended",
    "next_change",
    "next_page",
    "register",
    "set_fields",
    "survey",
    "title_in",
    "year_months",
]
