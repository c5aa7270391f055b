"""Every address answers: redirects, withdrawn pages, and the check that no link leads nowhere."""

from plugins.links.answers import answers, redirect
from plugins.links.checks import Links, broken, links_in, taken_twice, unplanned

__all__ = ["Links", "answers", "broken", "links_in", "redirect", "taken_twice", "unplanned"]
