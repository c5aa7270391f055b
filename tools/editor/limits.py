"""How much of anything the editor takes from a browser; each number stands here alone."""

from __future__ import annotations

from datetime import timedelta

KILO, MEGA = 1024, 1024**2

# Requests
SMALL_BODY = 64 * KILO
"""Bytes of a request that brings no text: signing in, a press of a button."""
TEXT_BODY = 8 * MEGA
"""Bytes of a text that is saved; a browser may send each letter as nine (`%E1%BA%A1`)."""
UPLOAD_BODY = 100 * MEGA
"""Bytes of a file with what stands around it in the form; what the site takes is smaller, and is asked of the file."""
FIELDS = 100
FILES = 1
LONGEST_FIELD = 3 * MEGA
LONGEST_ADDRESS = 4 * KILO

# Slow browsers
SILENCE = timedelta(seconds=30)
"""How long a browser may send nothing in the middle of a request."""
GRACE = timedelta(seconds=60)
LEAST_BYTES_PER_SECOND = 8 * KILO
"""What must have come after the grace, so that nobody holds a place for hours with a byte now and then."""
DRAINED = 256 * MEGA
"""What is read and thrown away of a refused request: a browser that is cut off shows no answer."""
