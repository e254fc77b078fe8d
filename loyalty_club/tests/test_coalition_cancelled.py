"""Codes that were cancelled here: the partner without a computer is told by a file and by the statement."""

import base64
import csv
from io import StringIO

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_coalition_settling import SettlingCase


@tagged("post_install", "-at_install")
class TestCoalitionCancelled(SettlingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.tz = "Asia/Tehran"
        cls.manager = cls.make_user("manager")

    def cancel(self, code, moment="2026-01-15 12:00:00", offer=None):
        coupon = self.add_codes(code, offer=offer)
        with self.at(moment):
            coupon._move_to("issued")
            coupon._cancel()
        return coupon

    def make_window(self, **values):
        window = self.env["loyalty.coalition.cancelled"].with_user(self.manager)
        return window.create({"coalition_id": self.coalition.id, **values})

    def get_rows(self, window):
        window.action_export()
        rows = csv.DictReader(StringIO(base64.b64decode(window.file).decode("utf-8-sig")))
        return [(row["code"], row["offer"], row["cancelled_on"]) for row in rows]

    def test_told_once(self):
        first = self.cancel("A1", "2026-01-31 23:30:00")  # 03:00 of the next day there
        self.add_codes("FREE")
        self.assertEqual(self.coalition.untold_count, 1)
        window = self.make_window()
        self.assertEqual(window.count, 1)
        self.assertEqual(self.get_rows(window), [("A1", self.theirs.name, "2026-02-01")])
        self.assertEqual(first.told_on, self.coalition._get_today())
        self.assertEqual(window.action_export(), window.action_export())
        self.env.invalidate_all()
        self.assertEqual(self.coalition.untold_count, 0)
        with self.assertRaisesRegex(UserError, "No codes were cancelled"):
            self.make_window().action_export()
        self.cancel("A2")
        self.assertEqual([row[0] for row in self.get_rows(self.make_window())], ["A2"])
        everything = self.make_window(only_new=False)
        self.assertEqual([row[0] for row in self.get_rows(everything)], ["A2", "A1"])
        self.assertIn("cancelled codes exported", self.coalition.message_ids[0].body)

    def test_of_a_period_of_the_club(self):
        for code, moment in (
            ("A1", "2026-01-31 20:00:00"),  # 23:30
            ("A2", "2026-01-31 23:30:00"),
            ("A3", "2026-02-28 20:00:00"),
            ("A4", "2026-02-28 23:30:00"),
        ):
            self.cancel(code, moment)
        rows = self.get_rows(self.make_window(date_from="2026-02-01", date_to="2026-02-28"))
        self.assertEqual([row[0] for row in rows], ["A2", "A3"])

    def test_what_partners_know_by_themselves(self):
        ours = self.ours._issue()
        ours._cancel()
        there = self.add_codes("THERE")
        there.is_cancelled_there = True
        there._cancel()
        self.coalition.write({"webhook_url": "https://partner.example.com/hook", "webhook_secret": "x" * 40})
        hooked = self.cancel("HOOKED")
        self.assertTrue(hooked.told_on)
        self.assertEqual(self.coalition.untold_count, 0)

    def test_formulas(self):
        self.cancel("=1+1")
        self.assertEqual(self.get_rows(self.make_window())[0][0], "'=1+1")

    def test_who_may(self):
        self.cancel("A1")
        for role in ("club_user", "auditor"):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.make_window().with_user(self.make_user(role)).action_export()
        with self.assertRaises(UserError):
            self.make_window().write({"filename": "x.csv"})

    def test_in_the_statement(self):
        self.use_theirs()
        self.cancel("BEFORE", "2025-12-31 12:00:00")
        self.cancel("WITHIN", "2026-01-31 20:00:00")
        self.cancel("AFTER", "2026-01-31 23:30:00")
        settlement = self.settle()
        self.assertEqual(settlement._get_cancelled_codes().mapped("code"), ["BEFORE", "WITHIN"])
        settlement.date_from = fields.Date.to_date("2026-01-01")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "loyalty_club.report_coalition_statement", settlement.ids
        )[0].decode()  # fmt: skip
        self.assertIn("WITHIN", html)
        self.assertNotIn("AFTER", html)
        self.assertNotIn("BEFORE", html)
        self.assertIn("Nobody may use these codes", html)
