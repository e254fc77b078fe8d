"""Codes that nobody got, and the files that they came in, are for managers and auditors."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase

RULES = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestCoalitionReaders(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.make_user(role) for role in ("club_user", "manager", "auditor")}
        cls.free = cls.add_codes("FREE1", "FREE2")
        cls.given = cls.add_codes("GIVEN")
        cls.given._move_to("issued")

    def look_as(self, role):
        return self.env["loyalty.coalition.coupon"].with_user(self.users[role])

    def test_codes_that_nobody_got(self):
        domain = [("offer_id", "=", self.theirs.id)]
        found = {role: self.look_as(role).search(domain) for role in self.users}
        both = self.free | self.given
        self.assertEqual(found, {"club_user": self.given, "manager": both, "auditor": both})
        coupon = self.free[0].with_user(self.users["club_user"])
        with self.assertRaises(AccessError), mute_logger(RULES):
            coupon.read(["code"])
        self.assertFalse(self.look_as("club_user").name_search("FREE"))
        self.assertFalse(self.look_as("club_user").search([("code", "=like", "FREE%")]))

    def test_their_number_stays_visible(self):
        for role, user in self.users.items():
            with self.subTest(role):
                offer = self.theirs.with_user(user)
                self.env.invalidate_all()
                self.assertEqual((offer.available_count, offer.issued_count), (2, 1))
                self.assertEqual(Form(offer).available_count, 2)

    def test_low_stock(self):
        self.theirs.low_stock = 2
        offers = self.env["loyalty.coalition.offer"].with_user(self.users["club_user"])
        self.assertFalse(offers.browse(self.theirs.id).is_low)
        self.theirs.low_stock = 3
        self.assertIn(self.theirs, offers.search([("is_low", "=", True)]))

    def test_uploaded_files(self):
        upload = self.env["loyalty.coalition.upload"].create(
            {"offer_id": self.theirs.id, "filename": "codes.csv", "file": base64.b64encode(b"UP1\nUP2\n")}
        )
        upload.action_upload()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", upload._name), ("res_id", "=", upload.id), ("res_field", "=", "file")]
        )
        self.assertTrue(attachment)
        for role in ("manager", "auditor"):
            self.assertTrue(upload.with_user(self.users[role]).read(["file", "rejected_file"]))
            self.assertTrue(attachment.with_user(self.users[role]).raw)
        user = self.users["club_user"]
        for call in (
            lambda: upload.with_user(user).read(["name"]),
            lambda: self.env["loyalty.coalition.upload"].with_user(user).search([]),
            lambda: attachment.with_user(user).read(["datas"]),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(self.env["ir.attachment"].with_user(user).search([("id", "=", attachment.id)]))
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        self.assertNotIn(self.env.ref("loyalty_club.loyalty_coalition_upload_menu").id, menus)

    def test_forms_of_users(self):
        """Nothing on the screens of plain users needs what they may not read."""
        user = self.users["club_user"]
        for record in (self.coalition, self.theirs, self.ours, self.given):
            with self.subTest(record._name):
                self.assertTrue(Form(record.with_user(user))._values)
