"""What a browser of 2020 shows: a Chromium 87 that an npm package carries, asked through the page itself."""

from __future__ import annotations

import json
import platform
import queue
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import brotli
import pytest

from tests.browser.conftest import PAGES, Quiet, hosted
from tests.patience import PATIENCE
from tests.site import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif((platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="chỉ có cho Linux"),
]
PACKED = ROOT / "node_modules" / "chrome-aws-lambda" / "bin" / "chromium.br"
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--disable-dev-shm-usage"),
    "--window-size=360,740",
]
ASKED = [
    *(".wordmark", ".masthead-band", ".menu li", "main h1, main h2", "main p"),
    *(".search-form button", "input[type=search]"),
]
# The page says of itself what it shows, once its stylesheet is there; `--dump-dom` hands it out.
SCRIPT = """<script>{
  const facts = {width: document.documentElement.scrollWidth};
  for (const asked of ASKED) {
    const found = document.querySelector(asked), style = found && getComputedStyle(found);
    facts[asked] = found && {...found.getBoundingClientRect().toJSON(), color: style.color,
      ground: style.backgroundColor, font: style.fontFamily, display: style.display, list: style.listStyleType};
  }
  document.documentElement.setAttribute("data-seen", JSON.stringify(facts));
  const search = document.querySelector("[data-search]");
  if (search) new MutationObserver(() => {
    if (search.dataset.searchState === "done") fetch("", {method: "POST", body: search.outerHTML});
  }).observe(search, {attributes: true, attributeFilter: ["data-search-state"]});
}</script>""".replace("ASKED", json.dumps(ASKED))
Seen = Mapping[str, Any]


class Asking(Quiet):
    """Serves every page with the question in it, and keeps what a page says once its search is done."""

    told: queue.Queue[str] = queue.Queue()

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() else path
        if page.suffix != ".html":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes() + SCRIPT.encode())

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        self.told.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()


@pytest.fixture(scope="module")
def old_browser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("old") / "chromium"
    program.write_bytes(brotli.decompress(PACKED.read_bytes()))
    program.chmod(0o755)
    return program


@pytest.fixture(scope="module")
def asking(site: Path) -> Iterator[str]:
    with hosted(site, Asking) as url:
        yield url


def look(program: Path, url: str) -> Seen:
    command = [str(program), *FLAGS, "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, cwd=program.parent)
    shown = done.stdout.decode()
    seen = re.search(r'data-seen="([^"]*)"', shown)
    assert seen, shown[:500]
    facts: Seen = json.loads(seen[1].replace("&quot;", '"'))
    return facts


@pytest.mark.parametrize("kind", ["home", "article", "news", "program", "feeds", "gallery"])
def test_a_browser_of_2020_shows_name_menu_and_text_as_they_are_meant(
    old_browser: Path, asking: str, kind: str
) -> None:
    seen = look(old_browser, asking + PAGES[kind])
    name, band, text = seen[".wordmark"], seen[".masthead-band"], seen["main p"]
    assert (name["color"], band["ground"]) == ("rgb(251, 248, 241)", "rgb(31, 93, 58)")
    assert "Be Vietnam Pro" in seen["main h1, main h2"]["font"]
    assert (seen[".menu li"]["list"], text["color"]) != ("disc", "rgb(0, 0, 0)")
    assert seen["width"] <= 360


WAYS_TO_SEARCH = [("home", ".search-form button", 40), ("article", ".search-form button", 40)]


@pytest.mark.parametrize(("kind", "way", "least"), [*WAYS_TO_SEARCH, ("search", "input[type=search]", 150)])
def test_a_browser_of_2020_shows_the_way_to_search(
    old_browser: Path, asking: str, kind: str, way: str, least: int
) -> None:
    found = look(old_browser, asking + PAGES[kind])[way]
    assert found["width"] > least
    assert found["height"] > 24


@pytest.mark.parametrize("query", ["vải+tươi+lâu", "giu+qua+vai"])
def test_a_browser_of_2020_searches_titles_and_says_so(old_browser: Path, asking: str, query: str) -> None:
    url = f"{asking}/tim-kiem/?q={query}"
    with subprocess.Popen([old_browser, *FLAGS, "--remote-debugging-port=0", url], cwd=old_browser.parent) as browser:
        try:
            shown = Asking.told.get(timeout=PATIENCE)
        finally:
            browser.kill()
    assert re.findall(r'<a data-search-result="" href="([^"]+)"', shown)[:1] == [PAGES["feature"]]
    assert "Trình duyệt này đã cũ" in re.sub(r'data-old="[^"]*"', "", shown)
