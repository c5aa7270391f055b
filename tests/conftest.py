"""For all tests: hypothesis counts no time, and one that only wants a program is skipped for a newcomer but fails where
CI is set.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.chromium import axe, browser  # noqa: F401 - fixtures for all tests

settings.register_profile("no clock", deadline=None)  # a busy machine is no mistake
settings.load_profile("no clock")
MISSING_PROGRAM = "thiếu chương trình:"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    reason = str(call.excinfo.value) if call.excinfo and report.skipped else ""
    if os.environ.get("CI") and reason.removeprefix("Skipped: ").startswith(MISSING_PROGRAM):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {reason}"
    return report
