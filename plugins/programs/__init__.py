"""What two bodies promised each other, and what this site knows of it: evidence, timeline, data files, what to tell."""

from plugins.programs.calendar import calendar
from plugins.programs.checks import problems
from plugins.programs.data import data_csv, data_json
from plugins.programs.progress import follow, news_of, results_of

__all__ = ["calendar", "data_csv", "data_json", "follow", "news_of", "problems", "results_of"]
