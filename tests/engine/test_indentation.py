"""Templates are indented for who reads them; what readers get is not."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from plugins.engine.theme import Indentation

PAGES = [
    (
        "<ul>\n  {% for one in [1, 2] %}\n    <li>{{ one }}</li>\n  {% endfor %}\n</ul>",
        "<ul>\n<li>1</li>\n<li>2</li>\n</ul>",
    ),
    ("<p>một\n\t  hai</p>", "<p>một\nhai</p>"),
    ("<p>một  hai</p>\n\n  <p> ba </p>", "<p>một  hai</p>\n\n<p> ba </p>"),
    ("  <pre><code>a\n    b\n</code></pre>\n  <p>c</p>", "<pre><code>a\n    b\n</code></pre>\n<p>c</p>"),
    ("  <pre>a\n  b</pre>\n  <p>c</p>\n  <pre>\n  d</pre>", "<pre>a\n  b</pre>\n<p>c</p>\n<pre>\n  d</pre>"),
]


def rendered(name: str, source: str) -> str:
    made = Environment(loader=DictLoader({name: source}), extensions=[Indentation], trim_blocks=True, autoescape=True)
    return made.get_template(name).render()


@pytest.mark.parametrize(("source", "page"), PAGES)
def test_white_space_in_front_of_a_line_reaches_no_page_but_inside_pre(source: str, page: str) -> None:
    assert rendered("trang.html", source) == page


def test_what_machines_read_is_written_as_it_stands() -> None:
    assert rendered("nguon.xml", "<feed>\n  <id>1</id>\n</feed>") == "<feed>\n  <id>1</id>\n</feed>"
