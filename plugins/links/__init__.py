"""Every address answers: redirects, withdrawn pages, and the check that no link leads nowhere."""

from plugins.links.answers import answers, redirect
from plugins.links.checks import Links, broken, led_to, links_in, places_of, taken_twice, unplanned

__all__ = ["Links", "answers", "broken", "led_to", "links_in", "places_of", "redirect", "taken_twice", "unplanned"]
