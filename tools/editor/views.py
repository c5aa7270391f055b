"""Pages from templates: escaping is always on, an unknown name is an error, and what every page shows is given here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from plugins.base.moments import VIETNAM
from plugins.base.vietnamese import date_long, date_short, number
from tools.editor.people import Action

TEMPLATES = Path(__file__).parent / "templates"
# What pages say of themselves while somebody works is never kept by a browser.
PRIVATE = {"Cache-Control": "no-store"}


def address_of_text(base: str, path: str) -> str:
    """Where a text is edited."""
    return f"{base}/bai/{quote(path)}/"


def clock(moment: datetime) -> str:
    """`14:30, 22/8/2022`."""
    told = moment.astimezone(VIETNAM)
    return f"{told:%H:%M}, {date_short(told)}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"clock": clock, "date_short": date_short, "date_long": date_long, "number": number}
    made.globals["Action"] = Action
    return made


ENVIRONMENT = _environment()


def words_of_page(request: Request, template: str, **names: object) -> str:
    """The page as text. Of the app's state it takes `editor` and `static_url(name)`, the address of "css/base.css" and
    the like; of the request's state `person` and `token`, where the middleware has put them.
    """
    editor = request.app.state.editor
    return ENVIRONMENT.get_template(template).render(
        person=getattr(request.state, "person", None),
        token=getattr(request.state, "token", ""),
        base=editor.base,
        organisation=editor.organisation,
        accounts=editor.accounts is not None,
        static_url=request.app.state.static_url,
        **names,
    )


def render(request: Request, template: str, status: int = 200, **names: object) -> HTMLResponse:
    return HTMLResponse(words_of_page(request, template, **names), status, PRIVATE)
