"""Unit tests of the till (hoot) in a real browser: ours, those of stock's loyalty at the till, and the shared cases."""

import json
from pathlib import Path

from odoo.tests import HttpCase, no_retry, tagged

from .till_cases import random_cases

CASES = Path(__file__).parent / "cases"
SHARED = ("earning", "memberships", "points_rounding", "rewards")
CASES_URL = "/loyalty_club/static/tests/unit/engine/shared_cases.test.js"
SUCCESS = "[HOOT] Test suite succeeded"
PAGE = "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"


def suite_id(path):
    """The number by which hoot calls a suite, e.g. of ``@loyalty_club``."""
    number = 0
    for char in path:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("-at_install", "post_install")
class TestTillHoot(HttpCase):
    def _share_cases(self, cases):
        """Make a unit test of the cases with which the server's engine is tested: there is one copy of them."""
        content = (
            'import { defineCases } from "@loyalty_club/../tests/unit/engine/cases";\n'
            f"defineCases({json.dumps(cases)});\n"
        )
        self.env["ir.attachment"].create(
            {
                "name": "shared_cases.test.js",
                "url": CASES_URL,
                "type": "binary",
                "mimetype": "application/javascript",
                "raw": content.encode(),
                "public": True,
            }
        )
        self.env["ir.asset"].create(
            {"name": "Shared cases of the engine", "bundle": "web.assets_unit_tests", "path": CASES_URL}
        )
        files, _external = self.env["ir.qweb"]._get_asset_content("web.assets_unit_tests")
        self.assertIn(CASES_URL, [file["url"] for file in files])

    def _run(self, *suites):
        self.browser_js(
            PAGE + "".join(f"&id={suite_id(suite)}" for suite in suites),
            "",
            login="admin",
            timeout=600,
            success_signal=SUCCESS,
            error_checker=lambda message: "[HOOT]" not in message,
        )

    @no_retry
    def test_club_at_the_till(self):
        cases = {name: json.loads((CASES / f"{name}.json").read_text()) for name in SHARED}
        self._share_cases({**cases, "random": random_cases(400, seed=19)})
        self._run("@loyalty_club")

    @no_retry
    def test_stock_loyalty_at_the_till(self):
        self._run("@pos_loyalty")
