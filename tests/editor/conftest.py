"""The editor as it stands on one's own machine, and on a server, over a small content in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.chromium import window
from tests.editor import desk
from tests.editor.desk import Browser
from tests.editor.memory import MemoryWorkspace
from tests.editor.office import Office, open_office
from tests.editor.writing import FILES, Open, served, visit
from tests.editor.writing import Desk as WritingDesk
from tools.editor.app import Editor, make_app
from tools.editor.people import Person, Role

OWNER = Person("toi", "Trần Thị Bình", "binh@x.example", Role.ADMINISTRATOR)


@pytest.fixture
def workspace(tmp_path: Path) -> MemoryWorkspace:
    return MemoryWorkspace(tmp_path)


@pytest.fixture
def own_editor(workspace: MemoryWorkspace) -> Iterator[Editor]:
    """The editor of the preview, under /soan, where nobody signs in."""
    with desk.listening() as (waiting, port):
        editor = Editor(workspace, None, f"http://127.0.0.1:{port}", "/soan", "Liên hiệp hội", owner=OWNER)
        with desk.served(Starlette(routes=[Mount("/soan", make_app(editor))]), waiting):
            yield editor


@pytest.fixture
def own_machine(own_editor: Editor) -> Browser:
    return Browser(urlsplit(own_editor.origin).port or 0, own_editor.origin, own_editor.token)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


@pytest.fixture
def write(browser: Chromium) -> Iterator[Open]:
    """Opens the page of a text; what the policy forbids, or a script that fails, fails the test."""
    if not FILES["/static/edit.js"].is_file():
        pytest.skip("thiếu tệp: tools/editor/static/built (python -m tools.editor.bundle)")
    running: list[Any] = []
    wrong: list[str] = []

    def open_page(body: str, width: int = 1280, before: Callable[[WritingDesk], object] = str) -> Any:
        serving = served(body)
        desk = serving.__enter__()
        before(desk)
        context = window(browser, viewport={"width": width, "height": 800})
        running.extend((context, serving))
        return visit(context, desk, wrong), desk

    yield open_page
    for one in running:
        one.close() if isinstance(one, BrowserContext) else one.__exit__(None, None, None)
    assert wrong == []
