"""Bookkeeping of skipped tests: one that only wants a program is skipped for a newcomer, and fails where CI is set."""

from __future__ import annotations

import os

import pytest

MISSING_PROGRAM = "thiếu chương trình:"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    report = yield
    reason = str(call.excinfo.value) if call.excinfo and report.skipped else ""
    if os.environ.get("CI") and reason.removeprefix("Skipped: ").startswith(MISSING_PROGRAM):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {reason}"
    return report
