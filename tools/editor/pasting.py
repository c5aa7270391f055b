"""What is pasted or dropped into a text: HTML of other programs, or a document of Word, becomes Markdown with files
beside the text. Nothing is fetched, and the text itself is left to whoever writes it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from plugins.base.header import Value
from plugins.base.moments import VIETNAM
from plugins.base.problems import Message
from plugins.base.vietnamese import identity, slug
from plugins.editorial import field_of, set_fields
from tools import confined
from tools.convert import Post, Remark, RemarkKind, body_of
from tools.editor import attaching, forms, limits, text_parts, word_in
from tools.editor.attaching import BroughtFile, SentFile
from tools.editor.context import Editor, editor_of, person_of
from tools.editor.form_words import label
from tools.editor.known_facts import laid_out
from tools.editor.people import Action, Person
from tools.editor.routing import page
from tools.editor.uploads import in_turn, sent_files
from tools.editor.workspace import CannotSave
from tools.new import first_fields
from tools.word import HEADINGS, line_of

KEPT = "Ô «{label}» giữ như đang ghi; trong phần đưa vào là «{value}»."
WORKER = "tools.editor.paste_worker"
TOO_HARD = Message("Phần dán lớn quá hoặc lạ quá, đọc không xong.", "Hãy dán từng phần một, hoặc dán không định dạng.")
OURS = Message("Máy chủ gặp lỗi khi đọc phần dán.", "Hãy dán không định dạng (Ctrl+Shift+V), và báo người quản trị.")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What goes into the text, and what fields of the form take that nobody has filled."""

    markdown: str
    fields: Mapping[str, str]
    remarks: tuple[Remark, ...]
    revision: str


def pasted(editor: Editor, path: str, seen: str, html: str, person: Person) -> Pasted:
    """A text that has no body yet takes a long paste as a whole post, with author, day and the other fields.

    Raises:
        CannotSave: where it gives no Markdown.
    """
    text = editor.workspace.open(path)
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "dan.html"
        file.write_text(html, "utf-8")
        name = PurePosixPath(path)
        order = {
            "html": str(file),
            "folder": folder,
            "name": slug(name.stem if name.stem != "index" else name.parent.name) or "anh",
            "whole": not text_parts.shown_body(text.text).strip(),
            "content": str(laid_out(editor.workspace, Path(folder) / "noi-dung")),
        }
        return _kept(editor, path, seen, _post(order), person)


def dropped(editor: Editor, path: str, seen: str, sent: SentFile, person: Person) -> Pasted:
    """A document that is dropped on an open text. Raises CannotSave."""
    with tempfile.TemporaryDirectory(prefix="soan-", ignore_cleanup_errors=True) as folder:
        return _kept(editor, path, seen, word_in.post_of(editor.workspace, sent, Path(folder)), person)


def _post(order: Mapping[str, Any]) -> Post:
    try:
        return Post.told(confined.ask(WORKER, order, limits.PASTE))
    except confined.WorkRefused as why:
        raise CannotSave(str(why)) from None
    except confined.WorkTooHard:
        raise CannotSave(TOO_HARD()) from None
    except confined.WorkFault:
        raise CannotSave(OURS()) from None


def _kept(editor: Editor, path: str, seen: str, post: Post, person: Person) -> Pasted:
    """Saves the files of a post beside the text; the Markdown calls them as they are called there."""
    files = [BroughtFile(name, file.read_bytes()) for name, file in post.files.items()]
    workspace = editor.workspace
    named, revision = attaching.keep(workspace, path, seen, files, person) if files else ((), seen)
    calls = {before.name: after.name for before, after in zip(files, named, strict=True)}
    there = forms.shown(workspace.open(path).text)
    guessed = forms.shown(set_fields(first_fields("", person.full_name, editor.clock().astimezone(VIETNAM))))
    fields, kept = _proposed(there, post.header, guessed)
    body = _with_its_title(post, there.get("Title", "")).body
    return Pasted(_renamed(body, calls), fields, (*post.remarks, *kept), revision)


def _with_its_title(post: Post, title: str) -> Post:
    """What was taken for the title stays in the text, where the text has another one."""
    found = str(post.header.get("Title", ""))
    if not found or not title or identity(found) == identity(title):
        return post
    line = body_of(f"<p>{escape(found)}</p>", {}, signed=False).markdown
    return replace(post, body=f"{line}\n{post.body}")


def _proposed(
    there: Mapping[str, str], header: Mapping[str, Value], guessed: Mapping[str, str]
) -> tuple[dict[str, str], list[Remark]]:
    """What a form may take of a header, and what is told where it has something else. That who begins a text has
    written it, on that day, was `guessed` by us.
    """
    said = {name: value for name, value in forms.shown(set_fields(header, body="")).items() if value}
    fields: dict[str, str] = {}
    kept = []
    for name, value in said.items():
        row = field_of(name.partition(".")[0])
        before = there.get(row.name, "") if row else ""
        if not before:
            fields[name] = value
        elif row and name == row.name and before != value:
            if before == guessed.get(name):
                fields |= {one: "" for one in there if one.startswith(f"{name}.")} | {name: value}
            else:
                kept.append(Remark(RemarkKind.GUESSED, "", KEPT.format(label=label(row), value=value)))
    return fields, kept


def _renamed(markdown: str, calls: Mapping[str, str]) -> str:
    names = "|".join(map(re.escape, calls))
    return re.sub(rf'(?<=[("])(?:{names})(?=[)"\s])', lambda found: calls[found[0]], markdown) if calls else markdown


async def paste(request: Request) -> Response:
    editor, path, person = editor_of(request), request.path_params["path"], person_of(request)
    form = await request.form()
    html, seen, files = form.get("html"), str(form.get("revision", "")), sent_files(form)
    if isinstance(html, str):
        made = await in_turn(pasted, editor, path, seen, html, person)
    elif files:
        made = await in_turn(dropped, editor, path, seen, files[0], person)
    else:
        raise CannotSave(attaching.NO_FILE())
    remarks = [line_of(one) for one in sorted(made.remarks, key=lambda one: list(HEADINGS).index(one.kind))]
    fields = {"markdown": made.markdown, "fields": made.fields, "remarks": remarks, "revision": made.revision}
    return JSONResponse(fields)


ROUTES = (page("/bai/{path:path}/dan", Action.WRITE, paste, ("POST",), body=limits.PASTE_BODY),)
