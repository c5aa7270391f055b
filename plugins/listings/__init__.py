"""What follows from the published texts: lists and the home page, what is related, the register of documents."""

from plugins.listings.documents import DocumentRegister, register
from plugins.listings.lists import ListPages, archive, children, home, listings, year_months
from plugins.listings.related import Relations, related_links

__all__ = [
    "DocumentRegister",
    "ListPages",
    "Relations",
    "archive",
    "children",
    "home",
    "listings",
    "register",
    "related_links",
    "year_months",
]
