"""Calls as a partner's computer makes them."""

from itertools import count

from odoo.tests import HttpCase

from .coalition_case import CoalitionMixin
from .common import ClubCase

PREFIX = "/loyalty_club/api/v1"


class CoalitionApiCase(CoalitionMixin, ClubCase, HttpCase):
    """The partner "Ballet shoes" has a key; a second partner "Opera" has one, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_coalition()
        cls.key = cls.coalition._make_api_key(30)
        cls.opera = cls.env["loyalty.coalition.partner"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Opera", "is_company": True}).id,
                "program_id": cls.club.id,
            }
        )
        cls.opera._move_to("active")
        cls.opera_key = cls.opera._make_api_key(30)
        cls.ada = cls.make_member(cls.club, points=100)
        cls.numbers = count(1)

    def call(self, method, path, body=None, *, key=None, auth=None, once=None, headers=None, **query):
        """Call the API.

        :param str auth: the key of the caller; by default that of Ballet shoes
        :param str once: the Idempotency-Key; by default a new one
        :return: the answer
        """
        sent = {"Authorization": f"Bearer {auth or self.key}"}
        if method in ("POST", "DELETE"):
            sent["Idempotency-Key"] = once or f"request {next(self.numbers)}".replace(" ", "-")
        sent |= headers or {}
        options = {"json": body} if body is not None else {}
        self.env.flush_all()
        answer = self.url_open(PREFIX + path, method=method, headers=sent, params=query or None, **options)
        self.env.invalidate_all()
        return answer

    def assertAnswer(self, answer, status, code=None):  # noqa: N802
        """The answer has this status, and if it is a refusal this code."""
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertEqual(answer.headers["Content-Type"], "application/json; charset=utf-8")
        body = answer.json()
        if code:
            self.assertEqual(body["error"]["code"], code, answer.text)
            self.assertTrue(body["error"]["message"])
        return body

    @classmethod
    def give(cls, *codes):
        """Coupons of the partner, given to Ada."""
        cls.theirs.limit_per_member = 0
        cls.add_codes(*codes)
        coupons = [cls.theirs._give(cls.ada) for _code in codes]
        return coupons[0].concat(*coupons[1:])
