"""Codes of ours, made for a partner and handed over as a file."""

import base64
import csv
from io import StringIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase


@tagged("post_install", "-at_install")
class TestCoalitionExport(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager")
        cls.auditor = cls.make_user("auditor")

    def export(self, count, **values):
        wizard = self.env["loyalty.coalition.export"].with_user(self.manager)
        return wizard.create({"offer_id": self.ours.id, "count": count, **values})

    def test_export(self):
        self.ours.write({"value_text": "=1+1", "valid_until": "2199-01-31"})
        wizard = self.export(3)
        action = wizard.action_export()
        self.assertIn(wizard.filename, action["url"])
        rows = list(csv.DictReader(StringIO(base64.b64decode(wizard.file).decode("utf-8-sig"))))
        self.assertEqual([row["code"] for row in rows], self.ours.coupon_ids.sorted("id").mapped("code"))
        self.assertEqual((rows[0]["value"], rows[0]["usable_until"]), ("'=1+1", "2199-01-31"))
        self.assertEqual(set(self.ours.coupon_ids.mapped("state")), {"issued"})

    def test_export_by_two_clicks(self):
        wizard = self.export(3)
        self.assertEqual(wizard.action_export(), wizard.action_export())
        self.assertEqual(self.ours.issued_count, 3)

    def test_export_within_the_agreement(self):
        self.ours.max_issued = 2
        with self.assertRaisesRegex(UserError, "As many"):
            self.export(3).action_export()
        for count in (0, -1, 10001):
            with self.assertRaisesRegex(UserError, "from 1 to"):
                self.export(count).action_export()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.export(1).with_user(self.auditor).action_export()
