"""From a Word file to a post: what is in the file, told with its places, without trust in whoever made it."""

from tools.word.apart import post_of as read_apart
from tools.word.dropped import ENDINGS, DropFolder
from tools.word.dropped import NAME as DROP_FOLDER
from tools.word.importing import HEADINGS, NEWS, ImportedPost, content_of, files_of, import_files, line_of, twin
from tools.word.package import CannotRead

__all__ = [
    "DROP_FOLDER",
    "ENDINGS",
    "HEADINGS",
    "NEWS",
    "CannotRead",
    "DropFolder",
    "ImportedPost",
    "content_of",
    "files_of",
    "import_files",
    "line_of",
    "read_apart",
    "twin",
]
