"""The editor's command `publish`: from a changed file to a push, in words that need no git."""
