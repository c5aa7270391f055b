"""The review of a program, drafted from its data and its evidence for a person to finish: as Markdown and for Word."""

from tools.report.writing import CannotReport, Places, write

__all__ = ["CannotReport", "Places", "write"]
