"""Publishing by git: the server's side of a push, what serves the pages, and the editor's command."""
