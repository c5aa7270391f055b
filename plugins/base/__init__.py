"""The foundation: facts, problems, the header of a text, Vietnamese, settings and files. Knows no Pelican."""
