"""Whoever should not come in: every route is asked as a stranger, in each role, and from another site's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from starlette.routing import Route

from tests.editor.conftest import OWNER
from tests.editor.desk import Browser, Reply
from tests.editor.memory import PATH, MemoryWorkspace
from tests.editor.office import Office
from tools.editor.app import PAGES, Editor, make_app
from tools.editor.audit import AuditTrail, Deed
from tools.editor.people import ALLOWED, Role
from tools.editor.routing import SAFE, GuardedRoute
from tools.preview.board import Board
from tools.preview.server import Server, preview_app

# Whoever asks for these is asked for nothing: signing in, and addresses that are secrets themselves.
OPEN = {"/dang-nhap/", "/moi/{secret}/", "/xem/{name}/{address:path}"}
# Where there can be no session yet, and so no token of one.
SESSIONLESS = {"/dang-nhap/", "/moi/x/"}
FILLED = {"path": PATH, "name": "anh.jpg", "secret": "x", "address": ""}
EVIL = "https://evil.example"


def guarded() -> Iterator[tuple[GuardedRoute, str, str]]:
    """Each route that asks for something, with each of its methods and an address."""
    for route in PAGES:
        assert isinstance(route, GuardedRoute), "made by `page`"
        for method in sorted(route.methods or ()):
            yield route, method, address(route)


def address(route: Route) -> str:
    filled = {name: FILLED.get(name, "x") for name in route.param_convertors}
    return str(route.url_path_for(route.name, **filled))


def pressed(browser: Browser, method: str, at: str, **headers: str) -> Reply:
    """As a form would, with all that a browser says."""
    if method in SAFE:
        return browser.ask(method, at, b"", headers)
    form = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    return browser.ask(method, at, f"token={browser.token}&action=publish".encode(), form)


GUARDED = [(method, at, route.action) for route, method, at in guarded() if route.action]
UNSAFE = [(method, at) for route, method, at in guarded() if method not in SAFE]


def test_a_route_asks_for_an_action_unless_it_stands_among_the_open_ones() -> None:
    assert {route.path for route, _, _ in guarded() if not route.action} == OPEN


def test_no_unsafe_method_answers_get() -> None:
    """A link or a picture can ask for it, and brings the cookie along."""
    methods = [route.methods or set() for route, _, _ in guarded()]
    assert [one for one in methods if one & SAFE and one - SAFE] == []


def test_a_stranger_is_led_to_signing_in_from_everywhere_and_changes_nothing(office: Office) -> None:
    before = dict(office.workspace.states)
    for method, at, _ in GUARDED:
        reply = pressed(office.stranger(), method, at)
        assert (method, at, reply.status) == (method, at, 303 if method in SAFE else 401)
        script = pressed(office.stranger(), method, at, Accept="application/json")
        assert (script.status, method == "HEAD" or script.json["sign_in"] == "/dang-nhap/") == (401, True)
    assert office.workspace.states == before


@pytest.mark.parametrize(
    ("name", "role"), [("viet", Role.WRITER), ("duyet", Role.CHIEF), ("quan.tri", Role.ADMINISTRATOR)]
)
def test_nobody_does_what_is_beyond_their_role(office: Office, name: str, role: Role) -> None:
    browser, before = office.signed_in(name), dict(office.workspace.states)
    beyond = [(method, at) for method, at, action in GUARDED if action not in ALLOWED[role]]
    assert bool(beyond) == (role is not Role.ADMINISTRATOR)
    for method, at in beyond:
        assert (at, pressed(browser, method, at).status) == (at, 403)
        assert office.trail[0] == (Deed.NOT_ALLOWED, name, f"{method} {at}")
    assert office.workspace.states == before
    assert len(office.accounts.people()) == 3


def test_a_writers_forged_publishing_is_refused_and_noted_by_the_form_as_well(office: Office) -> None:
    writer, before = office.signed_in("viet"), dict(office.workspace.states)
    opened = office.workspace.open(PATH)
    told = writer.post(f"/bai/{PATH}/", {"action": "publish", "revision": opened.revision.name, "body": "Đã sửa."})
    assert told.status == 403
    assert "nhờ người duyệt" in told.text
    assert office.trail[0] == (Deed.NOT_ALLOWED, "viet", f"POST /bai/{PATH}/")
    assert office.workspace.states == before


FOREIGN = (
    {"Origin": EVIL, "Sec_Fetch_Site": "cross-site"},
    {"Origin": EVIL, "Sec_Fetch_Site": ""},
    {"Origin": EVIL},
    {"Origin": "null", "Sec_Fetch_Site": ""},
    {"Origin": "", "Sec_Fetch_Site": "cross-site"},
    {"Origin": "", "Sec_Fetch_Site": "same-site"},
    {"Origin": "", "Sec_Fetch_Site": "none"},
    {"Origin": "", "Sec_Fetch_Site": ""},
    {"Sec_Fetch_Site": "same-site"},
    {"Origin": "http://soan.x.example"},
    {"Origin": "https://soan.x.example.evil.example"},
    {"Origin": "https://x.example"},
)


def test_what_another_site_sends_is_refused_and_noted_at_every_address(office: Office) -> None:
    browser = office.signed_in("quan.tri")
    for number, (method, at) in enumerate(UNSAFE):
        reply = pressed(browser, method, at, **FOREIGN[number % len(FOREIGN)])
        assert (at, reply.status, "không đến từ trang soạn bài" in reply.text) == (at, 403, True)
        assert office.trail[0][:2] == (Deed.FOREIGN_ORIGIN, "quan.tri")


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_cannot_send_in_any_way(office: Office, headers: dict[str, str]) -> None:
    browser = office.signed_in("viet")
    assert browser.post("/dang-xuat/", {}, **headers).status == 403
    assert browser.get("/dang-xuat/").status == 200


def test_without_the_token_of_the_session_nothing_is_done_at_any_address(office: Office) -> None:
    browser, other = office.signed_in("quan.tri"), office.signed_in("duyet")
    for method, at in UNSAFE:
        if at in SESSIONLESS:
            continue
        for token in ("", "x", other.token):
            browser.token = token
            assert (at, pressed(browser, method, at).status) == (at, 403)
            assert office.trail[0] == (Deed.FOREIGN_FORM, "quan.tri", f"{method} {at}")


def test_on_ones_own_machine_it_is_no_different(own_machine: Browser, own_editor: Editor) -> None:
    trail, token = own_editor.audit, own_machine.token
    neighbour = {"Origin": f"http://localhost:{own_machine.port + 1}", "Sec_Fetch_Site": "same-site"}
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    for method, at in UNSAFE:
        own_machine.token = token
        assert pressed(own_machine, method, f"/soan{at}", Origin=EVIL).status == 403
        assert noted(trail) == (Deed.FOREIGN_ORIGIN, "toi", f"{method} /soan{at}".replace("moi/x/", "moi/"))
        assert pressed(own_machine, method, f"/soan{at}", **neighbour).status == 403
        assert pressed(own_machine, method, f"/soan{at}", **rebound).status == 403
        assert noted(trail)[0] == Deed.FOREIGN_HOST
        own_machine.token = ""
        assert pressed(own_machine, method, f"/soan{at}").status == (404 if at in SESSIONLESS else 403)
    assert own_machine.get("/soan/nhat-ky/").status == 200


def test_in_the_preview_too_a_foreign_host_is_refused_and_noted(workspace: MemoryWorkspace) -> None:
    server = Server(0)
    editor = Editor(workspace, None, server.address, "/soan", "Hội", owner=OWNER)
    server.app = preview_app(server.port, Board("m"), cast(Any, None), make_app(editor))
    with server:
        reply = Browser(server.port, server.address).get("/soan/", Host="evil.example")
        assert reply.status == 403
        assert noted(editor.audit) == (Deed.FOREIGN_HOST, "", "GET /soan/")


def test_another_host_learns_neither_the_name_nor_the_token_of_anybody(own_machine: Browser) -> None:
    told = own_machine.get("/soan/", Host="evil.example").text
    assert "Trần Thị Bình" not in told
    assert 'name="token" content=""' in told


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_own_names_of_this_machine_are_right_each_with_its_own_origin(own_machine: Browser, host: str) -> None:
    own = f"{host}:{own_machine.port}"
    other = "localhost" if host == "127.0.0.1" else "127.0.0.1"
    asked = {"revision": "r0", "fields": {}, "body": "Hai bên đã ký.", "cause": "save"}
    save = f"/soan/bai/{PATH}/luu"
    mixed = own_machine.send("PUT", save, asked, Host=own, Origin=f"http://{other}:{own_machine.port}")
    assert mixed.status == 403
    assert own_machine.send("PUT", save, asked, Host=own, Origin=f"http://{own}").status == 200


def noted(trail: AuditTrail) -> tuple[Deed, str, str]:
    row = trail.page()[0]
    return row.deed, row.person, row.about


def test_where_nobody_signs_in_there_is_nothing_to_sign_in_to(own_machine: Browser) -> None:
    for at in ("/dang-nhap/", "/moi/x/", "/nguoi-dung/", "/dang-xuat/"):
        assert (at, own_machine.get(f"/soan{at}").status) == (at, 404)
