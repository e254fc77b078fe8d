"""A code of a partner is in one of its offers only, however it comes."""

import base64
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .exchange_case import ExchangeCase

CLIENT = "odoo.addons.loyalty_club.models.coalition.exchange.coalition_partner_client"


@tagged("post_install", "-at_install")
class TestCoalitionDoubles(ExchangeCase):
    def get_activities(self):
        return self.coalition.activity_ids.filtered(lambda activity: "second time" in activity.summary)

    def test_the_database_has_a_code_once(self):
        self.add_codes("A1")
        other = self.theirs.copy()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.add_codes("A1", offer=other)
            self.env.flush_all()

    def test_an_upload_says_where_a_code_is(self):
        other = self.theirs.copy({"name": "Sandals"})
        self.add_codes("A1", "A2", offer=other)
        self.add_codes("B1")
        data = base64.b64encode(b"A1\nB1\nC1\nA2\n")
        upload = self.env["loyalty.coalition.upload"].create(
            {"offer_id": self.theirs.id, "filename": "codes.csv", "file": data}
        )
        upload.action_upload()
        self.assertEqual((upload.new_count, upload.known_count), (1, 3))
        self.assertIn("2 × “Sandals” of the same partner has this code already. (first in line 1)", upload.summary)
        self.assertIn("1 × The offer has this code already. (first in line 2)", upload.summary)
        self.assertEqual(self.theirs.coupon_ids.sorted("id").mapped("code"), ["B1", "C1"])

    @mute_logger(CLIENT)
    def test_a_fetched_code_that_another_offer_has(self):
        self.add_codes("X1")
        with (
            self.enter_registry_test_mode(),
            self.play((201, self.get_coupon_values()), (201, self.get_coupon_values("X2"))),
        ):
            coupon = self.remote._give(self.ada)
        self.assertEqual(coupon.code, "X2")
        self.env.invalidate_all()
        self.assertIn("X1", self.get_activities().note)
        self.assertIn(self.theirs.name, self.get_activities().note)

    def test_codes_of_lost_requests_that_another_offer_has(self):
        self.add_codes("X1")
        old = (self.env.cr.now() - timedelta(minutes=11)).isoformat() + "Z"
        coupons = [self.get_coupon_values(code, changed_at=old) for code in ("X1", "X2")]
        answer = (200, {"coupons": coupons, "cursor": None, "next_since": None})
        with self.play(answer):
            self.coalition._fetch_news()
        self.assertEqual(self.remote.coupon_ids.mapped("code"), ["X2"])
        self.assertIn("X1", self.get_activities().note)
        with self.play(answer):
            self.coalition._fetch_news()
        self.assertEqual(len(self.get_activities()), 1)

    def test_codes_are_not_read_as_html(self):
        self.coalition._tell_of_doubles({"<a href='https://evil.example'>A1</a>": "Shoes"})
        self.assertNotIn("<a", self.get_activities().note)

    def test_other_partners_may_have_the_same_code(self):
        shop = self.env["res.partner"].create({"name": "Opera", "is_company": True})
        opera = self.env["loyalty.coalition.partner"].create({"partner_id": shop.id, "program_id": self.club.id})
        offer = self.env["loyalty.coalition.offer"].create({"name": "Tickets", "coalition_id": opera.id})
        self.add_codes("A1")
        self.add_codes("A1", offer=offer)
        self.env.flush_all()

    def test_doubles_of_before_are_named(self):
        """The index cannot be made then, and nobody would notice."""
        other = self.theirs.copy()
        self.env.flush_all()
        self.env.cr.execute("DROP INDEX loyalty_coalition_coupon_theirs_key")
        self.add_codes("A1", "A2")
        self.env.flush_all()
        self.env["loyalty.coalition.coupon"].init()
        self.add_codes("A1", offer=other)
        self.env.flush_all()
        with self.assertRaisesRegex(ValidationError, "A1$"):
            self.env["loyalty.coalition.coupon"].init()
