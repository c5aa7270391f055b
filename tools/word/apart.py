"""A document is read by a process of its own, with limits of memory and time: whoever made it decides nothing here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from plugins.base.problems import Message
from tools import ROOT
from tools.convert import Post, Remark, RemarkKind
from tools.word import limits
from tools.word.package import CannotRead

STEP = 10
"""Seconds between two signs of life."""
TOO_HARD = Message(
    "văn bản quá lớn hoặc quá lạ, đọc không xong trong {seconds} giây và {memory} MB bộ nhớ.",
    "Hãy chia thành nhiều tệp, hoặc mở bằng Word rồi Lưu thành .docx mới.",
)
OURS = Message(
    "chương trình đọc văn bản bị lỗi ({fault}), không phải lỗi của văn bản.",
    "Hãy gửi tệp này cho người quản trị; trong khi chờ, thử mở bằng Word rồi Lưu thành .docx mới.",
)


def post_of(file: Path, folder: Path, content: Path, waiting: Callable[[int], object]) -> Post:
    """The post that a document makes; its files lie in `folder`, which is the caller's to remove. While it takes long,
    `waiting` is called now and then with the seconds so far.

    Raises:
        CannotRead: where it gives none.
    """
    order = {"file": str(file.resolve()), "folder": str(folder), "content": str(content)}
    try:
        answer = json.loads(_answer(json.dumps(order).encode(), waiting))
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


def _answer(order: bytes, waiting: Callable[[int], object]) -> bytes:
    pipe, most = subprocess.PIPE, limits.SECONDS + limits.OFFICE_SECONDS
    command = [sys.executable, "-m", "tools.word.worker"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as worker:
        given: bytes | None = order
        for seconds in range(STEP, most + 1, STEP):
            try:
                said, words = worker.communicate(given, STEP)
            except subprocess.TimeoutExpired:
                given = None
                waiting(seconds)
            else:
                return said if worker.returncode <= 0 else _fault(words)
        worker.kill()
    raise subprocess.TimeoutExpired(command, most)


def _fault(words: bytes) -> bytes:
    """What a process said last that ended by a mistake of ours; one that a limit ended has no exit code."""
    last = words.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return json.dumps({"fault": last[:300] or "?"}).encode()
