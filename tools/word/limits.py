"""How much a document may ask of this machine: every number in one place.

A zip bomb is met by counting what is unpacked, not by what the archive says of itself; archives in it stay closed.
"""

from __future__ import annotations

from tools.confined import Allowance

MEGABYTE = 1_000_000
LARGEST_FILE = 300 * MEGABYTE
MOST_PARTS = 20_000
LARGEST_XML = 60 * MEGABYTE
LARGEST_PICTURE = 100 * MEGABYTE
MOST_UNPACKED = 700 * MEGABYTE
MOST_PIXELS = 110_000_000
"""Of one picture: as much as the site takes of a photograph."""
MOST_DEPTH = 3_000
"""Python's calls in each other: XML may be 256 elements deep, and each costs a few."""
WIDEST_TABLE = 200
"""Columns that one cell, or the gap before a row, may say that it takes."""
SECONDS = 180
"""Of one document, LibreOffice included."""
MEMORY_MB = 1_500
OFFICE_SECONDS = 120
DOCUMENT = Allowance(MEMORY_MB, SECONDS, SECONDS + OFFICE_SECONDS, MOST_DEPTH)
