"""The publishing home: what a push starts, what serves the pages, and who looks after both."""
