"""Every address answers: redirects, withdrawn pages, and the check that no link leads nowhere."""

from plugins.links.answers import answers, redirect
from plugins.links.checks import broken_in_output, taken_twice, unplanned

__all__ = ["answers", "broken_in_output", "redirect", "taken_twice", "unplanned"]
