"""The machine's own Chromium, started once for all tests of a process, and what its pages are asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.patience import PATIENCE
from tests.site import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
MILLISECONDS = PATIENCE * 1000

expect.set_options(timeout=MILLISECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("thiếu chương trình: chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


def window(browser: Browser, **given: Any) -> BrowserContext:
    """A fresh one, to be closed with `with`."""
    context = browser.new_context(**given)
    context.set_default_timeout(MILLISECONDS)
    return context


@pytest.fixture(scope="session")
def axe() -> str:
    file = ROOT / "node_modules/axe-core/axe.min.js"
    if not file.is_file():
        pytest.skip("thiếu chương trình: axe-core (npm ci)")
    return file.read_text("utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds against WCAG 2.0 A to 2.2 AA: the rule and the first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    # A picture that comes later moves what stands below it, perhaps half under the bar at the foot of the screen.
    there = "[...document.images].every((one) => one.complete || one.loading === 'lazy')"
    page.wait_for_function(f"document.fonts.status === 'loaded' && {there}")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(tags)}}})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
