"""From HTML, whoever made it, to a post: the room that the importers and the editor in the browser share."""

from tools.convert.document import ConvertedBody, Post, Remark, RemarkKind, SourceDocument

__all__ = ["ConvertedBody", "Post", "Remark", "RemarkKind", "SourceDocument"]
