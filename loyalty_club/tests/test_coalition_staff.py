"""What staff do with coupons of partners: buttons with a reason, warnings, the hourly job."""

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase

STOCK = "loyalty_club.mail_activity_type_coalition_stock"
MAXIMUM = "loyalty_club.mail_activity_type_coalition_max"


@tagged("post_install", "-at_install")
class TestCoalitionStaff(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_member(cls.club, points=100)
        cls.manager = cls.make_user("manager")
        cls.auditor = cls.make_user("auditor")

    def give(self, code="A1"):
        self.add_codes(code)
        return self.theirs._give(self.ada).with_user(self.manager)

    def do(self, coupon, step, **values):
        action = getattr(coupon, f"action_{step}")()
        wizard = self.env[action["res_model"]].with_user(coupon.env.user).with_context(**action["context"])
        wizard.create({"reason": "By telephone", **values}).action_do()

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("loyalty_club.ir_cron_watch_coalitions").method_direct_trigger()
        self.env.invalidate_all()

    def activities(self, record, xmlid):
        return record.activity_search([xmlid])

    def find(self, model, name):
        """What a filter finds among the records of this test."""
        mine = self.coalition if model == self.coalition._name else self.coalition.offer_ids
        return self.env[model].search([(name, "=", True)]) & mine

    # --- by hand ---

    def test_the_whole_life_by_hand(self):
        coupon = self.give()
        self.do(coupon, "use", order_ref="B 7", order_amount=80, discount_amount=16)
        self.assertEqual((coupon.state, coupon.order_ref, coupon.order_amount), ("redeemed", "B 7", 80))
        self.do(coupon, "dispute", reason="Nobody knows this order")
        self.assertEqual((coupon.state, coupon.amount, coupon.reason), ("disputed", 5, "Nobody knows this order"))
        self.assertIn("Nobody knows this order", self.coalition.message_ids[0].body)
        self.do(coupon, "accept")
        self.assertEqual((coupon.state, coupon.order_ref), ("redeemed", "B 7"))
        self.do(coupon, "return")
        self.assertEqual((coupon.state, coupon.amount), ("issued", 0))

    def test_a_dispute_that_is_lost(self):
        self.theirs.points = 40
        coupon = self.give()
        self.do(coupon, "use", order_ref="B 7", order_amount=80)
        self.do(coupon, "dispute")
        self.do(coupon, "cancel")
        self.assertEqual((coupon.state, coupon.amount, self.ada.points), ("cancelled", 0, 100))
        self.assertLedger(self.ada)

    def test_a_reason_is_asked_for(self):
        coupon = self.give()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.do(coupon, "cancel", reason=" ")
        self.assertEqual(coupon.state, "issued")

    def test_steps_that_do_not_fit(self):
        coupon = self.give()
        with self.assertRaisesRegex(UserError, "for which order"):
            self.do(coupon, "use", order_amount=5)
        for step in ("dispute", "accept", "return"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.do(coupon, step)
        mine = self.ours._issue().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "entering their code"):
            self.do(mine, "use", order_ref="S1")

    def test_only_managers(self):
        coupon = self.give()
        for user in (self.auditor, self.make_user("club_user"), self.make_user("salesperson")):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                coupon.with_user(user).action_cancel()
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.env["loyalty.coalition.step"].with_user(user).create({"coupon_ids": coupon.ids})

    # --- warnings ---

    def test_few_codes_are_told_once(self):
        self.coalition.user_id = self.manager
        self.theirs.low_stock = 2
        self.add_codes("A1", "A2")
        self.run_job()
        self.assertFalse(self.theirs.is_low or self.activities(self.theirs, STOCK))
        self.theirs._give(self.ada)
        self.run_job()
        self.run_job()
        self.assertTrue(self.theirs.is_low)
        self.assertEqual(self.find("loyalty.coalition.offer", "is_low"), self.theirs)
        self.assertNotIn(self.theirs, self.env["loyalty.coalition.offer"].search([("is_low", "=", False)]))
        activity = self.activities(self.theirs, STOCK)
        self.assertEqual((len(activity), activity.user_id), (1, self.manager))
        self.assertIn("1 codes", str(activity.note))
        activity.action_done()
        self.run_job()
        self.assertFalse(self.activities(self.theirs, STOCK))
        self.add_codes("A3")
        self.run_job()
        self.theirs.low_stock = 9
        self.run_job()
        self.assertEqual(len(self.activities(self.theirs, STOCK)), 1)

    def test_owing_more_than_agreed(self):
        self.coalition.max_outstanding = 8
        for code in ("A1", "A2"):
            self.theirs.limit_per_member = 0
            self.give(code).sudo()._redeem(code, 50, 5)
        self.run_job()
        self.run_job()
        self.assertTrue(self.coalition.is_over_max)
        self.assertEqual(self.find("loyalty.coalition.partner", "is_over_max"), self.coalition)
        self.assertEqual(len(self.activities(self.coalition, MAXIMUM)), 1)
        self.theirs.coupon_ids[:1]._take_back()
        self.run_job()
        self.assertFalse(self.coalition.is_over_max or self.activities(self.coalition, MAXIMUM))

    def test_competitors(self):
        shoes = self.env["product.category"].create({"name": "Shoes"})
        ballet = self.env["product.category"].create({"name": "Ballet", "parent_id": shoes.id})
        self.coalition.category_ids = shoes
        self.assertFalse(self.coalition.is_competitor)
        product = self.make_product(categ_id=ballet.id)
        self.coalition.invalidate_recordset()
        self.assertEqual((self.coalition.competing_category_ids, self.coalition.is_competitor), (shoes, True))
        self.assertEqual(self.find("loyalty.coalition.partner", "is_competitor"), self.coalition)
        product.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.coalition.invalidate_recordset()
        self.assertFalse(self.coalition.is_competitor)

    # --- the hourly job ---

    def test_contracts_end_on_their_last_day_in_the_time_zone_of_the_club(self):
        self.club.tz = "Pacific/Auckland"
        self.coalition.date_to = "2026-03-10"
        with self.at("2026-03-10 10:00:00"):
            self.run_job()
            self.assertEqual(self.coalition.state, "active")
        with self.at("2026-03-10 12:00:00"):
            self.run_job()
            self.assertEqual(self.coalition.state, "ended")

    def test_coupons_expire_in_pieces(self):
        self.theirs.limit_per_member = 0
        with self.at("2026-02-01 12:00:00"):
            self.theirs.valid_days = 10
            self.add_codes(*"ABCDE")
            for _code in "ABCDE":
                self.theirs._give(self.ada)
        self.patch(self.env.registry["loyalty.coalition.partner"], "_coupon_chunk", 2)
        with self.at("2026-02-11 12:00:00"):
            self.run_job()
        self.assertEqual(set(self.theirs.coupon_ids.mapped("state")), {"expired"})

    def test_coupons_of_several_clubs_and_of_archived_contracts_expire(self):
        other = self.make_club(name="Other")
        contract = self.coalition.copy({"program_id": other.id})
        contract._move_to("active")
        offer = self.theirs.copy({"coalition_id": contract.id})
        with self.at("2026-02-01 12:00:00"):
            (self.theirs | offer).valid_days = 10
            coupons = self.give().sudo()
            self.add_codes("B1", "B2", offer=offer)
            for _number in range(2):
                coupons |= offer._give(self.make_member(other))
        contract.active = False
        with self.at("2026-02-11 12:00:00"):
            self.assertEqual(len(coupons._expire(limit=1)), 1)
            self.run_job()
        self.assertEqual(coupons.mapped("state"), ["expired"] * 3)

    def test_a_job_that_meets_somebody_who_uses_a_coupon(self):
        with self.at("2026-02-01 12:00:00"):
            self.theirs.valid_days = 10
            coupon = self.give().sudo()
        expire = self.env.registry["loyalty.coalition.coupon"]._expire
        met = []

        def meet_another(this, **values):
            if not met:
                met.append(this)
                raise SerializationFailure
            return expire(this, **values)

        self.patch(self.env.registry["loyalty.coalition.coupon"], "_expire", meet_another)
        with self.at("2026-02-11 12:00:00"):
            self.run_job()
        self.assertEqual((len(met), coupon.state), (1, "expired"))
