"""How much of anything the editor takes from a browser; each number stands here alone."""

from __future__ import annotations

from datetime import timedelta

from tools.confined import Allowance

KILO, MEGA = 1024, 1024**2

# Requests
SMALL_BODY = 64 * KILO
"""Bytes of a request that brings no text: signing in, a press of a button."""
TEXT_BODY = 8 * MEGA
"""Bytes of a text that is saved; a browser may send each letter as nine (`%E1%BA%A1`)."""
UPLOAD_BODY = 100 * MEGA
"""Bytes of a file with what stands around it in the form; what the site takes is smaller, and is asked of the file."""
KEPT_BODY = MEGA
"""Bytes of a form whose sender has to sign in first: this much goes along."""
FIELDS = 4000
"""Of one form; a program has some for each of its tasks."""
FILES = 20
PASTE_BODY = 40 * MEGA
"""Bytes of what is pasted; pictures may stand in it as letters, a third longer than they are."""
LONGEST_FIELD = PASTE_BODY
"""In memory; of other pages, the whole body is smaller."""
LONGEST_ADDRESS = 4 * KILO

# People who have a text open
OPEN_PAGES = 2000
"""Of how many it is remembered what they saved last."""
LONGEST_PAGE_NAME = 64
STAYS_PRESENT = timedelta(seconds=90)
"""How long after the last that was heard of a page it is taken for closed."""

# Slow browsers
SILENCE = timedelta(seconds=30)
"""How long a browser may send nothing in the middle of a request."""
GRACE = timedelta(seconds=60)
LEAST_BYTES_PER_SECOND = 8 * KILO
"""What must have come after the grace, so that nobody holds a place for hours with a byte now and then."""
DRAINED = 256 * MEGA
"""What is read and thrown away of a refused request: a browser that is cut off shows no answer."""

# The process that shows drafts
SITE_MEMORY_MB = 1000
LOOK_SECONDS = 3.0
"""For a look before a text is published, by which the server looks anyhow; the first one of a process takes longer."""
SITE_IDLE = 60
"""Seconds without an order, after which it ends."""
KEPT_DRAFTS = 40
"""Checks, and pages for the frame, that are remembered."""
KEPT_SITE_FILES = 8 * MEGA
"""Bytes of files whose names tell their bytes."""
SHOWN_ADDRESSES = 500
"""Drafts whose pages can be asked for by an address that tells nothing of them."""

# Drafts of one person
DRAFTS_OF_ONE = 200
DRAFT_BYTES_OF_ONE = 2000 * MEGA
"""On the disk, with all that they held before."""

# What is brought into a text
LONGEST_PASTE = 5 * MEGA
"""Letters of what is pasted, without the pictures in it."""
MOST_TAGS = 60_000
"""A document of fifty pages out of Word has a third of them."""
FILES_BESIDE = 300
"""Of one text."""
SHORTEST_POST = 60
"""Words of a paste from which on it may be a whole post."""
READERS = 2
"""How many processes read foreign files at once."""
PICTURE = Allowance(memory_mb=800, processor_seconds=30, seconds=60)
PASTE = Allowance(memory_mb=800, processor_seconds=20, seconds=40, depth=3000)
SMALL_WIDTHS = (320, 640, 1280)
KEPT_PICTURES = 8 * MEGA
"""Bytes of small pictures that are kept in memory."""
MOST_REMARKS = 200
"""On one document."""

# Sessions
IDLE = timedelta(hours=12)
LONGEST_SESSION = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
"""How often it is written down that a session is in use."""
SESSIONS = 20
"""Of one person; the oldest ends."""

# Signing in
LINK_LIVES = timedelta(days=3)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
WINDOW = timedelta(minutes=15)
FAILURES = 5
"""In a window, for one name and for one network."""
SIGN_INS = 20
"""That succeed in a window, for one name."""
HASHES_AT_ONCE = 2
"""Each takes the memory that `passwords` says."""
HASHES_WAITING = 20

# People and the audit trail
LONGEST_NAME, LONGEST_FULL_NAME, LONGEST_EMAIL = 32, 80, 120
AUDIT_ROWS = 100_000
STRANGERS_ROWS = 5_000
"""Of those who are not signed in, so that they cannot push the others out,"""
STRANGERS_A_MINUTE = 60
"""nor keep the disk busy: what is more is answered, and not written down."""
AUDIT_LIVES = timedelta(days=400)
AUDIT_PAGE = 100
LONGEST_ABOUT = 200
