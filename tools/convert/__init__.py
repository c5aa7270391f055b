"""From HTML, whoever made it, to a post: the room that the importers and the editor in the browser share."""

from tools.convert.body import body_of
from tools.convert.document import ConvertedBody, Post, Remark, RemarkKind, SourceDocument
from tools.convert.files import CannotWrite, folder_name, write
from tools.convert.post import Known, known_of, post_of

__all__ = [
    "CannotWrite",
    "ConvertedBody",
    "Known",
    "Post",
    "Remark",
    "RemarkKind",
    "SourceDocument",
    "body_of",
    "folder_name",
    "known_of",
    "post_of",
    "write",
]
