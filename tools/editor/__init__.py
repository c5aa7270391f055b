"""Writing and publishing in the browser: the same Markdown in the same repository, through the same door as a push."""
