"""What the preview adds to a page: the list of problems on top, and the script that loads the page again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import quote

from plugins.base.problems import Problem, errors
from tools.preview.board import Showing

EVENTS = "/__xem-truoc"
EDITOR = "/soan"
SCRIPT = """<script>{
  let events;
  const listen = () => {
    events?.close();
    if (document.hidden) return; // a browser grants a site six connections; tabs in the background need none
    events = new EventSource("%s?%s");
    events.onmessage = () => location.reload();
  };
  addEventListener("visibilitychange", listen);
  listen();
}</script>"""
STYLE = """<style>
.xem-truoc-loi { position: sticky; inset-block-start: 0; z-index: 9999; max-block-size: 45vh; overflow: auto; margin: 0;
  padding: .75rem 1rem; background: #7a1220; color: #fff; font: 16px/1.5 system-ui, sans-serif; text-align: start }
.xem-truoc-loi.nhe { position: static; background: #584200 }
.xem-truoc-loi summary { font-weight: 600; cursor: pointer }
.xem-truoc-loi ol { margin: .5rem 0 0; padding-inline-start: 1.75rem; list-style: decimal }
.xem-truoc-loi li { margin-block: .25rem; white-space: pre-wrap; overflow-wrap: anywhere }
.xem-truoc-loi code { font: inherit; font-weight: 600 }
</style>"""
# Which text a page shows, as the theme says it in a preview.
SOURCE = re.compile(rb'<article\b[^>]*\sdata-source="([^"]+)"')
EDIT = """<style>
.xem-truoc-sua { position: fixed; inset-block-end: .75rem; inset-inline-end: .75rem; z-index: 9998;
  padding: .6rem .9rem; border-radius: .3rem; background: #1f5d3a; color: #fff;
  font: 600 16px/1.5 system-ui, sans-serif; text-decoration: none }
.xem-truoc-sua:hover { text-decoration: underline }
@media print { .xem-truoc-sua { display: none } }
</style><a class="xem-truoc-sua" href="%s/bai/%s/">Sửa bài này</a>"""
EMPTY = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
<body><main style="max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font: 18px/1.6 system-ui, sans-serif">
<h1>%s</h1><p>%s</p></main></body></html>"""
WAITING = ("Đang dựng trang…", "Trang sẽ tự mở khi dựng xong.")
REFUSED = ("Chưa dựng được trang", "Hãy sửa những chỗ nêu ở đầu trang rồi lưu lại; trang sẽ tự dựng.")


def dress(html: bytes, showing: Showing, address: str = "/", *, built: bool = True) -> bytes:
    """The page at an address with its additions, first and last in the body; nothing else of it changes."""
    here = [one for one in showing.problems if not one.warning or (showing.addresses.get(one.path) or "/") == address]
    elsewhere = len(showing.problems) - len(here)
    bar = problem_list([*showing.dropped, *here], built=built, elsewhere=elsewhere).encode()
    script = (SCRIPT % (EVENTS, showing.mark)).encode()
    body = re.search(rb"<body\b[^>]*>", html, re.IGNORECASE)
    start = body.end() if body else 0
    end = max(_end(html), start)
    return html[:start] + bar + html[start:end] + script + html[end:]


def with_edit_link(html: bytes) -> bytes:
    """A text's page with the way to where it is written."""
    if not (shown := SOURCE.search(html)):
        return html
    link = EDIT % (EDITOR, quote(unescape(shown[1].decode())))
    return html[: _end(html)] + link.encode() + html[_end(html) :]


def _end(html: bytes) -> int:
    """Where the body ends."""
    end = html.lower().rfind(b"</body>")
    return end if end >= 0 else len(html)


def problem_list(problems: Sequence[Problem], *, built: bool, elsewhere: int = 0) -> str:
    """A bar with every error of the last build, then the warnings of the text that is shown; warnings `elsewhere` are
    counted. Nothing on a page without any.
    """
    if not problems:
        return ""
    wrong = len(errors(problems))
    rest = f" {elsewhere} cảnh báo ở những bài khác." if elsewhere else ""
    rest += " Bên dưới là bản dựng được gần nhất." if wrong and built else ""
    count = f"{wrong} lỗi" if wrong else "Không có lỗi"
    rows = "".join(_row(problem) for problem in sorted(problems, key=lambda problem: problem.warning))
    return (
        f'{STYLE}<aside class="xem-truoc-loi{"" if wrong else " nhe"}" aria-label="Soát bài">'
        f"<details{' open' if wrong else ''}><summary>{count}, {len(problems) - wrong} cảnh báo.{rest}</summary>"
        f"<ol>{rows}</ol></details></aside>"
    )


def page_without_a_build(showing: Showing) -> bytes:
    """Instead of a page that cannot be made, or not yet."""
    title, words = REFUSED if showing.problems else WAITING
    return dress((EMPTY % (title, title, words)).encode(), showing, built=False)


def _row(problem: Problem) -> str:
    place, told = escape(problem.path), escape(str(problem))
    return f'<li data-problem data-file="{place}" data-line="{problem.line}">{told}</li>'
