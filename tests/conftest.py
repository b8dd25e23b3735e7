"""What holds for every test: in CI nothing is skipped."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

IN_CI = os.environ.get("CI") == "true"


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure: on CI a part that does not run is not green."""
    expected = getattr(report, "wasxfail", None) is not None
    if IN_CI and report.skipped and not expected:
        told = report.longrepr
        reason = told[-1] if isinstance(told, tuple) else str(told)
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Look at every phase of a test."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    """Look at every file, for one may skip itself as a whole."""
    report = yield
    _refuse_skip(report)
    return report
