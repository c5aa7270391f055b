"""A document is read by a process of its own, with limits of memory and time: whoever made it decides nothing here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from plugins.base.problems import Message
from tools import ROOT
from tools.convert import Post, Remark, RemarkKind
from tools.word import limits
from tools.word.package import CannotRead

TOO_HARD = Message(
    "văn bản quá lớn hoặc quá lạ, đọc không xong trong {seconds} giây và {memory} MB bộ nhớ.",
    "Hãy chia thành nhiều tệp, hoặc mở bằng Word rồi Lưu thành .docx mới.",
)
OURS = Message(
    "chương trình đọc văn bản bị lỗi ({fault}), không phải lỗi của văn bản.",
    "Hãy gửi tệp này cho người quản trị; trong khi chờ, thử mở bằng Word rồi Lưu thành .docx mới.",
)


def post_of(file: Path, folder: Path, content: Path) -> Post:
    """The post that a document makes; its files lie in `folder`, which is the caller's to remove.

    Raises:
        CannotRead: where it gives none.
    """
    order = {"file": str(file.resolve()), "folder": str(folder), "content": str(content)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tools.word.worker"],
            input=json.dumps(order).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=limits.SECONDS + limits.OFFICE_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):  # one that was ended for its hunger says nothing
        answer = {}
    if not answer:
        raise CannotRead(TOO_HARD(seconds=limits.SECONDS, memory=limits.MEMORY_MB))
    if refused := answer.get("refused"):
        raise CannotRead(refused)
    if fault := answer.get("fault"):
        raise CannotRead(OURS(fault=fault))
    remarks = tuple(Remark(RemarkKind(one["kind"]), one["place"], one["said"]) for one in answer["remarks"])
    files = {name: Path(place) for name, place in answer["files"].items()}
    return Post(answer["header"], answer["body"], files, remarks)
