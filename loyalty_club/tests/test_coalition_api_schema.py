"""The API for partners is what docs/openapi.yaml says: schemathesis calls the running server."""

import os
import unittest
from collections import Counter
from pathlib import Path

from odoo.tests import tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME
from odoo.tools import mute_logger

from odoo.addons.loyalty_club.controllers.coalition_api import API, PREFIX

from .coalition_api_case import CoalitionApiCase
from .routes_case import CONVERTER, get_routes

try:
    import schemathesis
except ImportError:  # it is not for Python 3.10
    schemathesis = None

DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.yaml"
EXAMPLES = int(os.environ.get("LOYALTY_CLUB_API_EXAMPLES", "6"))
SEED = 7
CODES = 40


@unittest.skipUnless(schemathesis and DESCRIPTION.exists(), "schemathesis or docs/openapi.yaml is not here")
@tagged("post_install", "-at_install")
class TestCoalitionApiSchema(CoalitionApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coalition.api_limit = 1_000_000
        cls.ours.write({"reference": "ours"})
        cls.theirs.write({"reference": "theirs", "limit_per_member": 0})
        cls.codes = [f"A{number}" for number in range(CODES)]
        cls.given = cls.give(*cls.codes)

    def get_config(self, key, cookie):
        statuses = ["2xx", "401", "403", "404", "409", "422"]  # 422: one key for two requests
        return {
            "seed": SEED,
            "base-url": f"{self.base_url()}{PREFIX}",
            "headers": {"Authorization": f"Bearer {key}", "Cookie": f"{TEST_CURSOR_COOKIE_NAME}={cookie}"},
            "generation": {"max-examples": EXAMPLES, "database": "none"},
            "checks": {"positive_data_acceptance": {"expected-statuses": statuses}},
            "phases": {"stateful": {"generation": {"max-examples": EXAMPLES}}},
        }

    def explore(self, key):
        """Let schemathesis call everything.

        :return: (texts of what is not as described, {status: number of answers})
        """
        problems, statuses = [], Counter()
        with self.allow_requests():
            config = schemathesis.Config.from_dict(self.get_config(key, self.http_request_key))
            schema = schemathesis.openapi.from_path(DESCRIPTION, config=config)
            for event in schemathesis.engine.from_schema(schema).execute():
                if error := getattr(event, "value", None) or getattr(event, "exception", None):
                    problems.append(f"{getattr(event, 'label', '')}: {error!r}")
                if recorder := getattr(event, "recorder", None):
                    statuses.update(one.response.status_code for one in recorder.interactions.values() if one.response)
                    problems += get_failures(recorder)
        self.env.invalidate_all()
        return problems, statuses

    @mute_logger("odoo.sql_db")
    def test_the_server_is_what_is_described(self):
        problems, statuses = self.explore(self.key)
        self.assertFalse(problems, "\n\n".join(problems))
        self.assertFalse([status for status in statuses if status >= 500])
        self.assertLessEqual({200, 201, 400, 404, 405, 409}, set(statuses))
        self.assertGreater(sum(statuses.values()), 200)

    def test_every_address_is_described(self):
        schema = schemathesis.openapi.from_path(DESCRIPTION)
        described = {(found.ok().method.upper(), found.ok().path) for found in schema.get_all_operations()}
        routes = [route for route in get_routes(self.env) if route.routing["type"] == API]
        self.assertTrue(routes)
        there = {
            (method, CONVERTER.sub(r"{\1}", route.path.removeprefix(PREFIX)))
            for route in routes
            for method in route.routing.get("methods") or ()
        }
        self.assertEqual(described, there)


def get_failures(recorder):
    return [
        f"{recorder.label}: {check.name}: {check.failure_info.failure.title}: {check.failure_info.failure.message}\n"
        f"{check.failure_info.code_sample}"
        for checks in recorder.checks.values()
        for check in checks
        if check.failure_info
    ]
