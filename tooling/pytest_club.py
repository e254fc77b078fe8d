"""Pytest plugin of ``./club test``: which browser, what is left out, and a browser that fails instead of skipping.

Conventions: files named ``test_*_tour.py`` and ``test_*_hoot.py`` need a browser; all others do not.
"""

import os
import unittest
from inspect import signature
from pathlib import Path

import pytest

BROWSER = os.environ.get("CLUB_BROWSER", "")
LEFT_OUT = pytest.StashKey[list]()
PATIENCE = 120
"""Seconds for one page. Odoo waits 12 (and 20 for a page before it), but the first page of a test makes its styles and
scripts, which takes a slow or busy machine longer."""
SLOWER = 3
"""So many times as long as it is told a browser waits."""


def _excluded():
    """Return the ends of node ids that the list of exclusions names."""
    path = os.environ.get("CLUB_EXCLUDED")
    lines = Path(path).read_text().splitlines() if path else []
    return tuple(line.split("#")[0].strip() for line in lines if line.split("#")[0].strip())


def pytest_configure(config):
    config.stash[LEFT_OUT] = []
    _patch_browser()
    _wait_longer()
    if os.environ.get("CLUB_EXCLUDED"):
        _make_stock_users_managers()


def _make_stock_users_managers():
    """Stock's tests write points by hand as their all-round user; with a ledger that takes a club manager."""
    from odoo.addons.account.tests.common import AccountTestInvoicingCommon as Common

    groups = Common.get_default_groups.__func__
    Common.get_default_groups = classmethod(lambda cls: groups(cls) | cls.env.ref("loyalty_club.group_club_manager"))


def _patch_browser():
    """Stock skips a test whose browser does not start; asked for, that is a failure; not asked for, it is skipped."""
    from odoo.tests import common

    start = common.ChromeBrowser.__init__

    def start_or_fail(self, *args, **kwargs):
        if not BROWSER:
            raise unittest.SkipTest("left out: --no-browser")
        try:
            start(self, *args, **kwargs)
            self.throttling_factor = SLOWER
        except unittest.SkipTest as reason:
            raise AssertionError(f"the browser does not start: {reason}") from None

    common.ChromeBrowser.__init__ = start_or_fail
    common._find_executable = lambda: BROWSER


def _wait_longer():
    """Being slow is no failure; nothing that is asked for comes earlier or later by this."""
    from odoo.tests.common import BaseCase, HttpCase

    BaseCase.test_cursor_lock_timeout = PATIENCE
    for method in (HttpCase.url_open, HttpCase.make_jsonrpc_request):
        parameters = [one for one in signature(method).parameters.values() if one.default is not one.empty]
        method.__defaults__ = tuple(PATIENCE if one.name == "timeout" else one.default for one in parameters)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    excluded = _excluded()
    kept, browser, listed = [], [], []
    for item in items:
        if not BROWSER and item.path.stem.endswith(("_tour", "_hoot")):
            browser.append(item)
        elif excluded and item.nodeid.endswith(excluded):
            listed.append(item)
        else:
            kept.append(item)
    if browser:
        config.stash[LEFT_OUT].append(f"--no-browser: {len(browser)} browser tests are left out")
    if listed:
        config.stash[LEFT_OUT].append(f"{len(listed)} stock tests are left out, see tooling/stock_excluded.txt")
    config.hook.pytest_deselected(items=browser + listed)
    items[:] = kept


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash[LEFT_OUT]:
        terminalreporter.write_line(line)
