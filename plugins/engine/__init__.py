"""How a build runs. This is the project's one Pelican plugin; the other packages are called from here, in the
text's order.
"""

from plugins.engine.build import BuildPlan
from plugins.engine.generator import register, warm_site
from plugins.engine.glance import Glance
from plugins.engine.output import template_flaw
from plugins.engine.warm import CheckedText, WarmSite

__all__ = ["BuildPlan", "CheckedText", "Glance", "WarmSite", "register", "template_flaw", "warm_site"]
