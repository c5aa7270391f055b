"""How a build runs. This is the project's one Pelican plugin; the other packages are called from here, in the
story's order.
"""

from plugins.engine.generator import register

__all__ = ["register"]
