"""From a Word file to a post: what is in the file, told with its places, without trust in whoever made it."""

from tools.word.dropped import NAME as DROP_FOLDER
from tools.word.dropped import DropFolder
from tools.word.importing import NEWS, ImportedPost, content_of, files_of, import_files

__all__ = ["DROP_FOLDER", "NEWS", "DropFolder", "ImportedPost", "content_of", "files_of", "import_files"]
